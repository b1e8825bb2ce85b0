"""`goldenthread due` for practice reviews: the worked dates, by the basis in force and by the other readings.

That the trigger day is day 0 is an inference; bank holidays are those of England.
"""

from __future__ import annotations

import json
from datetime import date
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
    return CliRunner().invoke(app, ["due", "--procedure", "practice_review_wt2023", *line.split()])


def answer(line: str) -> dict[str, Any]:
    result = type_in(f"{line} --json")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    assert isinstance(data, dict)
    return data


def others(data: dict[str, Any]) -> dict[str, str | None]:
    """The advisory dates by the id of their reading, as `Thu 07 Jan 2027`."""
    return {other["id"]: other["due"] and in_words(other["due"]) for other in data["other"]}


def in_words(day: str) -> str:
    return f"{date.fromisoformat(day):%a %d %b %Y}"


WORKED = [
    ("--clock dl01 --from 2026-12-17", "Thu 24 Dec 2026", "should (WT23 para 330, p.144)"),
    ("--clock dl05 --from 2026-12-24", "Tue 19 Jan 2027", "must (CP rapid review)"),
    ("--clock plan_meeting --from 2026-03-23", "Wed 08 Apr 2026", "local default, to be confirmed"),
    ("--clock plan_sign_off --from 2026-03-23", "Tue 14 Apr 2026", "local default, to be confirmed"),
    ("--clock dl05 --from 2026-03-23", "Wed 15 Apr 2026", "must (CP rapid review)"),
    ("--clock dl10 --from 2026-08-31", "Sun 28 Feb 2027", "should (WT23 para 365)"),
    ("--clock dl12 --from 2026-06-10", "Mon 01 Jun 2026", "must (WT23 para 364)"),
    ("--clock dl12 --from 2027-01-06", "Wed 23 Dec 2026", "must (WT23 para 364)"),
    ("--clock dl13 --from 2026-06-10", "Mon 01 Jun 2026", "should (WT23 para 364)"),
    ("--clock dl20 --from 2026-03-31", "Wed 30 Sep 2026", "should (WT23 para 109)"),
    ("--clock dl21 --from 2026-09-30", "Wed 07 Oct 2026", "should (WT23 para 109)"),
    ("--clock dl22_copy --from 2026-06-10", "Mon 01 Jun 2026", "must (WT23 paras 373-374)"),
    ("--clock dl06 --from 2026-06-10", "Wed 10 Jun 2026", "should (WT23 para 344)"),
]


@pytest.mark.parametrize(("line", "due", "basis"), WORKED, ids=[f"{row[0]}"[8:] for row in WORKED])
def test_the_worked_dates(line: str, due: str, basis: str) -> None:
    data = answer(line)
    assert in_words(data["due"]) == due
    assert data["basis"] == basis
    assert data["superseded_by"].startswith("Working Together to Safeguard Children 2026")


def test_a_rapid_review_by_each_of_its_readings() -> None:
    data = answer("--clock dl05 --from 2026-12-24 --known incident=2026-12-14 --known aware=2026-12-17")
    assert in_words(data["due"]) == "Tue 19 Jan 2027"
    assert others(data) == {
        "incident": "Thu 07 Jan 2027",
        "aware": "Tue 12 Jan 2027",
        "notification_in_days": "Fri 08 Jan 2027",
    }
    assert {other["basis"] for other in data["other"]} == {
        "should (WT23 p.144)",
        "should (DER rapid review)",
        "should (KEN rapid review)",
    }


def test_a_reading_whose_fact_is_not_known_has_no_date_and_is_named_all_the_same() -> None:
    assert others(answer("--clock dl05 --from 2026-12-24"))["incident"] is None
    text = type_in("--clock dl05 --from 2026-12-24").stdout
    assert "Advisory, not in force (give --known incident=DATE): 15 working days from the incident." in text


def test_seven_clear_working_days_are_the_stricter_reading() -> None:
    assert others(answer("--clock dl12 --from 2026-06-10")) == {"stricter": "Fri 29 May 2026"}


