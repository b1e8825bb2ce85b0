"""Every open case with its running clocks, page by page: for sweeps that look at all of them, and for nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection, Engine, func, select

from procedures.rules import Rules
from states.any_case import AnyCase, read_case
from states.case import RunningClock
from store.procedure_versions import procedure_of
from store.recording import table
from store.tables import CaseRow, ClockRow

CASES, CLOCKS = table(CaseRow), table(ClockRow)

PAGE = 500


@dataclass(frozen=True, slots=True)
class ClockOnRow:
    """A running clock as its own row says, whatever the case says."""

    number: int
    clock: str
    stage: str | None
    owner: str
    due_at: datetime
    next_at: datetime

    def fits(self, clock: RunningClock) -> bool:
        """Whether a clock of the case says the same."""
        return self == ClockOnRow(clock.number, clock.clock, clock.stage, clock.owner, clock.due_at, clock.next_at)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case as its rows say. `case` or `rules` is None, with the reason in `faults`, if it cannot be read."""

    reference: str
    position: str
    owner: str | None
    raised_at: datetime
    case: AnyCase | None
    rules: Rules | None
    clocks: tuple[ClockOnRow, ...]
    faults: tuple[str, ...] = ()


def open_cases(engine: Engine, page: int = PAGE) -> Iterator[OpenCase]:
    """All open cases, by age. Each page is read in one short transaction, so that its rows belong together."""
    after = 0
    while True:
        with _snapshot(engine) as connection:
            asked = (
                select(CASES).where(CASES.c.closed_at.is_(None), CASES.c.id > after).order_by(CASES.c.id).limit(page)
            )
            rows = connection.execute(asked).all()
            if not rows:
                return
            clocks = _clocks_between(connection, rows[0].id, rows[-1].id)
            found = []
            for row in rows:
                case, unreadable = _case_of(row.state)
                rules, unknown = _rules_of(connection, row.procedure)
                faults = tuple(chain(unreadable, unknown))
                found.append(
                    OpenCase(
                        reference=row.reference,
                        position=row.position,
                        owner=row.owner,
                        raised_at=row.raised_at,
                        case=case,
                        rules=rules,
                        clocks=tuple(clocks[row.id]),
                        faults=faults,
                    )
                )
        after = rows[-1].id
        yield from found


def counts(connection: Connection) -> tuple[int, int]:
    """How many cases are open, and how many clocks run."""
    cases = connection.execute(select(func.count()).where(CASES.c.closed_at.is_(None))).scalar_one()
    clocks = connection.execute(select(func.count()).where(CLOCKS.c.ended_at.is_(None))).scalar_one()
    return cases, clocks


def overdue_clocks(connection: Connection, before: datetime) -> int:
    """How many running clocks had something to do before an instant, and it was not done."""
    asked = select(func.count()).where(CLOCKS.c.ended_at.is_(None), CLOCKS.c.next_at < before)
    return int(connection.execute(asked).scalar_one())


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nothing changes: on PostgreSQL one has to ask for that."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _clocks_between(connection: Connection, first: int, last: int) -> dict[int, list[ClockOnRow]]:
    asked = (
        select(
            CLOCKS.c.case_id,
            CLOCKS.c.number,
            CLOCKS.c.clock,
            CLOCKS.c.stage,
            CLOCKS.c.owner,
            CLOCKS.c.due_at,
            CLOCKS.c.next_at,
        )
        .where(CLOCKS.c.case_id.between(first, last), CLOCKS.c.ended_at.is_(None))
        .order_by(CLOCKS.c.case_id, CLOCKS.c.number)
    )
    found: dict[int, list[ClockOnRow]] = defaultdict(list)
    for case_id, *columns in connection.execute(asked):
        found[case_id].append(ClockOnRow(*columns))
    return found


def _case_of(state: str) -> tuple[AnyCase | None, list[str]]:
    try:
        return read_case(state), []
    except ValueError:
        # The parser's words would quote the case.
        return None, ["What the case says of itself cannot be read."]


def _rules_of(connection: Connection, version: str) -> tuple[Rules | None, list[str]]:
    try:
        return procedure_of(connection, version), []
    except (LookupError, ValueError):
        return None, ["The procedure that it runs on is missing from the store, or was changed there."]
