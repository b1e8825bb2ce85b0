"""How long a hold may take: its own cap, and what is left of the time that all holds of a case may take together."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime

from procedures.calendar import WorkingCalendar
from procedures.due_instant import due_at, due_before
from procedures.duration import Duration, Unit
from procedures.graph import HOLD
from procedures.provision import Hold
from states.case import Case, PastHold


def hold_that_ends(case: Case, now: datetime) -> PastHold | None:
    """The hold of a case as it is once it ends at `now`. It takes no longer than its cap, however late that is seen."""
    if case.held is None:
        return None
    clock = case.running(HOLD)
    return PastHold(case.held.since, min(now, clock.due_at) if clock else now)


def hold_due(rule: Hold, case: Case, now: datetime, calendar: WorkingCalendar) -> datetime | None:
    """When a hold that begins at `now` ends by itself, UTC; None if the case has used up all its time on hold.

    A part of a unit counts as a whole one, so that holds of a minute cannot follow one another for ever; months are
    taken off by calendar days.
    """
    if rule.cap is None or rule.in_all is None:
        raise ValueError("a hold that is allowed has a cap")
    counted = Unit.CALENDAR_DAYS if rule.in_all.unit is Unit.CALENDAR_MONTHS else rule.in_all.unit
    used = sum(_taken(hold, counted, calendar) for hold in case.past_holds)
    if counted is rule.in_all.unit:
        left = rule.in_all.amount - used
        if left <= 0:
            return None
        return due_at(now, Duration(amount=min(left, rule.cap.amount), unit=counted), calendar)
    last = due_before(due_at(now, rule.in_all, calendar), Duration(amount=used, unit=counted), calendar)
    if calendar.day_of(last) <= calendar.day_of(now):
        return None
    return min(last, due_at(now, rule.cap, calendar))


def _taken(hold: PastHold, unit: Unit, calendar: WorkingCalendar) -> int:
    """What a hold has taken, in whole units: the least amount from its beginning that reaches to its end."""
    # No hold takes more hours than these, and every other unit is longer.
    most = int((hold.until - hold.since).total_seconds() // 3600) + 1

    def reaches(amount: int) -> datetime:
        return due_at(hold.since, Duration(amount=amount, unit=unit), calendar)

    return 1 + bisect_left(range(1, most + 1), hold.until, key=reaches)
