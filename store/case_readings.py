"""Who read which case and when. It is kept beside the record and not in its chain: reading changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, not_, select

from store.recording import table
from store.tables import ReadingRow

READINGS = table(ReadingRow)
PAGE = "page"
EXPORT = "export"
"""What a row of a list that was taken away as a file is kept as."""
API = "api"
"""How what was read through the interface for other systems is kept, with what it was and the token behind it."""


@dataclass(frozen=True)
class CaseReading:
    """One reading: who (by code), what they read of the case (`page`, an export's name), and when (UTC)."""

    person: str
    what: str
    at: datetime


def note_reading(connection: Connection, person: str, reference: str, now: datetime, what: str = PAGE) -> None:
    """Note that a person read a case, or some part or document of it, at `now`."""
    connection.execute(READINGS.insert().values(person=person, case_reference=reference, what=what, at=now))


def note_readings(connection: Connection, person: str, references: Collection[str], now: datetime, what: str) -> None:
    """Note the same of several cases at once."""
    rows = [{"person": person, "case_reference": one, "what": what, "at": now} for one in references]
    connection.execute(READINGS.insert(), rows)


def readings_since(connection: Connection, person: str, since: datetime) -> tuple[int, datetime | None]:
    """How often a person has read after an instant, on the pages and what they hold, and when first.

    Lists that were taken away have a row for each case in them, and other systems limits of their own: neither counts.
    """
    asked = select(func.count(), func.min(READINGS.c.at)).where(
        READINGS.c.person == person,
        READINGS.c.at > since,
        READINGS.c.what != EXPORT,
        not_(READINGS.c.what.startswith(API, autoescape=True)),
    )
    count, first = connection.execute(asked).one()
    return int(count), first


def readings_of(connection: Connection, reference: str) -> list[CaseReading]:
    """Every reading of a case, the oldest first. For those who oversee it: ask who reads before calling this."""
    asked = select(READINGS.c.person, READINGS.c.what, READINGS.c.at).where(READINGS.c.case_reference == reference)
    return [CaseReading(*row) for row in connection.execute(asked.order_by(READINGS.c.at, READINGS.c.id))]
