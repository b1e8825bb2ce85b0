"""Days, times and delays in the words of a letter, in Europe/London."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# A limit that ends with the day is stored as its last minute or its last second; both read as "the end of".
_LAST_MINUTE = time(23, 59)


def day_in_words(when: date | datetime) -> str:
    """A day, or an instant as it is read in London: "Thursday 3 December 2026 at 5pm".

    In: a date, or an aware datetime of any zone. The last minute of a day reads "the end of Thursday ...",
    and midnight "the start of Thursday ...", since "midnight" leaves open which of two nights is meant.

    Raises:
        ValueError: the datetime has no time zone.
    """
    if not isinstance(when, datetime):
        return _day(when)
    local = _in_london(when)
    if local.time() == time.min:
        return f"the start of {_day(local)}"
    if local.time() >= _LAST_MINUTE:
        return f"the end of {_day(local)}"
    return f"{_day(local)} at {_time(local)}"


def due_in_words(due: date | datetime) -> str:
    """What stands after "by": "the end of Thursday 3 December 2026", "Thursday 3 December 2026 at 5pm".

    In: the last day, as a date, or the instant at which the time has run out. Midnight is the end of the day
    before it: nobody who reads "by Friday at midnight" knows which night is meant.

    Raises:
        ValueError: the datetime has no time zone.
    """
    if not isinstance(due, datetime):
        return f"the end of {_day(due)}"
    local = _in_london(due)
    if local.time() == time.min:
        return f"the end of {_day(local - timedelta(days=1))}"
    return day_in_words(local)


def late_in_words(working_days: int) -> str:
    """How late something is: "3 working days late"; none is "late since today".

    Raises:
        ValueError: the number is negative.
    """
    if working_days < 0:
        raise ValueError(f"A delay cannot be negative: {working_days} working days.")
    if working_days == 0:
        return "late since today"
    return f"{working_days} working {'day' if working_days == 1 else 'days'} late"


def months_ago_in_words(then: date, today: date) -> str:
    """How long ago a day was, in whole calendar months: "7 months ago", "less than a month ago".

    Raises:
        ValueError: the day lies in the future.
    """
    if then > today:
        raise ValueError(f"{_day(then)} is later than {_day(today)}.")
    months = (today.year - then.year) * 12 + today.month - then.month - (1 if today.day < then.day else 0)
    if months == 0:
        return "less than a month ago"
    return f"{months} {'month' if months == 1 else 'months'} ago"


def _in_london(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no time zone; give an aware datetime.")
    return instant.astimezone(LONDON)


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def _time(local: datetime) -> str:
    """The time as GOV.UK style writes it (5pm, 5:30pm, midday), with the clock named in the doubled hour."""
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    minutes = f":{local.minute:02d}" if local.minute else ""
    words = f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon
    # When the clocks go back, one hour happens twice.
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        words += " (summer time)" if local.dst() else " (winter time)"
    return words
