"""The chair of the sub-committee sees all reviews on one axis, and follows one."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from procedures.review_course import ReviewPosition as P
from tests.browser.chromium import choose_role, looked_at
from tests.browser.homes import home_with_reviews, review
from tests.browser.keyboard import choose_of_list, follow, open_details, press, press_enter, tick
from tests.states.review_line import COMMITTEE_CHAIR

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_with_reviews(tmp_path, P.PUBLICATION_PLANNED, P.RAPID_REVIEW_GATHERING, P.CRITERIA_ASSESSMENT)


def test_the_sub_committee_follows_its_reviews(page: Page, where: str) -> None:
    gathering = review(2)
    choose_role(page, COMMITTEE_CHAIR)
    page.goto("/tracker")
    expect(page.get_by_role("heading", name="All on one time axis")).to_be_visible()
    assert page.locator(".gt-picture__image").evaluate("image => image.complete && image.naturalWidth > 0")
    looked_at(page, f"tracker-{where}")
    open_details(page, "Search and filter")
    choose_of_list(page, "Where it stands", "Rapid review: a")
    tick(page, "Only with something late")
    press(page, "Show")
    page.wait_for_url("**/tracker?position=rapid_review_gathering&late=1")
    expect(page.get_by_text("Shown: ")).to_contain_text("only with something late")
    looked_at(page, f"tracker-chosen-{where}")

    follow(page, page.get_by_role("heading", name=gathering).get_by_role("link"))
    expect(page.get_by_role("heading", name=gathering, level=1)).to_be_visible()
    open_details(page, "Why this day")
    looked_at(page, f"review-{where}")
    with page.expect_download() as download:
        press_enter(page, page.get_by_role("link", name="Decision record (Word)"))
    assert download.value.suggested_filename == f"{gathering}-decision-record.docx"

    page.goto(f"/reviews/{review(1)}")
    expect(page.get_by_text("Locked. The earliest day on which it can be published is")).to_be_visible()
    looked_at(page, f"review-publication-{where}")
    follow(page, page.get_by_role("link", name="All practice reviews"))
    looked_at(page, f"reviews-{where}")
