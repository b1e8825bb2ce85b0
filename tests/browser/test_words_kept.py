"""Somebody is called away while they write: what they typed is kept, and comes back when they open the form again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import PHONE, choose_role, looked_at, window
from tests.browser.homes import CASE
from tests.partnership import BUSINESS_SUPPORT_OFFICER, HEALTH_VISITOR, SCRUTINEER, SOCIAL_WORKER

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
    looked_at(phone, "my-work-with-words-kept-phone")
    phone.get_by_role("link", name=f"Answer the disagreement, {CASE}").click()
    expect(phone.get_by_label(FIELD)).to_have_value(WORDS)
    looked_at(phone, "words-kept-phone")
    phone.get_by_role("button", name="Answer the disagreement").click()
    expect(phone.get_by_text("You answered.")).to_be_visible()


def leave_alone_for(page: Page, minutes: int) -> None:
    """Let time pass as it does on a desk that nobody sits at: the timers of the page run, in steps of a few minutes."""
    for _ in range(0, minutes, 5):
        page.clock.fast_forward("05:00")


@pytest.mark.parametrize(
    ("person", "form", "label"),
    [
        (HEALTH_VISITOR, "/absence", "Day"),
        (BUSINESS_SUPPORT_OFFICER, "/directory/add", "What is the post?"),
        (
            BUSINESS_SUPPORT_OFFICER,
            f"/directory/people/{HEALTH_VISITOR}/contact",
            "What is the e-mail address? (optional)",
        ),
        (BUSINESS_SUPPORT_OFFICER, "/api-tokens", "Which system is it for?"),
        (BUSINESS_SUPPORT_OFFICER, "/webhooks/new", "Address"),
        (SCRUTINEER, "/audits", "Day"),
    ],
)
def test_short_forms_keep_their_words_too(phone: Page, person: str, form: str, label: str) -> None:
    phone.clock.install()
    choose_role(phone, person)
    phone.goto(form)
    phone.get_by_label(label, exact=True).first.fill("13")
    with phone.expect_response("**/unsent") as answer:
        phone.clock.fast_forward("00:11")
    assert answer.value.status == 204
    expect(phone.get_by_text("What you type is kept, for you alone")).to_be_visible()
    leave_alone_for(phone, 35)
    expect(phone.get_by_role("heading", name="You are signed out")).to_be_visible()
    choose_role(phone, person)
    phone.goto(form)
    expect(phone.get_by_label(label, exact=True).first).to_have_value("13")
    expect(phone.get_by_text("and have not sent it. Nobody but you has seen it.")).to_be_visible()


def test_what_was_refused_and_then_left_comes_back(phone: Page) -> None:
    phone.clock.install()
    choose_role(phone, BUSINESS_SUPPORT_OFFICER)
    phone.goto("/directory/add")
    phone.get_by_label("What is the post?").fill("Family support worker")
    phone.get_by_role("button", name="Add the person").click()
    expect(phone.get_by_role("alert")).to_contain_text("There is a problem")
    with phone.expect_response("**/unsent"):
        phone.clock.fast_forward("00:11")
    expect(phone.get_by_text("What you type is kept, for you alone")).to_be_visible()
    leave_alone_for(phone, 35)
    expect(phone.get_by_role("heading", name="You are signed out")).to_be_visible()
    choose_role(phone, BUSINESS_SUPPORT_OFFICER)
    phone.goto("/directory/add")
    expect(phone.get_by_label("What is the post?")).to_have_value("Family support worker")


def test_a_page_with_words_that_could_not_be_kept_stays_open_and_says_so(phone: Page) -> None:
    phone.clock.install()
    choose_role(phone, SOCIAL_WORKER)
    phone.goto(FORM)
    phone.get_by_label(FIELD).fill(WORDS)
    phone.context.set_offline(True)
    leave_alone_for(phone, 35)
    warning = phone.get_by_role("alertdialog", name="You are signed out")
    expect(warning).to_contain_text("What you typed last could not be kept: it is on this page and nowhere else.")
    expect(warning.get_by_role("link", name="Sign in (opens in a new tab)")).to_be_focused()
    expect(phone.get_by_label(FIELD)).to_have_value(WORDS)
    phone.context.set_offline(False)
    phone.clock.resume()
    looked_at(phone, "words-not-kept-phone")


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
