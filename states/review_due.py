"""When what a practice review owes is due: the rule in force, its due instant, and dates by other readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from procedures.due_instant import due_at, due_before
from procedures.review_course import ReviewFact
from procedures.review_language import CARE_LEAVER_DEATH, LOOKED_AFTER_DEATH, Deadline, ReviewProcedure
from procedures.review_limits import limit_in_force, relaxation_of
from procedures.source import Basis
from states.review import Review

__all__ = [
    "Meaning",
    "OtherDate",
    "concerns",
    "deadline_of",
    "due_of",
    "is_about",
    "is_only_asked_after",
    "item_of",
    "limit_in_force",
    "meaning_of",
    "other_dates",
    "part_of",
    "relaxation_of",
    "return_due",
    "warn_points",
]

Meaning = Literal["by", "asked_after", "lasting"]
"""What a due time says: something is owed by it, or is asked after from it on and never late, or lasts until it."""


@dataclass(frozen=True, slots=True)
class OtherDate:
    """An advisory second date beside the one in force. `counts_from` is the fact that it counts from, UTC in `start`.

    `note` is what a page shows with it, without a full stop; `basis` is where that reading stands.
    """

    counts_from: ReviewFact
    start: datetime
    due_at: datetime
    note: str
    basis: Basis


def deadline_of(rules: ReviewProcedure, clock_id: str) -> Deadline:
    """The rule of a clock. KeyError if the rules have none of this id."""
    return rules.deadlines_by_id[clock_id.partition("__")[0]]


def item_of(clock_id: str) -> str | None:
    """What item a clock is about: an agency's code, or the number of a request or recommendation. None for most.

    That of one agency's part of a recommendation of several is both: `1__hcrg`.
    """
    return clock_id.partition("__")[2] or None


def part_of(item: str) -> tuple[str, str | None]:
    """An item and the agency whose part of it is meant, if it is one agency's part: `1` and `hcrg` of `1__hcrg`."""
    number, _, agency = item.partition("__")
    return number, agency or None


def is_about(clock_id: str, item: str | None) -> bool:
    """Whether a clock is about an item, or about one agency's part of it."""
    found = item_of(clock_id)
    return found == item or (found is not None and item is not None and part_of(found)[0] == item)


def concerns(deadline: Deadline, review: Review) -> bool:
    """Whether a deadline is for an incident such as this; some are for the death of a looked-after child, say."""
    if deadline.only is None:
        return True
    meant = {LOOKED_AFTER_DEATH: review.looked_after, CARE_LEAVER_DEATH: review.care_leaver}[deadline.only]
    return meant is True and review.incident == "death"


def is_only_asked_after(rules: ReviewProcedure, deadline: Deadline, start: datetime) -> bool:
    """Whether no lateness is flagged: by the rule itself, or because an override has lifted the limit."""
    relaxed = relaxation_of(rules, deadline, start)
    return not deadline.overdue or (relaxed is not None and relaxed.limit is None)


def meaning_of(rules: ReviewProcedure, deadline: Deadline, start: datetime) -> Meaning:
    """What the due time of a clock that counts from `start` says."""
    if deadline.meaning == "at_least_until":
        return "lasting"
    return "asked_after" if is_only_asked_after(rules, deadline, start) else "by"


def due_of(rules: ReviewProcedure, deadline: Deadline, start: datetime) -> datetime:
    """When a deadline counted from `start` is due, UTC; without a limit, when it is first asked after."""
    limit = limit_in_force(rules, deadline, start) or deadline.chase
    if deadline.counted == "before":
        return due_before(start, limit, rules.working_calendar)
    return due_at(start, limit, rules.working_calendar)


def return_due(rules: ReviewProcedure, review: Review, requested_at: datetime) -> datetime:
    """When an agency's return is due that is asked for at `requested_at`, UTC.

    By the day plan, and at least so long after the asking as the rules say. ValueError if they have no such deadline.
    """
    deadline = next((one for one in rules.deadlines if one.each == "agency_return"), None)
    if deadline is None:
        raise ValueError(f"{rules.id} has no deadline for an agency's return")
    planned_from = review.fact(deadline.counts_from) if deadline.counts_from else None
    due = due_of(rules, deadline, planned_from or requested_at)
    if deadline.at_least is None:
        return max(due, requested_at)
    return max(due, due_at(requested_at, deadline.at_least, rules.working_calendar))


def warn_points(rules: ReviewProcedure, deadline: Deadline, start: datetime, due: datetime) -> list[datetime]:
    """When to warn of a deadline, UTC, soonest first: its warn points, and the end of the day by a stricter reading."""
    points = {due_before(due, before, rules.working_calendar) for before in deadline.warn}
    stricter = _stricter(rules, deadline, start)
    if stricter:
        points.add(stricter)
    return sorted(points)


def other_dates(rules: ReviewProcedure, deadline: Deadline, review: Review) -> list[OtherDate]:
    """Second dates of a deadline by readings that are not in force, as far as their facts are known.

    Neither moves any clock: they are shown beside the date in force, each with its own basis.
    """
    found = []
    for other in deadline.other_bases:
        start = review.fact(other.counts_from)
        limit = other.limit or deadline.limit
        if start is not None and limit is not None:
            due = due_at(start, limit, rules.working_calendar)
            found.append(OtherDate(other.counts_from, start, due, _phrase(other.note_shown), other))
    start = review.fact(deadline.counts_from) if deadline.counts_from else None
    stricter = _stricter(rules, deadline, start) if start else None
    if start and stricter and deadline.counts_from:
        basis = deadline.basis_of("stricter")
        note = basis.note or "By a stricter reading of the same rule."
        found.append(OtherDate(deadline.counts_from, start, stricter, _phrase(note), basis))
    return found


def _phrase(note: str) -> str:
    return note.strip().rstrip(".")


def _stricter(rules: ReviewProcedure, deadline: Deadline, start: datetime) -> datetime | None:
    if deadline.stricter is None:
        return None
    count = due_before if deadline.counted == "before" else due_at
    return count(start, deadline.stricter, rules.working_calendar)
