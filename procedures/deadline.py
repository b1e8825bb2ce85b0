"""When something is due, and the account of how that was counted.

| unit | counted | due |
|---|---|---|
| hours | as they elapse: 24 hours are 24 hours, over a weekend or a clock change too | an instant |
| working_hours | only inside working hours on working days | an instant |
| working_days | only working days | the end of a day |
| calendar_days | every day | the end of a day |
| calendar_months | the same day-number, or the last day of a month too short to have it | the end of a day |

A result in calendar days or months that falls on a weekend or bank holiday stays there.

Days are local days of the calendar's time zone, so an instant triggers on the local day that it falls on,
whatever its hour. Instants come out in UTC. An amount of 0 is due at once: at the instant itself, or on the
trigger day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from procedures.calendar import ANNOUNCED_TO_YEAR, CalendarRules, WorkingCalendar, require_aware, require_known_year
from procedures.counting import (
    Count,
    Skipped,
    Step,
    count_calendar_days,
    count_calendar_months,
    count_hours,
    count_working_days,
    count_working_hours,
    moved,
)
from procedures.due_instant import due_at, due_before
from procedures.duration import Duration, Unit
from procedures.explanation import counting_rule, explain_deadline

__all__ = ["Deadline", "Skipped", "count_back", "count_forward", "due_at", "due_before"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A computed date that can account for itself.

    `due` is a date for a duration in days or months and an instant (UTC) for one in hours; `due_at` is the
    instant (UTC) at which it runs out, the local end of day for a date. `counted` and `skipped` are the local
    days that the count met, in the order in which it met them, so that day 1 is `counted[0]`; for hours they
    are the days on which time was or was not counted. `day_zero` is the local day that the count began from.
    """

    due: date | datetime
    due_at: datetime
    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    start: date | datetime
    duration: Duration
    source: str | None
    day_zero: date
    rules: CalendarRules
    backwards: bool = False
    clear_days: bool = False

    @property
    def caution(self) -> str | None:
        """What to beware of if bank holidays were counted on that are not announced yet, else None."""
        days_met = self.counted + tuple(skipped.day for skipped in self.skipped)
        counts_working_days = self.duration.unit in {Unit.WORKING_DAYS, Unit.WORKING_HOURS}
        if not counts_working_days or self.rules.bank_holidays == "none":
            return None
        if all(day.year <= ANNOUNCED_TO_YEAR for day in days_met):
            return None
        return (
            f"Bank holidays are announced up to {ANNOUNCED_TO_YEAR}; after that the usual ones were taken. "
            "Check this date again when they are announced."
        )

    def explain(self) -> str:
        """The account in plain words: due when, from when, days counted, days skipped and why, the rule."""
        return explain_deadline(self)

    def as_json(self) -> dict[str, Any]:
        """The account as plain data: days as ISO dates, instants as ISO instants in UTC."""
        return {
            "due": self.due.isoformat(),
            "due_at": self.due_at.isoformat(),
            "counted": [day.isoformat() for day in self.counted],
            "skipped": [{"date": skip.day.isoformat(), "reason": skip.reason} for skip in self.skipped],
            "source": self.source,
            "start": self.start.isoformat(),
            "day_zero": self.day_zero.isoformat(),
            "duration": {"amount": self.duration.amount, "unit": self.duration.unit.value},
            "direction": "back" if self.backwards else "forward",
            "clear_days": self.clear_days,
            "timezone": self.rules.timezone,
            "rule": counting_rule(self),
            "caution": self.caution,
            "explanation": self.explain(),
        }


