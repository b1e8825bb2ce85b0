"""Days and local times as people type them: day, month and year apart or in one box, a month as number or name."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
SHORTEST = 3
"""Letters of a month's name that tell it from every other."""
NUMBER = re.compile(r"[0-9]{1,4}")
CLOCK_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? *(am|pm)?")
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
DAY_FIRST = re.compile(r"([0-9]{1,2})[ ./-]+([0-9]{1,2}|[A-Za-z]{3,9}\.?)[ ./-]+([0-9]{4})")
EARLIEST, LATEST = 2000, 2100
NAMED = {"midnight": time(0), "midday": time(12), "noon": time(12)}
NOON = 12


class NoDate(ValueError):
    """What was typed is no day or no time. Its text says what to do; `part` is the part that is at fault."""

    def __init__(self, what_to_do: str, part: str) -> None:
        self.part = part
        super().__init__(what_to_do)


def typed_day(day: str, month: str, year: str) -> date:
    """The day that was typed. NoDate if it is none, with the first part that is at fault."""
    for part, typed in (("day", day), ("month", month), ("year", year)):
        if not typed:
            raise NoDate(f"Add the {part}.", part)
    number_of_month = _month(month)
    if number_of_month is None:
        raise NoDate("Give the month as a number from 1 to 12, or by its name.", "month")
    if not NUMBER.fullmatch(day):
        raise NoDate("Give the day as a number.", "day")
    if not re.fullmatch(r"[0-9]{4}", year):
        raise NoDate("Give the year with four digits.", "year")
    try:
        return date(int(year), number_of_month, int(day))
    except ValueError:
        raise NoDate("There is no such day. Check day, month and year.", "day") from None


def day_in_one_box(text: str) -> date:
    """The day that was typed into one box, such as 3/12/2026, 3 December 2026 or 2026-12-03. NoDate if it is none."""
    if found := YEAR_FIRST.fullmatch(text):
        day = typed_day(found[3], found[2], found[1])
    elif found := DAY_FIRST.fullmatch(text):
        day = typed_day(found[1], found[2], found[3])
    else:
        raise NoDate("Write day, month and year.", "day")
    if not EARLIEST <= day.year <= LATEST:
        raise NoDate(f"Give a year from {EARLIEST} to {LATEST}.", "year")
    return day


def typed_instant(day: str, month: str, year: str, at: str, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of the local day and time that were typed. NoDate if there is none.

    A time that comes twice, when the clocks go back, is the earlier one.
    """
    there = typed_day(day, month, year)
    if not at:
        raise NoDate("Add the time.", "time")
    local = datetime.combine(there, typed_time(at), zone)
    try:
        instant = local.astimezone(UTC)
        comes_back = instant.astimezone(zone)
    except OverflowError:
        raise NoDate("There is no such day. Check day, month and year.", "year") from None
    if comes_back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoDate("There is no such time on that day, because the clocks go forward. Give another.", "time")
    return instant


def typed_time(typed: str) -> time:
    """The time of day that was typed, such as 17:30, 5.30pm or noon. NoDate if it is none."""
    wanted = typed.casefold()
    if wanted in NAMED:
        return NAMED[wanted]
    found = CLOCK_TIME.fullmatch(wanted)
    # "5" alone could be either of two hours.
    if found and (found[2] or found[3]):
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half and not 1 <= hour <= NOON:
            hour = 24
        elif half:
            hour = hour % NOON + (NOON if half == "pm" else 0)
        try:
            return time(hour, minute)
        except ValueError:
            pass
    raise NoDate("Give the time as 17:30 or 5:30pm.", "time")


def _month(typed: str) -> int | None:
    if NUMBER.fullmatch(typed):
        return int(typed) if 1 <= int(typed) <= len(MONTHS) else None
    name = typed.casefold().rstrip(".")
    if len(name) < SHORTEST:
        return None
    return next((number for number, month in enumerate(MONTHS, 1) if month.startswith(name)), None)
