"""Signing in by a link that a real mail server takes, and with one's agency; signing out; and what goes wrong."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from store.sessions import open_store, writing
from store.web_sessions import start_session
from tests.at_work import MONDAY, address_of, settings_for, words_of
from tests.browser.chromium import DESKTOP, PHONE, looked_at, window
from tests.browser.keyboard import follow, press, write
from tests.browser.serving import served
from tests.notifications.smtp_servers import Mailbox, smtp_server
from tests.partnership import DETECTIVE_CONSTABLE, HEALTH_VISITOR
from tests.waiting import until
from tests.web.provider import provider_process
from workflows.clock import VirtualClock
from workflows.context import open_context
from workflows.deliver import deliver

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAIL = address_of(HEALTH_VISITOR)
DIGITS = "The 6 digits that the app shows now"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with smtp_server(Mailbox()) as running:
        yield running


def test_a_link_comes_by_mail_and_signs_in_once(
    page: Page, where: str, home: Path, address: str, mailbox: Mailbox, now: datetime
) -> None:
    page.goto("/")
    looked_at(page, f"start-{where}")
    follow(page, page.locator("main").get_by_role("link", name="Sign in"))
    looked_at(page, f"sign-in-{where}")
    write(page, "Your work e-mail address", "health visitor")
    press(page, "Continue")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("Your work e-mail address")).to_have_value("health visitor")
    looked_at(page, f"sign-in-error-{where}")
    write(page, "Your work e-mail address", MAIL)
    press(page, "Continue")
    expect(page.get_by_role("heading", name="Look in your e-mail")).to_be_visible()
    looked_at(page, f"sign-in-sent-{where}")
    (link,) = mailed_links(home, address, mailbox, now)
    page.goto(link)
    expect(page.get_by_role("heading", name="Sign in as Health visitor, HCRG")).to_be_visible()
    looked_at(page, f"sign-in-link-{where}")
    press(page, "Sign in")
    sets_up_app(page, where)
    expect(page.get_by_role("heading", name="My work", exact=True)).to_be_visible()
    signs_out(page, where)
    page.goto(link)
    expect(page.get_by_role("heading", name="This link can no longer be used")).to_be_visible()
    looked_at(page, f"sign-in-link-gone-{where}")


def test_in_another_browser_the_code_is_asked_for(
    page: Page, where: str, browser: Browser, home: Path, address: str, mailbox: Mailbox, now: datetime
) -> None:
    page.goto("/sign-in")
    write(page, "Your work e-mail address", MAIL)
    press(page, "Continue")
    code = page.locator(".gt-shown-code strong").inner_text()
    (link,) = mailed_links(home, address, mailbox, now)
    with window(browser, address, PHONE, scripts="without" not in where) as telephone:
        telephone.goto(link)
        expect(telephone.get_by_role("heading", name="Sign in as Health visitor, HCRG")).to_be_visible()
        looked_at(telephone, f"sign-in-code-{where}")
        write(telephone, "The code of 6 digits", "12345")
        press(telephone, "Sign in")
        expect(telephone.get_by_role("heading", name="There is a problem")).to_be_visible()
        looked_at(telephone, f"sign-in-code-missing-{where}")
        write(telephone, "The code of 6 digits", "000000" if code != "000 000" else "111111")
        press(telephone, "Sign in")
        expect(telephone.get_by_role("link", name="You can try 4 more times")).to_be_visible()
        write(telephone, "The code of 6 digits", code)
        press(telephone, "Sign in")
        sets_up_app(telephone)
        expect(telephone.get_by_role("heading", name="My work", exact=True)).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link can no longer be used")).to_be_visible()


def test_sessions_elsewhere_are_ended_once_one_has_signed_in_again(
    page: Page, where: str, home: Path, address: str, mailbox: Mailbox, now: datetime
) -> None:
    signed_in_long_ago(page, home, address)
    page.goto("/sign-out")
    expect(page.get_by_role("button", name="Sign out everywhere")).to_have_count(0)
    looked_at(page, f"sign-out-long-ago-{where}")
    press(page, "Sign in again")
    looked_at(page, f"sign-in-again-{where}")
    press(page, "Send me a link")
    expect(page.get_by_role("heading", name="Look in your e-mail")).to_be_visible()
    page.goto(mailed_links(home, address, mailbox, now)[-1])
    press(page, "Sign in")
    sets_up_app(page)
    expect(page.get_by_role("heading", name="Sign out", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="End it")).to_have_count(1)
    looked_at(page, f"sign-out-lately-{where}")
    press(page, "Sign out everywhere")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()


def test_the_app_is_asked_for_the_next_time_and_taken_off_for_a_new_phone(
    page: Page, where: str, home: Path, address: str, mailbox: Mailbox, now: datetime
) -> None:
    follows_link(page, home, address, mailbox, now)
    app = sets_up_app(page)
    expect(page.get_by_role("heading", name="My work", exact=True)).to_be_visible()
    page.goto("/sign-out")
    press(page, "Sign out here")
    follows_link(page, home, address, mailbox, now)
    expect(page.get_by_role("heading", name="The code of your authenticator app")).to_be_visible()
    looked_at(page, f"second-factor-{where}")
    write(page, DIGITS, pyotp.TOTP(app).at(datetime.now(UTC) - timedelta(minutes=5)))
    press(page, "Sign in")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"second-factor-wrong-{where}")
    # The one after the present one: that of now was used to set the app up, a moment ago.
    write(page, DIGITS, pyotp.TOTP(app).at(datetime.now(UTC) + timedelta(seconds=30)))
    press(page, "Sign in")
    expect(page.get_by_role("heading", name="My work", exact=True)).to_be_visible()
    page.goto("/sign-out")
    press(page, "Take the app off")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    follows_link(page, home, address, mailbox, now)
    assert sets_up_app(page) != app


def follows_link(page: Page, home: Path, address: str, mailbox: Mailbox, now: datetime) -> None:
    """Ask for a link, and follow the one that comes."""
    page.goto("/sign-in")
    write(page, "Your work e-mail address", MAIL)
    press(page, "Continue")
    expect(page.get_by_role("heading", name="Look in your e-mail")).to_be_visible()
    before = len(mailbox.mails)
    page.goto(mailed_links(home, address, mailbox, now, after=before)[-1])
    press(page, "Sign in")


def sets_up_app(page: Page, where: str = "") -> str:
    """Set the app up by the key that is shown, and go on with its digits. Returns the key."""
    expect(page.get_by_role("heading", name="Set up your authenticator app")).to_be_visible()
    key = (page.locator(".gt-shown-key").text_content() or "").replace(" ", "")
    if where:
        looked_at(page, f"second-factor-set-up-{where}")
        page.locator("details summary").first.press("Enter")
        write(page, DIGITS, "12 34")
        press(page, "Sign in")
        expect(page.get_by_role("link", name="Enter the 6 digits that your app shows now")).to_be_visible()
        page.locator("details summary").first.press("Enter")
        looked_at(page, f"second-factor-set-up-error-{where}")
    write(page, DIGITS, pyotp.TOTP(key).now())
    press(page, "Sign in")
    return key


def signed_in_long_ago(page: Page, home: Path, address: str) -> None:
    """Two sessions of the health visitor that began a quarter of an hour ago, the window's own one of them."""
    began = datetime.now(UTC) - timedelta(minutes=15)
    with writing(open_store(f"sqlite:///{home / 'goldenthread.db'}")) as connection:
        for _ in range(2):
            token = start_session(connection, HEALTH_VISITOR, "email_link", began, authenticated_at=began)
    page.context.add_cookies([{"name": "goldenthread", "value": token, "url": address}])


