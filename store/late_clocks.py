"""The running clocks whose time is up, and those that run out next: for whoever watches over the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from store.recording import table
from store.tables import CaseRow, ClockRow

CASES, CLOCKS = table(CaseRow), table(ClockRow)


@dataclass(frozen=True, slots=True)
class DueClock:
    """A running clock: its case, the version of the case's rules, and who owes what by when."""

    reference: str
    procedure: str
    clock: str
    stage: str | None
    owner: str
    due_at: datetime


def late_clocks(connection: Connection, now: datetime, limit: int) -> tuple[int, list[DueClock]]:
    """How many running clocks are past their time, and those that are longest so."""
    counted = func.count().over()
    asked = (
        select(
            CASES.c.reference, CASES.c.procedure, CLOCKS.c.clock, CLOCKS.c.stage, CLOCKS.c.owner, CLOCKS.c.due_at,
            counted,
        )
        .join(CASES, CASES.c.id == CLOCKS.c.case_id)
        .where(CLOCKS.c.ended_at.is_(None), CLOCKS.c.due_at < now)
        .order_by(CLOCKS.c.due_at, CLOCKS.c.case_id, CLOCKS.c.number)
        .limit(limit)
    )  # fmt: skip
    rows = connection.execute(asked).all()
    return (rows[0][-1] if rows else 0), [DueClock(*row[:-1]) for row in rows]
