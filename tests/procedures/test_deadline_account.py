"""How a deadline accounts for itself: days counted and skipped, plain words, and data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from procedures.calendar import CalendarRules, working_calendar
from procedures.deadline import Skipped, count_back, count_forward
from procedures.duration import Duration

LONDON = ZoneInfo("Europe/London")
ENGLAND = working_calendar(CalendarRules())
TRIGGER_DAY_COUNTS = working_calendar(CalendarRules(day_zero="trigger_day_counts"))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def test_days_counted_and_skipped_are_told_in_the_order_of_counting() -> None:
    forward = count_forward(date(2026, 12, 24), Duration.parse("2 working_days"), ENGLAND)
    assert forward.counted == (date(2026, 12, 29), date(2026, 12, 30))
    assert forward.skipped == (
        Skipped(date(2026, 12, 25), "Christmas Day bank holiday"),
        Skipped(date(2026, 12, 26), "Saturday"),
        Skipped(date(2026, 12, 27), "Sunday"),
        Skipped(date(2026, 12, 28), "Boxing Day bank holiday (substitute day)"),
    )
    back = count_back(date(2026, 4, 7), Duration.parse("2 working_days"), ENGLAND)
    assert back.counted == (date(2026, 4, 2), date(2026, 4, 1))
    assert [skipped.day.day for skipped in back.skipped] == [6, 5, 4, 3]


def test_working_hours_tell_the_days_on_which_time_was_counted() -> None:
    deadline = count_forward(local("2026-06-12T18:00"), Duration.parse("9 working_hours"), ENGLAND)
    assert deadline.counted == (date(2026, 6, 15), date(2026, 6, 16))
    assert deadline.skipped[0] == Skipped(date(2026, 6, 12), "after working hours, which end at 17:00")
    back = count_back(local("2026-06-15T08:00"), Duration.parse("1 working_hours"), ENGLAND)
    assert back.skipped[0] == Skipped(date(2026, 6, 15), "before working hours, which start at 09:00")


def test_a_date_accounts_for_itself_in_plain_words() -> None:
    source = "Working Together 2023, paragraph 330"
    deadline = count_forward(local("2026-12-22T10:15"), Duration.parse("3 working_days"), ENGLAND, source)
    assert deadline.explain().splitlines() == [
        "Due on Tuesday 29 December 2026, by 23:59 (Europe/London).",
        "3 working days counted forward from Tuesday 22 December 2026, which is day 0.",
        (
            "Counted: day 1, Wednesday 23 December 2026; day 2, Thursday 24 December 2026; "
            "day 3, Tuesday 29 December 2026."
        ),
        (
            "Not counted: Friday 25 December 2026, Christmas Day bank holiday; Saturday 26 December 2026; "
            "Sunday 27 December 2026; Monday 28 December 2026, Boxing Day bank holiday (substitute day)."
        ),
        (
            "A working day is any day but a Saturday, a Sunday, a bank holiday in England "
            "or a day on which the partnership is closed."
        ),
        "The limit comes from: Working Together 2023, paragraph 330.",
    ]


@pytest.mark.parametrize(
    ("start", "duration", "sentence"),
    [
        ("2026-08-31T09:00", "6 calendar_months", "February 2027 has no day 31, so its last day is taken."),
        ("2026-10-24T12:00", "24 hours", "The clocks change in between, so the time of day differs."),
        ("2026-10-24T12:00", "24 hours", "Due on Sunday 25 October 2026 at 11:00 (Europe/London)."),
        ("2026-06-08T09:00", "0 working_days", "Nothing has to be counted: it is due at once."),
        ("2026-06-08T09:00", "1 calendar_days", "Counted: Tuesday 9 June 2026."),
        (
            "2026-06-08T09:00",
            "3 calendar_days",
            "every day from Tuesday 9 June 2026 to Thursday 11 June 2026.",
        ),
        (
            "2026-06-12T16:00",
            "2 working_hours",
            "Time was counted on: Friday 12 June 2026; Monday 15 June 2026.",
        ),
        ("2027-12-30T09:00", "2 working_days", "Bank holidays are announced up to 2027"),
    ],
)
def test_what_is_out_of_the_ordinary_is_said(start: str, duration: str, sentence: str) -> None:
    assert sentence in count_forward(local(start), Duration.parse(duration), ENGLAND).explain()


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (date(2026, 6, 8), "from Monday 8 June 2026, which is itself day 1."),
        (date(2026, 6, 7), "from Sunday 7 June 2026, which is not a working day itself."),
    ],
)
def test_a_trigger_day_that_counts_is_said_to(start: date, sentence: str) -> None:
    assert sentence in count_forward(start, Duration.parse("2 working_days"), TRIGGER_DAY_COUNTS).explain()


@pytest.mark.parametrize(
    ("duration", "bank_holidays", "warned"),
    [
        ("1 working_days", "england", False),  # Friday 31 December 2027
        ("2 working_days", "england", True),  # Tuesday 4 January 2028
        ("2 working_days", "none", False),
        ("2 calendar_months", "england", False),
    ],
)
def test_a_count_warns_of_bank_holidays_not_yet_announced(
    duration: str, bank_holidays: Literal["england", "none"], warned: bool
) -> None:
    calendar = working_calendar(CalendarRules(bank_holidays=bank_holidays))
    deadline = count_forward(date(2027, 12, 30), Duration.parse(duration), calendar)
    assert (deadline.caution is not None) is warned


def test_a_date_accounts_for_itself_as_data() -> None:
    end = local("2026-06-09T12:00")
    data = count_back(end, Duration.parse("2 working_days"), ENGLAND, "a rule", clear_days=True).as_json()
    assert {key: data[key] for key in ("due", "due_at", "counted", "skipped", "source")} == {
        "due": "2026-06-04",
        "due_at": "2026-06-04T22:59:00+00:00",
        "counted": ["2026-06-08", "2026-06-05"],
        "skipped": [
            {"date": "2026-06-07", "reason": "Sunday"},
            {"date": "2026-06-06", "reason": "Saturday"},
        ],
        "source": "a rule",
    }
    assert data["direction"] == "back"
    assert data["clear_days"] is True
    assert data["duration"] == {"amount": 2, "unit": "working_days"}
    assert "These are clear days" in data["explanation"]
