"""Signing in with one's agency, against a provider that runs as a process of its own."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from store.provider_subjects import SUBJECTS
from store.recording import table
from store.sessions import reading, writing
from store.sign_in_tables import SignInAttemptRow, WebSessionRow
from tests.at_work import address_of, change_person
from tests.partnership import DETECTIVE_CONSTABLE, HEALTH_VISITOR, SOCIAL_WORKER
from tests.web.pages import REAL, SESSION, VISITOR, Pages, opened_pages, send
from tests.web.provider import allow, deny, provider_process

WORKER, FIRE = "worker@council.example", "watch@fire.example"
AT = int(REAL.timestamp())
PEOPLE: list[dict[str, Any]] = [
    {"sub": "visitor", "email": address_of(HEALTH_VISITOR), "email_verified": True},
    {"sub": "unknown", "email": "nobody.here@example.org"},
    {"sub": "unverified", "email": address_of(HEALTH_VISITOR), "email_verified": False},
    {"sub": "elsewhere", "email": "visitor@elsewhere.example"},
    {"sub": "no-address"},
    {"sub": "two factors", "email": WORKER, "acr": "phr", "amr": ["pwd", "otp", "mfa"]},
    {"sub": "other words", "email": WORKER, "acr": "0", "amr": ["pwd", "otp", "mfa"]},
    {"sub": "a password", "email": WORKER, "acr": "phr", "amr": ["pwd"]},
    {"sub": "no list", "email": WORKER, "acr": "phr", "amr": "otp mfa"},
    {"sub": "silent", "email": WORKER},
    {"sub": "lately", "email": FIRE, "auth_time": AT - 3_600 - 50},
    {"sub": "long ago", "email": FIRE, "auth_time": AT - 3_600 - 70},
    {"sub": "in words", "email": FIRE, "auth_time": str(AT)},
    {"sub": "a yes", "email": FIRE, "auth_time": True},
    {"sub": "to come", "email": FIRE, "auth_time": AT + 70},
    {"sub": "says nothing", "email": FIRE, "auth_time": None},
    {"sub": "says nothing here", "email": address_of(HEALTH_VISITOR), "auth_time": None},
    {"sub": "just now", "email": address_of(DETECTIVE_CONSTABLE), "auth_time": AT + 30},
    {"sub": "an hour ago", "email": address_of(DETECTIVE_CONSTABLE), "auth_time": AT - 3_600},
]
"""What each provider says of them. The pages' real clock stands still, and times here are by that one.

Of whoever has no time here this provider says the machine's own, long before.
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider_process(PEOPLE) as running:
        yield running


@pytest.fixture
def pages(sqlite_url: str, tmp_path: Path, issuer: str) -> Iterator[Pages]:
    file = tmp_path / "providers.yaml"
    file.write_text(
        f"""providers:
  - {{name: health, title: Essex Health, issuer: "{issuer}", client_id: golden-thread, client_secret: not-told,
     domains: [example.org]}}
  - {{name: police, title: Essex Police, issuer: "{issuer}", client_id: golden-thread-2, client_secret: not-told,
     domains: [police.example]}}
  - {{name: council, title: The council, issuer: "{issuer}", client_id: golden-thread-3, client_secret: not-told,
     domains: [council.example], acr: [phr, phrh], amr: [otp, mfa]}}
  - {{name: fire, title: Fire and rescue, issuer: "{issuer}", client_id: golden-thread-4, client_secret: not-told,
     domains: [fire.example], max_age: 3600}}
""",
        encoding="utf-8",
    )
    with opened_pages(sqlite_url, tmp_path, sign_in_providers=file) as opened:
        yield opened


def sent_to_provider(browser: TestClient, name: str = "health", to: str = "/cases") -> str:
    answer = browser.get(f"/sign-in/to/{name}?next={to}")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def people_signed_in(pages: Pages) -> list[str]:
    with reading(pages.context.engine) as connection:
        return list(connection.execute(select(table(WebSessionRow).c.person)).scalars())


