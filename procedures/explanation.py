"""A deadline's account of itself in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from procedures.duration import Unit

if TYPE_CHECKING:
    from procedures.deadline import Deadline


def named_day(day: date) -> str:
    """A day with its name: `Thursday 24 December 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def explain_deadline(deadline: Deadline) -> str:
    """When it is due, from when it was counted, each day counted or skipped and why, and by which rule."""
    return "\n".join(_sentences(deadline))


def counting_rule(deadline: Deadline) -> str:
    """The convention by which the deadline was counted, in one or two sentences."""
    rules = deadline.rules
    holidays = "" if rules.bank_holidays == "none" else ", a bank holiday in England"
    working_day = f"a Saturday, a Sunday{holidays} or a day on which the partnership is closed"
    match deadline.duration.unit:
        case Unit.HOURS:
            return "Hours count as they elapse: nights, weekends and clock changes are included."
        case Unit.WORKING_HOURS:
            return (
                f"Only time from {_clock(rules.working_hours_start)} to {_clock(rules.working_hours_end)} "
                f"on working days counts. A working day is any day but {working_day}."
            )
        case Unit.WORKING_DAYS:
            return f"A working day is any day but {working_day}."
        case Unit.CALENDAR_DAYS:
            return "Every day counts, weekends and bank holidays included, and the result stays where it falls."
        case Unit.CALENDAR_MONTHS:
            return (
                "A month ends on the same day-number, or on the last day of a month too short to have it. "
                "The result stays where it falls, on a weekend or bank holiday too."
            )


def _sentences(deadline: Deadline) -> Iterator[str]:
    yield f"Due {_due(deadline)}."
    yield _origin(deadline)
    yield from _counted(deadline)
    if deadline.clear_days and isinstance(deadline.due, date):
        yield f"These are clear days, so the latest day is the one before them: {named_day(deadline.due)}."
    if deadline.skipped:
        days = "; ".join(_skipped_day(skipped.day, skipped.reason) for skipped in deadline.skipped)
        yield f"Not counted: {days}."
    yield counting_rule(deadline)
    if deadline.source:
        yield f"The limit comes from: {deadline.source.rstrip('.')}."
    if deadline.caution:
        yield deadline.caution


def _due(deadline: Deadline) -> str:
    local = deadline.due_at.astimezone(ZoneInfo(deadline.rules.timezone))
    place = deadline.rules.timezone
    if isinstance(deadline.due, datetime):
        return f"on {named_day(local)} at {_clock(local.time())} ({place})"
    return f"on {named_day(deadline.due)}, by {_clock(local.time())} ({place})"


def _origin(deadline: Deadline) -> str:
    amount, unit = deadline.duration.amount, deadline.duration.unit
    clear = "clear " if deadline.clear_days else ""
    direction = "back" if deadline.backwards else "forward"
    words = f"{amount} {clear}{unit.words(amount)} counted {direction} from"
    if isinstance(deadline.start, datetime) and unit.is_clock_time:
        local = deadline.start.astimezone(ZoneInfo(deadline.rules.timezone))
        return f"{words} {named_day(local)} at {_clock(local.time())}."
    if unit is Unit.CALENDAR_MONTHS:
        return f"{words} {named_day(deadline.day_zero)}."
    if deadline.day_zero in deadline.counted:
        return f"{words} {named_day(deadline.day_zero)}, which is itself day 1."
    if any(skipped.day == deadline.day_zero for skipped in deadline.skipped):
        return f"{words} {named_day(deadline.day_zero)}, which is not a working day itself."
    return f"{words} {named_day(deadline.day_zero)}, which is day 0."


def _counted(deadline: Deadline) -> Iterator[str]:
    counted = deadline.counted
    if not counted:
        yield "Nothing has to be counted: it is due at once."
    elif deadline.duration.unit is Unit.WORKING_DAYS:
        days = "; ".join(f"day {number}, {named_day(day)}" for number, day in enumerate(counted, start=1))
        yield f"Counted: {days}."
    elif deadline.duration.unit is Unit.WORKING_HOURS:
        yield f"Time was counted on: {'; '.join(named_day(day) for day in counted)}."
    elif len(counted) == 1:
        yield f"Counted: {named_day(counted[0])}."
    else:
        yield f"Counted: every day from {named_day(counted[0])} to {named_day(counted[-1])}."
    if deadline.duration.unit is Unit.HOURS and _clocks_change(deadline):
        yield "The clocks change in between, so the time of day differs."
    if deadline.duration.unit is Unit.CALENDAR_MONTHS and deadline.due.day != deadline.day_zero.day:
        yield f"{deadline.due:%B %Y} has no day {deadline.day_zero.day}, so its last day is taken."


def _clocks_change(deadline: Deadline) -> bool:
    zone = ZoneInfo(deadline.rules.timezone)
    ends = (deadline.start, deadline.due)
    return len({moment.astimezone(zone).utcoffset() for moment in ends if isinstance(moment, datetime)}) > 1


def _skipped_day(day: date, reason: str) -> str:
    return named_day(day) if reason == f"{day:%A}" else f"{named_day(day)}, {reason}"


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}" if moment.second == 0 else f"{moment:%H:%M:%S}"
