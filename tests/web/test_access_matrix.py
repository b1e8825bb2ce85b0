"""Everybody at every page, at every position of a case: each cell opened, and none left out.

Whatever comes of it, no cell asks the store more than a page may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    NAMED_NURSE,
    SCRUTINEER,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
)
from tests.statements import MOST_STATEMENTS, statements
from tests.web.matrix_rules import ASKED_FOR_RETURNS, CASE_READERS, ENDS_SESSIONS, NOBODY, PAGES, ROLES, may_open
from tests.web.matrix_world import World, operations_of
from tests.web.pages import token_in
from web.application import ROUTERS

NAMES = {
    "/cases/{reference}/{name}": "answer",
    "/reviews/{reference}/{name}": "open-side-record",
    "/reviews/{reference}/documents/{name}.docx": "decision-record",
    "/asked/{reference}/{what}/{number}/{name}": "record-information",
}
"""What stands for `{name}`: actions whose empty form does nothing, and a document."""

INFORMATION = "/asked/{reference}/information/1"


def test_of_every_page_it_is_written_down_who_may_open_it() -> None:
    assert operations_of(ROUTERS) == PAGES.keys()


def cells(page: str, world: World) -> Iterator[tuple[str, str]]:
    """The addresses of a page: one for each position of the cases that it can be about. Yields position and address."""
    path = page.partition(" ")[2]
    address = re.sub(r"\{draft(:int)?\}", str(world.draft), path).replace(
        "/asked/{reference}/{what}/{number}", INFORMATION
    )
    address = address.replace("{procedure}", "essex").replace("{version}", "none")
    address = address.replace("{name}", NAMES.get(path, "none")).replace("{token}", "none").replace("{step}", "about")
    address = address.replace("{sample}", "1").replace("{code}", SOCIAL_WORKER).replace("{form}", "csv")
    if "{reference}" not in path:
        yield "", numbered(address, 1)
        return
    reviews = path.startswith(("/reviews", "/returns", "/refer/", "/asked/"))
    documents = world.of_returns if path.startswith("/returns") else world.documents
    for position, reference in (world.reviews if reviews else world.cases).items():
        yield position, numbered(address, documents.get(reference, 1)).replace("{reference}", reference)


def numbered(address: str, number: int) -> str:
    return re.sub(r"\{number(:int)?\}", str(number), address)


def outcome(world: World, browser: TestClient, method: str, address: str, token: str) -> str:
    """What a page is for somebody: `open`, `hidden` as if it did not exist, or `sign in`."""
    with statements(world.pages.context.engine) as asked:
        answer = browser.request(method, address, data={"form_token": token} if method == "POST" else None)
    assert answer.status_code < 500, address
    assert len(asked) <= MOST_STATEMENTS, (address, asked)
    if answer.status_code == 404:
        return "hidden"
    to = answer.headers.get("location", "")
    return "sign in" if answer.status_code == 303 and to.partition("?")[0] == "/sign-in" else "open"


def expected(page: str, person: str, position: str) -> str:
    rule = PAGES[page]
    if may_open(rule, person, position):
        return "open"
    return "sign in" if person == NOBODY and rule != "no such thing" else "hidden"


@pytest.mark.parametrize("person", [NOBODY, *ROLES], ids=lambda person: person or "nobody")
def test_everybody_opens_what_is_theirs_and_nothing_else(world: World, person: str) -> None:
    # How often unknown addresses may be tried is counted by the hour, for everybody together.
    world.pages.real.advance_by(timedelta(hours=1))
    shared = opened_browser(world, person)
    wrong = {
        f"{page} at {position or 'no case'}": f"{found}, expected {wanted}"
        for page in PAGES
        for browser, token in [opened_browser(world, person) if page in ENDS_SESSIONS else shared]
        for position, address in cells(page, world)
        if (found := outcome(world, browser, page.partition(" ")[0], address, token))
        != (wanted := expected(page, person, position))
    }
    assert wrong == {}


def opened_browser(world: World, person: str) -> tuple[TestClient, str]:
    """A browser in which somebody is signed in, or nobody, and the token for its forms."""
    browser = world.pages.signed_in(person) if person else world.pages.browser()
    return browser, token_in(browser.get("/sign-out" if person else "/sign-in").text)


def test_the_world_has_a_case_at_every_position_of_the_rules(world: World) -> None:
    assert world.cases.keys() == CASE_READERS.keys()
    assert world.reviews.keys() >= ASKED_FOR_RETURNS


@pytest.mark.parametrize(
    "person", [BUSINESS_MANAGER, NAMED_NURSE, SERVICE_MANAGER, ASSISTANT_CHIEF_CONSTABLE, SCRUTINEER]
)
def test_no_page_asks_more_however_many_cases_there_are(many: World, person: str) -> None:
    browser = many.pages.signed_in(person)
    token = token_in(browser.get("/sign-out").text)
    found = [
        outcome(many, browser, "GET", address, token)
        for page in PAGES
        if page.startswith("GET ")
        for _, address in {each[place] for each in [list(cells(page, many))] for place in (0, -1)}
    ]
    assert "open" in found
