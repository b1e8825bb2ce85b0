"""What practice reviews ask of people who may not read them, by when: the running clocks of their own agency's items.

An item is a return, information asked for, or a recommendation; see `store.own_return` and `store.own_items`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, exists, select

from states.case import RunningClock
from states.review_due import deadline_of, item_of, part_of
from store.own_items import EACH, Item, ReviewBehind, behind_of
from store.readable import CASES, CLOCKS
from store.recording import PRACTICE_REVIEW

ASKED_FOR = {each: what for what, each in EACH.items()}


@dataclass(frozen=True)
class AskedClock:
    """A running clock of an item, with its review. `item` is None where it is a return."""

    clock: RunningClock
    item: Item | None
    behind: ReviewBehind


def clocks_asked_of(connection: Connection, people: Collection[str]) -> list[AskedClock]:
    """Every running clock of an item that one of these people (by code) owes, by review."""
    theirs = exists().where(
        CLOCKS.c.case_id == CASES.c.id, CLOCKS.c.ended_at.is_(None), CLOCKS.c.owner.in_(list(people))
    )
    asked = select(CASES.c.state, CASES.c.procedure).where(
        CASES.c.kind == PRACTICE_REVIEW, CASES.c.closed_at.is_(None), theirs
    )
    found = [behind_of(connection, row) for row in connection.execute(asked.order_by(CASES.c.id)).all()]
    return [one for behind in found if behind for one in _asked(behind) if one.clock.owner in people]


def _asked(behind: ReviewBehind) -> Iterator[AskedClock]:
    for clock in behind.review.clocks:
        each, item = deadline_of(behind.rules, clock.clock).each, item_of(clock.clock)
        if each == "agency_return":
            yield AskedClock(clock, None, behind)
        elif each in ASKED_FOR and item:
            number = int(part_of(item)[0])
            yield AskedClock(clock, Item(behind.review.reference, ASKED_FOR[each], number), behind)
