"""Deadlines: tables of worked examples for each unit, forward and back, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from procedures.calendar import CalendarRules, Closure, working_calendar
from procedures.deadline import Skipped, count_back, count_forward, due_at, due_before
from procedures.duration import Duration

LONDON = ZoneInfo("Europe/London")
ENGLAND = working_calendar(CalendarRules())
TRIGGER_DAY_COUNTS = working_calendar(CalendarRules(day_zero="trigger_day_counts"))
CLOSED_AT_CHRISTMAS = working_calendar(
    CalendarRules(closures=(Closure(first=date(2026, 12, 29), last=date(2026, 12, 31), reason="Christmas closure"),))
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


DAYS_FORWARD = [
    # an ordinary week, and over a weekend
    ("2026-06-08", "4 working_days", "2026-06-12"),
    ("2026-06-08", "5 working_days", "2026-06-15"),
    ("2026-06-12", "1 working_days", "2026-06-15"),
    ("2026-06-13", "1 working_days", "2026-06-15"),  # from a Saturday
    ("2026-06-14", "1 working_days", "2026-06-15"),  # from a Sunday
    # Easter
    ("2026-04-02", "1 working_days", "2026-04-07"),
    ("2026-04-03", "1 working_days", "2026-04-07"),
    # Christmas with a substitute for Boxing Day, and with substitutes for both days
    ("2026-12-24", "1 working_days", "2026-12-29"),
    ("2027-12-24", "1 working_days", "2027-12-29"),
    ("2027-12-24", "4 working_days", "2028-01-04"),
    # a leap day is a day like any other
    ("2028-02-28", "1 working_days", "2028-02-29"),
    ("2026-02-28", "1 calendar_days", "2026-03-01"),
    ("2028-02-28", "1 calendar_days", "2028-02-29"),
    # calendar days count on, and stay where they fall
    ("2026-12-21", "4 calendar_days", "2026-12-25"),
    ("2026-06-06", "1 calendar_days", "2026-06-07"),
    # months keep their day-number, clamp to the month's end, and stay where they fall
    ("2026-01-15", "1 calendar_months", "2026-02-15"),
    ("2026-01-31", "1 calendar_months", "2026-02-28"),
    ("2028-01-31", "1 calendar_months", "2028-02-29"),
    ("2026-02-28", "1 calendar_months", "2026-03-28"),
    ("2028-02-29", "12 calendar_months", "2029-02-28"),
    ("2026-10-31", "13 calendar_months", "2027-11-30"),
    ("2026-11-25", "1 calendar_months", "2026-12-25"),
    # nothing at all is due on the day, whatever day it is
    ("2026-06-13", "0 working_days", "2026-06-13"),
    ("2026-06-13", "0 calendar_days", "2026-06-13"),
    ("2026-01-31", "0 calendar_months", "2026-01-31"),
]


@pytest.mark.parametrize(("start", "duration", "due"), DAYS_FORWARD)
def test_days_and_months_forward(start: str, duration: str, due: str) -> None:
    deadline = count_forward(date.fromisoformat(start), Duration.parse(duration), ENGLAND)
    assert deadline.due == date.fromisoformat(due)
    assert deadline.due_at == ENGLAND.end_of(date.fromisoformat(due))


DAYS_BACK = [
    ("2026-06-15", "1 working_days", False, "2026-06-12"),
    ("2026-06-14", "1 working_days", False, "2026-06-12"),  # a Sunday is day 0 as well
    ("2026-04-07", "1 working_days", False, "2026-04-02"),
    ("2026-12-29", "1 working_days", False, "2026-12-24"),
    ("2028-01-04", "4 working_days", False, "2027-12-24"),
    ("2026-06-12", "2 working_days", True, "2026-06-09"),
    ("2026-06-09", "1 working_days", True, "2026-06-05"),
    ("2026-06-12", "0 working_days", True, "2026-06-11"),
    ("2026-06-12", "7 calendar_days", False, "2026-06-05"),
    ("2026-06-12", "7 calendar_days", True, "2026-06-04"),
    ("2026-03-31", "1 calendar_months", False, "2026-02-28"),
    ("2028-02-29", "12 calendar_months", False, "2027-02-28"),
    ("2026-06-14", "0 working_days", False, "2026-06-14"),
]


@pytest.mark.parametrize(("end", "duration", "clear_days", "due"), DAYS_BACK)
def test_days_and_months_back(end: str, duration: str, clear_days: bool, due: str) -> None:
    length = Duration.parse(duration)
    deadline = count_back(date.fromisoformat(end), length, ENGLAND, clear_days=clear_days)
    assert deadline.due == date.fromisoformat(due)
    assert len(deadline.counted) == length.amount or length.unit == "calendar_months"


HOURS = [
    # the clocks go forward on 29 March 2026 and back on 25 October: 24 hours are 24 hours
    ("2026-03-28T12:00", "24 hours", "2026-03-29T13:00"),
    ("2026-10-24T12:00", "24 hours", "2026-10-25T11:00"),
    ("2026-06-12T16:30", "48 hours", "2026-06-14T16:30"),
    ("2026-12-31T23:00", "2 hours", "2027-01-01T01:00"),
    ("2026-06-12T16:30:15", "0 hours", "2026-06-12T16:30:15"),
    # working hours are 09:00 to 17:00
    ("2026-06-12T10:00", "3 working_hours", "2026-06-12T13:00"),
    ("2026-06-12T16:30", "3 working_hours", "2026-06-15T11:30"),
    ("2026-06-12T10:00", "7 working_hours", "2026-06-12T17:00"),  # used up exactly at closing time
    ("2026-06-12T07:00", "8 working_hours", "2026-06-12T17:00"),
    ("2026-06-12T18:00", "8 working_hours", "2026-06-15T17:00"),
    ("2026-06-13T11:00", "1 working_hours", "2026-06-15T10:00"),
    ("2026-12-24T16:00", "2 working_hours", "2026-12-29T10:00"),
    ("2026-03-27T16:00", "2 working_hours", "2026-03-30T10:00"),  # over the change of the clocks
    ("2026-10-23T16:00", "2 working_hours", "2026-10-26T10:00"),
    ("2026-06-13T11:00", "0 working_hours", "2026-06-13T11:00"),
]


@pytest.mark.parametrize(("start", "duration", "due"), HOURS)
def test_hours_forward(start: str, duration: str, due: str) -> None:
    deadline = count_forward(local(start), Duration.parse(duration), ENGLAND)
    assert deadline.due == deadline.due_at == local(due)
    assert deadline.due_at.tzinfo is UTC
    assert due_at(local(start), Duration.parse(duration), ENGLAND) == local(due)


HOURS_BACK = [
    ("2026-03-29T13:00", "24 hours", "2026-03-28T12:00"),
    ("2026-10-25T11:00", "24 hours", "2026-10-24T12:00"),
    ("2026-06-15T11:30", "3 working_hours", "2026-06-12T16:30"),
    ("2026-06-12T17:00", "8 working_hours", "2026-06-12T09:00"),
    ("2026-06-14T12:00", "1 working_hours", "2026-06-12T16:00"),
    ("2026-06-15T08:00", "1 working_hours", "2026-06-12T16:00"),
    ("2026-06-12T20:00", "1 working_hours", "2026-06-12T16:00"),
]


@pytest.mark.parametrize(("end", "duration", "due"), HOURS_BACK)
def test_hours_back(end: str, duration: str, due: str) -> None:
    assert count_back(local(end), Duration.parse(duration), ENGLAND).due == local(due)
    assert due_before(local(end), Duration.parse(duration), ENGLAND) == local(due)


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2026-06-08", "5 working_days", "2026-06-12"),
        ("2026-06-08", "1 working_days", "2026-06-08"),
        ("2026-06-13", "1 working_days", "2026-06-15"),  # a Saturday cannot be day 1
        ("2026-06-13", "2 calendar_days", "2026-06-14"),
        ("2026-06-13", "0 calendar_days", "2026-06-13"),
        ("2026-06-08", "1 calendar_months", "2026-07-08"),
    ],
)
def test_the_trigger_day_may_count_as_day_1(start: str, duration: str, due: str) -> None:
    deadline = count_forward(date.fromisoformat(start), Duration.parse(duration), TRIGGER_DAY_COUNTS)
    assert deadline.due == date.fromisoformat(due)


def test_counting_back_never_counts_the_end_day() -> None:
    seven = Duration.parse("7 working_days")
    there, here = (count_back(date(2026, 6, 10), seven, rules) for rules in (TRIGGER_DAY_COUNTS, ENGLAND))
    assert there.due == here.due == date(2026, 6, 1)


def test_a_deadline_is_never_before_its_start_nor_after_its_end() -> None:
    office_day = CalendarRules(day_zero="trigger_day_counts", end_of_day=time(17))
    evening = local("2026-06-08T18:00")
    one = Duration.parse("1 working_days")
    assert count_forward(evening, one, working_calendar(office_day)).due_at == evening
    assert due_at(evening, one, working_calendar(office_day)) == evening
    nothing = Duration.parse("0 working_days")
    assert count_back(evening, nothing, ENGLAND).due_at == evening
    assert due_before(evening, nothing, ENGLAND) == evening


def test_an_instant_triggers_on_its_local_day() -> None:
    just_after_midnight = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)
    assert count_forward(just_after_midnight, Duration.parse("1 working_days"), ENGLAND).due == date(2026, 6, 10)


def test_a_closure_lengthens_a_count_in_working_days_only() -> None:
    start = date(2026, 12, 23)
    deadline = count_forward(start, Duration.parse("2 working_days"), CLOSED_AT_CHRISTMAS)
    assert deadline.due == date(2027, 1, 4)
    assert Skipped(date(2026, 12, 30), "closed: Christmas closure") in deadline.skipped
    assert count_forward(start, Duration.parse("7 calendar_days"), CLOSED_AT_CHRISTMAS).due == date(2026, 12, 30)


def test_every_working_day_closed_is_an_error_and_no_endless_count() -> None:
    for_ever = Closure(first=date(2026, 1, 1), last=date(2100, 12, 31), reason="wound up")
    calendar = working_calendar(CalendarRules(closures=(for_ever,)))
    with pytest.raises(ValueError, match="the calendar knows 1978 to 2100"):
        count_forward(date(2026, 6, 8), Duration.parse("1 working_days"), calendar)


NAIVE = datetime(2026, 6, 8, 9)  # noqa: DTZ001 - the subject of the tests below


@pytest.mark.parametrize("duration", ["1 hours", "1 working_hours", "1 working_days", "1 calendar_months"])
def test_a_naive_instant_is_refused(duration: str) -> None:
    length = Duration.parse(duration)
    for count in (count_forward, count_back, due_at, due_before):
        with pytest.raises(ValueError, match="2026-06-08T09:00:00 has no time zone"):
            count(NAIVE, length, ENGLAND)


@pytest.mark.parametrize("unit", ["hours", "working_hours"])
def test_hours_are_not_counted_from_a_bare_date(unit: str) -> None:
    with pytest.raises(ValueError, match="give 2026-06-08T09:00, not 2026-06-08 alone"):
        count_forward(date(2026, 6, 8), Duration.parse(f"1 {unit}"), ENGLAND)


@pytest.mark.parametrize("unit", ["hours", "working_hours", "calendar_months"])
def test_only_days_can_be_clear(unit: str) -> None:
    with pytest.raises(ValueError, match="clear days are working_days or calendar_days"):
        count_back(local("2026-06-08T09:00"), Duration.parse(f"1 {unit}"), ENGLAND, clear_days=True)


@pytest.mark.parametrize("unit", ["hours", "working_hours", "working_days", "calendar_days", "calendar_months"])
def test_a_count_that_leaves_the_calendar_is_refused(unit: str) -> None:
    length = Duration.parse(f"999999999 {unit}")
    for count in (count_forward, count_back, due_at, due_before):
        with pytest.raises(ValueError, match="the calendar"):
            count(local("2026-06-08T09:00"), length, ENGLAND)
