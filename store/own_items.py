"""What an agency may see of a practice review that asks something of it: its own item, and nothing else of the review.

An item is information asked for under section 16H of the Children Act 2004, or a recommendation that the agency owns.
Returns have a look-up of their own: `store.own_return`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select

from procedures.review_language import ReviewProcedure
from states.any_case import read_case
from states.case import RunningClock
from states.review import Review
from states.review_due import deadline_of, is_about, item_of, part_of
from store.narratives import KEPT, NARRATIVES, OF_ITS_ENTRY, NarrativeReader
from store.procedure_versions import procedure_of
from store.readable import CASES, ENTRIES
from store.recording import PRACTICE_REVIEW

What = Literal["information", "recommendation"]

ASKED_WITH: dict[What, str] = {"information": "request_information", "recommendation": "add_recommendation"}
"""The kind of the entry that asks."""

EACH: dict[What, str] = {"information": "information_request", "recommendation": "recommendation"}
"""What a deadline of an item is about, as the rules call it."""

DONE_WITH: dict[What, tuple[str, ...]] = {
    "information": ("record_information",),
    "recommendation": ("answer_recommendation", "record_evidence", "record_impact_check"),
}
"""The actions with which an item is answered."""


@dataclass(frozen=True)
class Item:
    """An item by its review, what it is, and its number within the review."""

    reference: str
    what: What
    number: int


@dataclass(frozen=True)
class Said:
    """What somebody wrote of an item: `kind` of the entry, when, who (by code), its own facts, and the words."""

    kind: str
    at: datetime
    by: str
    facts: dict[str, Any]
    narrative: dict[str, str]
    unreadable: str | None


@dataclass(frozen=True)
class ReviewBehind:
    """The review of an item and its rules: there to ask what is open by, and to make forms by. Nothing is shown."""

    review: Review
    rules: ReviewProcedure


def is_clock_of(item: Item, agency: str, clock: RunningClock, rules: ReviewProcedure) -> bool:
    """Whether a running clock is about an item of an agency: not where it is about another agency's part of it."""
    if deadline_of(rules, clock.clock).each != EACH[item.what] or not is_about(clock.clock, str(item.number)):
        return False
    return part_of(item_of(clock.clock) or "")[1] in (None, agency)


def items_of(review: Review, agency: str) -> Iterator[Item]:
    """The items of an agency in a review."""
    for request in review.information_requests:
        if request.agency == agency:
            yield Item(review.reference, "information", request.number)
    for one in review.recommendations:
        if agency in one.owners:
            yield Item(review.reference, "recommendation", one.number)


def items_asked_of(connection: Connection, agency: str) -> list[tuple[Item, ReviewBehind]]:
    """Every item of an agency in an open review, by review.

    Every open review is looked at: a partnership has few at a time.
    """
    asked = select(CASES.c.state, CASES.c.procedure).where(CASES.c.kind == PRACTICE_REVIEW, CASES.c.closed_at.is_(None))
    found: list[tuple[Item, ReviewBehind]] = []
    for row in connection.execute(asked.order_by(CASES.c.id)).all():
        behind = behind_of(connection, row)
        if behind:
            found += [(item, behind) for item in items_of(behind.review, agency)]
    return found


def review_of_item(connection: Connection, agency: str, item: Item) -> ReviewBehind | None:
    """The review of an item; None if it is not the agency's, and just so if there is no such review or item."""
    asked = select(CASES.c.state, CASES.c.procedure).where(
        CASES.c.reference == item.reference, CASES.c.kind == PRACTICE_REVIEW
    )
    row = connection.execute(asked).one_or_none()
    behind = behind_of(connection, row) if row else None
    return behind if behind and item in items_of(behind.review, agency) else None


def said_of_item(connection: Connection, item: Item, people: frozenset[str]) -> list[Said]:
    """What was asked with an item, and what these people (by code, the agency's own) answered, oldest first.

    Ask `review_of_item` first whose it is.
    """
    kinds = (ASKED_WITH[item.what], *DONE_WITH[item.what])
    columns = (ENTRIES.c.case_id, ENTRIES.c.number, ENTRIES.c.kind, ENTRIES.c.at, ENTRIES.c.actor, ENTRIES.c.facts)
    rows = connection.execute(
        select(*columns, ENTRIES.c.narrative_hash, *KEPT)
        .select_from(ENTRIES)
        .join(CASES, CASES.c.id == ENTRIES.c.case_id)
        .outerjoin(NARRATIVES, OF_ITS_ENTRY)
        .where(CASES.c.reference == item.reference, ENTRIES.c.kind.in_(kinds))
        .order_by(ENTRIES.c.number)
    ).all()
    narratives = NarrativeReader(connection)
    # Items are numbered in the order in which they are asked for.
    asking = [row for row in rows if row.kind == kinds[0]][item.number - 1 : item.number]
    doing = [
        row
        for row in rows
        if row.kind != kinds[0] and row.actor in people and json.loads(row.facts).get("number") == item.number
    ]
    return [
        Said(row.kind, row.at, row.actor, _own_facts(row.facts), *narratives.fields(row)) for row in (*asking, *doing)
    ]


OWN_FACTS = ("due_on", "given", "accepted", "shows_impact", "months")
"""The facts of an entry that are about the item itself. The others tell where the review stands and who owes what."""


def _own_facts(facts: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(facts).items() if name in OWN_FACTS}


def behind_of(connection: Connection, row: Any) -> ReviewBehind | None:
    """The review of a row of state and procedure, with its rules; None if either cannot be read."""
    try:
        review, rules = read_case(row.state), procedure_of(connection, row.procedure)
    except (ValueError, LookupError):
        return None
    if isinstance(review, Review) and isinstance(rules, ReviewProcedure):
        return ReviewBehind(review, rules)
    return None
