"""How much of what the store holds, for machines that watch it: counts alone, and nothing about any one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, select

from store.case_search import can_be_late, never_late
from store.delivery_history import count_by_state
from store.procedure_versions import rules_in_store
from store.readable_cases import CASES, CLOCKS
from store.stored_notice import NOTICES


@dataclass(frozen=True)
class Figures:
    """Counts at an instant.

    `open_cases` are by kind and whether a clock of theirs is past its due time; `clocks` by kind and whether they are.
    What only has to last, or is never late by its rules, is not late here either.
    `undelivered` is the outbox by state.
    """

    open_cases: dict[tuple[str, bool], int]
    clocks: dict[tuple[str, bool], int]
    waiting: int
    undelivered: dict[str, int]


def figures(connection: Connection, now: datetime) -> Figures:
    """The figures at `now`, by a few questions however many cases there are."""
    lasting = never_late(rules_in_store(connection).values())
    past = and_(CLOCKS.c.due_at < now, *can_be_late(lasting))
    late = exists().where(CLOCKS.c.case_id == CASES.c.id, CLOCKS.c.ended_at.is_(None), past)
    by_case = select(CASES.c.kind, late.label("late"), func.count()).where(CASES.c.closed_at.is_(None))
    by_clock = (
        select(CASES.c.kind, past.label("late"), func.count())
        .join(CASES, CASES.c.id == CLOCKS.c.case_id)
        .where(CLOCKS.c.ended_at.is_(None))
    )
    waiting = select(func.count()).where(NOTICES.c.next_attempt_at.is_not(None))
    return Figures(
        {
            (kind, bool(is_late)): number
            for kind, is_late, number in connection.execute(by_case.group_by("kind", "late"))
        },
        {
            (kind, bool(is_late)): number
            for kind, is_late, number in connection.execute(by_clock.group_by("kind", "late"))
        },
        int(connection.execute(waiting).scalar_one()),
        count_by_state(connection),
    )
