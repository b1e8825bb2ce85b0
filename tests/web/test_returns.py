"""An agency's own return: its people see what it was asked and what it sent, and nothing else of the review."""

import re
from typing import Any

import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from procedures.review_course import ReviewPosition as P
from tests.at_work import entries_of
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    CLASS_TEACHER,
    HCRG,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    POLICE,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
)
from tests.reviews_at_work import StoredReview, stored_review
from tests.statements import MOST_STATEMENTS, statements
from tests.states.review_line import lead, returned
from tests.web.pages import Pages, send, token_in

SECRET = "Zz-of-the-police"
WRITTEN = {
    "family_composition": "Mother, child.",
    "chronology": "Visits since March.",
    "key_practice_episodes": "The visit in May.",
    "voice_of_child": "Wants to stay.",
    "identity_and_context": "Nothing further.",
    "immediate_action": "Records secured.",
    "single_agency_learning": "Ask earlier.",
}
TYPED = {
    **WRITTEN,
    "period_from-day": "1", "period_from-month": "1", "period_from-year": "2024",
    "period_to-day": "30", "period_to-month": "10", "period_to-year": "2026",
    "senior_sign_off": lead(HCRG),
}  # fmt: skip


@pytest.fixture
def asked(pages: Pages) -> StoredReview:
    """A review for which three agencies were asked, and the police have sent their return."""
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_GATHERING, about="Zz-of-the-referral")
    review.act(lead(POLICE), returned(POLICE, review, chronology=SECRET))
    pages.clock.advance_to(max(pages.clock.now(), review.now))
    return review


def sent(browser: TestClient, review: StoredReview, **changed: str) -> Any:
    return send(browser, f"/returns/{review.reference}", **(TYPED | changed))


def test_a_mail_leads_whoever_answers_to_the_form(pages: Pages, asked: StoredReview) -> None:
    browser = pages.signed_in(lead(HCRG))
    assert browser.get(f"/reviews/{asked.reference}").headers["location"] == f"/returns/{asked.reference}"
    html = browser.get(f"/returns/{asked.reference}").text
    assert "Send the return" in html
    assert f"/returns/{asked.reference}" in browser.get("/my-work").text
    assert asked.reference in browser.get("/returns").text


def test_a_return_is_sent_once_and_can_then_be_read(pages: Pages, asked: StoredReview) -> None:
    browser = pages.signed_in(lead(HCRG))
    form = browser.get(f"/returns/{asked.reference}").text
    answer = sent(browser, asked)
    assert answer.status_code == 303
    after = browser.get(answer.headers["location"]).text
    assert "The return is sent" in after
    assert all(text in after for text in WRITTEN.values())
    assert "Send the return" not in after
    token = re.search(r'name="form_token" value="([0-9a-f]{64})"', form)
    assert token
    again = browser.post(f"/returns/{asked.reference}", data={"form_token": token[1], **TYPED})
    assert "first click" in browser.get(again.headers["location"]).text
    recorded = [one for one in entries_of(pages.context, asked.reference) if one.kind == "submit_return"]
    assert [one.facts["agency"] for one in recorded] == [POLICE, HCRG]
    assert f"/returns/{asked.reference}" not in browser.get("/my-work").text


def test_a_second_click_is_known_by_its_views_on_single_criteria_too(pages: Pages, asked: StoredReview) -> None:
    browser, (first, second, *_) = pages.signed_in(lead(HCRG)), asked.rules.criteria
    viewed = {f"views_on_criteria-{first.id}": "It was abuse.\r\nWe saw it.", f"views_on_criteria-{second.id}": ""}
    assert sent(browser, asked, **viewed).headers["location"].endswith("?sent=now")
    token = token_in(browser.get("/sign-out").text)

    def once_more(**changed: str) -> Any:
        data = {"form_token": token, **TYPED, **viewed, **changed}
        return browser.post(f"/returns/{asked.reference}", data=data)

    assert once_more().headers["location"].endswith("?sent=before")
    page = browser.get(f"/returns/{asked.reference}").text
    assert "We saw it." in page
    assert escape(first.text) in page
    for other in (first, second):
        changed = once_more(**{f"views_on_criteria-{other.id}": "Something else."})
        assert changed.status_code == 409, "what was never kept is not said to be sent"


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"chronology": ""}, 422), ({"period_to-day": "31", "period_to-month": "2"}, 422), ({"agency": POLICE}, 303)],
    ids=["left-open", "no-such-day", "another-agency-named"],
)
def test_what_cannot_stand_comes_back_with_what_was_typed(
    pages: Pages, asked: StoredReview, changed: dict[str, str], status: int
) -> None:
    answer = sent(pages.signed_in(lead(HCRG)), asked, **changed)
    assert answer.status_code == status
    if status == 422:
        assert "There is a problem" in answer.text
        assert WRITTEN["key_practice_episodes"] in answer.text
    recorded = {
        one.facts["agency"] for one in entries_of(pages.context, asked.reference) if one.kind == "submit_return"
    }
    assert recorded == ({POLICE} if status == 422 else {POLICE, HCRG})


def test_those_above_whoever_answers_for_the_agency_read_and_do_not_send(pages: Pages, asked: StoredReview) -> None:
    browser = pages.signed_in(HEAD_OF_SERVICE)
    html = browser.get(f"/returns/{asked.reference}").text
    assert "sent by whoever answers for your agency" in html
    assert "Send the return" not in html
    assert sent(browser, asked).status_code == 409


@pytest.mark.parametrize("person", [CLASS_TEACHER, BUSINESS_MANAGER, HEALTH_VISITOR, SOCIAL_WORKER])
def test_for_others_there_is_none(pages: Pages, asked: StoredReview, person: str) -> None:
    browser = pages.signed_in(person)
    assert browser.get(f"/returns/{asked.reference}").status_code == 404
    assert asked.reference not in browser.get("/returns").text


@pytest.mark.parametrize("person", [lead(HCRG), HEAD_OF_SERVICE, SERVICE_MANAGER])
def test_nothing_else_of_the_review_is_there(pages: Pages, asked: StoredReview, person: str) -> None:
    browser = pages.signed_in(person)
    for path in (f"/returns/{asked.reference}", "/returns", "/my-work"):
        html = browser.get(path).text
        assert (asked.reference in html) == (path != "/my-work" or person == lead(HCRG))
        assert "Zz-" not in html
        assert "serious harm" not in html.lower().replace("was seriously harmed", "")
    assert pages.signed_in(ASSISTANT_CHIEF_CONSTABLE).get(f"/reviews/{asked.reference}").text.count(SECRET) == 1


def test_pages_of_returns_ask_few_questions(pages: Pages, asked: StoredReview) -> None:
    browser = pages.signed_in(lead(HCRG))
    for path in (f"/returns/{asked.reference}", "/returns", "/my-work"):
        browser.get(path)
        with statements(pages.context.engine) as seen:
            browser.get(path)
        assert len(seen) <= MOST_STATEMENTS, seen
