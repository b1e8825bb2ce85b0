"""Somebody is called away while they write: what they typed is kept, and comes back when they open the form again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import PHONE, choose_role, looked_at, window
from tests.browser.homes import CASE
from tests.partnership import SOCIAL_WORKER

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM, FIELD = f"/cases/{CASE}/answer", "What is your answer?"
WORDS = "We will visit on Monday.\nI ring you on Tuesday."


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    with window(browser, address, PHONE, scripts=True) as opened:
        yield opened


def test_words_that_were_not_sent_come_back(phone: Page) -> None:
    phone.clock.install()
    choose_role(phone, SOCIAL_WORKER)
    phone.goto(FORM)
    phone.get_by_label(FIELD).fill(WORDS)
    with phone.expect_response("**/unsent") as answer:
        phone.clock.fast_forward("00:11")
    assert answer.value.status == 204
    expect(phone.get_by_text("What you type is kept, for you alone")).to_be_visible()
    phone.clock.fast_forward("25:30")
    expect(phone.get_by_role("alertdialog")).to_contain_text("What you have saved is kept. So is what you are writing.")
    phone.clock.fast_forward("05:00")
    expect(phone.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert phone.get_by_role("link", name="Sign in again").get_attribute("href") == f"/sign-in?next={FORM}"
    choose_role(phone, SOCIAL_WORKER)
    phone.goto(FORM)
    expect(phone.get_by_label(FIELD)).to_have_value(WORDS)
    looked_at(phone, "words-kept-phone")
    phone.get_by_role("button", name="Answer the disagreement").click()
    expect(phone.get_by_text("You answered.")).to_be_visible()


def test_whoever_goes_on_writing_is_not_warned_and_other_tabs_know_it(phone: Page) -> None:
    phone.clock.install()  # for both tabs
    choose_role(phone, SOCIAL_WORKER)
    beside = phone.context.new_page()
    beside.goto(f"/cases/{CASE}")
    phone.goto(FORM)
    for part in range(3):
        phone.clock.fast_forward("20:00")
        phone.get_by_label(FIELD).fill(f"{WORDS} {part}")
        with phone.expect_response("**/unsent"):
            phone.clock.fast_forward("00:11")
        for page in (phone, beside):
            expect(page.get_by_role("alertdialog")).to_be_hidden()
    assert beside.url.endswith(CASE)
