"""A health visitor refers a serious incident, and learns who was told of it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import choose_role, looked_at
from tests.browser.keyboard import choose, follow, press, write
from tests.partnership import HEALTH_VISITOR

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_incident_is_referred(page: Page, where: str) -> None:
    choose_role(page, HEALTH_VISITOR)
    follow(page, page.get_by_role("link", name="Refer a serious incident"))
    looked_at(page, f"refer-{where}")
    write(page, "What is known of the incident?", "What is known so far.")
    press(page, "Refer the incident")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("What is known of the incident?")).to_have_value("What is known so far.")
    looked_at(page, f"refer-error-{where}")
    choose(page, page.get_by_label("Essex County Council"))
    choose(page, page.get_by_label("A child was seriously harmed"))
    press(page, "Refer the incident")
    expect(page.get_by_role("heading", name="Incident referred")).to_be_visible()
    looked_at(page, f"referred-{where}")
