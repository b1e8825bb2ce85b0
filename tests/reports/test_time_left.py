"""How long there is, in working days and in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from procedures.calendar import CalendarRules, working_calendar
from reports.time_left import time_left

CALENDAR = working_calendar(CalendarRules())

# The end of Tuesday 19 January 2027 in London.
DUE = datetime(2027, 1, 19, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2026, 12, 24, 11, tzinfo=UTC), "15 working days left"),  # Christmas and New Year lie between
        (datetime(2027, 1, 15, 11, tzinfo=UTC), "2 working days left"),
        (datetime(2027, 1, 18, 11, tzinfo=UTC), "1 working day left"),
        (datetime(2027, 1, 19, 11, tzinfo=UTC), "due today"),
        (datetime(2027, 1, 20, 9, tzinfo=UTC), "1 working day late"),
        (datetime(2027, 1, 24, 9, tzinfo=UTC), "3 working days late"),  # a Sunday adds nothing
    ],
)
def test_time_left_in_words(now: datetime, words: str) -> None:
    assert time_left(DUE, now, CALENDAR).words() == words


def test_a_weekend_after_the_due_day_is_late_already() -> None:
    due, saturday = datetime(2027, 1, 15, 17, tzinfo=UTC), datetime(2027, 1, 16, 9, tzinfo=UTC)
    assert time_left(due, saturday, CALENDAR).words() == "less than a working day late"


def test_a_due_day_that_is_no_working_day_comes_before_the_next() -> None:
    sunday, saturday = datetime(2027, 1, 17, 23, tzinfo=UTC), datetime(2027, 1, 16, 9, tzinfo=UTC)
    assert time_left(sunday, saturday, CALENDAR).words() == "due before the next working day"
