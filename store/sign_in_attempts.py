"""People who were sent to their agency's provider to sign in, until they come back. Instants are real time, in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete

from store.recording import table
from store.sign_in_tables import SignInAttemptRow
from store.web_sessions import hash_of

ATTEMPTS = table(SignInAttemptRow)


@dataclass(frozen=True)
class SignInAttempt:
    """By which provider somebody was to sign in, the page to which they want to come, and when they were sent.

    `again` says that they had to show there anew who they are.
    """

    provider: str
    return_to: str
    sent_at: datetime
    again: bool


def begin_attempt(
    connection: Connection, attempt: SignInAttempt, *, state: str, visitor: str, expires_at: datetime
) -> None:
    """Note that a browser, known by its visitor's token, was sent to a provider with a state."""
    row = {
        "state_hash": hash_of(state),
        "visitor_hash": hash_of(visitor),
        "provider": attempt.provider,
        "return_to": attempt.return_to,
        "sent_at": attempt.sent_at,
        "again": attempt.again,
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
        .returning(ATTEMPTS.c.provider, ATTEMPTS.c.return_to, ATTEMPTS.c.sent_at, ATTEMPTS.c.again)
    )
    row = connection.execute(ended).one_or_none()
    return SignInAttempt(*row) if row else None


def forget_attempts(connection: Connection, expired_before: datetime) -> None:
    """Delete attempts whose time was over before an instant."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.expires_at < expired_before))
