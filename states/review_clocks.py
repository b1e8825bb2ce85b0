"""Which clocks a practice review has: a function of where it stands and what is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from msgspec.structs import replace

from procedures.review_course import ReviewFact, ReviewPosition
from procedures.review_language import Deadline, ReviewProcedure
from states.case import RunningClock
from states.decision import ClockEnd
from states.directory import Directory
from states.responsible import Responsible
from states.review import Recommendation, Review
from states.review_due import (
    concerns,
    deadline_of,
    due_of,
    is_only_asked_after,
    item_of,
    other_dates,
    part_of,
    return_due,
    warn_points,
)
from states.review_parties import review_responsible

__all__ = ["ReviewClocks", "deadline_of", "due_of", "item_of", "other_dates", "return_due", "settle_clocks"]

RECURRING = frozenset({ReviewFact.ENTERED, ReviewFact.SUPERVISED, ReviewFact.AUDITED})
"""Facts that come again and again: that one is known anew is what meets the clock that counted from the last."""

WAITED_FOR = ("accepted", "evidenced")
"""States of a recommendation of which something is still owed."""


@dataclass(frozen=True, slots=True)
class ReviewClocks:
    """The clocks of a review after an event. `running` are all of them, with those in `started`.

    `handed` are those that run on with another owner, as they are now, with how each came to them; `count` is the
    highest number ever given.
    """

    running: tuple[RunningClock, ...]
    started: tuple[RunningClock, ...]
    ended: tuple[ClockEnd, ...]
    count: int
    handed: tuple[tuple[RunningClock, Responsible], ...] = ()


class _Wanted(NamedTuple):
    """A clock that should run: what it counts from, and its due time where a person set it."""

    deadline: Deadline
    item: str | None
    start: datetime
    due: datetime | None

    @property
    def clock(self) -> str:
        return f"{self.deadline.id}__{self.item}" if self.item else self.deadline.id


def settle_clocks(
    rules: ReviewProcedure, before: Review, after: Review, directory: Directory, now: datetime
) -> ReviewClocks:
    """Compare the clocks that should run with those that do; start what is missing, end what should not run.

    `after` stands where the event led it and knows its new facts, and still has the clocks of `before`. A clock whose
    counting fact has changed is ended and started anew under a new number: no due time is ever edited. At a change of
    position what runs on is owed by whoever answers for it now; so it is where its owner has recused themselves.

    NobodyThere if a step has no owner and business support is empty.
    """
    day = rules.working_calendar.day_of(now)
    wanted = {found.clock: found for found in _wanted(rules, after)}
    kept: list[RunningClock] = []
    ended: list[ClockEnd] = []
    for clock in after.clocks:
        should = wanted.get(clock.clock)
        if should is not None and _starts_where(clock, should):
            kept.append(clock)
            del wanted[clock.clock]
        else:
            # The time of day may have been put back since it started.
            ended.append(ClockEnd(clock.number, _how(rules, after, clock, should), max(now, clock.started_at)))
    handed: list[tuple[RunningClock, Responsible]] = []
    for place, clock in enumerate(kept):
        if after.position != before.position or clock.owner in after.recused:
            owner = _owner(rules, after, directory, day, clock)
            kept[place] = replace(clock, owner=owner.person, owner_for=owner.post)
            if owner.person != clock.owner:
                handed.append((kept[place], owner))
    missing = [found for found in wanted.values() if not _has_lasted(rules, found, now)]
    started = [
        _started(rules, after, directory, now, found, after.clock_count + place)
        for place, found in enumerate(missing, start=1)
    ]
    count = after.clock_count + len(started)
    return ReviewClocks((*kept, *started), tuple(started), tuple(ended), count, tuple(handed))


def _wanted(rules: ReviewProcedure, review: Review) -> Iterator[_Wanted]:
    if not review.is_open:
        return
    for deadline in rules.deadlines:
        if deadline.scope != "review" or review.at not in deadline.runs_in or not concerns(deadline, review):
            continue
        if deadline.each != "review":
            yield from _of_items(rules, deadline, review)
            continue
        start = review.fact(deadline.counts_from) if deadline.counts_from else None
        met = deadline.met_by is not None and review.fact(deadline.met_by) is not None
        if start is None or met:
            continue
        yield _Wanted(deadline, None, start, None)


def _has_lasted(rules: ReviewProcedure, wanted: _Wanted, now: datetime) -> bool:
    """Whether a period that must last is over before its clock starts, or once its clock has ended."""
    return wanted.deadline.meaning == "at_least_until" and due_of(rules, wanted.deadline, wanted.start) <= now


def _of_items(rules: ReviewProcedure, deadline: Deadline, review: Review) -> Iterator[_Wanted]:
    """What is waited for of each agency return, request or recommendation."""
    if deadline.each == "agency_return":
        for asked in review.returns:
            if not asked.is_settled:
                yield _Wanted(deadline, asked.agency, asked.requested_at, asked.due_at)
    elif deadline.each == "information_request":
        for request in review.information_requests:
            if request.answered_at is None and request.refused_at is None:
                yield _Wanted(deadline, str(request.number), request.requested_at, request.due_at)
    elif deadline.each == "panel_request":
        for question in review.panel_requests:
            if question.answered_at is None:
                yield _Wanted(deadline, str(question.number), question.asked_at, question.due_at)
    else:
        yield from _of_recommendations(rules, deadline, review)


def _of_recommendations(rules: ReviewProcedure, deadline: Deadline, review: Review) -> Iterator[_Wanted]:
    """What is waited for of each that was accepted: of its evidence each agency's own, where several carry it out."""
    for recommendation in review.recommendations:
        accepted_at = recommendation.answered_at
        if accepted_at is None or recommendation.state not in WAITED_FOR or _is_settled(deadline, recommendation):
            continue
        due = None if deadline.limit else rules.working_calendar.end_of(recommendation.due_on)
        items = [str(recommendation.number)]
        if deadline.settled_by == "evidence" and len(recommendation.carried_by) > 1:
            items = [f"{recommendation.number}__{agency}" for agency in recommendation.to_show]
        for item in items:
            yield _Wanted(deadline, item, accepted_at, due)


