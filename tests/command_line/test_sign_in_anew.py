"""`goldenthread sign-in-anew` loosens what the first sign-in with an agency bound, for one or for all."""

from datetime import UTC, datetime

from sqlalchemy import select

from store.directory import current_directory
from store.directory_history import changes_of
from store.provider_subjects import SUBJECTS, Bound, Subject, bind
from store.sessions import reading, writing
from store.web_sessions import SESSIONS, start_session
from tests.command_line.conftest import Typed
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def bound(typed: Typed) -> list[str]:
    with reading(typed.context.engine) as connection:
        return list(connection.execute(select(SUBJECTS.c.person).order_by(SUBJECTS.c.person)).scalars())


def test_one_and_everybody_are_let_in_anew(settled_in: Typed) -> None:
    with writing(settled_in.context.engine) as connection:
        directory = current_directory(connection).directory
        for person in (HEALTH_VISITOR, SOCIAL_WORKER):
            subject = Subject("https://sign-in.example", person)
            assert bind(connection, person, subject, NOW, directory=directory, day=NOW.date()) is Bound.NOW
            start_session(connection, person, "openid_connect", NOW, authenticated_at=NOW)
    answer = settled_in.type_in("sign-in-anew", HEALTH_VISITOR)
    assert answer.stdout == "1 person may sign in anew. 1 session is ended.\n"
    assert bound(settled_in) == [SOCIAL_WORKER]
    with reading(settled_in.context.engine) as connection:
        assert list(connection.execute(select(SESSIONS.c.person)).scalars()) == [SOCIAL_WORKER]
        assert [(one.by, one.kind) for one in changes_of(connection, HEALTH_VISITOR, size=1)] == [
            (None, "sign_in_anew")
        ]
    assert settled_in.type_in("sign-in-anew", "--everybody").stdout.startswith("1 person may sign in anew.")
    assert bound(settled_in) == []
    assert settled_in.type_in("sign-in-anew", "--everybody").stdout.startswith("0 people may sign in anew.")


def test_whoever_is_not_named_well_is_not_let_in_anew(settled_in: Typed) -> None:
    unknown = settled_in.type_in("sign-in-anew", "nobody_known")
    assert (unknown.exit_code, unknown.stderr) == (1, "The directory has no nobody_known.\n")
    for words in ((), (HEALTH_VISITOR, "--everybody")):
        assert settled_in.type_in("sign-in-anew", *words).exit_code == 2
