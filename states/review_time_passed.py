"""What the clock does to a practice review: it warns, flags, chases, or marks that a period is over. Pure."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from procedures.review_language import Deadline, ReviewProcedure
from states.case import RunningClock
from states.decision import ClockEnd, Decision, NoticeOwed, Refusal
from states.directory import Directory
from states.responsible import NobodyThere
from states.review import Review
from states.review_beside import beside
from states.review_due import deadline_of, is_only_asked_after, item_of
from states.review_notices import ReviewNotices, agency_fact, owes_words
from states.review_parties import line_above
from states.timing import after_warning, next_chase

HAPPENED = "It is shown as late and will be asked after until it is done."
"""What to tell people that lateness does. No review moves or closes by it."""


def review_time_passed(
    review: Review, number: int, rules: ReviewProcedure, directory: Directory, now: datetime
) -> Decision | Refusal:
    """What the clock `number` of a review does at `now`: the next point that it has reached, and that one only.

    The entry says when the point truly was and when it was marked. A clock that no longer runs, or has not reached
    its next point, gives a stale refusal: somebody acted first.
    """
    clock = review.clock_numbered(number)
    if clock is None:
        return Refusal("This clock no longer runs.", "not_running", stale=True)
    if now < clock.next_at:
        return Refusal("This clock has not reached its next point.", "not_due", stale=True)
    deadline = deadline_of(rules, clock.clock)
    owed = ReviewNotices(rules, directory, rules.working_calendar.day_of(now))
    try:
        if clock.expired_at is None and clock.next_at < clock.due_at:
            return _warn(review, clock, owed, now)
        if deadline.meaning == "at_least_until":
            return _period_over(review, clock, owed, now)
        if is_only_asked_after(rules, deadline, clock.counts_from or clock.started_at):
            return _ask(review, clock, owed, now)
        return _flag(review, clock, owed, now) if clock.expired_at is None else _chase(review, clock, owed, now)
    except NobodyThere as problem:
        return Refusal(f"Nobody can take this step: {problem}.", "nobody_there")


def _warn(review: Review, clock: RunningClock, owed: ReviewNotices, now: datetime) -> Decision:
    for person in owed.owners(review, clock):
        owed.owe(person, "warning", owed.clock_facts(review, clock), clock.number)
    changed = replace(clock, next_at=after_warning(clock))
    return _marked(review, "warned", clock.next_at, now, clock, owed, changed)


def _flag(review: Review, clock: RunningClock, owed: ReviewNotices, now: datetime) -> Decision:
    """Late: its owner hears of it, whoever the rule names, and above an agency's own the nearest manager."""
    deadline = deadline_of(owed.rules, clock.clock)
    facts = owed.clock_facts(review, clock)
    owners = owed.owners(review, clock)
    for person in owners:
        owed.owe(person, "expired_owner", facts | {"happened": HAPPENED}, clock.number)
    told = {"stage": facts["stage"], "what": _said(deadline), "rule": facts["rule"]}
    others = [*owed.people(review, deadline.tell, item_of(clock.clock)), *_up_the_line(owed, clock, deadline, 1)]
    for person in others:
        if person not in owners:
            owed.owe(person, "told", told)
    # A clock that was late when it started was not late before it ran.
    at = max(clock.due_at, clock.started_at)
    changed = replace(clock, expired_at=clock.due_at, next_at=_next_chase(clock, deadline, owed, now))
    return _marked(review, "flagged_late", at, now, clock, owed, changed)


def _chase(review: Review, clock: RunningClock, owed: ReviewNotices, now: datetime) -> Decision:
    deadline = deadline_of(owed.rules, clock.clock)
    count = clock.chases + 1
    facts = owed.clock_facts(review, clock) | {"owner": owed.directory.title_of(clock.owner)}
    line = _up_the_line(owed, clock, deadline, count)
    owners = owed.owners(review, clock)
    for person in dict.fromkeys([*owners, *owed.people(review, ("business_support",)), *line]):
        owed.owe(person, "chaser", facts, clock.number)
    changed = replace(clock, chases=count, next_at=_next_chase(clock, deadline, owed, now))
    return _marked(review, "chased", clock.next_at, now, clock, owed, changed, chase=count)


def _ask(review: Review, clock: RunningClock, owed: ReviewNotices, now: datetime) -> Decision:
    """Something without a limit of its own is asked after again and again, and never called late."""
    deadline = deadline_of(owed.rules, clock.clock)
    facts = owed.clock_facts(review, clock)
    what = f"Still waited for, without a time limit: {facts['owes']}"
    for person in dict.fromkeys([clock.owner, *owed.people(review, ("business_support",))]):
        owed.owe(person, "told", {"stage": facts["stage"], "what": what, "rule": facts["rule"]}, clock.number)
    changed = replace(clock, chases=clock.chases + 1, next_at=_next_chase(clock, deadline, owed, now))
    return _marked(review, "chased", clock.next_at, now, clock, owed, changed, chase=clock.chases + 1)


def _period_over(review: Review, clock: RunningClock, owed: ReviewNotices, now: datetime) -> Decision:
    facts = owed.clock_facts(review, clock)
    what = f"This has lasted as long as it must: {facts['owes']}"
    owed.owe(clock.owner, "told", {"stage": facts["stage"], "what": what, "rule": facts["rule"]})
    end = ClockEnd(clock.number, "met", max(clock.due_at, clock.started_at))
    facts_written = _about(clock)
    return beside(
        review, "period_over", at=clock.due_at, now=now, facts=facts_written, ended=(end,), notices=owed.notices
    )


def _marked(
    review: Review,
    kind: str,
    at: datetime,
    now: datetime,
    clock: RunningClock,
    owed: ReviewNotices,
    changed: RunningClock,
    **facts: object,
) -> Decision:
    notices: list[NoticeOwed] = owed.notices
    written = _about(clock) | agency_fact(clock, review, owed.rules) | facts
    return beside(review, kind, at=at, now=now, facts=written, changed=(changed,), notices=notices)


def _next_chase(clock: RunningClock, deadline: Deadline, owed: ReviewNotices, now: datetime) -> datetime:
    return next_chase(clock, deadline.chase, now, owed.rules.working_calendar)


def _up_the_line(owed: ReviewNotices, clock: RunningClock, deadline: Deadline, count: int) -> list[str]:
    """So many managers above an agency's own, nearest first, with whoever stands in for them."""
    owner = owed.directory.people.get(clock.owner)
    if deadline.each == "review" or owner is None or "business_support" in owner.roles:
        return []
    line = [
        owed.directory.stand_in(code, owed.day) for code in line_above(owed.directory, clock.owner_for or clock.owner)
    ]
    return [person.code for person in line if person][:count]


def _said(deadline: Deadline) -> str:
    return f"The time for this has run out: {owes_words(deadline).removesuffix('.')}. {HAPPENED}"


def _about(clock: RunningClock) -> dict[str, object]:
    return {"clock": clock.clock, "number": clock.number, "due": clock.due_at.isoformat()}