def test_the_address_decides_which_provider_it_is(pages: Pages) -> None:
    browser = pages.browser()
    assert send(browser, "/sign-in", address="a@example.org").headers["location"] == "/sign-in/with/health"
    assert send(browser, "/sign-in", address="a@POLICE.example").headers["location"] == "/sign-in/with/police"
    assert send(browser, "/sign-in", address="a@other.example").headers["location"].startswith("/sign-in/sent?")
    assert "Continue to Essex Health" in browser.get("/sign-in/with/health").text


def test_whoever_the_provider_vouches_for_is_signed_in(pages: Pages) -> None:
    browser = pages.browser()
    address = sent_to_provider(browser)
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    visitor = browser.cookies[VISITOR]
    answer = browser.get(allow(address, "visitor"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases")
    assert people_signed_in(pages) == [HEALTH_VISITOR]
    assert VISITOR not in browser.cookies, "what the browser held before it signed in is taken back"
    assert visitor not in str(browser.cookies)
    assert "Health visitor, HCRG" in browser.get("/my-work").text


@pytest.mark.parametrize("subject", ["unknown", "unverified", "elsewhere", "no-address"])
def test_whoever_it_does_not_vouch_for_is_not(pages: Pages, subject: str) -> None:
    browser = pages.browser()
    answer = browser.get(allow(sent_to_provider(browser), subject))
    assert answer.status_code == 403
    assert "You are not signed in" in answer.text
    assert people_signed_in(pages) == []


def test_a_refusal_at_the_provider_is_told_in_plain_words(pages: Pages) -> None:
    browser = pages.browser()
    answer = browser.get(deny(sent_to_provider(browser)))
    assert (answer.status_code, "You are not signed in" in answer.text) == (403, True)


def test_an_answer_is_good_once(pages: Pages) -> None:
    browser = pages.browser()
    back = allow(sent_to_provider(browser), "visitor")
    visitor = browser.cookies[VISITOR]
    assert browser.get(back).status_code == 303
    browser.cookies.set(VISITOR, visitor, domain="goldenthread.example.org")
    assert browser.get(back).status_code == 403
    with reading(pages.context.engine) as connection:
        assert connection.execute(select(table(SignInAttemptRow))).all() == []


def test_an_answer_for_another_browser_is_not_taken(pages: Pages) -> None:
    back = allow(sent_to_provider(pages.browser()), "visitor")
    victim = pages.browser()
    victim.get("/sign-in")
    assert victim.get(back).status_code == 403
    assert people_signed_in(pages) == []


def test_an_answer_of_another_provider_is_not_taken(pages: Pages) -> None:
    browser = pages.browser()
    back = allow(sent_to_provider(browser), "visitor").replace("/back/health", "/back/police")
    assert browser.get(back).status_code == 403


def test_a_code_that_somebody_else_got_does_not_fit(pages: Pages) -> None:
    browser, thief = pages.browser(), pages.browser()
    stolen = parse_qs(urlsplit(allow(sent_to_provider(browser), "visitor")).query)["code"][0]
    own = parse_qs(urlsplit(allow(sent_to_provider(thief), "unknown")).query)["state"][0]
    assert thief.get(f"/sign-in/back/health?code={stolen}&state={own}").status_code == 403


@pytest.mark.parametrize(
    ("subject", "person"),
    [("two factors", [SOCIAL_WORKER]), ("other words", []), ("a password", []), ("no list", []), ("silent", [])],
)
def test_a_second_factor_that_is_asked_for_has_to_be_vouched_for(pages: Pages, subject: str, person: list[str]) -> None:
    change_person(pages.context, SOCIAL_WORKER, email=WORKER)
    browser = pages.browser()
    address = sent_to_provider(browser, "council")
    assert parse_qs(urlsplit(address).query)["acr_values"] == ["phr phrh"]
    assert browser.get(allow(address, subject)).status_code == (303 if person else 403)
    assert people_signed_in(pages) == person


@pytest.mark.parametrize(
    ("subject", "person"),
    [
        ("lately", [SOCIAL_WORKER]),
        ("long ago", []),
        ("in words", []),
        ("a yes", []),
        ("to come", []),
        ("says nothing", []),
    ],
)
def test_how_long_ago_they_signed_in_there_is_looked_at_where_it_is_asked(
    pages: Pages, subject: str, person: list[str]
) -> None:
    change_person(pages.context, SOCIAL_WORKER, email=FIRE)
    browser = pages.browser()
    address = sent_to_provider(browser, "fire")
    asked = parse_qs(urlsplit(address).query)
    assert (asked["max_age"], "prompt" in asked) == (["3600"], False)
    assert browser.get(allow(address, subject)).status_code == (303 if person else 403)
    assert people_signed_in(pages) == person


def test_it_is_counted_from_when_they_were_sent_and_not_from_when_they_came_back(pages: Pages) -> None:
    change_person(pages.context, SOCIAL_WORKER, email=FIRE)
    browser = pages.browser()
    back = allow(sent_to_provider(browser, "fire"), "lately")
    pages.real.advance_by(timedelta(minutes=5))
    assert browser.get(back).status_code == 303


def test_whoever_is_silent_about_it_is_let_in_where_it_is_not_asked(pages: Pages) -> None:
    browser = pages.browser()
    address = sent_to_provider(browser)
    assert "max_age" not in parse_qs(urlsplit(address).query)
    assert browser.get(allow(address, "says nothing here")).status_code == 303
    assert 'value="everywhere"' not in text_of(browser, "/sign-out"), "it may have been long ago"


def test_a_sign_in_there_of_an_hour_ago_ends_no_session_elsewhere_and_one_of_now_does(pages: Pages) -> None:
    there, browser = pages.signed_in(DETECTIVE_CONSTABLE), pages.browser()
    browser.get(allow(sent_to_provider(browser), "an hour ago"))
    assert 'value="everywhere"' not in text_of(browser, "/sign-out")
    assert "Continue to Essex Health" in text_of(browser, "/sign-in/again")

    address = sent_again(browser)
    asked = parse_qs(urlsplit(address).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    refused = browser.get(allow(address, "an hour ago"))
    assert (refused.status_code, "You are still signed in as Detective constable" in refused.text) == (403, True)
    assert browser.get("/my-work").status_code == 200, "whoever is refused keeps the session that they have"

    let_bind_anew(pages, browser)
    before = browser.cookies[SESSION]
    answer = browser.get(allow(sent_again(browser), "just now"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-out")
    assert browser.cookies[SESSION] != before
    assert send(browser, "/sign-out", where="everywhere").headers["location"] == "/signed-out?from=everywhere"
    assert there.get("/my-work").status_code == 303


def text_of(browser: TestClient, page: str) -> str:
    return str(browser.get(page).text)


def sent_again(browser: TestClient) -> str:
    return str(browser.get("/sign-in/to/health?again=1").headers["location"])


def let_bind_anew(pages: Pages, browser: TestClient) -> None:
    """One person cannot have two times at this provider, so the second stands there under another name."""
    with writing(pages.context.engine) as connection:
        connection.execute(SUBJECTS.delete())
    assert browser.get("/my-work").status_code == 200


def test_there_is_no_provider_of_another_name(pages: Pages) -> None:
    assert pages.browser().get("/sign-in/with/nobody").status_code == 404


def test_a_provider_of_one_agency_vouches_for_nobody_of_another(pages: Pages) -> None:
    browser = pages.browser()
    answer = browser.get(allow(sent_to_provider(browser, "police"), "visitor"))
    assert answer.status_code == 403
    assert DETECTIVE_CONSTABLE not in people_signed_in(pages)
