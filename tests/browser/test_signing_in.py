"""Signing in by a link that a real mail server takes, and with one's agency; signing out; and what goes wrong."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.at_work import MONDAY, address_of, settings_for, words_of
from tests.browser.chromium import DESKTOP, looked_at, window
from tests.browser.keyboard import follow, press, write
from tests.browser.serving import served
from tests.notifications.smtp_servers import Mailbox, smtp_server
from tests.partnership import HEALTH_VISITOR
from tests.waiting import until
from tests.web.provider import provider_process
from workflows.clock import VirtualClock
from workflows.context import open_context
from workflows.deliver import deliver

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAIL = address_of(HEALTH_VISITOR)


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
    link = mailed_link(home, address, mailbox, now)
    page.goto(link)
    expect(page.get_by_role("heading", name="Sign in as Health visitor, HCRG")).to_be_visible()
    looked_at(page, f"sign-in-link-{where}")
    press(page, "Sign in")
    expect(page.get_by_role("heading", name="My work", exact=True)).to_be_visible()
    signs_out(page, where)
    page.goto(link)
    expect(page.get_by_role("heading", name="This link can no longer be used")).to_be_visible()
    looked_at(page, f"sign-in-link-gone-{where}")


def mailed_link(home: Path, address: str, mailbox: Mailbox, now: datetime) -> str:
    """The engine beside the pages delivers the mail. Returns the link in it."""
    settings = settings_for(f"sqlite:///{home / 'goldenthread.db'}", home, mailbox.port, base_url=address)
    engine = open_context(settings, VirtualClock(now))

    def mails() -> bool:
        # The link is queued once the answer has gone out, so it may not be there at once.
        deliver(engine, at_once=1)
        return bool(mailbox.mails)

    until(mails, 30)
    engine.engine.dispose()
    found = re.search(rf"{address}/sign-in/link/\S+", words_of(mailbox.mails[-1]))
    assert found
    return found[0]


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
