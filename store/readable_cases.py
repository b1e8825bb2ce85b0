"""Reading cases: every statement is scoped to who reads, so that nothing outside this room can list them all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, true

from states.case import Case, read
from store.recording import table
from store.tables import CaseRow, EntryRow

CASES = table(CaseRow)
ENTRIES = table(EntryRow)


@dataclass(frozen=True)
class CaseLine:
    """A case in a list. `next_due` is the earliest due time of its running clocks."""

    reference: str
    position: str
    owner: str | None
    raised_at: datetime
    next_due: datetime | None


@dataclass(frozen=True)
class RecordedEntry:
    """An entry as recorded."""

    number: int
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    on_behalf_of: str | None
    position: str
    audience: str
    facts: dict[str, Any]
    narrative: dict[str, str]


@dataclass(frozen=True)
class Operator:
    """Whoever runs the engine on its own machine, and has the whole database in hand anyway."""


@dataclass(frozen=True)
class Member:
    """A person of an agency. `oversight` is for business support and the independent scrutineer, who read all."""

    person: str
    agency: str
    oversight: bool = False


Reader = Operator | Member


def readable_by(reader: Reader) -> ColumnElement[bool]:
    """The condition for the cases that a reader may read: all, or those of the sides of their own agency."""
    if isinstance(reader, Operator) or reader.oversight:
        return true()
    return or_(CASES.c.raising_agency == reader.agency, CASES.c.responding_agency == reader.agency)


def list_cases(connection: Connection, reader: Reader, *, closed_too: bool = False, limit: int = 500) -> list[CaseLine]:
    """Open cases that a reader may read, the soonest due first; with `closed_too` closed ones after them."""
    asked = (
        select(CASES.c.state)
        .where(readable_by(reader))
        .order_by(CASES.c.closed_at.is_not(None), CASES.c.id)
        .limit(limit)
    )
    if not closed_too:
        asked = asked.where(CASES.c.closed_at.is_(None))
    cases = [read(row.state) for row in connection.execute(asked)]
    lines = [
        CaseLine(c.reference, c.position, c.owner, c.raised_at, min((k.due_at for k in c.clocks), default=None))
        for c in cases
    ]
    return sorted(lines, key=lambda line: (line.next_due is None, line.next_due or line.raised_at))


def case_with_record(connection: Connection, reader: Reader, reference: str) -> tuple[Case, list[RecordedEntry]] | None:
    """A case and its whole record, oldest first; None if there is no such case for this reader."""
    asked_case = select(CASES.c.id, CASES.c.state).where(CASES.c.reference == reference, readable_by(reader))
    row = connection.execute(asked_case).one_or_none()
    if row is None:
        return None
    asked = select(ENTRIES).where(ENTRIES.c.case_id == row.id).order_by(ENTRIES.c.number)
    entries = [
        RecordedEntry(
            e.number,
            e.kind,
            e.at,
            e.recorded_at,
            e.actor,
            e.on_behalf_of,
            e.position,
            e.audience,
            json.loads(e.facts),
            json.loads(e.narrative) if e.narrative else {},
        )
        for e in connection.execute(asked)
    ]
    return read(row.state), entries
