"""Finding cases: one under the transaction's lock, and those with a clock that is due."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import JSON, Connection, Integer, Select, Text, cast, func, literal, select

from states.any_case import read_case
from store.counters import advance
from store.narratives import NARRATIVES, likenesses
from store.recording import LockedCase, table
from store.tables import CaseRow, ClockRow, Setting

CASES = table(CaseRow)
CLOCKS = table(ClockRow)


class DueClock(Struct, frozen=True, gc=False):
    """A running clock that has reached its next point, with its case under the transaction's lock.

    `locked` is None where what the store holds of the case cannot be read.
    """

    case_id: int
    reference: str
    locked: LockedCase | None
    number: int
    next_at: datetime


def lock_case(connection: Connection, reference: str) -> LockedCase | None:
    """The case with this reference, locked until the transaction ends; None if there is none.

    On SQLite the transaction itself is the lock: there is one writer.
    """
    asked = select(CASES.c.id, CASES.c.state, CASES.c.head).where(CASES.c.reference == reference).with_for_update()
    row = connection.execute(asked).one_or_none()
    return LockedCase(row.id, read_case(row.state), row.head) if row else None


def claim_due(connection: Connection, now: datetime, limit: int, leave: Collection[int] = ()) -> list[DueClock]:
    """Up to `limit` due clocks, earliest first, their cases locked. Cases that another worker holds are skipped.

    `leave` are ids of cases to pass over.
    """
    asked = (
        select(CLOCKS.c.number, CLOCKS.c.next_at, CASES.c.id, CASES.c.reference, CASES.c.state, CASES.c.head)
        .join(CASES, CASES.c.id == CLOCKS.c.case_id)
        .where(CLOCKS.c.ended_at.is_(None), CLOCKS.c.next_at <= now)
        .order_by(CLOCKS.c.next_at, CLOCKS.c.case_id, CLOCKS.c.number)
        .limit(limit)
        # Another worker's cases are its own: skipping them lets two workers share a sweep without waiting.
        .with_for_update(of=CASES, skip_locked=True)
    )
    if leave:
        asked = asked.where(CASES.c.id.not_in(_as_rows(connection, leave)))
    return [
        DueClock(case_id, reference, _readable(case_id, state, head), number, next_at)
        for number, next_at, case_id, reference, state, head in connection.execute(asked)
    ]


def _readable(case_id: int, state: str, head: str) -> LockedCase | None:
    try:
        return LockedCase(case_id, read_case(state), head)
    except ValueError:
        return None


def _as_rows(connection: Connection, numbers: Collection[int]) -> Select[tuple[int]]:
    """Numbers as a query, in one parameter: a database takes only so many."""
    text = json.dumps(list(numbers))
    if connection.dialect.name == "postgresql":
        return select(cast(func.json_array_elements_text(cast(literal(text, Text), JSON)), Integer))
    return select(func.json_each(text).table_valued("value").c.value)


def open_case_like(connection: Connection, raiser: str, narrative: str) -> str | None:
    """The reference of an open case that this person raised in these very words (canonical JSON): a second click."""
    asked = (
        select(CASES.c.reference)
        .join(NARRATIVES, NARRATIVES.c.case_id == CASES.c.id)
        .where(CASES.c.raiser == raiser, CASES.c.closed_at.is_(None), NARRATIVES.c.number == 1)
        .where(NARRATIVES.c.likeness.in_(likenesses(connection, narrative)))
        .limit(1)
    )
    return connection.execute(asked).scalar_one_or_none()


def next_instant(connection: Connection) -> datetime | None:
    """The next instant at which any clock has something to do, or None if none runs."""
    asked = select(CLOCKS.c.next_at).where(CLOCKS.c.ended_at.is_(None)).order_by(CLOCKS.c.next_at).limit(1)
    return connection.execute(asked).scalar_one_or_none()


def first_look(connection: Connection, counters: Sequence[str]) -> tuple[datetime | None, list[int]]:
    """The next instant of any clock and some counters, in one question: all that an idle tick has to ask."""
    settings = table(Setting)
    asked = [
        select(CLOCKS.c.next_at)
        .where(CLOCKS.c.ended_at.is_(None))
        .order_by(CLOCKS.c.next_at)
        .limit(1)
        .scalar_subquery(),
        *(select(settings.c.value).where(settings.c.name == name).scalar_subquery() for name in counters),
    ]
    first, *values = connection.execute(select(*asked)).one()
    return first, [int(value or 0) for value in values]


NUMBERED = {"D": "disagreements", "R": "practice reviews"}
"""The letter with which references of each kind begin, and what their counters count."""


def new_reference(connection: Connection, letter: str, year: int) -> str:
    """The next free reference of a kind and year: `D-2026-0001`. Taken for good, so that none is ever used twice."""
    return f"{letter}-{year}-{advance(connection, f'{NUMBERED[letter]} in {year}'):04d}"


def references_owed_by(connection: Connection, people: Collection[str]) -> list[str]:
    """References of the open cases in which one of these people owes something."""
    clocks = (
        select(CASES.c.reference)
        .join(CLOCKS, CLOCKS.c.case_id == CASES.c.id)
        .where(CLOCKS.c.ended_at.is_(None), CLOCKS.c.owner.in_(list(people)))
    )
    steps = select(CASES.c.reference).where(CASES.c.closed_at.is_(None), CASES.c.owner.in_(list(people)))
    return sorted(connection.execute(clocks.union(steps)).scalars())
