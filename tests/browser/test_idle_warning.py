"""Somebody leaves their desk: they are warned, may stay, and in the end are signed out with nothing lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import PHONE, choose_role, looked_at, window
from tests.partnership import SOCIAL_WORKER

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    with window(browser, address, PHONE, scripts=True) as opened:
        yield opened


def test_a_warning_comes_before_the_end(phone: Page) -> None:
    phone.clock.install()
    choose_role(phone, SOCIAL_WORKER)
    warning = phone.get_by_role("alertdialog")
    phone.clock.fast_forward("24:50")
    expect(warning).to_be_hidden()
    phone.clock.fast_forward("00:20")
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("You will be signed out in 5 minutes.")
    button = phone.get_by_role("button", name="Stay signed in")
    expect(button).to_be_focused()
    phone.clock.resume()
    looked_at(phone, "idle-warning-phone")
    button.press("Enter")
    expect(warning).to_be_hidden()
    phone.clock.fast_forward("30:10")
    expect(phone.get_by_role("heading", name="You are signed out")).to_be_visible()
