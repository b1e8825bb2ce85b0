"""Starting clocks and finding their next instant."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, cast

from msgspec.structs import replace

from procedures.calendar import WorkingCalendar
from procedures.clock import Clock, CumulativeCap, Expiry
from procedures.due_instant import due_at, due_before
from procedures.duration import Duration
from procedures.graph import CHILD_PROTECTING_TIME, COMMITMENT, HOLD
from procedures.language import ClosingDuty, Procedure
from states.attempt import Attempt
from states.case import Case, RunningClock
from states.holding import hold_that_ends


class Rule(NamedTuple):
    """A clock's rule, whatever part of the procedure it comes from. `limit` is None where a person sets the time.

    `fast_limit` is there once a case is on the fast path: whichever of the two ends first counts.
    """

    title: str
    owner: str
    limit: Duration | None
    warn: tuple[Duration, ...]
    basis: str
    tell: tuple[str, ...] = ()
    chase: Duration | None = None
    fast_limit: Duration | None = None
    is_a_step: bool = True
    """Whether its owner owes a step by it; what only bounds the whole of a stage or a hold asks nothing of anybody."""


def rule_of(procedure: Procedure, stage: str | None, clock_id: str, case: Case) -> Rule:
    """The rule of a clock at a stage, at the case's priority and on the fast path if it is on it."""
    key = (stage, clock_id, case.priority, case.fast)
    rule = procedure.remembered.get(key)
    if rule is None:
        rule = procedure.remembered[key] = _rule(procedure, stage, clock_id, case)
    return cast("Rule", rule)


def _rule(procedure: Procedure, stage: str | None, clock_id: str, case: Case) -> Rule:
    if clock_id == CHILD_PROTECTING_TIME:
        part = procedure.child_protecting_time
        title = "Resolve it by the time that protects the child"
        return Rule(title, _answerer(procedure, stage), None, part.warn, part.basis())
    if clock_id == COMMITMENT:
        promise = procedure.commitment
        return Rule(
            "Answer by the day that was promised",
            _answerer(procedure, stage),
            None,
            promise.warn,
            promise.basis(),
            ("raiser",),
            promise.chase,
            is_a_step=False,
        )
    if clock_id == HOLD:
        hold = procedure.hold
        return Rule("End the hold", "holder", hold.cap, hold.warn, hold.basis(), is_a_step=False)
    found = procedure.clock_at(stage, clock_id)
    if isinstance(found, CumulativeCap):
        limit = found.limits_by_priority.get(case.priority, found.limit)
        return Rule(found.title, _answerer(procedure, stage), limit, found.warn, found.basis(), is_a_step=False)
    if isinstance(found, ClosingDuty):
        owner = found.owner
        if found.per_side:
            owner = "raiser" if clock_id.endswith("__raising") else "receiver"
        return Rule(found.title, owner, found.limit, found.warn, found.basis(), (), found.chase)
    if isinstance(found, Clock):
        limit, fast = found.limit_at(case.priority), found.fast_limit if case.fast else None
        told = found.tell_on_expiry
        return Rule(found.title, found.owner, limit, found.warn, found.basis(), told, found.chase, fast)
    raise KeyError(f"procedure {procedure.id} has no clock {clock_id!r} at {stage}")


def _answerer(procedure: Procedure, stage: str | None) -> str:
    """Who has to resolve it at a stage: the responding side, or the chair of a group."""
    found = procedure.stages_by_id.get(stage or "")
    return "chair" if found and found.group else "responding_side"


def started(
    attempt: Attempt, rule: Rule, number: int, clock_id: str, stage: str | None, owner: str, due: datetime | None
) -> RunningClock:
    """A clock that starts now. `due` is given where a person set it or where it must not move later."""
    calendar = attempt.calendar
    if due is None:
        if rule.limit is None:
            raise ValueError(f"the clock {clock_id!r} needs a time that a person sets")
        due, warn_at = _points(attempt.now, rule.limit, rule.fast_limit, rule.warn, calendar)
    else:
        warn_at = _warn_points(attempt.now, due, rule.warn, calendar)
    return RunningClock(
        number=number,
        clock=clock_id,
        stage=stage,
        owner=owner,
        started_at=attempt.now,
        due_at=due,
        next_at=min((*warn_at, due)),
        warn_at=warn_at,
    )


@lru_cache(maxsize=16384)
def iso(instant: datetime) -> str:
    """An instant as facts carry it. The same few due times are written again and again."""
    return instant.isoformat()


