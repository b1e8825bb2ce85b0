"""Each page for what goes wrong: it keeps nobody out, says what to do, and gives back what was written."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from store.sessions import open_store, writing
from tests.browser.chromium import PHONE, choose_role, looked_at, window
from tests.browser.homes import CASE
from tests.browser.keyboard import press, write
from tests.browser.serving import served
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER
from workflows.clock import VirtualClock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWER = f"/cases/{CASE}/answer"
WRITTEN = "The threshold is met: three visits.\nI have said so twice."


def test_what_goes_wrong_is_told_and_what_was_written_is_given_back(
    browser: Browser, home: Path, now: datetime
) -> None:
    real = VirtualClock(now)
    clock = VirtualClock(now)
    with (
        served(home, clock, real, sign_in_tries=1, session_idle_minutes=30) as address,
        window(browser, address, PHONE, scripts=True) as page,
    ):
        asks_too_often(page)
        choose_role(page, SOCIAL_WORKER)
        page.goto("/cases?page=0")
        says(page, "This could not be read", "wrong-unreadable")
        is_without_a_key(page, home / "narrative.keys")
        signs_in_as_somebody_else_meanwhile(page)
        is_signed_out_meanwhile(page, real)
        finds_the_store_gone(page, home)


def says(page: Page, heading: str, name: str) -> None:
    """The page has a heading, and keeps nobody out."""
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    looked_at(page, f"{name}-phone")


def asks_too_often(page: Page) -> None:
    for _ in range(2):
        page.goto("/sign-in")
        write(page, "Your work e-mail address", "somebody@example.org")
        press(page, "Continue")
    says(page, "Please wait a while", "wrong-too-often")


def writes_an_answer(page: Page) -> None:
    page.goto(ANSWER)
    write(page, "What is your answer?", WRITTEN)


def is_without_a_key(page: Page, keys: Path) -> None:
    writes_an_answer(page)
    aside = keys.rename(keys.with_suffix(".aside"))
    press(page, "Answer the disagreement")
    says(page, "This has not been kept yet", "wrong-key-missing")
    expect(page.get_by_label("What you entered, part 1")).to_have_text(WRITTEN)
    page.goto(f"/cases/{CASE}")
    expect(page.get_by_text("This cannot be read here at present.").first).to_be_visible()
    looked_at(page, "wrong-case-without-key-phone")
    aside.rename(keys)


def signs_in_as_somebody_else_meanwhile(page: Page) -> None:
    writes_an_answer(page)
    other = page.context.new_page()
    choose_role(other, HEALTH_VISITOR)
    choose_role(other, SOCIAL_WORKER)
    other.close()
    press(page, "Answer the disagreement")
    says(page, "Please send this again", "wrong-forged")
    press(page, "Try again")
    expect(page.get_by_text("You answered.")).to_be_visible()


def is_signed_out_meanwhile(page: Page, real: VirtualClock) -> None:
    choose_role(page, HEALTH_VISITOR)
    page.goto(f"/cases/{CASE}/settle")
    write(page, "What settles it?", WRITTEN)
    real.advance_by(timedelta(minutes=31))
    press(page, "Say that it is settled")
    says(page, "You were signed out before this was sent", "wrong-signed-out")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Sign in (opens in a new tab)").press("Enter")
    choose_role(popup.value, HEALTH_VISITOR)
    popup.value.close()
    press(page, "Try again")
    says(page, "Please send this again", "wrong-sent-again")
    press(page, "Try again")
    expect(page.get_by_text("You said that it is settled.")).to_be_visible()
    real.advance_by(timedelta(minutes=31))
    page.goto("/cases")
    expect(page.get_by_text("You were signed out because nothing was done for a while")).to_be_visible()
    looked_at(page, "sign-in-ended-phone")


def finds_the_store_gone(page: Page, home: Path) -> None:
    choose_role(page, SOCIAL_WORKER)
    engine = open_store(f"sqlite:///{home / 'goldenthread.db'}")
    with writing(engine) as connection:
        connection.exec_driver_sql("DROP TABLE web_session")
    engine.dispose()
    page.goto("/my-work")
    says(page, "Something went wrong here", "wrong-unforeseen")


def test_rules_that_cannot_be_read_are_told_of(browser: Browser, home: Path, now: datetime) -> None:
    with (
        served(home, VirtualClock(now), procedure_directory=home / "nowhere") as address,
        window(browser, address, PHONE, scripts=True) as page,
    ):
        choose_role(page, HEALTH_VISITOR)
        page.goto("/raise/new")
        says(page, "The procedure cannot be read at the moment", "wrong-rules")
