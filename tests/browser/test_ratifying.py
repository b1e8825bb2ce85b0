"""A Delegated Safeguarding Partner reads what is before the partners, and ratifies it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from procedures.review_course import ReviewPosition as P
from tests.browser.chromium import choose_role, looked_at
from tests.browser.homes import home_with_reviews, review
from tests.browser.keyboard import follow, write
from tests.partnership import ASSISTANT_CHIEF_CONSTABLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_with_reviews(tmp_path, P.RAPID_REVIEW_SIGN_OFF)


def test_a_partner_ratifies(page: Page, where: str) -> None:
    choose_role(page, ASSISTANT_CHIEF_CONSTABLE)
    follow(page, page.get_by_role("link", name="Reviews", exact=True))
    follow(page, page.get_by_role("link", name=review(1)))
    expect(page.get_by_text("3 of the partners are still to ratify.")).to_be_visible()
    looked_at(page, f"ratification-{where}")

    follow(page, page.locator(f'a[href="/reviews/{review(1)}/ratify"]'))
    follow(page, page.locator("main").get_by_role("button"))
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"ratify-error-{where}")
    write(page, page.locator("#reason"), "It follows from what the agencies returned.")
    follow(page, page.locator("main").get_by_role("button"))
    expect(page.get_by_text("You ratified what is before the partners.")).to_be_visible()
    expect(page.get_by_text("Ratified by Assistant Chief Constable, Essex Police")).to_be_visible()
    expect(page.get_by_text("2 of the partners are still to ratify.")).to_be_visible()
    looked_at(page, f"ratified-{where}")

    # Once is enough: the form is not open to them any more, and says why.
    page.goto(f"/reviews/{review(1)}/ratify")
    expect(page.get_by_role("heading", name="This is not open to you now")).to_be_visible()
    expect(page.get_by_text("You have ratified it already.")).to_be_visible()
