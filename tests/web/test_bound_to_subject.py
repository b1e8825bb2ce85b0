"""From the first sign-in through a provider on, its own name for somebody is bound to their post in the directory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from store.directory import current_directory
from store.directory_history import changes_of
from store.provider_subjects import SUBJECTS, Bound, Subject, bind
from store.sessions import reading, writing
from tests.at_work import address_of, change_person
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR, SOCIAL_WORKER
from tests.web.logged import Kept
from tests.web.pages import REAL, Pages, opened_pages, send
from tests.web.provider import allow, provider_process

ADDRESS = address_of(HEALTH_VISITOR)
PEOPLE: list[dict[str, Any]] = [
    {"sub": "visitor", "email": ADDRESS},
    {"sub": "visitor's successor", "email": ADDRESS},
]
REFUSED = "You are not signed in"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider_process(PEOPLE) as running:
        yield running


@pytest.fixture
def pages(database_url: str, tmp_path: Path, issuer: str) -> Iterator[Pages]:
    file = tmp_path / "providers.yaml"
    file.write_text(
        f"providers: [{{name: health, title: Essex Health, issuer: '{issuer}', client_id: golden-thread, "
        "client_secret: not-told, domains: [example.org]}]",
        encoding="utf-8",
    )
    with opened_pages(database_url, tmp_path, sign_in_providers=file) as opened:
        yield opened


def signs_in(pages: Pages, subject: str) -> str:
    """Sign in at the provider. Returns the post, or what the page says."""
    browser = pages.browser()
    answer = browser.get(allow(str(browser.get("/sign-in/to/health").headers["location"]), subject))
    if answer.status_code == 303:
        html = browser.get("/my-work").text
        return next(title for title in ("Health visitor, HCRG", "Social worker, family support") if title in html)
    assert answer.status_code == 403
    assert REFUSED in answer.text
    return REFUSED


def bound(pages: Pages) -> list[str]:
    with reading(pages.context.engine) as connection:
        return list(connection.execute(select(SUBJECTS.c.person)).scalars())


def test_an_address_that_comes_with_another_subject_signs_nobody_in(pages: Pages, kept: Kept) -> None:
    assert signs_in(pages, "visitor") == "Health visitor, HCRG"
    assert signs_in(pages, "visitor") == "Health visitor, HCRG"
    assert signs_in(pages, "visitor's successor") == REFUSED
    assert bound(pages) == [HEALTH_VISITOR]
    assert kept.events() == [
        ("bound to a subject", HEALTH_VISITOR),
        ("signed in", HEALTH_VISITOR),
        ("signed in", HEALTH_VISITOR),
        ("sign-in refused", HEALTH_VISITOR),
    ]
    assert json.loads(kept.lines[-1])["why"] == "the person is bound to another subject of the provider"
    assert "successor" not in "".join(kept.lines)


def test_a_subject_that_is_bound_to_another_person_in_post_signs_nobody_in(pages: Pages, kept: Kept) -> None:
    signs_in(pages, "visitor")
    change_person(pages.context, HEALTH_VISITOR, email="another@example.org")
    change_person(pages.context, SOCIAL_WORKER, email=ADDRESS)
    assert signs_in(pages, "visitor") == REFUSED
    assert json.loads(kept.lines[-1])["why"] == "the subject is bound to another person in post"
    assert kept.events()[-1][1] == SOCIAL_WORKER


def test_whoever_takes_another_post_is_known_there_once_they_have_left_the_first(pages: Pages) -> None:
    signs_in(pages, "visitor")
    change_person(pages.context, HEALTH_VISITOR, left_on=pages.clock.now().date())
    change_person(pages.context, SOCIAL_WORKER, email=ADDRESS)
    assert signs_in(pages, "visitor's successor") == "Social worker, family support"
    assert signs_in(pages, "visitor") == REFUSED, "the new post has somebody by now"
    assert bound(pages) == [HEALTH_VISITOR, SOCIAL_WORKER]


def test_a_post_that_nobody_has_any_more_lets_its_subject_go(pages: Pages) -> None:
    signs_in(pages, "visitor")
    change_person(pages.context, HEALTH_VISITOR, left_on=pages.clock.now().date())
    change_person(pages.context, SOCIAL_WORKER, email=ADDRESS)
    assert signs_in(pages, "visitor") == "Social worker, family support"
    assert bound(pages) == [SOCIAL_WORKER]


def test_whoever_comes_back_to_a_post_is_still_known_and_nobody_else_is(pages: Pages) -> None:
    signs_in(pages, "visitor")
    change_person(pages.context, HEALTH_VISITOR, left_on=pages.clock.now().date())
    assert signs_in(pages, "visitor") == REFUSED
    change_person(pages.context, HEALTH_VISITOR, left_on=None)
    assert signs_in(pages, "visitor's successor") == REFUSED
    assert signs_in(pages, "visitor") == "Health visitor, HCRG"


def test_an_address_that_two_posts_share_signs_nobody_in_and_binds_nothing(pages: Pages) -> None:
    change_person(pages.context, SOCIAL_WORKER, email=ADDRESS)
    assert signs_in(pages, "visitor") == REFUSED
    assert bound(pages) == []


def test_business_support_lets_somebody_sign_in_anew_which_is_kept_and_ends_their_sessions(pages: Pages) -> None:
    signs_in(pages, "visitor")
    before, browser = pages.signed_in(HEALTH_VISITOR), pages.signed_in(BUSINESS_MANAGER)
    page = f"/directory/people/{HEALTH_VISITOR}"
    assert "is bound to this post" in browser.get(page).text
    answer = send(browser, page, f"{page}/sign-in-anew")
    assert "They may sign in anew." in browser.get(answer.headers["location"]).text
    assert "They have not signed in yet, or were let sign in anew." in browser.get(page).text
    assert before.get("/my-work").status_code == 303
    with reading(pages.context.engine) as connection:
        (change,) = changes_of(connection, HEALTH_VISITOR, size=5)
    assert (change.by, change.kind) == (BUSINESS_MANAGER, "sign_in_anew")
    assert "May sign in anew, and was signed out everywhere" in browser.get("/directory/changes").text
    assert signs_in(pages, "visitor's successor") == "Health visitor, HCRG"
    assert signs_in(pages, "visitor") == REFUSED


def test_the_store_does_not_say_how_a_provider_calls_somebody(pages: Pages) -> None:
    signs_in(pages, "visitor")
    with reading(pages.context.engine) as connection:
        assert "visitor" not in str([row.subject_hash for row in connection.execute(select(SUBJECTS))])


def test_a_subject_of_another_issuer_is_somebody_else(pages: Pages, issuer: str) -> None:
    """An agency that changes its provider: nobody there is known yet, and each first sign-in binds anew."""
    signs_in(pages, "visitor")
    with writing(pages.context.engine) as connection:
        directory, day = current_directory(connection).directory, pages.clock.now().date()
        subject = Subject(f"{issuer}/another", "0" * 64)
        assert bind(connection, HEALTH_VISITOR, subject, REAL, directory=directory, day=day) is Bound.NOW
