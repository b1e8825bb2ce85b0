"""Who is away and who stands in for them, as they or their line manager say so: rows of the directory's deputies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, or_, select

from store.directory import directory_changed
from store.directory_history import AWAY, BACK, Author, note_change
from store.recording import table
from store.tables import DeputyRow

DEPUTIES = table(DeputyRow)


@dataclass(frozen=True)
class Absence:
    """`deputy` stands in for `person` from `first` to `last`, both included; without `last` until further notice.

    `named_by` is who said so on a page, by code; None where the directory was imported with it.
    """

    id: int
    person: str
    deputy: str
    first: date
    last: date | None
    named_by: str | None


def absences_of(connection: Connection, people: Collection[str], day: date) -> list[Absence]:
    """The absences of these people (by code) that are not over on a day, the soonest first."""
    asked = (
        select(DEPUTIES)
        .where(DEPUTIES.c.person.in_(list(people)), or_(DEPUTIES.c.last.is_(None), DEPUTIES.c.last >= day))
        .order_by(DEPUTIES.c.first, DEPUTIES.c.id)
    )
    return [
        Absence(row.id, row.person, row.deputy, row.first, row.last, row.named_by) for row in connection.execute(asked)
    ]


def name_deputy(
    connection: Connection, person: str, deputy: str, first: date, last: date, named_by: str, now: datetime
) -> bool:
    """Record that somebody is away and who stands in for them. False, and nothing done, if that stands already."""
    same = (DEPUTIES.c.person == person, DEPUTIES.c.deputy == deputy, DEPUTIES.c.first == first)
    if connection.execute(select(DEPUTIES.c.id).where(*same, DEPUTIES.c.last == last)).first():
        return False
    row = {"person": person, "deputy": deputy, "first": first, "last": last, "named_by": named_by, "named_at": now}
    connection.execute(DEPUTIES.insert().values(row))
    directory_changed(connection)
    facts = {"deputy": deputy, "first": first.isoformat(), "last": last.isoformat()}
    note_change(connection, Author(named_by, now), AWAY, person, facts)
    return True


def end_absence(connection: Connection, absence: int, people: Collection[str], day: date, author: Author) -> bool:
    """Let an absence of one of these people be over from a day on. False if there is none that is not over.

    One that has not begun goes altogether; of one that has, the days that were are kept.
    """
    found = next((one for one in absences_of(connection, people, day) if one.id == absence), None)
    if found is None:
        return False
    this = DEPUTIES.c.id == absence
    if found.first >= day:
        connection.execute(DEPUTIES.delete().where(this))
    else:
        connection.execute(DEPUTIES.update().where(this).values(last=day - timedelta(days=1)))
    directory_changed(connection)
    note_change(connection, author, BACK, found.person, {"deputy": found.deputy, "first": found.first.isoformat()})
    return True
