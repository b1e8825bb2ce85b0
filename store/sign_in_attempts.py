"""People who were sent to their agency's provider to sign in, until they come back. Instants are real time, in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete

from store.recording import table
from store.tables import SignInAttemptRow
from store.web_sessions import hash_of

ATTEMPTS = table(SignInAttemptRow)


@dataclass(frozen=True)
class SignInAttempt:
    """By which provider somebody was to sign in, and the page to which they want to come."""

    provider: str
    return_to: str


def begin_attempt(
    connection: Connection, *, state: str, visitor: str, provider: str, return_to: str, expires_at: datetime
) -> None:
    """Note that a browser, known by its visitor's token, was sent to a provider with a state."""
    row = {
        "state_hash": hash_of(state),
        "visitor_hash": hash_of(visitor),
        "provider": provider,
        "return_to": return_to,
        "expires_at": expires_at,
    }
    connection.execute(ATTEMPTS.insert().values(**row))


def end_attempt(connection: Connection, *, state: str, visitor: str, now: datetime) -> SignInAttempt | None:
    """Use up the attempt of a state; None if it is not this browser's, was used before, or its time is over."""
    ended = (
        delete(ATTEMPTS)
        .where(
            ATTEMPTS.c.state_hash == hash_of(state),
            ATTEMPTS.c.visitor_hash == hash_of(visitor),
            ATTEMPTS.c.expires_at > now,
        )
        .returning(ATTEMPTS.c.provider, ATTEMPTS.c.return_to)
    )
    row = connection.execute(ended).one_or_none()
    return SignInAttempt(*row) if row else None


def forget_attempts(connection: Connection, expired_before: datetime) -> None:
    """Delete attempts whose time was over before an instant."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.expires_at < expired_before))
