"""A manager looks at what their team owes and waits for, and leaves what is not late out: by keys alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import choose_role, looked_at
from tests.browser.keyboard import follow, open_details, press, tick
from tests.partnership import TEAM_MANAGER

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_manager_looks_after_their_team(page: Page, where: str) -> None:
    choose_role(page, TEAM_MANAGER)
    expect(page.get_by_role("heading", name="What changed since I last looked")).to_be_visible()
    looked_at(page, f"my-work-manager-{where}")
    follow(page, page.get_by_role("link", name="My team", exact=True))
    expect(page.get_by_role("heading", name=re.compile("My team.s cases"))).to_be_visible()
    expect(page.get_by_role("cell", name="late").first).to_be_visible()
    looked_at(page, f"team-{where}")
    open_details(page, "Whose steps")
    tick(page, "Only with something late")
    press(page, "Show")
    expect(page.get_by_text("Shown: Only with something late.")).to_be_visible()
    assert page.url.endswith("/team?whose=team&late=1") or page.url.endswith("/team?late=1")
    looked_at(page, f"team-late-{where}")
    follow(page, page.get_by_role("link", name="D-2026-0001"))
    expect(page.get_by_role("heading", name="D-2026-0001", level=1)).to_be_visible()

    follow(page, page.get_by_role("link", name="Cases", exact=True))
    open_details(page, "Search and filter")
    tick(page, "Only with something late")
    press(page, "Show")
    expect(page.get_by_text("1 disagreement.")).to_be_visible()
    looked_at(page, f"cases-late-{where}")
