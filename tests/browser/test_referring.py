"""A health visitor refers a serious incident, and learns who was told of it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import choose_role, looked_at
from tests.partnership import HEALTH_VISITOR

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_incident_is_referred(page: Page, where: str) -> None:
    choose_role(page, HEALTH_VISITOR)
    page.get_by_role("link", name="Refer a serious incident").click()
    page.get_by_role("button", name="Refer the incident").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"refer-error-{where}")
    page.get_by_label("Essex County Council").check()
    page.get_by_label("A child was seriously harmed").check()
    page.get_by_label("What is known of the incident?").fill("What is known so far.")
    page.get_by_role("button", name="Refer the incident").click()
    expect(page.get_by_role("heading", name="Incident referred")).to_be_visible()
    looked_at(page, f"referred-{where}")