def test_the_data_is_that_of_any_count_with_the_rules_standing() -> None:
    data = answer("--clock dl01 --from 2026-12-17")
    assert set(answer_of_amounts()) < set(data)
    assert (data["code"], data["force"], data["grade"], data["owner"]) == ("DL01", "must", "A", "local_authority")
    assert (data["counts_from"], data["effective_from"], data["effective_to"]) == ("aware", "2024-01-01", None)
    assert data["counted"][-1] == "2026-12-24"
    assert data["relaxed"] is None


def answer_of_amounts() -> dict[str, Any]:
    result = CliRunner().invoke(app, ["due", "5", "working_days", "--from", "2026-12-17", "--json"])
    data = json.loads(result.stdout)
    assert isinstance(data, dict)
    return data


def test_the_words_say_whose_it_is_by_which_basis_and_that_it_is_superseded() -> None:
    text = type_in("--clock dl05 --from 2026-12-24 --known incident=2026-12-14").stdout
    for expected in (
        "DL05: Send the findings of the rapid review to the Panel. Owed by the business support team.",
        "Due on Tuesday 19 January 2027",
        "Counted from the notification to the Panel: must (CP rapid review).",
        "Advisory, not in force: due Thursday 7 January 2027: 15 working days from the incident.",
        "SUPERSEDED by Working Together to Safeguard Children 2026",
    ):
        assert expected in text


def test_a_must_with_a_time_that_is_only_a_should_is_told_with_both() -> None:
    said = type_in("--clock dl01 --from 2026-12-17").stdout
    assert "The limit comes from: should (WT23 para 330, p.144)" in said
    assert "The duty itself: must (CA04 s.16C)" in said
    data = answer("--clock dl01 --from 2026-12-17")
    assert (data["duty"], data["period"]) == ("must (CA04 s.16C)", "should (WT23 para 330, p.144)")
    assert (data["force"], data["period_force"]) == ("must", "should")
    assert "The duty itself" not in type_in("--clock dl05 --from 2026-12-24").stdout


def test_a_clock_that_starts_in_march_2020_is_told_to_be_relaxed_and_a_later_one_not() -> None:
    assert answer("--clock dl05 --from 2020-03-20")["relaxed"] == "may (TRA March 2020)"
    assert answer("--clock dl01 --from 2020-03-20")["relaxed"] is None
    assert answer("--clock dl05 --from 2020-04-01")["relaxed"] is None
    said = type_in("--clock dl05 --from 2020-03-20").stdout
    assert "Relaxed nationally from 2020-03-01 to 2020-03-31: there is no limit, and this is the ordinary one" in said


def test_closures_count() -> None:
    line = "--clock dl01 --from 2026-12-17 --closure 2026-12-18=training"
    assert in_words(answer(line)["due"]) == "Tue 29 Dec 2026"


REFUSED = [
    ("--clock dl08 --from 2026-06-10", "the time of dl08 is set for each by a person"),
    (
        "--clock nothing --from 2026-06-10",
        "practice_review_wt2023 has no clock 'nothing'; it has: agency_return, dl01",
    ),
    ("--clock DL10 --from 2026-06-10", "has no clock 'DL10' (did you mean dl10?); it has: "),
    ("--clock dl12 --from 2026-06-10 --before", "the rules of practice reviews say themselves how each is counted"),
    (
        "--clock dl05 --from 2026-06-10 --known incidence=2026-06-01",
        "there is no fact 'incidence'; the facts are: incident",
    ),
    ("--clock dl05 --from 2026-06-10 --known incident", "write it as incident=2026-12-14"),
    ("--clock dl05 --from 2026-06-10 --known incident=tuesday", "'tuesday' is not a date"),
    ("--clock dl05", "--from is missing"),
    ("--from 2026-06-10", "give either AMOUNT UNIT, or --procedure NAME and --clock ID together"),
]


@pytest.mark.parametrize(("line", "said"), REFUSED)
def test_what_cannot_be_counted_is_refused_in_words(line: str, said: str) -> None:
    result = type_in(line)
    assert result.exit_code == 2
    assert said in result.stderr


def test_known_is_for_practice_reviews() -> None:
    words = "due --procedure essex --clock practitioners_resolve --from 2026-06-10 --known incident=2026-06-01"
    result = CliRunner().invoke(app, words.split())
    assert result.exit_code == 2
    assert "--known is for practice reviews" in result.stderr
