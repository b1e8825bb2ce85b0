"""Reading cases: every statement is scoped to who reads, so that nothing outside this room can list them all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from states.any_case import AnyCase, read_case
from store.narratives import KEPT, NARRATIVES, OF_ITS_ENTRY, NarrativeReader
from store.readable import CASES, CLOCKS, ENTRIES, entries_readable_by, readable_by
from store.readers import GroupStages, Member, Operator, Reader

__all__ = [
    "CASES",
    "CLOCKS",
    "ENTRIES",
    "CaseLine",
    "GroupStages",
    "Member",
    "Operator",
    "Reader",
    "RecordedEntry",
    "case_with_record",
    "entries_readable_by",
    "list_cases",
    "may_read",
    "readable_by",
]


@dataclass(frozen=True)
class CaseLine:
    """A case in a list: `procedure` is the version that it runs on, `next_due` the earliest due time of its clocks."""

    reference: str
    procedure: str
    position: str
    owner: str | None
    raised_at: datetime
    next_due: datetime | None


@dataclass(frozen=True)
class RecordedEntry:
    """An entry as recorded. `unreadable` says why what was written in it cannot be read, where that is so."""

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
    unreadable: str | None = None


def may_read(connection: Connection, reader: Reader, reference: str) -> bool:
    """Whether there is a case with this reference that a reader may read."""
    asked = select(CASES.c.id).where(CASES.c.reference == reference, readable_by(reader))
    return connection.execute(asked).first() is not None


def list_cases(
    connection: Connection, reader: Reader, *, kind: str | None = None, closed_too: bool = False, limit: int = 500
) -> list[CaseLine]:
    """Open cases that a reader may read, the soonest due first; with `closed_too` closed ones after them.

    `kind` keeps to one kind of case (`recording.DISAGREEMENT` or `PRACTICE_REVIEW`).
    """
    asked = (
        select(CASES.c.state)
        .where(readable_by(reader))
        .order_by(CASES.c.closed_at.is_not(None), CASES.c.id)
        .limit(limit)
    )
    if not closed_too:
        asked = asked.where(CASES.c.closed_at.is_(None))
    if kind is not None:
        asked = asked.where(CASES.c.kind == kind)
    cases = [read_case(row.state) for row in connection.execute(asked)]
    lines = [
        CaseLine(
            c.reference,
            c.procedure,
            c.position,
            c.owner,
            c.raised_at,
            min((k.due_at for k in c.clocks), default=None),
        )
        for c in cases
    ]
    return sorted(lines, key=lambda line: (line.next_due is None, line.next_due or line.raised_at))


def case_with_record(
    connection: Connection, reader: Reader, reference: str
) -> tuple[AnyCase, list[RecordedEntry]] | None:
    """A case of either kind and its record, oldest first; None if there is no such case for this reader.

    Of the record, the entries that the reader may read: the numbers of the others are missing.
    """
    asked_case = select(CASES.c.id, CASES.c.state).where(CASES.c.reference == reference, readable_by(reader))
    row = connection.execute(asked_case).one_or_none()
    if row is None:
        return None
    asked = (
        select(ENTRIES, *KEPT)
        .join(CASES, CASES.c.id == ENTRIES.c.case_id)
        .outerjoin(NARRATIVES, OF_ITS_ENTRY)
        .where(ENTRIES.c.case_id == row.id, entries_readable_by(reader))
        .order_by(ENTRIES.c.number)
    )
    narratives = NarrativeReader(connection)
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
            *narratives.fields(e),
        )
        for e in connection.execute(asked)
    ]
    return read_case(row.state), entries
