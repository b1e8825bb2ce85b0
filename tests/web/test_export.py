"""Lists as files: what the reader sees on the page, no word that people wrote, and that it was taken is kept."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from procedures.review_course import ReviewPosition as P
from store.case_readings import readings_of
from store.sessions import reading
from tests.at_work import raised
from tests.partnership import BUSINESS_MANAGER, DETECTIVE_CONSTABLE, HEALTH_VISITOR, SOCIAL_WORKER
from tests.reviews_at_work import stored_review
from tests.states.review_line import COMMITTEE_CHAIR
from tests.web.pages import Pages

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows(answer: Any) -> list[dict[str, Any]]:
    """The rows of a file by their headings."""
    if answer.headers["content-type"] == EXCEL:
        headings, *found = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
        return [dict(zip(headings, row, strict=True)) for row in found]
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_cases_are_taken_away_as_they_are_listed(pages_on_both: Pages, form: str) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    raised(pages.context, DETECTIVE_CONSTABLE, SOCIAL_WORKER)
    pages.clock.advance_by(timedelta(days=2))
    answer = pages.signed_in(HEALTH_VISITOR).get(f"/cases.{form}?late=1")
    assert answer.headers["content-disposition"] == f'attachment; filename="cases-2026-11-04.{form}"'
    assert answer.headers["cache-control"] == "no-store"
    (row,) = rows(answer)
    assert (row["Case"], row["Open or closed"], row["Late"]) == (reference, "Open", "1 working day late")
    assert row["Owed by"] == "Social worker, family support and protection, Essex County Council"
    assert row["What it is about"] == "Threshold or level of need"
    if form == "xlsx":
        assert (row["Raised"], row["Due"]) == (datetime(2026, 11, 2), datetime(2026, 11, 3, 17))  # noqa: DTZ001
    else:
        assert (row["Raised"], row["Due"]) == (date(2026, 11, 2).isoformat(), "2026-11-03 17:00")
    assert "What was tried." not in str(rows(answer))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_reviews_and_their_clocks_are_taken_away(pages: Pages, form: str) -> None:
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_GATHERING, about="What happened to a child.")
    review.until("2026-11-20 09:00")
    browser = pages.signed_in(COMMITTEE_CHAIR)
    (row,) = rows(browser.get(f"/reviews.{form}"))
    assert (row["Review"], row["Where it stands"]) == (
        review.reference,
        "Rapid review: agency returns are being gathered",
    )
    assert int(row["Clocks late"]) > 0
    clocks = rows(browser.get(f"/tracker.{form}?late=1"))
    assert len(clocks) == len(review.review.clocks)
    assert {row["How it stands"] for row in clocks} >= {"Late"}
    assert min(int(row["Working days left"]) for row in clocks) < 0
    assert "What happened to a child." not in str(clocks)
    assert "Serious harm" not in str(clocks) + str(row), "nothing about a child"


@pytest.mark.parametrize("path", ["/reviews.csv", "/tracker.xlsx"])
def test_files_of_reviews_are_for_those_who_may_read_them(pages: Pages, path: str) -> None:
    stored_review(pages.context, pages.clock, P.REFERRED)
    assert pages.signed_in(HEALTH_VISITOR).get(path).status_code == 404
    assert pages.signed_in(BUSINESS_MANAGER).get(path).status_code == 200
    assert pages.browser().get(path).headers["location"].startswith("/sign-in")


def test_a_file_of_another_kind_does_not_exist(pages: Pages) -> None:
    for path in ("/cases.pdf", "/reviews.txt", "/tracker.json"):
        assert pages.signed_in(BUSINESS_MANAGER).get(path).status_code == 404


def test_that_it_was_taken_is_kept_for_each_case(pages: Pages) -> None:
    references = [raised(pages.context), raised(pages.context)]
    pages.signed_in(SOCIAL_WORKER).get("/cases.csv?reference=0002")
    with reading(pages.context.engine) as connection:
        kept = [[(one.person, one.what) for one in readings_of(connection, reference)] for reference in references]
    assert kept == [[], [(SOCIAL_WORKER, "export")]]


def test_more_than_a_file_takes_is_refused_in_words(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.cases.case_list.MOST_ROWS", 1)
    for _ in range(2):
        raised(pages.context)
    answer = pages.signed_in(HEALTH_VISITOR).get("/cases.csv")
    assert answer.status_code == 422
    assert "Choose less, then export again." in answer.text
    assert "D-2026-0001" in answer.text
