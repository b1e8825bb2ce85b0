"""The working-day calendar: which days are worked, and why the others are not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from holidays import country_holidays
from pydantic import ValidationError

from procedures.calendar import (
    CalendarRules,
    Closure,
    WorkingCalendar,
    bank_holidays_in_england,
    working_calendar,
)

ENGLAND = working_calendar(CalendarRules())

NOT_WORKED = [
    ("2026-01-01", "New Year's Day bank holiday"),
    ("2026-03-28", "Saturday"),
    ("2026-03-29", "Sunday"),
    ("2026-04-03", "Good Friday bank holiday"),
    ("2026-04-06", "Easter Monday bank holiday"),
    ("2026-05-04", "May Day bank holiday"),
    ("2026-05-25", "Spring bank holiday"),
    ("2026-08-31", "Late Summer bank holiday"),
    ("2026-12-25", "Christmas Day bank holiday"),
    # Boxing Day 2026 is a Saturday, so Monday stands in for it.
    ("2026-12-26", "Saturday"),
    ("2026-12-28", "Boxing Day bank holiday (substitute day)"),
    # Christmas 2027 is a Saturday and a Sunday: both have a substitute.
    ("2027-12-25", "Saturday"),
    ("2027-12-27", "Christmas Day bank holiday (substitute day)"),
    ("2027-12-28", "Boxing Day bank holiday (substitute day)"),
    # Christmas 2022 was a Sunday: Boxing Day kept its Monday and Christmas took Tuesday.
    ("2022-12-26", "Boxing Day bank holiday"),
    ("2022-12-27", "Christmas Day bank holiday (substitute day)"),
    ("2023-01-02", "New Year's Day bank holiday (substitute day)"),
    # One-off holidays, and moved ones.
    ("2020-05-08", "May Day bank holiday"),
    ("2022-06-02", "Spring bank holiday"),
    ("2022-06-03", "Platinum Jubilee of Elizabeth II bank holiday"),
    ("2022-09-19", "State Funeral of Queen Elizabeth II bank holiday"),
    ("2023-05-08", "Coronation of Charles III bank holiday"),
]


@pytest.mark.parametrize(("day", "reason"), NOT_WORKED)
def test_days_on_which_england_does_not_work(day: str, reason: str) -> None:
    assert ENGLAND.why_not(date.fromisoformat(day)) == reason
    assert not ENGLAND.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day",
    [
        "2026-03-30",  # the Monday before Easter
        "2026-04-02",  # Maundy Thursday
        "2026-12-24",
        "2026-12-29",
        "2027-12-29",
        "2020-05-04",  # the early May holiday moved to the 8th
        "2022-05-30",  # the spring holiday moved to June
        "2024-02-29",
        "2026-03-17",  # a holiday in Northern Ireland only
        "2026-11-30",  # a holiday in Scotland only
    ],
)
def test_days_on_which_england_works(day: str) -> None:
    assert ENGLAND.why_not(date.fromisoformat(day)) is None
    assert ENGLAND.is_working_day(date.fromisoformat(day))


# The list that GOV.UK published for England and Wales; weekdays only, as working days need no more.
PUBLISHED = {
    2017: "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    2018: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    # The state funeral of 19 September was announced after this list.
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    # And so was the coronation holiday of 8 May.
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_that_were_published(year: int) -> None:
    weekdays = sorted(day for day in bank_holidays_in_england(year) if day.weekday() < 5)
    assert " ".join(f"{day:%m-%d}" for day in weekdays) == PUBLISHED[year]


def test_a_partnership_closes_for_reasons_of_its_own() -> None:
    christmas = Closure(first=date(2026, 12, 24), last=date(2027, 1, 3), reason="Christmas closure")
    training = Closure.model_validate({"first": "2026-06-10", "reason": "training day"})
    calendar = working_calendar(CalendarRules(closures=(christmas, training)))
    reasons = {
        date(2026, 6, 9): None,
        date(2026, 6, 10): "closed: training day",
        date(2026, 6, 11): None,
        date(2026, 12, 24): "closed: Christmas closure",
        date(2026, 12, 25): "Christmas Day bank holiday",
        date(2026, 12, 27): "Sunday",
        date(2026, 12, 31): "closed: Christmas closure",
        date(2027, 1, 1): "New Year's Day bank holiday",
        date(2027, 1, 4): None,
    }
    assert {day: calendar.why_not(day) for day in reasons} == reasons


def test_a_calendar_without_bank_holidays_still_has_weekends() -> None:
    calendar = working_calendar(CalendarRules(bank_holidays="none"))
    assert calendar.is_working_day(date(2026, 12, 25))
    assert calendar.why_not(date(2026, 12, 26)) == "Saturday"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (date(2026, 6, 10), date(2026, 6, 10)),
        (datetime(2026, 6, 10, 22, 59, tzinfo=UTC), date(2026, 6, 10)),
        (datetime(2026, 6, 10, 23, 0, tzinfo=UTC), date(2026, 6, 11)),  # midnight of British Summer Time
        (datetime(2026, 12, 10, 23, 0, tzinfo=UTC), date(2026, 12, 10)),
    ],
)
def test_an_instant_falls_on_its_local_day(moment: date | datetime, day: date) -> None:
    assert ENGLAND.day_of(moment) == day


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 6, 10), datetime(2026, 6, 10, 22, 59, tzinfo=UTC)),
        (date(2026, 12, 10), datetime(2026, 12, 10, 23, 59, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, 59, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 59, tzinfo=UTC)),
    ],
)
def test_the_end_of_a_day_is_local(day: date, end: datetime) -> None:
    assert ENGLAND.end_of(day) == end


def test_calendars_of_equal_rules_are_equal_and_made_once() -> None:
    assert WorkingCalendar(CalendarRules()) == ENGLAND
    assert hash(WorkingCalendar(CalendarRules())) == hash(ENGLAND)
    assert WorkingCalendar(CalendarRules(bank_holidays="none")) != ENGLAND
    assert working_calendar(CalendarRules()) is ENGLAND


def test_an_instant_is_no_day() -> None:
    with pytest.raises(TypeError, match="ask about its day"):
        ENGLAND.is_working_day(datetime(2026, 6, 7, tzinfo=UTC))


def test_a_naive_instant_has_no_day() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        ENGLAND.day_of(datetime(2026, 6, 7, 12))  # noqa: DTZ001 - the subject of the test


@pytest.mark.parametrize("year", [1977, 2101])
def test_years_without_known_bank_holidays_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="the calendar knows 1978 to 2100"):
        ENGLAND.is_working_day(date(year, 6, 10))


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"timezone": "Europe/Chelmsford"}, "no time zone 'Europe/Chelmsford'"),
        ({"timezone": "../etc"}, "no time zone"),
        ({"timezone": ""}, "no time zone"),
        ({"bank_holidays": "scotland"}, "'england' or 'none'"),
        ({"day_zero": "next_day"}, "'trigger_day' or 'trigger_day_counts'"),
        ({"end_of_day": 1020}, "times in quotes, as '17:00'"),
        ({"end_of_day": "17:00Z"}, "local to `timezone`"),
        ({"working_hours_start": "17:00", "working_hours_end": "09:00"}, "not after they start at 17:00"),
        ({"closures": [{"first": "2026-12-31", "last": "2026-12-24", "reason": "x"}]}, "before it begins"),
        ({"closures": [{"first": 20261224, "reason": "x"}]}, "write dates as 2026-12-24"),
        ({"closures": [{"first": "2026-02-30", "reason": "x"}]}, "date"),
        ({"closures": [{"first": "2026-12-24", "reason": ""}]}, "at least 1 character"),
        ({"closures": [{"first": "2026-12-24"}]}, "reason"),
        ({"end_of_dya": "17:00"}, "end_of_dya"),
    ],
)
def test_faulty_rules_are_refused_with_a_reason(rules: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        CalendarRules.model_validate(rules)


def test_rules_are_plain_data() -> None:
    rules = CalendarRules.model_validate(
        {
            "timezone": "Europe/London",
            "bank_holidays": "england",
            "closures": [{"first": "2026-12-24", "last": "2026-12-31", "reason": "Christmas closure"}],
            "day_zero": "trigger_day_counts",
            "end_of_day": "17:00",
            "working_hours_start": "08:30",
            "working_hours_end": "17:30",
        }
    )
    assert CalendarRules.model_validate_json(rules.model_dump_json()) == rules


@pytest.mark.parametrize("year", [1978, 1999, 2022, 2026, 2027, 2100])
def test_the_bank_holidays_are_those_of_the_package_as_a_whole(year: int) -> None:
    """The class is read by itself, without the package's other countries."""
    assert set(bank_holidays_in_england(year)) == set(country_holidays("GB", subdiv="ENG", years=year))
