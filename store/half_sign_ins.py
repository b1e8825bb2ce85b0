"""Those who have followed a link and have not given the code of their app yet. Instants are real time, in UTC."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from store.recording import table
from store.sign_in_tables import HalfSignInRow
from store.web_sessions import hash_of

HALVES = table(HalfSignInRow)


@dataclass(frozen=True)
class HalfSignIn:
    """Whose it is (by code), where they go on to, and the salt of the app that they are offered if they have none."""

    person: str
    return_to: str
    salt: str


def begin_half(connection: Connection, person: str, return_to: str, expires_at: datetime) -> str:
    """Begin one, and return the browser's token, which is new and stored nowhere."""
    token = secrets.token_urlsafe(32)
    row = {
        "token_hash": hash_of(token),
        "person": person,
        "return_to": return_to,
        "salt": secrets.token_hex(32),
        "expires_at": expires_at,
    }
    connection.execute(HALVES.insert().values(row))
    return token


def half_of(connection: Connection, token: str, now: datetime) -> HalfSignIn | None:
    """The one of a browser's token; None if there is none, or its time is over."""
    asked = select(HALVES.c.person, HALVES.c.return_to, HALVES.c.salt)
    row = connection.execute(
        asked.where(HALVES.c.token_hash == hash_of(token), HALVES.c.expires_at > now)
    ).one_or_none()
    return HalfSignIn(*row) if row else None


def end_half(connection: Connection, token: str) -> bool:
    """End one. False if it is gone already: of two clicks at once only one lets anybody in."""
    return bool(connection.execute(delete(HALVES).where(HALVES.c.token_hash == hash_of(token))).rowcount)


def forget_halves_of(connection: Connection, person: str) -> None:
    """Delete every one of a person (by code)."""
    connection.execute(delete(HALVES).where(HALVES.c.person == person))


def forget_halves(connection: Connection, expired_by: datetime) -> None:
    """Delete those whose time was over by an instant."""
    connection.execute(delete(HALVES).where(HALVES.c.expires_at <= expired_by))
