"""How a due time of a practice review was counted, worked out again from its record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from procedures.deadline import Deadline as Counted
from procedures.deadline import count_forward
from procedures.review_course import ReviewFact
from procedures.review_dates import owed_date
from procedures.review_language import Deadline, ReviewProcedure
from procedures.review_wording import from_words, within_words
from procedures.wording import standings
from states.review_due import deadline_of
from store.chain import instant
from workflows.bundle_procedure import account
from workflows.bundle_words import read_object

NOT_COUNTED = {"limit": "", "basis": "", "deadline": None}


def counted_in_review(
    rules: ReviewProcedure | None, clock: dict[str, Any], entries: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The limit of a clock and what it rests on, with each day that was counted or skipped.

    What a deadline counts from may have become known otherwise since: of all instants that the record gives for it,
    the one is shown that leads to the due time. `deadline` is None where none does, as where a person set the time.
    """
    try:
        deadline = deadline_of(rules, clock["clock"]) if rules else None
    except KeyError:
        deadline = None
    if rules is None or deadline is None:
        return NOT_COUNTED
    found = _count(rules, deadline, clock, entries)
    return {
        "limit": f"{within_words(deadline)}, from {from_words(deadline)}",
        "basis": "; ".join(standings(rules, deadline)),
        "deadline": account(found) if found else None,
    }


def _count(
    rules: ReviewProcedure, deadline: Deadline, clock: dict[str, Any], entries: Sequence[dict[str, Any]]
) -> Counted | None:
    try:
        due = instant(clock["due_at"])
        starts = list(dict.fromkeys(_starts(deadline, clock, entries)))
    except (TypeError, ValueError):
        return None
    for start in starts:
        for found in _counts(rules, deadline, start):
            if found.due_at == due:
                return found
    return None


def _counts(rules: ReviewProcedure, deadline: Deadline, start: datetime) -> Iterator[Counted]:
    try:
        yield owed_date(rules, deadline, start).counted
        if deadline.at_least:
            yield count_forward(start, deadline.at_least, rules.working_calendar)
    except ValueError:
        return


def _starts(deadline: Deadline, clock: dict[str, Any], entries: Sequence[dict[str, Any]]) -> Iterator[datetime]:
    """Every instant from which it may have been counted: those at which its fact was known, and the clock's start."""
    if deadline.counts_from is not None and deadline.counts_from is not ReviewFact.ENTERED:
        for entry in entries:
            known = read_object(entry["facts"]).get("known")
            if isinstance(known, dict) and deadline.counts_from.value in known:
                yield instant(known[deadline.counts_from.value])
    yield instant(clock["started_at"])
