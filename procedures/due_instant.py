"""The instant at which a clock runs out, fast enough to be asked at every move of every case.

The same rules as `procedures.deadline` without the account of each day; a test holds the two together.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from procedures.calendar import WorkingCalendar, require_aware
from procedures.counting import Step, count_working_hours, elapsed, moved, same_day_number
from procedures.duration import Duration, Unit

# A sweep meets the same few limits from the same few days again and again: this holds years of them.
_REMEMBERED = 16_384


def due_at(start: datetime, duration: Duration, calendar: WorkingCalendar) -> datetime:
    """The instant, UTC, at which a duration that starts at `start` runs out: `count_forward(...).due_at`.

    ValueError if `start` has no time zone or the count leaves the calendar's years.
    """
    unit = duration.unit
    if unit is Unit.HOURS:
        require_aware(start)
        return elapsed(start, duration.amount)
    day = calendar.day_of(start)
    if unit is Unit.WORKING_HOURS:
        return _due_within_working_hours(start, day, duration.amount, calendar)
    due = _end_of_last_day(calendar, day, duration.amount, unit, 1)
    return due if due >= start else start.astimezone(UTC)


def due_before(end: datetime, duration: Duration, calendar: WorkingCalendar) -> datetime:
    """The instant, UTC, that lies a duration before `end`, such as a warn point: `count_back(...).due_at`.

    ValueError if `end` has no time zone or the count leaves the calendar's years.
    """
    unit = duration.unit
    if unit is Unit.HOURS:
        require_aware(end)
        return elapsed(end, -duration.amount)
    day = calendar.day_of(end)
    if unit is Unit.WORKING_HOURS:
        due = count_working_hours(calendar, end, duration.amount, -1).due
        assert isinstance(due, datetime)  # noqa: S101 - hours lead from an instant to an instant
        return due
    due = _end_of_last_day(calendar, day, duration.amount, unit, -1)
    return due if due <= end else end.astimezone(UTC)


@lru_cache(maxsize=_REMEMBERED)
def _end_of_last_day(calendar: WorkingCalendar, day: date, amount: int, unit: Unit, step: Step) -> datetime:
    if unit is Unit.CALENDAR_MONTHS:
        return calendar.end_of(same_day_number(day, step * amount))
    # Counting back, the day itself is always day 0: see `count_back`.
    if amount and step == 1 and calendar.rules.day_zero == "trigger_day_counts":
        day -= timedelta(days=1)
    if unit is Unit.CALENDAR_DAYS:
        return calendar.end_of(moved(day, days=step * amount))
    remaining = amount
    while remaining:
        day += timedelta(days=step)
        remaining -= calendar.is_working_day(day)
    return calendar.end_of(day)


def _due_within_working_hours(start: datetime, day: date, amount: int, calendar: WorkingCalendar) -> datetime:
    if not amount:
        return start.astimezone(UTC)
    openings, worked = _working_time(calendar, day, amount)
    # Measure from the first opening: what of that day is already over is added to what is wanted.
    wanted = timedelta(hours=amount) + min(max(start - openings[0], timedelta()), worked[0])
    index = bisect_left(worked, wanted)
    return openings[index] + wanted - (worked[index - 1] if index else timedelta())


@lru_cache(maxsize=_REMEMBERED)
def _working_time(
    calendar: WorkingCalendar, day: date, amount: int
) -> tuple[tuple[datetime, ...], tuple[timedelta, ...]]:
    """Openings, UTC, of the working days from `day` on, and the time worked by the end of each of them.

    It goes on until the amount of hours fits in even if nothing of the first day is left.
    """
    openings: list[datetime] = []
    worked: list[timedelta] = []
    while not worked or worked[-1] - worked[0] < timedelta(hours=amount):
        if calendar.is_working_day(day):
            opens, closes = calendar.hours_of(day)
            openings.append(opens)
            worked.append((worked[-1] if worked else timedelta()) + (closes - opens))
        day += timedelta(days=1)
    return tuple(openings), tuple(worked)
