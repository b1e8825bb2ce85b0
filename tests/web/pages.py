"""The pages as tests open them: a store with the Essex directory, two clocks that stand still, and browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pyotp
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from store.authenticators import authenticator_of
from store.sessions import reading, writing
from store.sign_in_links import LINKS
from store.web_sessions import start_session
from tests.at_work import MONDAY, address_of, engine_at_work, settings_for
from web.application import create_application
from web.sign_in.authenticator import app_secret
from workflows.clock import VirtualClock
from workflows.context import EngineContext
from workflows.secret import link_token, secret_of

ADDRESS = "https://goldenthread.example.org"
SECOND_FACTOR = "/sign-in/second-factor"
SESSION, VISITOR = "__Host-goldenthread", "__Host-goldenthread-visitor"
# Far from the clock of the cases: sessions must not run on that one.
REAL = datetime(2027, 3, 1, 12, tzinfo=UTC)


@dataclass
class Pages:
    """Pages on a store, with the clock of the cases and the real one."""

    context: EngineContext
    clock: VirtualClock
    real: VirtualClock
    application: FastAPI

    def browser(self) -> TestClient:
        """A browser without any cookie. It follows no redirect by itself."""
        return TestClient(self.application, base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=False)

    def signed_in(self, person: str) -> TestClient:
        """A browser in which somebody is signed in."""
        with writing(self.context.engine) as connection:
            token = start_session(connection, person, "email_link", self.real.now(), authenticated_at=self.real.now())
        browser = self.browser()
        browser.cookies.set(SESSION, token, domain="goldenthread.example.org")
        return browser

    def asked_link(self, browser: TestClient, person: str) -> str:
        """The page of a sign-in link that somebody asks for in a browser, without the mail in which it comes."""
        assert send(browser, "/sign-in", address=address_of(person)).status_code == 303
        return self.latest_link(person)

    def latest_link(self, person: str) -> str:
        """The page of the link that somebody asked for last."""
        with reading(self.context.engine) as connection:
            asked = select(LINKS.c.id).where(LINKS.c.person == person, LINKS.c.used_at.is_(None))
            link = connection.execute(asked.order_by(LINKS.c.asked_at.desc()).limit(1)).scalar_one()
        return f"/sign-in/link/{link_token(secret_of(self.context.settings), link)}"


@contextmanager
def opened_pages(database_url: str, home: Path, bound_to: str | None = None, **settings: Any) -> Iterator[Pages]:
    """Pages on a migrated store, filled with the Essex directory."""
    given = {"base_url": ADDRESS, "secret": "s" * 40} | settings
    with engine_at_work(settings_for(database_url, home, **given), MONDAY) as (context, clock):
        real = VirtualClock(REAL)
        yield Pages(context, clock, real, create_application(context, bound_to=bound_to, real_clock=real))


def token_in(html: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', html)
    assert found, html
    return found[1]


def typed_again(html: str) -> dict[str, str]:
    """What a page gives back to be sent again, as a browser sends it: the line break after the tag is no part of it."""
    areas = re.findall(r'<textarea name="([\w-]+)"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)
    return {"form_token": token_in(html)} | {name: unescape(text) for name, text in areas}


def give_code(pages: Pages, browser: TestClient, person: str) -> Any:
    """Take the second step after a link with the app of a person (by code), or with the one that the page offers."""
    with reading(pages.context.engine) as connection:
        known = authenticator_of(connection, person)
    app = app_secret(secret_of(pages.context.settings), person, known.salt) if known else offered_app(browser)
    return send(browser, SECOND_FACTOR, code=pyotp.TOTP(app).at(pages.real.now()))


def offered_app(browser: TestClient) -> str:
    """The key that the page of the second step offers to be typed by hand."""
    found = re.search(r'gt-shown-key"><strong>([A-Z2-7 ]+)</strong>', browser.get(SECOND_FACTOR).text)
    assert found
    return found[1].replace(" ", "")


def send(browser: TestClient, form: str, to: str | None = None, **fields: str) -> Any:
    """Open the page of a form in a browser and send it, with some fields."""
    return browser.post(to or form, data={"form_token": token_in(browser.get(form).text), **fields})
