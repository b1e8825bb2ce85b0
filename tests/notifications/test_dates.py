"""Days and delays in words."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from notifications.dates import day_in_words, due_in_words, late_in_words, months_ago_in_words


def utc(year: int, month: int, day: int, *time: int) -> datetime:
    hour, minute, second = (*time, 0, 0, 0)[:3]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (date(2026, 12, 3), "Thursday 3 December 2026"),
        (utc(2026, 12, 3, 17), "Thursday 3 December 2026 at 5pm"),
        (utc(2026, 12, 3, 9, 5), "Thursday 3 December 2026 at 9:05am"),
        (utc(2026, 12, 3, 12), "Thursday 3 December 2026 at midday"),
        (utc(2026, 12, 3, 12, 30), "Thursday 3 December 2026 at 12:30pm"),
        (utc(2026, 12, 3, 0, 30), "Thursday 3 December 2026 at 12:30am"),
        (utc(2026, 12, 3), "the start of Thursday 3 December 2026"),
        (utc(2026, 12, 3, 23, 59, 59), "the end of Thursday 3 December 2026"),
        # In summer London is an hour ahead, so the day can be another one.
        (utc(2026, 7, 1, 16), "Wednesday 1 July 2026 at 5pm"),
        (utc(2026, 7, 1, 22, 59), "the end of Wednesday 1 July 2026"),
        (utc(2026, 7, 1, 23, 15), "Thursday 2 July 2026 at 12:15am"),
        (datetime(2026, 12, 3, 9, tzinfo=timezone(timedelta(hours=-8))), "Thursday 3 December 2026 at 5pm"),
        # The hour that happens twice when the clocks go back.
        (utc(2026, 10, 25, 0, 30), "Sunday 25 October 2026 at 1:30am (summer time)"),
        (utc(2026, 10, 25, 1, 30), "Sunday 25 October 2026 at 1:30am (winter time)"),
    ],
)
def test_a_day_in_words(when: date | datetime, words: str) -> None:
    assert day_in_words(when) == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 12, 3), "the end of Thursday 3 December 2026"),
        (utc(2026, 12, 3, 17), "Thursday 3 December 2026 at 5pm"),
        (utc(2026, 12, 3, 23, 59, 59), "the end of Thursday 3 December 2026"),
        (utc(2026, 12, 4), "the end of Thursday 3 December 2026"),
        (utc(2026, 7, 1, 23), "the end of Wednesday 1 July 2026"),
    ],
)
def test_what_stands_after_by(due: date | datetime, words: str) -> None:
    assert due_in_words(due) == words


@pytest.mark.parametrize(
    ("working_days", "words"),
    [(0, "late since today"), (1, "1 working day late"), (3, "3 working days late")],
)
def test_a_delay_in_words(working_days: int, words: str) -> None:
    assert late_in_words(working_days) == words


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (date(2026, 12, 3), "less than a month ago"),
        (date(2026, 11, 4), "less than a month ago"),
        (date(2026, 11, 3), "1 month ago"),
        (date(2026, 5, 3), "7 months ago"),
        (date(2025, 12, 4), "11 months ago"),
        (date(2024, 12, 3), "24 months ago"),
    ],
)
def test_months_in_words(then: date, words: str) -> None:
    assert months_ago_in_words(then, date(2026, 12, 3)) == words


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        day_in_words(datetime(2026, 12, 3, 17))  # noqa: DTZ001 - that is the fault
    with pytest.raises(ValueError, match="negative"):
        late_in_words(-1)
    with pytest.raises(ValueError, match="later than"):
        months_ago_in_words(date(2026, 12, 4), date(2026, 12, 3))