def _is_settled(deadline: Deadline, recommendation: Recommendation) -> bool:
    """Whether what a deadline of a recommendation waits for is there."""
    settled_at = {
        "evidence": recommendation.evidenced_at,
        "six_month_check": recommendation.six_month_check_at,
        "twelve_month_check": recommendation.twelve_month_check_at,
        None: None,
    }[deadline.settled_by]
    return settled_at is not None


def _starts_where(clock: RunningClock, wanted: _Wanted) -> bool:
    return (clock.counts_from or clock.started_at) == wanted.start and wanted.due in (None, clock.due_at)


def _how(
    rules: ReviewProcedure, review: Review, clock: RunningClock, anew: _Wanted | None
) -> Literal["stopped", "met"]:
    """How a clock ended: met by what it asked for, or stopped because it no longer counts, or counts anew."""
    deadline, item = deadline_of(rules, clock.clock), item_of(clock.clock)
    if anew is not None:
        return "met" if deadline.counts_from in RECURRING else "stopped"
    if item is not None:
        return "met" if _item_is_settled(deadline, review, item) else "stopped"
    if deadline.met_by is not None:
        return "met" if review.fact(deadline.met_by) is not None else "stopped"
    return "met" if _is_done_by_leaving(deadline, review) else "stopped"


def _is_done_by_leaving(deadline: Deadline, review: Review) -> bool:
    """Whether that a review has gone on is itself what was owed: a step is done by it, unless it was given up."""
    if deadline.meaning != "by" or review.at is ReviewPosition.NOTIFICATION_WITHDRAWN:
        return False
    return deadline.counts_from is ReviewFact.ENTERED or deadline.at_once


def _item_is_settled(deadline: Deadline, review: Review, item: str) -> bool:
    if deadline.each == "agency_return":
        asked = review.return_of(item)
        return asked is not None and asked.received_at is not None
    if deadline.each == "information_request":
        found = (request for request in review.information_requests if str(request.number) == item)
        return any(request.answered_at is not None for request in found)
    if deadline.each == "panel_request":
        return any(str(known.number) == item and known.answered_at is not None for known in review.panel_requests)
    number, agency = part_of(item)
    recommendation = review.recommendation(int(number))
    if recommendation is None:
        return False
    return _is_settled(deadline, recommendation) or agency in recommendation.shown_by


def _started(
    rules: ReviewProcedure, review: Review, directory: Directory, now: datetime, wanted: _Wanted, number: int
) -> RunningClock:
    """A clock that starts now. Its due time may lie in the past already: it is then late from the start."""
    due = wanted.due or due_of(rules, wanted.deadline, wanted.start)
    points = (
        ()
        if is_only_asked_after(rules, wanted.deadline, wanted.start)
        else warn_points(rules, wanted.deadline, wanted.start, due)
    )
    warn_at = tuple(point for point in points if now < point < due)
    day = rules.working_calendar.day_of(now)
    owner = review_responsible(directory, rules, review, wanted.deadline.owner, day, wanted.item)
    return RunningClock(
        number=number,
        clock=wanted.clock,
        stage=None,
        owner=owner.person,
        started_at=now,
        due_at=due,
        next_at=min((*warn_at, due)),
        warn_at=warn_at,
        counts_from=wanted.start if wanted.start != now else None,
        owner_for=owner.post,
    )


def _owner(rules: ReviewProcedure, review: Review, directory: Directory, day: date, clock: RunningClock) -> Responsible:
    """Who answers for a running clock now."""
    party = deadline_of(rules, clock.clock).owner
    return review_responsible(directory, rules, review, party, day, item_of(clock.clock))
