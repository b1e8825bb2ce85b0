"""Durations: how they are written, said and refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from procedures.duration import Duration, Unit


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5 working_days", "5 working days"),
        ("1 working_days", "1 working day"),
        ("0 hours", "0 hours"),
        ("24 hours", "24 hours"),
        ("1 working_hours", "1 working hour"),
        ("  10   calendar_days ", "10 calendar days"),
        ("1 calendar_months", "1 calendar month"),
        ("6 calendar_months", "6 calendar months"),
    ],
)
def test_a_duration_is_read_and_said(text: str, words: str) -> None:
    assert Duration.parse(text).words() == words
    assert Duration.parse(str(Duration.parse(text))) == Duration.parse(text)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("working_dayz", "did you mean working_days?"),
        ("working_day", "did you mean working_days?"),
        ("Working Days", "did you mean working_days?"),
        ("workinghours", "did you mean working_hours?"),
        ("hour", "did you mean hours?"),
        ("months", "did you mean calendar_months?"),
        ("calender-days", "did you mean calendar_days?"),
        ("days", "did you mean working_days or calendar_days?"),
        ("fortnights", "there is no unit 'fortnights'."),
    ],
)
def test_a_misspelt_unit_is_answered_with_the_units_and_the_nearest(written: str, suggestion: str) -> None:
    units = "hours, working_hours, working_days, calendar_days and calendar_months"
    with pytest.raises(ValueError, match="there is no unit") as refusal:
        Unit.named(written)
    assert suggestion in str(refusal.value)
    assert units in str(refusal.value)
    with pytest.raises(ValidationError, match="there is no unit") as refusal_in_a_file:
        Duration.model_validate({"amount": 5, "unit": written})
    assert suggestion in str(refusal_in_a_file.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-1 hours", "'-1' is not an amount"),
        ("1.5 hours", "'1.5' is not an amount"),
        ("٣ hours", "is not an amount"),
        ("9999999999 hours", "is more than anybody counts"),
        ("five working_days", "'five' is not an amount"),
        ("5", "write it with its unit"),
        ("", "write it with its unit"),
    ],
)
def test_what_is_no_duration_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Duration.parse(text)


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": -1, "unit": "hours"},
        {"amount": True, "unit": "hours"},
        {"amount": 1.0, "unit": "hours"},
        {"amount": 1, "unit": "hours", "note": "x"},
        {"amount": 1},
    ],
)
def test_fields_are_whole_numbers_and_nothing_else(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Duration.model_validate(fields)


def test_a_duration_is_a_value() -> None:
    parsed, made = Duration.parse("5 working_days"), Duration(amount=5, unit=Unit.WORKING_DAYS)
    assert parsed == made
    assert hash(parsed) == hash(made)
