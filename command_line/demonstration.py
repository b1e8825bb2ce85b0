"""`goldenthread demo`: an Essex disagreement that nobody answers, climbing its ladder before your eyes."""

from __future__ import annotations

import os
import queue
import shutil
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated

import typer

from command_line.local_mailbox import HOST, LocalMailbox
from command_line.posts import post
from command_line.terminal import fail
from notifications.dates import day_in_words
from procedures.graph import Position
from states.actions import RaiseDisagreement
from states.case import Case
from states.decision import Refusal
from store.directory import StoredDirectory, current_directory
from store.directory_file import read_directory_file
from store.directory_import import import_directory
from store.readable_cases import Operator, RecordedEntry, case_with_record
from store.sessions import reading
from workflows.clock import format_anchor
from workflows.context import EngineContext, open_context
from workflows.door import raise_disagreement
from workflows.engine import EmbeddedEngine, EngineError
from workflows.settings import load_settings
from workflows.story_words import DONE, HAPPENED

SPEED = 10_800
"""Three hours pass in each second: the climb of eight working days takes about a minute and a half."""

RAISER = "health_visitor_hcrg"
RECEIVER = "social_worker_ecc"
COUNCIL = "essex_county_council"
TARGET = "delegated_safeguarding_partners"
LOOK_SECONDS = 0.3

DISAGREEMENT = RaiseDisagreement(
    responding_agency=COUNCIL,
    responding_practitioner=RECEIVER,
    category="threshold",
    about="Demonstration: the two services see the level of need differently.",
    tried="Demonstration: two telephone calls between the practitioners.",
    would_settle="Demonstration: a joint visit, and a decision on the level of need with its reasons.",
)


def register(application: typer.Typer) -> None:
    """Add the command to an application."""
    application.command("demo")(demonstrate)


def demonstrate(
    home: Annotated[Path, typer.Option(help="Where the demonstration keeps its files. It is emptied first.")] = Path(
        ".goldenthread/demonstration"
    ),
    stop: Annotated[bool, typer.Option("--stop", help="Stop when it has climbed, and do not go on running.")] = False,
    speed: Annotated[float, typer.Option(min=60, help="Seconds that pass in each second.")] = SPEED,
) -> None:
    """Raise an Essex disagreement, let nobody answer, and watch it climb on a fast clock through a real Prefect server.

    Its mail is received by a real SMTP server on this machine and printed. Then the engine is left running.
    """
    _empty(home)
    mailbox = LocalMailbox(home / "mail")
    mailbox.start()
    _set_environment(home, mailbox.port, speed)
    settings = load_settings()
    try:
        context = open_context(settings, create=True)
        _say("Golden Thread: a demonstration, by role and without a real child or person.")
        summary = import_directory(context.engine, read_directory_file("essex"), context.clock.now().date())
        _say(f"The Essex directory is loaded: {len(summary.added)} posts in {summary.agencies} agencies.")
        with EmbeddedEngine(settings) as engine:
            engine.start(_say)
            reference = _raise(context)
            seen = _watch(context, mailbox, reference, until_climbed=True)
            _say("")
            _say(f"{reference} has reached the Delegated Safeguarding Partners, and nobody had to remember it.")
            _say(f"  Its record:   goldenthread case show {reference}   (with GOLDENTHREAD_HOME={home})")
            _say(f"  Its mail:     {mailbox.directory}")
            if not stop:
                _say(f"  The engine:   {engine.ui_url} (Prefect: flow runs, artifacts, events)")
                _say("The engine goes on running, and the disagreement climbs on while nobody acts. Ctrl-C stops it.")
                _watch(context, mailbox, reference, until_climbed=False, seen=seen)
    except EngineError as problem:
        fail(str(problem))
    except KeyboardInterrupt:
        _say("\nStopped.")
    finally:
        mailbox.stop()


def _empty(home: Path) -> None:
    """Empty the demonstration's own directory, and no other."""
    marker = home / "this-is-a-demonstration"
    if home.exists() and any(home.iterdir()) and not marker.exists():
        fail(f"{home} holds something that is not a demonstration of ours. Choose another directory with --home.")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    marker.write_text("Golden Thread empties this directory when a demonstration starts.\n", encoding="utf-8")


