"""`goldenthread tracker`: every open review with its clocks, as a table, as data and as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from procedures.review_course import ReviewPosition as P
from tests.command_line.conftest import Typed, TypedReview
from tests.reviews_at_work import stored_review
from tests.states.review_line import TEXT
from tests.store.tampering import CASES, unguarded


@pytest.mark.parametrize("review_at", [P.NOTIFIED], indirect=True)
def test_every_open_review_with_its_clocks(review_at: TypedReview) -> None:
    result = review_at.type_in("tracker")
    assert (result.exit_code, result.stderr) == (0, "")
    for said in (
        f"{review_at.reference}  Notified to the Panel",
        "DL05",
        "another reading:",
        "Working Together 2023 has been superseded by",
        "DL20",
    ):
        assert said in result.stdout
    assert TEXT not in result.stdout


@pytest.mark.parametrize("review_at", [P.NOTIFIED], indirect=True)
def test_as_data_with_due_date_basis_days_left_and_source(review_at: TypedReview) -> None:
    late = stored_review(review_at.context, review_at.world.clock)
    late.until("2026-11-20 09:00")
    result = review_at.type_in("tracker", "--json", "--yearly-report", "2026-09-15")
    assert result.exit_code == 0, result.stderr
    shown = json.loads(result.stdout)
    assert {line["reference"] for line in shown["lines"]} == {review_at.reference, late.reference}
    clocks = {clock["code"]: clock for line in shown["lines"] for clock in line["clocks"]}
    (due, left, source) = (clocks["DL05"][name] for name in ("due_at", "working_days", "source"))
    assert due.startswith("2026-11-23T17:00")
    assert left > 0
    assert source
    assert shown["unreadable"] == []
    assert [date["code"] for date in shown["partnership"] if date["due_at"]] == ["DL19", "DL20", "DL21"]


@pytest.mark.parametrize("review_at", [P.REFERRED], indirect=True)
def test_the_picture_is_written(review_at: TypedReview, tmp_path: Path) -> None:
    path = tmp_path / "tracker.svg"
    result = review_at.type_in("tracker", "--svg", path)
    assert result.exit_code == 0, result.stderr
    assert f"The picture is written to {path}." in result.stdout
    assert ElementTree.fromstring(path.read_text(encoding="utf-8")).tag.endswith("svg")  # noqa: S314 - our own
    elsewhere = review_at.type_in("tracker", "--svg", tmp_path / "nowhere" / "tracker.svg")
    assert (elsewhere.exit_code, "cannot be written" in elsewhere.stderr) == (2, True)


@pytest.mark.parametrize("review_at", [P.CLOSED], indirect=True)
def test_closed_ones_are_named_if_they_are_asked_for(review_at: TypedReview) -> None:
    assert review_at.reference not in review_at.type_in("tracker").stdout
    assert f"{review_at.reference}  Report published" in review_at.type_in("tracker", "--closed").stdout
    (closed,) = json.loads(review_at.type_in("tracker", "--closed", "--json").stdout)["closed"]
    assert (closed["reference"], closed["outcome"]) == (review_at.reference, "published")
    assert f"{review_at.reference}  Closed" in review_at.type_in("review", "list", "--closed").stdout


@pytest.mark.parametrize("review_at", [P.REFERRED], indirect=True)
def test_one_that_cannot_be_read_is_named(review_at: TypedReview) -> None:
    with unguarded(review_at.context.engine) as connection:
        connection.execute(CASES.update().values(state="{}"))
    result = review_at.type_in("tracker")
    assert result.exit_code == 1
    assert result.stderr == f"Cannot be read: {review_at.reference}. Run: goldenthread verify\n"


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_without_reviews_and_with_bad_input(settled_in: Typed) -> None:
    assert "0 open reviews" in settled_in.type_in("tracker").stdout
    bad = settled_in.type_in("tracker", "--yearly-report", "2026-02-30")
    assert (bad.exit_code, "no day that there is" in bad.stderr) == (2, True)
    ahead = settled_in.type_in("tracker", "--yearly-report", "2199-01-01")
    assert (ahead.exit_code, "2199-01-01 is still to come" in ahead.stderr) == (2, True)
    older = settled_in.type_in("tracker", "--yearly-report", "2026-09-20", "--copy-sent", "2026-09-10")
    assert (older.exit_code, "Check both days." in older.stderr) == (2, True)
    sent = settled_in.type_in("tracker", "--yearly-report", "2026-09-01", "--copy-sent", "2026-09-03")
    assert "sent on Thursday 3 September 2026" in " ".join(sent.stdout.split())
    unknown = settled_in.type_in("tracker", "--rules", "essex")
    assert (unknown.exit_code, "a procedure for disagreements" in unknown.stderr) == (2, True)
