"""Both sides look at their case: what is owed, by whom, by when, why, and what has happened."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import choose_role, looked_at
from tests.browser.keyboard import follow, open_details
from tests.partnership import DETECTIVE_CONSTABLE, HEALTH_VISITOR, SOCIAL_WORKER

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_both_sides_look_at_their_case(page: Page, where: str) -> None:
    page.goto("/sign-in/role")
    looked_at(page, f"choose-role-{where}")
    choose_role(page, SOCIAL_WORKER)
    expect(page.get_by_role("heading", name="What I owe")).to_be_visible()
    looked_at(page, f"my-work-{where}")
    follow(page, page.get_by_role("link", name="Acknowledge the disagreement"))
    expect(page.get_by_role("heading", name="D-2026-0001", level=1)).to_be_visible()
    open_details(page, "Why this day")
    expect(page.get_by_text("Limit: 1 working day.")).to_be_visible()
    looked_at(page, f"case-{where}")

    choose_role(page, HEALTH_VISITOR)
    expect(page.get_by_text("You owe nothing at present.")).to_be_visible()
    follow(page, page.get_by_role("link", name="Cases", exact=True))
    looked_at(page, f"cases-{where}")

    choose_role(page, DETECTIVE_CONSTABLE)
    page.goto("/cases/D-2026-0001")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    looked_at(page, f"not-found-{where}")
