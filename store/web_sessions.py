"""Who is signed in to the pages: sessions are rows, so that they can be ended from anywhere.

Instants are real time, whatever clock the cases run on: a demonstration's fast clock must sign nobody out.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from store.recording import table
from store.sign_in_tables import WebSessionRow

SESSIONS = table(WebSessionRow)
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when somebody was last seen: a write with every page would cost more than the page."""


@dataclass(frozen=True)
class WebSession:
    """A session: whose (by code), by which way they signed in, when it began and when they were last seen (UTC).

    `authenticated_at` is when they last showed who they are: at their agency's provider that may have been long before.
    None where it is not known.
    """

    person: str
    way: str
    started_at: datetime
    last_seen_at: datetime
    authenticated_at: datetime | None

    def is_recent(self, now: datetime, within: timedelta) -> bool:
        """Whether they showed who they are within the time before now."""
        return self.authenticated_at is not None and now < self.authenticated_at + within

    def has_ended(self, now: datetime, idle: timedelta, longest: timedelta) -> bool:
        """Whether it was left alone for `idle`, or has lasted for `longest`."""
        return now >= self.last_seen_at + idle or now >= self.started_at + longest


SESSION = (
    SESSIONS.c.person,
    SESSIONS.c.way,
    SESSIONS.c.started_at,
    SESSIONS.c.last_seen_at,
    SESSIONS.c.authenticated_at,
)
"""The columns of a session, in the order of its fields."""


def hash_of(token: str) -> str:
    """What is kept of a token: its SHA-256, in hexadecimal. Tokens are random and long, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(
    connection: Connection, person: str, way: str, now: datetime, *, authenticated_at: datetime | None
) -> str:
    """Begin a session of a person and return its token, which is new and stored nowhere.

    `authenticated_at` is when they showed who they are, None where nobody says.
    """
    token = secrets.token_urlsafe(32)
    row = {
        "token_hash": hash_of(token),
        "person": person,
        "way": way,
        "started_at": now,
        "last_seen_at": now,
        "authenticated_at": authenticated_at,
    }
    connection.execute(SESSIONS.insert().values(**row))
    return token


def session_of(connection: Connection, token: str) -> WebSession | None:
    """The session of a token, ended or not; None if there is none."""
    row = connection.execute(select(*SESSION).where(SESSIONS.c.token_hash == hash_of(token))).one_or_none()
    return WebSession(*row) if row else None


def sessions_of(connection: Connection, person: str) -> dict[str, WebSession]:
    """The sessions of a person (by code), over or not, by what is kept of their tokens. The latest comes first."""
    asked = select(*SESSION, SESSIONS.c.token_hash).where(SESSIONS.c.person == person)
    rows = connection.execute(asked.order_by(SESSIONS.c.started_at.desc(), SESSIONS.c.token_hash))
    return {row.token_hash: WebSession(*row[: len(SESSION)]) for row in rows}


def was_seen(connection: Connection, token: str, now: datetime) -> None:
    """Note that the person of a session is still there."""
    connection.execute(update(SESSIONS).where(SESSIONS.c.token_hash == hash_of(token)).values(last_seen_at=now))


def end_session(connection: Connection, token: str) -> None:
    """End one session. Nothing happens if there is none."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash == hash_of(token)))


def end_session_of(connection: Connection, person: str, token_hash: str) -> None:
    """End one session of a person, by what is kept of its token. Nothing happens if there is none of theirs."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.person == person, SESSIONS.c.token_hash == token_hash))


def end_sessions_of(connection: Connection, person: str) -> int:
    """End every session of a person, wherever they signed in. Returns how many there were."""
    return connection.execute(delete(SESSIONS).where(SESSIONS.c.person == person)).rowcount


def end_every_session(connection: Connection) -> int:
    """End the sessions of everybody. Returns how many there were."""
    return connection.execute(delete(SESSIONS)).rowcount


def forget_sessions(connection: Connection, started_before: datetime) -> None:
    """Delete the rows of sessions that began before an instant and so have ended."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.started_at < started_before))
