"""What a review asks of an agency, opened by whoever answers for it: its own item, and what can be done with it now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from notifications.dates import due_in_words
from states.decision import Refusal
from states.directory import Directory, Person
from states.open_action import NOT_YOURS
from states.review_actions_open import refusal_on_review
from states.review_due import deadline_of
from store.own_items import (
    DONE_WITH,
    Item,
    ReviewBehind,
    Said,
    What,
    is_clock_of,
    items_asked_of,
    review_of_item,
    said_of_item,
)
from web.reviews.own_words import DONE, own_label
from web.words import review_words_of
from workflows.bundle_words import heading

TITLES: dict[What, str] = {
    "information": "Information that your agency was asked for",
    "recommendation": "A recommendation to your agency",
}


@dataclass(frozen=True)
class OpenedItem:
    """An item of somebody who answers for it, and of their agency (by code).

    `open` are the kinds to do now, `not_open` others of theirs with why.
    """

    item: Item
    agency: str
    behind: ReviewBehind
    open: tuple[str, ...]
    not_open: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ItemDue:
    """What of an item is due first: its clock, what is owed, and by when (UTC and in words)."""

    clock: str
    owes: str
    at: datetime
    by: str
    late: bool


def open_items(connection: Connection, directory: Directory, person: Person, now: datetime) -> list[OpenedItem]:
    """What open reviews ask of a person's agency and they can do something about now, the soonest due first."""
    found = [
        opened
        for item, behind in items_asked_of(connection, person.agency)
        if (opened := _opened(item, behind, directory, person, now)) and opened.open
    ]
    due = {one.item: due_of(one, now) for one in found}
    return sorted(found, key=lambda one: first.at.timestamp() if (first := due[one.item]) else float("inf"))


def opened_item(
    connection: Connection, directory: Directory, person: Person, item: Item, now: datetime
) -> OpenedItem | None:
    """An item for somebody who answers for it. None for everybody else, and just so if there is none."""
    behind = review_of_item(connection, person.agency, item)
    return _opened(item, behind, directory, person, now) if behind else None


def said_of(connection: Connection, opened: OpenedItem, directory: Directory, person: Person) -> list[Said]:
    """What was asked with an item, and what the person's own agency has answered, oldest first."""
    own = frozenset(code for code, one in directory.people.items() if one.agency == person.agency)
    return said_of_item(connection, opened.item, own)


def done_in_words(one: Said, directory: Directory, behind: ReviewBehind) -> str:
    """What somebody did with an item, in words."""
    return DONE.get(one.kind) or str(
        review_words_of(directory, behind.rules).done({"kind": one.kind, "actor": one.by}, {})
    )


def facts_said(one: Said, directory: Directory, behind: ReviewBehind) -> Iterator[tuple[str, str]]:
    """What was said beside what was written: each question of the form, and its answer in words."""
    words = review_words_of(directory, behind.rules)
    for name, value in one.facts.items():
        yield own_label(one.kind, name), words.value(value)


def written_said(one: Said) -> Iterator[tuple[str, str]]:
    """What was written, each text under its heading."""
    for name, text in one.narrative.items():
        if text:
            yield heading(name), text


def due_of(opened: OpenedItem, now: datetime) -> ItemDue | None:
    """What of an item is due first; None where nothing runs."""
    review, rules = opened.behind.review, opened.behind.rules
    running = [clock for clock in review.clocks if is_clock_of(opened.item, opened.agency, clock, rules)]
    first = min(running, key=lambda clock: clock.due_at, default=None)
    if first is None:
        return None
    owes = deadline_of(rules, first.clock).title
    return ItemDue(first.clock, owes, first.due_at, due_in_words(first.due_at), now > first.due_at)


def why_not_open(refusal: Refusal) -> Refusal:
    """Why an action on an item is not open, without what a guard says of where the review stands."""
    return replace(refusal, reason="It is not open now.") if refusal.code == "not_open_here" else refusal


def _opened(item: Item, behind: ReviewBehind, directory: Directory, person: Person, now: datetime) -> OpenedItem | None:
    can, cannot = [], []
    for kind in DONE_WITH[item.what]:
        refusal = refusal_on_review(
            behind.review, kind, {"number": item.number}, person.code, behind.rules, directory, now
        )
        if refusal is None:
            can.append(kind)
        elif refusal.code not in NOT_YOURS:
            cannot.append((kind, why_not_open(refusal).reason))
    return OpenedItem(item, person.agency, behind, tuple(can), tuple(cannot)) if can or cannot else None
