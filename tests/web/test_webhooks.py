"""The page of webhooks: business support's alone, with a secret that is shown once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from states.case_events import TYPES
from store.sessions import reading
from store.webhooks import Webhook, all_webhooks
from tests.notifications.http_server import Service, http_service
from tests.partnership import BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER, COUNCIL, HEALTH_VISITOR, SCRUTINEER
from tests.web.pages import Pages, opened_pages, send, token_in
from tests.workflows.webhook_receiver import HOST
from web.systems.webhooks_page import EVENTS

SECRET = re.compile(r"(whsec_[A-Za-z0-9+/=]{44})</textarea>")


@pytest.fixture
def service() -> Iterator[Service]:
    with http_service() as served:
        yield served


@pytest.fixture
def pages(sqlite_url: str, tmp_path: Path) -> Iterator[Pages]:
    with opened_pages(sqlite_url, tmp_path, webhook_hosts_inside=HOST) as opened:
        yield opened


def kept(pages: Pages) -> list[Webhook]:
    with reading(pages.context.engine) as connection:
        return all_webhooks(connection)


def test_every_event_has_its_words() -> None:
    assert tuple(EVENTS) == TYPES


@pytest.mark.parametrize("person", [HEALTH_VISITOR, SCRUTINEER])
def test_for_others_there_is_no_such_page(pages: Pages, person: str) -> None:
    browser = pages.signed_in(person)
    token = token_in(browser.get("/my-work/calendar").text)
    assert "Webhooks" not in browser.get("/my-work").text
    nowhere = browser.get("/nowhere").text
    for path in ("/webhooks", "/webhooks/new"):
        answer = browser.get(path)
        assert (answer.status_code, answer.text.count("Page not found")) == (404, nowhere.count("Page not found"))
    for path in ("/webhooks/new", "/webhooks/1/renew", "/webhooks/1/try", "/webhooks/1/disable", "/webhooks/1/enable"):
        assert browser.post(path, data={"form_token": token}).status_code == 404


def test_a_receiver_from_its_adding_to_its_end(pages: Pages, service: Service) -> None:
    browser = pages.signed_in(BUSINESS_MANAGER)
    assert "No other system is told of events." in browser.get("/webhooks").text
    form = browser.get("/webhooks/new").text
    fields = {"form_token": token_in(form), "address": f" {service.url}/hooks ", "agency": COUNCIL}
    added = browser.post("/webhooks/new", data=fields | {"events": ["case.opened", "deadline.passed"]})
    assert added.status_code == 200
    assert added.headers["cache-control"] == "no-store"
    secret = SECRET.search(added.text)
    assert secret
    (one,) = kept(pages)
    assert (one.address, one.agency, one.events) == (
        f"{service.url}/hooks",
        COUNCIL,
        frozenset({"case.opened", "deadline.passed"}),
    )
    assert one.made_by == BUSINESS_MANAGER
    listed = pages.signed_in(BUSINESS_SUPPORT_OFFICER).get("/webhooks").text
    assert "whsec_" not in listed
    for words in (f"{service.url}/hooks", "Disagreements of Essex County Council", "A deadline has passed", "Enabled"):
        assert words in listed

    tried = send(browser, "/webhooks", "/webhooks/1/try")
    assert "Receiver 1 has taken a test event. It answered 200." in tried.text
    service.answers["POST"] = (500, {})
    refused = send(browser, "/webhooks", "/webhooks/1/try")
    assert (refused.status_code, "has not taken a test event. It answered 500." in refused.text) == (409, True)

    renewed = SECRET.search(send(browser, "/webhooks", "/webhooks/1/renew").text)
    assert renewed
    assert renewed[1] != secret[1]
    gone = send(browser, "/webhooks", "/webhooks/1/disable")
    assert "Receiver 1 is told nothing more." in browser.get(gone.headers["location"]).text
    assert "It was disabled by Business manager" in browser.get("/webhooks").text
    back = send(browser, "/webhooks", "/webhooks/1/enable")
    assert "is told of what happens from now on" in browser.get(back.headers["location"]).text
    assert send(browser, "/webhooks", "/webhooks/7/enable").status_code == 404


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"address": "http://casework.example.org/"}, "Write an https address"),
        ({"address": ""}, "begins with https"),
        ({"address": "https://169.254.169.254/latest"}, "leads into a private network"),
        ({"agency": ""}, "Choose of which cases it is told."),
        ({"agency": "nobody"}, "There is no such agency"),
        ({"events": []}, "Choose at least one event."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    pages: Pages, service: Service, changed: dict[str, str | list[str]], says: str
) -> None:
    browser = pages.signed_in(BUSINESS_MANAGER)
    given = {"address": f"{service.url}/typed", "agency": "all", "events": ["case.closed"]} | changed
    answer = browser.post("/webhooks/new", data={"form_token": token_in(browser.get("/webhooks/new").text), **given})
    assert answer.status_code == 422
    assert says in unescape(answer.text)
    assert kept(pages) == []
    assert f'value="{given["address"]}"' in answer.text or not given["address"]
    assert answer.text.count(" checked") == len(given["events"])
