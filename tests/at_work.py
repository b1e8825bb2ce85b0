"""An engine at work for tests: a store with the Essex directory, a clock that stands still, and a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import Executable

from procedures.catalogue import load
from procedures.language import Procedure
from states.actions import Action, RaiseDisagreement
from states.case import Case
from store.delivery_history import delivery_history
from store.directory import directory_changed
from store.narrative_keys import keep_keys
from store.readable_cases import Operator, RecordedEntry, case_with_record
from store.recording import table
from store.sessions import open_store, reading, writing
from store.stored_notice import StoredNotice
from store.tables import DeputyRow, PersonRow
from store.verification import verify
from tests.notifications.smtp_servers import Mailbox
from tests.partnership import COUNCIL, HEALTH_VISITOR, SOCIAL_WORKER, fill
from workflows.clock import VirtualClock
from workflows.context import EngineContext, key_file
from workflows.door import Done, act, raise_disagreement
from workflows.settings import Settings
from workflows.tick import sweep

# A Monday with no bank holiday near it.
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def settings_for(database_url: str, home: Path, smtp_port: int | None = None, **changes: Any) -> Settings:
    """Settings of an engine whose mail server, if it has one, listens on a port of this machine."""
    mail: dict[str, Any] = {}
    if smtp_port is not None:
        mail = {
            "smtp_host": "127.0.0.1",
            "smtp_port": smtp_port,
            "smtp_security": "none",
            "smtp_sender": "Golden Thread <engine@example.org>",
        }
    given: dict[str, Any] = {"database_url": database_url, "home": home, "channel_timeout_seconds": 2.0}
    return Settings(**(given | mail | changes))


@contextmanager
def engine_at_work(settings: Settings, now: datetime = MONDAY) -> Iterator[tuple[EngineContext, VirtualClock]]:
    """A context on a migrated store, filled with the Essex directory, and the clock that it reads."""
    clock = VirtualClock(now)
    engine = open_store(settings.database_url)
    keep_keys(engine, key_file(settings))
    fill(engine)
    try:
        yield EngineContext(engine, settings, clock), clock
    finally:
        engine.dispose()


def raised(
    context: EngineContext,
    raiser: str = HEALTH_VISITOR,
    receiver: str = SOCIAL_WORKER,
    agency: str = COUNCIL,
    rules: Procedure | None = None,
) -> str:
    """Raise a disagreement now, under the Essex procedure or other rules. Returns its reference."""
    procedure = rules or load("essex")
    action = RaiseDisagreement(
        responding_agency=agency,
        responding_practitioner=receiver,
        category=procedure.categories[0].id,
        about="What it is about.",
        tried="What was tried.",
        would_settle="What would settle it.",
    )
    done = raise_disagreement(context.engine, action, raiser, procedure, context.clock.now())
    assert isinstance(done, Done), done
    return done.case.reference


def run_clock(context: EngineContext, clock: VirtualClock, until: datetime, step: timedelta) -> None:
    """Let the time pass in steps, with a tick at the end of each."""
    while clock.now() < until:
        clock.advance_to(min(clock.now() + step, until))
        sweep(context.engine, clock.now())


def do(context: EngineContext, reference: str, action: Action, actor: str) -> Case:
    """Let somebody act on a case, now. Returns the case as it then stands."""
    done = act(context.engine, reference, action, actor, context.clock.now())
    assert isinstance(done, Done), done
    return done.case


def change_directory(context: EngineContext, *statements: Executable) -> None:
    """Change rows of the directory, and let every worker know."""
    with writing(context.engine) as connection:
        for statement in statements:
            connection.execute(statement)
        directory_changed(connection)


def change_person(context: EngineContext, code: str, **columns: object) -> None:
    """Change what the directory says of a person."""
    people = table(PersonRow)
    change_directory(context, people.update().where(people.c.code == code).values(**columns))


def name_deputy(context: EngineContext, person: str, deputy: str) -> None:
    """Let somebody stand in for a person from today."""
    first = context.clock.now().date()
    change_directory(context, table(DeputyRow).insert().values(person=person, deputy=deputy, first=first))


def address_of(person: str) -> str:
    """The e-mail address of a person of the Essex directory, which is made from the code."""
    return f"{person.replace('_', '.')}@example.org"


def words_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def notices_of(context: EngineContext, reference: str = "") -> list[StoredNotice]:
    """All notices about a case, or about none, oldest first."""
    with reading(context.engine) as connection:
        return [one.notice for one in delivery_history(connection, reference)]


def history_of(context: EngineContext, notice: StoredNotice) -> list[str]:
    """The kinds of what happened to a notice, oldest first."""
    with reading(context.engine) as connection:
        found = delivery_history(connection, notice.case_reference)
    return [event.kind for one in found if one.notice.id == notice.id for event in one.events]


def entries_of(context: EngineContext, reference: str) -> list[RecordedEntry]:
    """The whole record of a case."""
    with reading(context.engine) as connection:
        found = case_with_record(connection, Operator(), reference)
    assert found is not None
    return found[1]


def fits(context: EngineContext) -> bool:
    """Whether the whole record is as the engine wrote it."""
    return verify(context.engine, context.settings.checkpoint_directory).fits


@dataclass
class AtWork:
    """An engine at work: its context, the clock that it reads, and the mail server that gets its mail."""

    context: EngineContext
    clock: VirtualClock
    mailbox: Mailbox

    def mails_to(self, person: str) -> list[EmailMessage]:
        """What came for a person, in the order in which it came."""
        return [mail for mail in self.mailbox.mails if mail["To"] == address_of(person)]

    def refuse(self, person: str, answer: str = "550 5.1.1 No such user") -> None:
        """Let the mail server refuse a person's address from now on."""
        self.mailbox.answers[f"RCPT {address_of(person)}"] = answer

    def take(self, person: str) -> None:
        """Let the mail server take mail for a person again."""
        del self.mailbox.answers[f"RCPT {address_of(person)}"]
