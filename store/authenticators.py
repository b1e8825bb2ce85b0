"""Authenticator apps of people who sign in by links: what they are made from, and the codes that were taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from store.recording import table
from store.sign_in_tables import AuthenticatorRow
from store.upsert import insert_into

AUTHENTICATORS = table(AuthenticatorRow)


@dataclass(frozen=True)
class Authenticator:
    """A person's app: the salt from which its secret is made, and since when (UTC) they have it."""

    salt: str
    set_up_at: datetime


def authenticator_of(connection: Connection, person: str) -> Authenticator | None:
    """The app of a person (by code); None if they have set up none."""
    asked = select(AUTHENTICATORS.c.salt, AUTHENTICATORS.c.set_up_at).where(AUTHENTICATORS.c.person == person)
    row = connection.execute(asked).one_or_none()
    return Authenticator(*row) if row else None


def set_up_authenticator(connection: Connection, person: str, salt: str, step: int, now: datetime) -> bool:
    """Keep the app of a person with the step of its first code. False if they have one already, which stays."""
    row = {"person": person, "salt": salt, "set_up_at": now, "last_step": step}
    return bool(
        connection.execute(insert_into(connection, AUTHENTICATORS).values(row).on_conflict_do_nothing()).rowcount
    )


def take_step(connection: Connection, person: str, salt: str, step: int) -> bool:
    """Note that the code of a step of time was given. False if that one or a later one was given before."""
    theirs = (AUTHENTICATORS.c.person == person) & (AUTHENTICATORS.c.salt == salt)
    taken = update(AUTHENTICATORS).where(theirs, AUTHENTICATORS.c.last_step < step).values(last_step=step)
    return bool(connection.execute(taken).rowcount)


def take_off_authenticator(connection: Connection, person: str) -> None:
    """Forget the app of a person. Nothing happens if there is none."""
    connection.execute(delete(AUTHENTICATORS).where(AUTHENTICATORS.c.person == person))
