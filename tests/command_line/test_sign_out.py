"""`goldenthread sign-out` ends sessions wherever they began."""

from datetime import UTC, datetime

from sqlalchemy import select

from store.sessions import reading, writing
from store.web_sessions import SESSIONS, start_session
from tests.command_line.conftest import Typed
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER


def left(typed: Typed) -> list[str]:
    with reading(typed.context.engine) as connection:
        return list(connection.execute(select(SESSIONS.c.person)).scalars())


def test_somebodys_sessions_and_everybodys(settled_in: Typed) -> None:
    with writing(settled_in.context.engine) as connection:
        for person in (HEALTH_VISITOR, HEALTH_VISITOR, SOCIAL_WORKER):
            start_session(connection, person, "email_link", datetime.now(UTC), authenticated_at=None)
    assert settled_in.type_in("sign-out", HEALTH_VISITOR).stdout == "2 sessions are ended.\n"
    assert left(settled_in) == [SOCIAL_WORKER]
    assert settled_in.type_in("sign-out", "--everybody").stdout == "1 session is ended.\n"
    assert left(settled_in) == []
    unknown = settled_in.type_in("sign-out", "nobody_known")
    assert (unknown.exit_code, unknown.stderr) == (1, "The directory has no nobody_known.\n")
    for words in ((), (HEALTH_VISITOR, "--everybody")):
        assert settled_in.type_in("sign-out", *words).exit_code == 2
