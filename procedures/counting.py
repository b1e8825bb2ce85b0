"""How each unit is counted, one day at a time, keeping what was counted and what was not."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from procedures.calendar import WorkingCalendar, require_known_year

Step = Literal[1, -1]
"""Forward or back in time."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day, in local time, that did not count, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Count:
    """Where a count ended and the local days that it met, each in the order in which it met them."""

    due: date | datetime
    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]


def count_working_days(
    calendar: WorkingCalendar, day_zero: date, amount: int, step: Step, *, counts_day_zero: bool = False
) -> Count:
    """So many working days on from a day. An amount of 0 ends on that day, a working day or not."""
    counted: list[date] = []
    skipped: list[Skipped] = []
    day = day_zero if counts_day_zero else day_zero + timedelta(days=step)
    while len(counted) < amount:
        reason = calendar.why_not(day)
        if reason is None:
            counted.append(day)
        else:
            skipped.append(Skipped(day, reason))
        day += timedelta(days=step)
    return Count(counted[-1] if counted else day_zero, tuple(counted), tuple(skipped))


def count_calendar_days(day_zero: date, amount: int, step: Step, *, counts_day_zero: bool = False) -> Count:
    """So many days on from a day, every day counted."""
    if counts_day_zero and amount:
        due = moved(day_zero, days=step * (amount - 1))
        return Count(due, tuple(_days_between(day_zero - timedelta(days=step), due, step)), ())
    due = moved(day_zero, days=step * amount)
    return Count(due, tuple(_days_between(day_zero, due, step)), ())


def count_calendar_months(day_zero: date, amount: int, step: Step) -> Count:
    """The same day-number so many months on, or the last day of a month that is too short to have it.

    The general rule; practice-review sources state no other ("six months").
    """
    due = same_day_number(day_zero, step * amount)
    return Count(due, tuple(_days_between(day_zero, due, step)), ())


def count_hours(calendar: WorkingCalendar, moment: datetime, amount: int, step: Step) -> Count:
    """So many hours on from an instant as they elapse, clock changes or not. Due in UTC."""
    due = elapsed(moment, step * amount)
    if due == moment:
        return Count(due, (), ())
    first, last = calendar.day_of(moment), calendar.day_of(due)
    return Count(due, (first, *_days_between(first, last, step)), ())


def count_working_hours(calendar: WorkingCalendar, moment: datetime, amount: int, step: Step) -> Count:
    """So many hours inside working hours on working days, from an instant. Due in UTC.

    A count that is used up exactly at closing time ends then, and not at the next opening.
    """
    remaining = timedelta(hours=amount)
    moment = moment.astimezone(UTC)
    counted: list[date] = []
    skipped: list[Skipped] = []
    day = calendar.day_of(moment)
    due = moment
    while remaining:
        reason = calendar.why_not(day)
        opens, closes = calendar.hours_of(day)
        begins, ends = (max(moment, opens), closes) if step == 1 else (opens, min(moment, closes))
        if reason is None and begins >= ends:
            reason = _out_of_hours(calendar, step)
        if reason is None:
            counted.append(day)
            used = min(remaining, ends - begins)
            due = begins + used if step == 1 else ends - used
            remaining -= used
        else:
            skipped.append(Skipped(day, reason))
        day += timedelta(days=step)
    return Count(due, tuple(counted), tuple(skipped))


def _out_of_hours(calendar: WorkingCalendar, step: Step) -> str:
    if step == 1:
        return f"after working hours, which end at {calendar.rules.working_hours_end:%H:%M}"
    return f"before working hours, which start at {calendar.rules.working_hours_start:%H:%M}"


def _days_between(start: date, end: date, step: Step) -> Iterator[date]:
    """The days after `start` up to and including `end`, in the direction of `step`."""
    return (start + timedelta(days=step * number) for number in range(1, abs((end - start).days) + 1))


def moved(day: date, *, days: int) -> date:
    """The day so many days on. ValueError if that is outside the calendar's years."""
    try:
        due = day + timedelta(days=days)
    except OverflowError:
        raise ValueError(f"{abs(days)} days from {day} is outside the calendar's years") from None
    require_known_year(due.year)
    return due


def same_day_number(day: date, months: int) -> date:
    """The same day-number so many months on, or the month's last. ValueError outside the calendar's years."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    require_known_year(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def elapsed(moment: datetime, hours: int) -> datetime:
    """The instant so many elapsed hours on, UTC. ValueError if that is outside the calendar's years."""
    try:
        # Adding to a local time would move the hands of the clock; only in UTC do hours elapse.
        due = moment.astimezone(UTC) + timedelta(hours=hours)
    except OverflowError:
        raise ValueError(f"{abs(hours)} hours from {moment.date()} is outside the calendar's years") from None
    require_known_year(due.year)
    return due
