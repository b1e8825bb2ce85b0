"""What somebody types into a form is kept while they type, for them alone, until they send it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from procedures.review_course import ReviewPosition as P
from store.drafts import DRAFTS
from store.sessions import reading
from store.unsent import LONGEST, MOST
from tests.at_work import raised
from tests.docs.pages import ROOT
from tests.partnership import (
    BUSINESS_SUPPORT_OFFICER,
    COUNCIL,
    HCRG,
    HEALTH_VISITOR,
    SCHOOL_NURSE,
    SCRUTINEER,
    SOCIAL_WORKER,
)
from tests.reviews_at_work import stored_review
from tests.statements import MOST_STATEMENTS, statements
from tests.states.review_line import lead
from tests.web.pages import Pages, give_code, send
from tests.web.statements import asks_little
from web.sign_in.signing_in import KEPT_UNSENT
from workflows import drafts

TEMPLATES = ROOT / "web" / "templates"
WORDS = "Zz: I have seen\nthree visits <b>refused</b>."


def keep(browser: TestClient, form: str, **typed: Any) -> int:
    """As the script does it while somebody types into a form."""
    return int(send(browser, form, "/unsent", unsent_form=form, version="1", **typed).status_code)


def sign_in(pages: Pages, person: str) -> None:
    """Let somebody sign in by a link."""
    browser = pages.browser()
    assert send(browser, pages.asked_link(browser, person)).status_code == 303
    assert give_code(pages, browser, person).status_code == 303


def kept_forms(pages: Pages) -> list[str]:
    with reading(pages.context.engine) as connection:
        return list(connection.execute(select(DRAFTS.c.form).order_by(DRAFTS.c.id)).scalars())


def test_what_was_typed_comes_back_until_it_is_sent(pages_on_both: Pages) -> None:
    pages = pages_on_both
    form = f"/cases/{raised(pages.context)}/answer"
    browser = pages.signed_in(SOCIAL_WORKER)
    assert keep(browser, form, answer="Zz: I have") == 204
    assert keep(browser, form, answer=WORDS) == 204
    again = pages.signed_in(SOCIAL_WORKER).get(form).text
    assert "Zz: I have seen\nthree visits &lt;b&gt;refused&lt;/b&gt;.</textarea>" in again
    assert "You filled this in on Monday 1 March 2027 at midday, and have not sent it." in again
    assert send(browser, form, answer="", version="1").status_code == 422
    assert kept_forms(pages) == [form], "it has not been sent yet"
    assert send(browser, form, answer=WORDS, version="1").status_code == 303
    assert kept_forms(pages) == []


def test_it_is_for_whoever_typed_it_alone(pages_on_both: Pages) -> None:
    pages = pages_on_both
    form = f"/cases/{raised(pages.context)}/add-note"
    assert keep(pages.signed_in(SOCIAL_WORKER), form, note=WORDS) == 204
    for person in (HEALTH_VISITOR, "team_manager_ecc", "escb_business_manager"):
        assert "Zz" not in pages.signed_in(person).get(form).text
        assert "Zz" not in pages.signed_in(person).get("/my-work").text
    assert drafts.mine(pages.context.engine, SOCIAL_WORKER) == []
    with reading(pages.context.engine) as connection:
        (fields,) = connection.execute(select(DRAFTS.c.fields)).scalars()
    assert b"Zz" not in bytes(fields), "and it stands in the store encrypted"


def test_my_work_lists_what_was_begun_and_leads_back_to_it(pages_on_both: Pages) -> None:
    pages = pages_on_both
    form = f"/cases/{raised(pages.context)}/answer"
    number = drafts.save(pages.context.engine, SOCIAL_WORKER, {"responding_agency": HCRG}, pages.clock.now())
    browser = pages.signed_in(SOCIAL_WORKER)
    assert "What I have begun" in browser.get("/my-work").text
    keep(browser, form, answer=WORDS, unsent_title="Error: Answer, D-2026-0001 \N{EN DASH} Golden Thread")
    keep(browser, f"/raise/{number}/about", about=WORDS, unsent_title="What is it about?")
    keep(browser, "/refer", about=WORDS)
    asks_little(pages, browser, "/my-work")
    html = browser.get("/my-work").text
    assert f'href="{form}">Answer, D-2026-0001</a>' in html
    assert 'href="/refer">A form that you have not sent</a>' in html
    assert "What is it about?" not in html, "a draft is listed once"
    assert "Zz" not in html
    assert form not in pages.signed_in(HEALTH_VISITOR).get("/my-work").text
    assert send(browser, form, answer=WORDS, version="1").status_code == 303
    assert f'href="{form}"' not in browser.get("/my-work").text


def test_one_can_begin_anew(pages: Pages) -> None:
    form = f"/cases/{raised(pages.context)}/answer"
    browser = pages.signed_in(SOCIAL_WORKER)
    keep(browser, form, answer=WORDS)
    answer = send(browser, form, "/unsent/forget", unsent_form=form)
    assert (answer.status_code, answer.headers["location"]) == (303, form)
    assert "Zz" not in browser.get(form).text
    assert kept_forms(pages) == []


def test_whoever_writes_is_not_signed_out(pages: Pages) -> None:
    form = f"/cases/{raised(pages.context)}/answer"
    browser = pages.signed_in(SOCIAL_WORKER)
    token_page = browser.get(form).text
    for minute in range(0, 60, 20):
        pages.real.advance_by(timedelta(minutes=20))
        assert keep(browser, form, answer=f"{WORDS} {minute}") == 204
    pages.real.advance_by(timedelta(minutes=31))
    assert browser.get(form).headers["location"].startswith("/sign-in")
    assert "Zz" not in token_page
    assert f"{40}</textarea>" in pages.signed_in(SOCIAL_WORKER).get(form).text


def test_each_form_in_which_people_write_keeps_it(pages: Pages) -> None:
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_GATHERING)
    pages.clock.advance_to(max(pages.clock.now(), review.now))
    number = drafts.save(pages.context.engine, HEALTH_VISITOR, {"responding_agency": COUNCIL}, pages.clock.now())
    for person, form, field in (
        (SOCIAL_WORKER, f"/cases/{raised(pages.context)}/answer", "answer"),
        (HEALTH_VISITOR, f"/raise/{number}/about", "about"),
        (HEALTH_VISITOR, "/refer", "about"),
        (lead(HCRG), f"/returns/{review.reference}", "chronology"),
        (lead(COUNCIL), f"/reviews/{review.reference}/open-side-record", "text"),
    ):
        browser = pages.signed_in(person)
        html = browser.get(form).text
        assert "data-keep-words" in html, form
        assert f'name="{field}"' in html, form
        assert keep(browser, form, **{field: WORDS}) == 204
        with statements(pages.context.engine) as asked:
            assert "Zz: I have seen" in browser.get(form).text, form
        assert len(asked) <= MOST_STATEMENTS, form


SHORT_FORMS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    # A form: who fills it in, what is missing in it, and what it is sent with in the end.
    "/absence": (
        HEALTH_VISITOR,
        {"first-day": "3", "first-month": "3", "first-year": "2027"},
        {"last-day": "9", "last-month": "3", "last-year": "2027", "deputy": SCHOOL_NURSE},
    ),
    "/directory/add": (BUSINESS_SUPPORT_OFFICER, {"title": "Zz: family worker"}, {"agency": COUNCIL}),
    f"/directory/people/{HEALTH_VISITOR}/contact": (
        BUSINESS_SUPPORT_OFFICER,
        {"email": "zz visitor"},
        {"email": "visitor@hcrg.example.org"},
    ),
    f"/directory/people/{HEALTH_VISITOR}/left": (
        BUSINESS_SUPPORT_OFFICER,
        {"left_on-day": "31", "left_on-month": "2", "left_on-year": "2027"},
        {"left_on-day": "28"},
    ),
    f"/directory/people/{HEALTH_VISITOR}/absence": (
        BUSINESS_SUPPORT_OFFICER,
        {"first-day": "3", "first-month": "3", "first-year": "2027"},
        {"last-day": "9", "last-month": "3", "last-year": "2027", "deputy": SCHOOL_NURSE},
    ),
    "/api-tokens": (
        BUSINESS_SUPPORT_OFFICER,
        {"name": "Zz: case management", "days": "30"},
        {"whose": f"person:{HEALTH_VISITOR}", "scopes": ["read"]},
    ),
    "/webhooks/new": (
        BUSINESS_SUPPORT_OFFICER,
        {"address": "zz://receiver.example.org", "events": ["case.opened"]},
        {"address": "https://1.1.1.1/", "agency": COUNCIL},
    ),
    "/audits": (
        SCRUTINEER,
        {"kind": "disagreement", "standing": "either", "size": "5"},
        {
            "first-day": "1", "first-month": "11", "first-year": "2026",
            "last-day": "31", "last-month": "3", "last-year": "2027",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", SHORT_FORMS)
def test_each_short_form_keeps_it_too_until_it_is_sent(pages_on_both: Pages, form: str) -> None:
    pages, (person, first, rest) = pages_on_both, SHORT_FORMS[form]
    raised(pages.context)
    browser = pages.signed_in(person)
    assert "data-keep-words" in browser.get(form).text
    assert keep(browser, form, **first) == 204
    again = pages.signed_in(person).get(form).text
    for name, given in first.items():
        for value in [given] if isinstance(given, str) else given:
            chosen = rf'name="{name}"[^>]*value="{re.escape(value)}"|value="{re.escape(value)}"[^>]*name="{name}"'
            assert re.search(chosen, again), name
    assert "and have not sent it." in again
    assert send(browser, form, **first).status_code == 422
    assert kept_forms(pages) == [form], "it has not been sent yet"
    assert send(browser, form, **(first | rest)).status_code in (200, 303)
    assert kept_forms(pages) == []


def test_no_form_in_which_something_is_typed_leaves_it_to_the_browser() -> None:
    typed_in = re.compile(r"form_input\(|govuk(Input|Textarea|Select|Radios|DateInput)\(|<textarea")
    # One choice, made again in a moment; a file, which no browser fills in again; and whoever is not signed in yet.
    without = {"raise_safety.html", "directory_upload.html", "sign_in.html", "sign_in_link.html", "second_factor.html"}
    for template in sorted(TEMPLATES.glob("*.html")):
        for form in re.findall(r"<form [^>]*method=\"post\".*?</form>", template.read_text("utf-8"), re.DOTALL):
            if typed_in.search(form) and template.name not in without:
                assert "data-keep-words" in form.partition(">")[0], template.name


def test_what_was_typed_into_a_question_goes_with_its_draft(pages_on_both: Pages) -> None:
    pages = pages_on_both
    numbers = [drafts.save(pages.context.engine, HEALTH_VISITOR, {}, pages.clock.now()) for _ in range(2)]
    browser = pages.signed_in(HEALTH_VISITOR)
    for number in numbers:
        assert keep(browser, f"/raise/{number}/about", about=WORDS) == 204
    assert send(browser, f"/raise/{numbers[0]}/delete").status_code == 303
    assert kept_forms(pages) == [None, f"/raise/{numbers[1]}/about"]


def test_no_more_is_kept_than_anybody_writes(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    browser = pages.signed_in(SOCIAL_WORKER)
    for number in range(MOST + 2):
        pages.real.advance_by(timedelta(seconds=1))
        sent = send(browser, "/sign-out", "/unsent", unsent_form=f"/cases/{reference}/form-{number}", answer=WORDS)
        assert sent.status_code == 204
    assert kept_forms(pages) == [f"/cases/{reference}/form-{number}" for number in range(2, MOST + 2)]
    assert keep(browser, f"/cases/{reference}/answer", answer="x" * LONGEST) == 413
    for nowhere in ("", "https://elsewhere.example/", "//elsewhere.example", "/sign-in"):
        assert send(browser, "/sign-out", "/unsent", unsent_form=nowhere, answer=WORDS).status_code == 404
        assert send(browser, "/sign-out", "/unsent/forget", unsent_form=nowhere).status_code == 404


def test_what_was_never_sent_goes_after_a_fortnight(pages: Pages) -> None:
    form = f"/cases/{raised(pages.context)}/answer"
    keep(pages.signed_in(SOCIAL_WORKER), form, answer=WORDS)
    for days, left in ((KEPT_UNSENT - timedelta(days=1), [form]), (timedelta(days=1), [])):
        pages.real.advance_by(days)
        sign_in(pages, HEALTH_VISITOR)
        assert kept_forms(pages) == left
