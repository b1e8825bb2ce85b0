"""What has changed in somebody's cases since they last looked: entries that others wrote there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, union

from procedures.rules import Rules
from states.any_case import AnyCase, read_case
from store.case_readings import EXPORT, READINGS
from store.procedure_versions import procedures_of
from store.readable_cases import CASES, CLOCKS, ENTRIES, Member, entries_readable_by, readable_by


@dataclass(frozen=True)
class ChangedCase:
    """A case in which something is new: how many entries, and the newest of them without what was written in it.

    `looked_at` is when the reader last looked (UTC), None if they never did.
    """

    case: AnyCase
    rules: Rules
    new: int
    kind: str
    actor: str
    at: datetime
    facts: dict[str, Any]
    looked_at: datetime | None


def changed_cases(connection: Connection, reader: Member, limit: int = 20) -> list[ChangedCase]:
    """The cases in which something is new to a reader, the latest change first, in three statements at most.

    They are those that the reader raised, owes a step in or has opened before, closed ones too, as far as they may
    read them and the entries. What the reader did is not new to them. A list that was taken away as a file is no look.
    """
    looks = (
        select(READINGS.c.case_reference, func.max(READINGS.c.at).label("at"))
        .where(READINGS.c.person == reader.person, READINGS.c.what != EXPORT)
        .group_by(READINGS.c.case_reference)
        .subquery()
    )
    # One list of ids from several indexes: as alternatives they would be asked of every case.
    concerned = union(
        select(CASES.c.id).join(looks, looks.c.case_reference == CASES.c.reference),
        select(CASES.c.id).where(CASES.c.raiser == reader.person),
        select(CLOCKS.c.case_id).where(CLOCKS.c.ended_at.is_(None), CLOCKS.c.owner.in_(reader.posts)),
    )
    newest = func.max(ENTRIES.c.number)
    asked = (
        select(CASES.c.id, func.count(), newest, looks.c.at)
        .select_from(CASES)
        .join(ENTRIES, ENTRIES.c.case_id == CASES.c.id)
        .outerjoin(looks, looks.c.case_reference == CASES.c.reference)
        .where(
            readable_by(reader),
            CASES.c.id.in_(concerned),
            entries_readable_by(reader),
            ENTRIES.c.actor != reader.person,
            or_(looks.c.at.is_(None), ENTRIES.c.recorded_at > looks.c.at),
        )
        .group_by(CASES.c.id, looks.c.at)
        .order_by(func.max(ENTRIES.c.recorded_at).desc(), CASES.c.id.desc())
        .limit(limit)
    )
    found = connection.execute(asked).all()
    if not found:
        return []
    last = or_(*(and_(ENTRIES.c.case_id == row[0], ENTRIES.c.number == row[2]) for row in found))
    entries = (ENTRIES.c.kind, ENTRIES.c.actor, ENTRIES.c.at, ENTRIES.c.facts)
    rows = {
        row.id: row
        for row in connection.execute(
            select(CASES.c.id, CASES.c.state, CASES.c.procedure, *entries)
            .join(ENTRIES, ENTRIES.c.case_id == CASES.c.id)
            .where(last)
        )
    }
    rules = procedures_of(connection, {row.procedure for row in rows.values()})
    return [
        ChangedCase(
            read_case(rows[case_id].state),
            rules[rows[case_id].procedure],
            count,
            rows[case_id].kind,
            rows[case_id].actor,
            rows[case_id].at,
            json.loads(rows[case_id].facts),
            looked_at,
        )
        for case_id, count, _, looked_at in found
    ]
