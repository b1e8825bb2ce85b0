"""As whom agencies' sign-in providers know the people of the directory. Instants are real time, in UTC.

A subject is kept as a keyed hash, made by whoever calls this. A person is bound once to each provider; while they are
in post nobody else can be bound to their subject.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from sqlalchemy import Connection, delete, or_, select

from states.directory import Directory
from store.recording import table
from store.sign_in_tables import ProviderSubjectRow
from store.upsert import insert_into

SUBJECTS = table(ProviderSubjectRow)


class Bound(Enum):
    """What a subject and a person are to each other: `NOW` is bound just now, and the last two let nobody in."""

    BEFORE = "before"
    NOW = "now"
    ANOTHER_SUBJECT = "the person is bound to another subject of the provider"
    ANOTHER_PERSON = "the subject is bound to another person in post"


@dataclass(frozen=True)
class Subject:
    """Somebody at a provider: its name for itself, and the keyed hash of its name for them."""

    issuer: str
    hash: str


def bind(
    connection: Connection, person: str, subject: Subject, now: datetime, *, directory: Directory, day: date
) -> Bound:
    """Bind a person (by code), in post on the day, to a subject, if neither is bound otherwise. Says what they are.

    Whoever has taken another post keeps their subject: it is let go by a post that has nobody in it any more.
    """
    person_is = (SUBJECTS.c.person == person) & (SUBJECTS.c.issuer == subject.issuer)
    asked = select(SUBJECTS.c.person, SUBJECTS.c.subject_hash)
    found = connection.execute(asked.where(or_(person_is, SUBJECTS.c.subject_hash == subject.hash))).all()
    for row in found:
        if row.person == person:
            return Bound.BEFORE if row.subject_hash == subject.hash else Bound.ANOTHER_SUBJECT
    for row in found:
        if directory.in_post(row.person, day) is not None:
            return Bound.ANOTHER_PERSON
        connection.execute(delete(SUBJECTS).where(SUBJECTS.c.subject_hash == subject.hash))
    first = {"person": person, "issuer": subject.issuer, "subject_hash": subject.hash, "bound_at": now}
    if connection.execute(insert_into(connection, SUBJECTS).values(**first).on_conflict_do_nothing()).rowcount:
        return Bound.NOW
    # Somebody came in for the first time at the same moment: the same one in another window, most likely.
    there = connection.execute(select(SUBJECTS.c.subject_hash).where(person_is)).scalar_one_or_none()
    return Bound.BEFORE if there == subject.hash else Bound.ANOTHER_SUBJECT


def bound_since(connection: Connection, person: str) -> datetime | None:
    """Since when a person is bound to a subject, the latest if to several; None if to none."""
    asked = select(SUBJECTS.c.bound_at).where(SUBJECTS.c.person == person).order_by(SUBJECTS.c.bound_at.desc())
    return connection.execute(asked.limit(1)).scalar_one_or_none()