@lru_cache(maxsize=8192)
def _points(
    now: datetime, limit: Duration, fast: Duration | None, warn: tuple[Duration, ...], calendar: WorkingCalendar
) -> tuple[datetime, tuple[datetime, ...]]:
    """The due time and the warn points of a clock that starts now. A sweep asks for the same ones again and again."""
    due = first_due(now, limit, fast, calendar)
    return due, _warn_points(now, due, warn, calendar)


def first_due(now: datetime, limit: Duration, fast: Duration | None, calendar: WorkingCalendar) -> datetime:
    """When the first of a limit and a fast limit ends, both counted from `now`."""
    due = due_at(now, limit, calendar)
    return due if fast is None else min(due, due_at(now, fast, calendar))


def shortened_due(
    attempt: Attempt, case: Case, clock: RunningClock, limit: Duration, fast: Duration | None
) -> datetime:
    """When a running clock is due by a limit that a case has just come under, at `now` at the earliest.

    The limit counts from the start of the clock, so that nothing is gained by agreeing a priority late; the fast
    limit from now, when the risk is known. Holds since the start are given back.
    """
    now, calendar = attempt.now, attempt.calendar
    since = clock.counts_from or clock.started_at
    due = due_at(since, limit, calendar)
    for hold in case.past_holds:
        if hold.since >= since:
            due = shifted(due, hold.since, hold.until, calendar)
    return max(now, due if fast is None else min(due, due_at(now, fast, calendar)))


def _warn_points(
    now: datetime, due: datetime, warn: tuple[Duration, ...], calendar: WorkingCalendar
) -> tuple[datetime, ...]:
    points = sorted({due_before(due, before, calendar) for before in warn})
    return tuple(point for point in points if point > now)


def stage_deadline(procedure: Procedure, case: Case) -> RunningClock | None:
    """The running clock that will move the case up first, or None: the earliest of limit, caps and set times."""
    moving = []
    for clock in case.clocks:
        rule = procedure.clock_at(case.at.stage, clock.clock)
        moves_up = rule.on_expiry is Expiry.MOVE_UP if isinstance(rule, Clock) else isinstance(rule, CumulativeCap)
        if moves_up or clock.clock == CHILD_PROTECTING_TIME:
            moving.append(clock)
    return min(moving, key=lambda clock: clock.due_at, default=None)


def after_warning(clock: RunningClock) -> datetime:
    """The next instant of a clock once the point at `next_at` has been marked."""
    return min((point for point in (*clock.warn_at, clock.due_at) if point > clock.next_at), default=clock.due_at)


def next_chase(clock: RunningClock, every: Duration, now: datetime, calendar: WorkingCalendar) -> datetime:
    """The first chase after `now`, counted from the due time in steps of `every`.

    An engine that was down for a week chases once when it is back, not once for each day it missed.
    """
    point = max(clock.next_at, clock.due_at)
    while point <= now:
        following = due_at(point, every, calendar)
        # A limit of no length would chase for ever within one instant.
        point = following if following > point else point + timedelta(days=1)
    return point


def resumed(attempt: Attempt, before: Case, held: RunningClock, rule: Rule, number: int, owner: str) -> RunningClock:
    """A clock that a hold stopped, started anew under a new number when the hold ends.

    One that was late before the hold stays late, and is chased again. A hold takes no longer than its cap, however
    late its end was marked.
    """
    now, calendar, hold = attempt.now, attempt.calendar, hold_that_ends(before, attempt.now)
    first = held.counts_from or held.started_at
    if held.expired_at is not None and rule.chase is not None:
        clock = replace(held, number=number, owner=owner, started_at=now, counts_from=first)
        return replace(clock, next_at=next_chase(clock, rule.chase, now, calendar))
    due = shifted(held.due_at, hold.since, hold.until, calendar) if hold else held.due_at
    return replace(started(attempt, rule, number, held.clock, held.stage, owner, due), counts_from=first)


def shifted(due: datetime, since: datetime, ended: datetime, calendar: WorkingCalendar) -> datetime:
    """A due time after a hold: later by the working days that the hold took, or unchanged if it was past already.

    A hold that took no further working day shifts it by the hours that it took of its first. One that ends later in
    the day than it began took a part of a day more, which is given back as a whole one.
    """
    if due <= since:
        return due
    first, last = calendar.day_of(since), calendar.day_of(ended)
    days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    count = sum(calendar.is_working_day(day) for day in days)
    if count == 0:
        return due + (min(ended, max(calendar.end_of(first), since)) - since)
    if ended.astimezone(calendar.zone).time() > since.astimezone(calendar.zone).time():
        count += 1
    day = calendar.day_of(due)
    while count:
        day += timedelta(days=1)
        count -= calendar.is_working_day(day)
    return max(calendar.end_of(day), due)
