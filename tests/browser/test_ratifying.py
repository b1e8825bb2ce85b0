"""A Delegated Safeguarding Partner reads what is before the partners, and ratifies it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from procedures.review_course import ReviewPosition as P
from tests.browser.chromium import choose_role, looked_at
from tests.browser.reviews import home_with_reviews, reference
from tests.partnership import ASSISTANT_CHIEF_CONSTABLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_with_reviews(tmp_path, P.RAPID_REVIEW_SIGN_OFF)


def test_a_partner_ratifies(page: Page, where: str) -> None:
    choose_role(page, ASSISTANT_CHIEF_CONSTABLE)
    page.goto("/reviews")
    page.get_by_role("link", name=reference(1)).click()
    expect(page.get_by_text("3 of the partners are still to ratify.")).to_be_visible()
    looked_at(page, f"ratification-{where}")

    page.locator(f'a[href="/reviews/{reference(1)}/ratify"]').click()
    page.locator("main").get_by_role("button").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"ratify-error-{where}")
    page.locator("#reason").fill("It follows from what the agencies returned.")
    page.locator("main").get_by_role("button").click()
    expect(page.get_by_text("You ratified what is before the partners.")).to_be_visible()
    expect(page.get_by_text("Ratified by Assistant Chief Constable, Essex Police")).to_be_visible()
    expect(page.get_by_text("2 of the partners are still to ratify.")).to_be_visible()
    looked_at(page, f"ratified-{where}")

    # Once is enough: the form is not open to them any more, and says why.
    page.goto(f"/reviews/{reference(1)}/ratify")
    expect(page.get_by_role("heading", name="This is not open to you now")).to_be_visible()
    expect(page.get_by_text("You have ratified it already.")).to_be_visible()