def _set_environment(home: Path, port: int, speed: float) -> None:
    """What the demonstration's processes share. Only it sets the fast clock, and only in its own environment."""
    now = datetime.now(UTC)
    for name in [name for name in os.environ if name.startswith("GOLDENTHREAD_")]:
        del os.environ[name]
    os.environ |= {
        "GOLDENTHREAD_HOME": str(home),
        "GOLDENTHREAD_SMTP_HOST": HOST,
        "GOLDENTHREAD_SMTP_PORT": str(port),
        "GOLDENTHREAD_SMTP_SECURITY": "none",
        "GOLDENTHREAD_SMTP_SENDER": "golden-thread@example.org",
        "GOLDENTHREAD_CLOCK_SPEED": str(speed),
        "GOLDENTHREAD_CLOCK_ANCHOR": format_anchor(now, now),
        "GOLDENTHREAD_TICK_SECONDS": "2",
        "GOLDENTHREAD_DELIVER_SECONDS": "2",
    }


def _raise(context: EngineContext) -> str:
    """Raise the disagreement on the fast clock's next working morning: nobody raises one at night."""
    calendar = context.procedure("essex").working_calendar
    while True:
        now = context.clock.now()
        first, last = calendar.hours_of(now.date())
        if calendar.is_working_day(now.date()) and first <= now < last - timedelta(hours=2):
            break
        time.sleep(LOOK_SECONDS / 3)
    done = raise_disagreement(context.engine, DISAGREEMENT, RAISER, context.procedure("essex"), now)
    if isinstance(done, Refusal):
        fail(done.reason)
    directory = _directory(context)
    _say("")
    _say(
        f"{post(directory.directory, RAISER)} raises {done.case.reference} with {post(directory.directory, RECEIVER)}."
    )
    _say("Nobody will answer it. The clock runs three hours a second.")
    return done.case.reference


def _watch(context: EngineContext, mailbox: LocalMailbox, reference: str, *, until_climbed: bool, seen: int = 0) -> int:
    """Print what the record receives after entry `seen`, and the mailbox, until the case has climbed if that is asked.

    Returns the number of the last entry printed.
    """
    quiet_until = None
    while True:
        found = _record(context, reference)
        if found is not None:
            for entry in found[1][seen:]:
                _say_entry(context, entry)
                seen = entry.number
        _print_mail(mailbox)
        climbed = found is not None and (found[0].at.stage == TARGET or found[0].reached == TARGET)
        if until_climbed and climbed:
            # The mails of the last step are still under way.
            quiet_until = quiet_until or time.monotonic() + 8
            if time.monotonic() > quiet_until:
                return seen
        time.sleep(LOOK_SECONDS)


def _record(context: EngineContext, reference: str) -> tuple[Case, list[RecordedEntry]] | None:
    with reading(context.engine) as connection:
        return case_with_record(connection, Operator(), reference)


def _directory(context: EngineContext) -> StoredDirectory:
    with reading(context.engine) as connection:
        return current_directory(connection)


def _say_entry(context: EngineContext, entry: RecordedEntry) -> None:
    directory = _directory(context).directory
    procedure = context.procedure("essex")
    stage = procedure.stages_by_id.get(Position.read(entry.position).stage or "")
    if entry.actor in directory.people:
        what = f"{post(directory, entry.actor)} {DONE.get(entry.kind, entry.kind)}"
    else:
        what = HAPPENED.get(entry.kind, entry.kind.replace("_", " "))
    owner = entry.facts.get("owner")
    _say("")
    _say(f"{day_in_words(entry.at)}: {what}.")
    if stage and owner:
        _say(f"    {stage.title}; next step with {post(directory, owner)}")


def _print_mail(mailbox: LocalMailbox) -> None:
    while True:
        try:
            mail = mailbox.received.get_nowait()
        except queue.Empty:
            return
        _say(f"    mail to {mail['To']}: {mail['Subject']}")
        for line in _facts_in(mail):
            _say(f"        {line}")


def _facts_in(mail: EmailMessage) -> list[str]:
    """The lines of a mail that say what, by when and where; the rest of it is in its file."""
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return [line for line in text.splitlines() if line.startswith(("What is owed:", "By when:", "Open "))]


def _say(line: str) -> None:
    typer.echo(line)
