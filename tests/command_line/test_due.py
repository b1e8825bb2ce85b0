"""`goldenthread due` as somebody types it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from command_line.due import register

app = typer.Typer()


@app.callback()
def goldenthread() -> None:
    """Stand in for the whole command, which has other commands besides."""


register(app)


def type_in(line: str) -> Result:
    return CliRunner().invoke(app, ["due", *line.split()])


def answer(line: str) -> dict[str, Any]:
    result = type_in(f"{line} --json")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("5 working_days --from 2026-12-17", "2026-12-24"),
        ("15 working_days --from 2026-03-23", "2026-04-15"),
        ("7 working_days --from 2026-06-10 --before", "2026-06-01"),
        ("7 working_days --from 2026-06-10 --before --clear-days", "2026-05-29"),
        ("6 calendar_months --from 2026-08-31", "2027-02-28"),
        ("10 calendar_days --from 2026-12-17", "2026-12-27"),
        ("0 working_days --from 2026-12-17", "2026-12-17"),
        # a time without a zone is London's, and so is the day of one with a zone
        ("24 hours --from 2026-03-28T12:00", "2026-03-29T12:00:00+00:00"),
        ("24 hours --from 2026-06-08T12:00", "2026-06-09T11:00:00+00:00"),
        ("24 hours --from 2026-06-08T12:00Z", "2026-06-09T12:00:00+00:00"),
        ("24 hours --from 2026-06-08T12:00 --before", "2026-06-07T11:00:00+00:00"),
        ("2 working_hours --from 2026-06-12T16:00", "2026-06-15T09:00:00+00:00"),
        ("1 working_days --from 2026-06-08T23:30Z", "2026-06-10"),
        # where the clocks go back, 01:30 comes twice: the first is meant
        ("1 hours --from 2026-10-25T01:30", "2026-10-25T01:30:00+00:00"),
        # closures of one day and of several
        ("1 working_days --from 2026-06-08 --closure 2026-06-09=training", "2026-06-10"),
        ("1 working_days --from 2026-12-28 --closure 2026-12-29:2026-12-31=Christmas", "2027-01-04"),
    ],
)
def test_when_it_is_due(line: str, due: str) -> None:
    assert answer(line)["due"] == due


def test_the_json_says_what_was_counted_and_skipped() -> None:
    data = answer("2 working_days --from 2026-12-24")
    assert data["counted"] == ["2026-12-29", "2026-12-30"]
    assert data["skipped"] == [
        {"date": "2026-12-25", "reason": "Christmas Day bank holiday"},
        {"date": "2026-12-26", "reason": "Saturday"},
        {"date": "2026-12-27", "reason": "Sunday"},
        {"date": "2026-12-28", "reason": "Boxing Day bank holiday (substitute day)"},
    ]
    assert data["source"] is None


def test_sentences_are_printed_without_json() -> None:
    result = type_in("1 working_days --from 2026-06-12")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Due on Monday 15 June 2026, by 23:59 (Europe/London).",
        "1 working day counted forward from Friday 12 June 2026, which is day 0.",
        "Counted: day 1, Monday 15 June 2026.",
        "Not counted: Saturday 13 June 2026; Sunday 14 June 2026.",
        (
            "A working day is any day but a Saturday, a Sunday, a bank holiday in England "
            "or a day on which the partnership is closed."
        ),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("5 working_days --from 2026-02-30", "there is no 2026-02-30: February 2026 has 28 days"),
        ("5 working_days --from 2028-02-30", "February 2028 has 29 days"),
        ("5 hours --from 2026-04-31T09:00", "there is no 2026-04-31: April 2026 has 30 days"),
        ("5 working_days --from 2026-13-01", "'2026-13-01' is not a date: write it as 2026-12-17"),
        ("5 working_days --from 0000-01-31", "is not a date"),
        ("5 working_days --from tomorrow", "'tomorrow' is not a date"),
        ("5 hours --from 2026-06-08T25:00", "is not a date"),
        ("1 hours --from 2026-03-29T01:30", "did not exist in Europe/London"),
        ("-3 working_days --from 2026-06-08", "'-3' is not an amount: give a whole number, 0 or more"),
        ("2.5 hours --from 2026-06-08T09:00", "'2.5' is not an amount"),
        ("5 working_days", "--from is missing"),
        ("5 working_dayz --from 2026-06-08", "did you mean working_days?"),
        ("5 days --from 2026-06-08", "did you mean working_days or calendar_days?"),
        ("24 hours --from 2026-06-08", "hours are counted from a time: give 2026-06-08T09:00"),
        ("5 --from 2026-06-08", "say what to count"),
        ("--from 2026-06-08", "say what to count"),
        ("--procedure essex --from 2026-06-08", "--procedure NAME and --clock ID together"),
        ("--clock x --from 2026-06-08", "--procedure NAME and --clock ID together"),
        ("5 hours --procedure essex --clock x --from 2026-06-08", "give either AMOUNT UNIT, or"),
        ("5 working_days --from 2026-06-08 --clear-days", "--clear-days needs --before"),
        ("5 hours --from 2026-06-08T09:00 --before --clear-days", "clear days are working_days or"),
        ("5 working_days --from 2026-06-08 --closure 2026-06-09", "is not a closure: write it as"),
        ("5 working_days --from 2026-06-08 --closure 2026-06-09:2026-06-01=x", "before it begins"),
        ("99999 working_days --from 2026-06-08", "the calendar knows 1978 to 2100"),
        ("99999999999 hours --from 2026-06-08T09:00", "'99999999999' is more than anybody counts"),
        ("5 working_days --from 1066-10-14", "the calendar knows 1978 to 2100"),
        ("5 working_days --from 9999-12-31", "the calendar knows 1978 to 2100, and 9999 is outside them"),
        ("5 working_days --from 0001-01-01 --before", "and 1 is outside them"),
        ("1 working_hours --from 9999-12-31T23:59", "and 9999 is outside them"),
        ("1 hours --from 0001-01-01T00:00+14:00", "and 1 is outside them"),
    ],
)
def test_bad_input_is_answered_in_one_line(line: str, said: str) -> None:
    result = type_in(line)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("due: ")


def test_a_limit_is_taken_from_a_procedure() -> None:
    data = answer("--procedure essex --clock senior_managers_resolve --from 2026-12-22T10:15")
    assert data["due"] > "2026-12-22"
    assert data["source"]
    assert len(data["counted"]) == data["duration"]["amount"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--procedure esex --clock x --from 2026-06-08", "Did you mean essex?"),
        ("--procedure essex --clock x --from 2026-06-08", "essex has no clock 'x'; it has: "),
        ("--procedure nowhere.yaml --clock x --from 2026-06-08", "nowhere.yaml"),
    ],
)
def test_an_unknown_procedure_or_clock_is_answered(line: str, said: str) -> None:
    result = type_in(line)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
