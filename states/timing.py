"""Starting clocks and finding their next instant."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from procedures.calendar import WorkingCalendar
from procedures.clock import Clock, CumulativeCap
from procedures.due_instant import due_at, due_before
from procedures.duration import Duration
from procedures.graph import CHILD_PROTECTING_TIME, COMMITMENT, HOLD, Position
from procedures.language import ClosingDuty, Procedure
from states.attempt import Attempt
from states.case import Case, RunningClock


class Rule(NamedTuple):
    """A clock's rule, whatever part of the procedure it comes from. `limit` is None where a person sets the time."""

    title: str
    owner: str
    limit: Duration | None
    warn: tuple[Duration, ...]
    basis: str
    tell: tuple[str, ...] = ()
    chase: Duration | None = None


def rule_of(procedure: Procedure, stage: str | None, clock_id: str, case: Case) -> Rule:
    """The rule of a clock at a stage, at the case's priority and on the fast path if it is on it."""
    if clock_id == CHILD_PROTECTING_TIME:
        part = procedure.child_protecting_time
        return Rule("Resolve it by the time that protects the child", "responding_side", None, part.warn, part.basis())
    if clock_id == COMMITMENT:
        promise = procedure.commitment
        return Rule(
            "Answer by the day that was promised", "responding_side", None, promise.warn, promise.basis(), ("raiser",),
            promise.chase,
        )
    if clock_id == HOLD:
        hold = procedure.hold
        return Rule("End the hold", "holder", hold.cap, hold.warn, hold.basis())
    found = procedure.clock_at(stage, clock_id)
    if isinstance(found, CumulativeCap):
        limit = found.limits_by_priority.get(case.priority, found.limit)
        return Rule(found.title, "responding_side", limit, found.warn, found.basis())
    if isinstance(found, ClosingDuty):
        owner = found.owner
        if found.per_side:
            owner = "raiser" if clock_id.endswith("__raising") else "receiver"
        return Rule(found.title, owner, found.limit, found.warn, found.basis(), (), found.chase)
    if isinstance(found, Clock):
        limit = found.limit_for(case.priority, fast=case.fast)
        return Rule(found.title, found.owner, limit, found.warn, found.basis(), found.tell_on_expiry, found.chase)
    raise KeyError(f"procedure {procedure.id} has no clock {clock_id!r} at {stage}")


def started(
    attempt: Attempt, rule: Rule, number: int, clock_id: str, stage: str | None, owner: str, due: datetime | None
) -> RunningClock:
    """A clock that starts now. `due` is given where a person set it or where it must not move later."""
    calendar = attempt.calendar
    if due is None:
        if rule.limit is None:
            raise ValueError(f"the clock {clock_id!r} needs a time that a person sets")
        due = due_at(attempt.now, rule.limit, calendar)
    warn_at = tuple(point for point in _warn_points(due, rule.warn, calendar) if point > attempt.now)
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


@lru_cache(maxsize=8192)
def _warn_points(due: datetime, warn: tuple[Duration, ...], calendar: WorkingCalendar) -> tuple[datetime, ...]:
    return tuple(sorted({due_before(due, before, calendar) for before in warn}))


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


def shifted(clock: RunningClock, held_since: datetime, now: datetime, calendar: WorkingCalendar) -> datetime:
    """The due time of a clock after a hold: later by the working days that the hold took.

    A hold within one day shifts by the hours that it took.
    """
    first, last = calendar.day_of(held_since), calendar.day_of(now)
    days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    count = sum(1 for day in days if calendar.is_working_day(day))
    if count == 0:
        return clock.due_at + (now - held_since)
    return max(due_at(clock.due_at, Duration.parse(f"{count} working_days"), calendar), clock.due_at + timedelta(0))


def where_clock_belongs(position: Position, clock_id: str) -> str | None:
    """The stage that a clock started at a position belongs to."""
    return position.stage