def count_forward(
    start: date | datetime, duration: Duration, calendar: WorkingCalendar, source: str | None = None
) -> Deadline:
    """When a duration that starts at `start` runs out.

    With `day_zero: trigger_day` the trigger day is day 0. With `trigger_day_counts` it is day 1 if it is a
    day that counts; months are the same either way. A deadline is never before its start, even where the
    trigger day counts and its end of day is already past.

    ValueError for a datetime without a time zone, for hours from a bare date, and for a count that leaves the
    calendar's years (1978 to 2100).
    """
    day_zero = _day_zero(start, calendar)
    counts_day_zero = calendar.rules.day_zero == "trigger_day_counts"
    count = _count(start, day_zero, duration, calendar, 1, counts_day_zero=counts_day_zero)
    due = _instant(count.due, calendar)
    return Deadline(
        due=count.due,
        due_at=max(due, start.astimezone(UTC)) if isinstance(start, datetime) else due,
        counted=count.counted,
        skipped=count.skipped,
        start=start,
        duration=duration,
        source=source,
        day_zero=day_zero,
        rules=calendar.rules,
    )


def count_back(
    end: date | datetime,
    duration: Duration,
    calendar: WorkingCalendar,
    source: str | None = None,
    *,
    clear_days: bool = False,
) -> Deadline:
    """The last day or instant that is a duration before `end`, such as 7 working days before publication.

    The end day is day 0 and the first day before it that counts is day 1, whatever the calendar's `day_zero`
    says: counting the end day itself would shorten the notice. "No later than 7 working days before" is met
    on day 7 (Working Together 2023, paragraph 364; reading it so is an inference). `clear_days` is the
    stricter reading, in which so many whole days lie between: due one working (or calendar) day earlier.

    ValueError as for `count_forward`, and for clear days of a duration that is not in days.
    """
    if clear_days and duration.unit not in {Unit.WORKING_DAYS, Unit.CALENDAR_DAYS}:
        raise ValueError(f"clear days are working_days or calendar_days, not {duration.unit.value}")
    day_zero = _day_zero(end, calendar)
    count = _count(end, day_zero, duration, calendar, -1)
    if clear_days:
        count = _day_before(count, duration, calendar)
    due = _instant(count.due, calendar)
    return Deadline(
        due=count.due,
        due_at=min(due, end.astimezone(UTC)) if isinstance(end, datetime) else due,
        counted=count.counted,
        skipped=count.skipped,
        start=end,
        duration=duration,
        source=source,
        day_zero=day_zero,
        rules=calendar.rules,
        backwards=True,
        clear_days=clear_days,
    )


def _day_zero(start: date | datetime, calendar: WorkingCalendar) -> date:
    """The local day that a count begins from: in the calendar's years, so that no step of it can leave all dates."""
    day = calendar.day_of(start)
    require_known_year(day.year)
    return day


def _count(
    start: date | datetime,
    day_zero: date,
    duration: Duration,
    calendar: WorkingCalendar,
    step: Step,
    *,
    counts_day_zero: bool = False,
) -> Count:
    match duration.unit:
        case Unit.WORKING_DAYS:
            return count_working_days(calendar, day_zero, duration.amount, step, counts_day_zero=counts_day_zero)
        case Unit.CALENDAR_DAYS:
            return count_calendar_days(day_zero, duration.amount, step, counts_day_zero=counts_day_zero)
        case Unit.CALENDAR_MONTHS:
            return count_calendar_months(day_zero, duration.amount, step)
        case Unit.HOURS:
            return count_hours(calendar, _with_time(start, duration), duration.amount, step)
        case Unit.WORKING_HOURS:
            return count_working_hours(calendar, _with_time(start, duration), duration.amount, step)


def _with_time(start: date | datetime, duration: Duration) -> datetime:
    if not isinstance(start, datetime):
        message = f"{duration.unit.words(2)} are counted from a time: give {start}T09:00, not {start} alone"
        raise ValueError(message)  # noqa: TRY004 - the type is right, the value says too little
    require_aware(start)
    return start


def _day_before(count: Count, duration: Duration, calendar: WorkingCalendar) -> Count:
    """The same count, due on the day before the last that counted."""
    if duration.unit is Unit.CALENDAR_DAYS:
        return Count(moved(count.due, days=-1), count.counted, count.skipped)
    before = count_working_days(calendar, count.due, 1, -1)
    return Count(before.due, count.counted, count.skipped + before.skipped)


def _instant(due: date | datetime, calendar: WorkingCalendar) -> datetime:
    return due if isinstance(due, datetime) else calendar.end_of(due)
