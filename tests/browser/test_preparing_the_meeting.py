"""The sub-committee's business manager finds reviews and cases, takes lists away, and prepares the meeting: by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from procedures.review_course import ReviewPosition as P
from tests.browser.chromium import choose_role, looked_at
from tests.browser.homes import home_with_reviews, review
from tests.browser.keyboard import follow, open_details, press, press_enter, write
from tests.partnership import BUSINESS_MANAGER

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_with_reviews(tmp_path, P.PUBLICATION_PLANNED, P.RAPID_REVIEW_GATHERING, P.RAPID_REVIEW_SIGN_OFF)


def test_the_business_manager_prepares_the_meeting(page: Page, where: str) -> None:
    choose_role(page, BUSINESS_MANAGER)
    follow(page, page.get_by_role("link", name="Reviews", exact=True))
    expect(page.get_by_role("heading", name="Open practice reviews")).to_be_visible()
    open_details(page, "Search and filter")
    write(page, "Due by the end of", "the 40th")
    press(page, "Show")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("Due by the end of")).to_have_value("the 40th")
    looked_at(page, f"reviews-filter-error-{where}")
    press_enter(page, page.get_by_role("link", name="Due by the end of must be a day"))
    expect(page.get_by_label("Due by the end of")).to_be_focused()
    write(page, "Due by the end of", "31/12/2026")
    write(page, "Reference", review(2))
    press(page, "Show")
    expect(page.get_by_role("heading", name=review(2))).to_be_visible()
    expect(page.get_by_text("1 review.")).to_be_visible()
    assert "late=" not in page.url, "nothing that was not chosen stands in the address"
    looked_at(page, f"reviews-filtered-{where}")
    with page.expect_download() as download:
        press_enter(page, page.get_by_role("link", name="Excel"))
    assert download.value.suggested_filename.startswith("reviews-")

    follow(page, page.get_by_role("link", name="Tracker", exact=True))
    looked_at(page, f"tracker-all-{where}")
    follow(page, page.get_by_role("link", name="Agenda for the next meeting"))
    expect(page.get_by_role("heading", name="Agenda of the sub-committee")).to_be_visible()
    looked_at(page, f"agenda-{where}")
    with page.expect_download() as download:
        press_enter(page, page.get_by_role("link", name="Word document"))
    assert download.value.suggested_filename.endswith(".docx")
