"""What a review asks of an agency: whoever answers for it sees its own item, answers it, and sees nothing else."""

from datetime import timedelta

import pytest

from procedures.review_course import ReviewPosition as P
from states.review_actions import RequestInformation
from tests.partnership import BUSINESS_MANAGER, CLASS_TEACHER, COUNCIL, HCRG, HEALTH_VISITOR, POLICE
from tests.reviews_at_work import StoredReview, stored_review
from tests.statements import MOST_STATEMENTS, statements
from tests.states.review_line import lead, recommendation
from tests.web.pages import Pages, send

ASKED, OTHERS = "Which visits were made in May?", "Zz-asked-of-the-police"


def ask(review: StoredReview, agency: str, what: str) -> None:
    day = review.now.date() + timedelta(days=7)
    review.act(BUSINESS_MANAGER, RequestInformation(agency=agency, due_on=day, what=what))


@pytest.fixture
def asked(pages_on_both: Pages) -> tuple[Pages, StoredReview]:
    """A review that asks information of the police and of the 0-19 service."""
    pages = pages_on_both
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_GATHERING, about="Zz-of-the-referral")
    ask(review, POLICE, OTHERS)
    ask(review, HCRG, ASKED)
    pages.clock.advance_to(max(pages.clock.now(), review.now))
    return pages, review


def test_information_is_given_by_whoever_answers_for_the_agency(asked: tuple[Pages, StoredReview]) -> None:
    pages, review = asked
    browser = pages.signed_in(lead(HCRG))
    address = f"/asked/{review.reference}/information/2"
    assert address in browser.get("/my-work").text
    assert address in browser.get("/asked").text
    html = browser.get(address).text
    assert ASKED in html
    assert "Zz-" not in html
    form = f"{address}/record-information"
    assert send(browser, form, given="yes", note="").status_code == 422
    answer = send(browser, form, given="yes", note="Two visits.")
    assert answer.status_code == 303
    after = browser.get(answer.headers["location"]).text
    assert "Two visits." in after
    assert "It is on the record." in after
    assert browser.get(form).status_code == 404
    assert address not in browser.get("/asked").text
    request = review.until(pages.clock.now() + timedelta(minutes=1)).review.information_requests[1]
    assert request.answered_at is not None


def test_for_everybody_else_there_is_no_such_page(asked: tuple[Pages, StoredReview]) -> None:
    pages, review = asked
    page = f"/asked/{review.reference}"
    for person, number in (
        (HEALTH_VISITOR, 2),
        (CLASS_TEACHER, 2),
        (lead(POLICE), 2),
        (lead(HCRG), 1),
        (lead(HCRG), 3),
        (lead(HCRG), 0),
    ):
        browser = pages.signed_in(person)
        for address in (f"{page}/information/{number}", f"{page}/information/{number}/record-information"):
            assert browser.get(address).status_code == 404, (person, address)
    browser = pages.signed_in(lead(HCRG))
    assert browser.get(f"{page}/recommendation/1").status_code == 404
    assert browser.get(f"/reviews/{review.reference}").status_code != 200
    form = f"{page}/information/2/record-information"
    assert send(pages.signed_in(HEALTH_VISITOR), "/sign-out", form, given="yes", note="x").status_code == 404


def test_an_owner_answers_a_recommendation_and_each_sees_its_own_answer(pages_on_both: Pages) -> None:
    pages = pages_on_both
    review = stored_review(pages.context, pages.clock, P.PUBLISHED)
    review.act(BUSINESS_MANAGER, recommendation(review, HCRG, COUNCIL))
    pages.clock.advance_to(max(pages.clock.now(), review.now))
    address = f"/asked/{review.reference}/recommendation/2"
    browser = pages.signed_in(lead(HCRG))
    assert "A recommendation to your agency" in browser.get(address).text
    assert address in browser.get("/my-work").text
    assert pages.signed_in(lead(POLICE)).get(address).status_code == 404
    form, said = f"{address}/answer-recommendation", {"accepted": "yes", "reason": "Right.", "action": "We will."}
    answer = send(browser, form, **{**said, "reason": ""})
    assert (answer.status_code, "We will." in answer.text) == (422, True)
    assert send(browser, form, **said).status_code == 303
    assert "We will." in browser.get(address).text
    other = pages.signed_in(lead(COUNCIL)).get(address)
    assert (other.status_code, "We will." in other.text) == (200, False)
    refused = send(browser, "/sign-out", form, **said)
    assert refused.status_code == 303, "a second click is told what the first one did"


def test_few_statements(asked: tuple[Pages, StoredReview]) -> None:
    pages, review = asked
    browser = pages.signed_in(lead(HCRG))
    for address in ("/asked", f"/asked/{review.reference}/information/2", "/my-work"):
        browser.get(address)
        with statements(pages.context.engine) as seen:
            assert browser.get(address).status_code == 200
        assert len(seen) <= MOST_STATEMENTS, seen