def mailed_links(home: Path, address: str, mailbox: Mailbox, now: datetime, *, after: int = 0) -> list[str]:
    """The engine beside the pages delivers the mail: more than `after` of them. Returns the links in it."""
    settings = settings_for(f"sqlite:///{home / 'goldenthread.db'}", home, mailbox.port, base_url=address)
    engine = open_context(settings, VirtualClock(now))

    def mails() -> bool:
        # The link is queued once the answer has gone out, so it may not be there at once.
        deliver(engine, at_once=1)
        return len(mailbox.mails) > after

    until(mails, 30)
    engine.engine.dispose()
    return [found for mail in mailbox.mails for found in re.findall(rf"{address}/sign-in/link/\S+", words_of(mail))]


def signs_out(page: Page, where: str) -> None:
    follow(page, page.get_by_role("link", name="Sign out"))
    looked_at(page, f"sign-out-{where}")
    press(page, "Sign out everywhere")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    looked_at(page, f"signed-out-{where}")


@contextmanager
def with_agency(home: Path) -> Iterator[str]:
    """The demonstration where the agency of some addresses has a provider that knows two people."""
    people: list[dict[str, Any]] = [
        {"sub": "visitor", "email": MAIL, "email_verified": True},
        {"sub": "unknown", "email": "no@example.org"},
        {"sub": "detective", "email": address_of(DETECTIVE_CONSTABLE), "auth_time": None},
    ]
    file = home / "providers.yaml"
    with provider_process(people) as issuer:
        file.write_text(
            f"providers: [{{name: health, title: Essex Health, issuer: '{issuer}', client_id: golden-thread, "
            "client_secret: not-told, domains: [example.org]}]",
            encoding="utf-8",
        )
        with served(home, VirtualClock(MONDAY), sign_in_providers=file) as address:
            yield address


def test_with_ones_agency(browser: Browser, home: Path) -> None:
    with with_agency(home) as address, window(browser, address, DESKTOP, scripts=True) as page:
        page.goto("/sign-in?next=/cases")
        write(page, "Your work e-mail address", MAIL)
        press(page, "Continue")
        expect(page.get_by_role("heading", name="Sign in with Essex Health")).to_be_visible()
        looked_at(page, "sign-in-with-desktop")
        press(page, "Continue to Essex Health")
        page.get_by_role("button", name="Deny").click()
        expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
        looked_at(page, "sign-in-refused-desktop")
        page.goto("/sign-in/with/health?next=/cases")
        press(page, "Continue to Essex Health")
        page.get_by_role("button", name="visitor").click()
        expect(page.get_by_role("heading", name="Open cases")).to_be_visible()
        # The health visitor signed in there a moment ago; of the detective this provider does not say when.
        page.goto("/sign-in/again")
        press(page, "Continue to Essex Health")
        page.get_by_role("button", name="visitor").click()
        expect(page.get_by_role("heading", name="Sign out", exact=True)).to_be_visible()
        expect(page.get_by_role("button", name="Sign out everywhere")).to_be_visible()
        page.goto("/sign-in/with/health")
        press(page, "Continue to Essex Health")
        page.get_by_role("button", name="detective").click()
        page.goto("/sign-out")
        press(page, "Sign in again")
        looked_at(page, "sign-in-again-with-desktop")
        press(page, "Continue to Essex Health")
        page.get_by_role("button", name="detective").click()
        expect(page.get_by_role("heading", name="You are not signed in again")).to_be_visible()
        looked_at(page, "sign-in-again-refused-desktop")
        follow(page, page.get_by_role("link", name="Back to signing"))
        expect(page.get_by_role("button", name="Sign out here")).to_be_visible()
