"""A senior manager goes on leave and comes back, and has their deadlines in their own calendar."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.at_work import MONDAY
from tests.browser.chromium import choose_role, looked_at
from tests.browser.homes import CASE, home_with_disagreement
from tests.browser.keyboard import choose_value, follow, press, tick, write_day
from tests.partnership import HEALTH_VISITOR, SERVICE_MANAGER, TEAM_MANAGER

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A disagreement that has just come to senior managers."""
    return home_with_disagreement(tmp_path, HEALTH_VISITOR)


@pytest.fixture
def now() -> datetime:
    return MONDAY + timedelta(hours=1)


def test_a_manager_goes_on_leave_and_comes_back(page: Page, where: str) -> None:
    choose_role(page, SERVICE_MANAGER)
    follow(page, page.get_by_role("link", name="When you are away"))
    looked_at(page, f"absence-{where}")
    write_day(page, "last", 31, 2, 2026)
    press(page, "Record the absence")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.locator("#last-day")).to_have_value("31")
    looked_at(page, f"absence-error-{where}")
    last = MONDAY + timedelta(days=7)
    choose_value(page, "person", SERVICE_MANAGER)
    write_day(page, "first", MONDAY.day, MONDAY.month, MONDAY.year)
    write_day(page, "last", last.day, last.month, last.year)
    choose_value(page, "deputy", TEAM_MANAGER)
    press(page, "Record the absence")
    expect(page.get_by_text("It is recorded.")).to_be_visible()
    expect(page.get_by_role("heading", name="What is covered now")).to_be_visible()
    looked_at(page, f"absence-recorded-{where}")
    follow(page, page.get_by_role("button", name="Back from today"))
    expect(page.get_by_text("The absence is over.")).to_be_visible()
    looked_at(page, f"absence-over-{where}")


def test_deadlines_stand_in_ones_own_calendar_until_its_address_is_ended(page: Page, where: str) -> None:
    choose_role(page, SERVICE_MANAGER)
    follow(page, page.get_by_role("link", name="My deadlines in a calendar"))
    looked_at(page, f"calendar-none-{where}")
    tick(page, "Remind me a day before each deadline")
    press(page, "Make an address")
    expect(page.get_by_role("heading", name="The address of your calendar")).to_be_visible()
    looked_at(page, f"calendar-made-{where}")
    address = page.get_by_label("Address").input_value()
    assert CASE in requests.get(address, timeout=10).text
    follow(page, page.get_by_role("link", name="end it or make another"))
    expect(page.get_by_text("with a reminder a day before each")).to_be_visible()
    looked_at(page, f"calendar-{where}")
    press(page, "End the address")
    expect(page.get_by_text("The address leads nowhere any more.")).to_be_visible()
    looked_at(page, f"calendar-ended-{where}")
    assert requests.get(address, timeout=10).status_code == 404
