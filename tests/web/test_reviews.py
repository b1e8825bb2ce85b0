"""A practice review as its readers see it: where it stands, why each day, what is missing, and its documents."""

import re
from datetime import date
from io import BytesIO

import pytest
from docx import Document

from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from states.decision import Refusal
from store.case_readings import readings_of
from store.sessions import reading
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    DETECTIVE_CONSTABLE,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HEALTH_VISITOR,
    SCRUTINEER,
    SUFFOLK_CHIEF_NURSE,
)
from tests.reviews_at_work import stored_review
from tests.statements import MOST_STATEMENTS, statements
from tests.states.review_line import COMMITTEE_CHAIR, SUPPORT
from tests.web.pages import Pages, token_in

DOCUMENTS = ("rapid-review-report", "decision-record")


def words(html: str) -> str:
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("person", [ASSISTANT_CHIEF_CONSTABLE, COMMITTEE_CHAIR, BUSINESS_MANAGER, SCRUTINEER])
def test_it_is_there_for_its_groups_and_for_oversight(pages_on_both: Pages, person: str) -> None:
    pages = pages_on_both
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_SIGN_OFF)
    answer = pages.signed_in(person).get(f"/reviews/{review.reference}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    with reading(pages.context.engine) as connection:
        assert [(one.person, one.what) for one in readings_of(connection, review.reference)] == [(person, "page")]


@pytest.mark.parametrize("person", [HEALTH_VISITOR, DETECTIVE_CONSTABLE])
def test_for_others_it_does_not_exist(pages: Pages, person: str) -> None:
    review = stored_review(pages.context, pages.clock, P.CRITERIA_ASSESSMENT)
    browser = pages.signed_in(person)
    without_token = re.compile(r'name="form_token" value="[0-9a-f]+"')
    none = without_token.sub("", browser.get("/reviews/R-2026-9999").text)
    for path in ("", "/ratify", "/documents/decision-record.docx"):
        answer = browser.get(f"/reviews/{review.reference}{path}")
        assert (answer.status_code, without_token.sub("", answer.text)) == (404, none)
    with reading(pages.context.engine) as connection:
        assert readings_of(connection, review.reference) == []


def test_it_says_why_each_day_and_who_has_still_to_ratify(pages: Pages) -> None:
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_SIGN_OFF)
    review.act(ASSISTANT_CHIEF_CONSTABLE, do.Ratify(reason="Agreed."))
    text = words(pages.signed_in(BUSINESS_MANAGER).get(f"/reviews/{review.reference}").text)
    assert "Rapid review: ratification by the partners is awaited" in text
    assert "It has been superseded by" in text
    assert "2 of the partners are still to ratify" in text
    assert "Police Ratified by Assistant Chief Constable, Essex Police" in text
    assert "Health To be ratified by Chief Nurse, Suffolk and North East Essex Integrated Care Board" in text
    assert "By another reading, not in force" in text
    assert "Counted from" in text
    assert re.search(r"How its source was read: [ABC]", text)
    assert "Received Monday 2 November 2026" in text


def test_what_a_day_rests_on_is_said_once(pages: Pages) -> None:
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_GATHERING)
    text = words(pages.signed_in(BUSINESS_MANAGER).get(f"/reviews/{review.reference}").text)
    assert "Local default, to be confirmed: Day 7 of the plan" in text
    assert "Should: Working Together" in text
    assert ".." not in text


@pytest.mark.parametrize(
    ("position", "sent", "expected"),
    [
        (P.LCSPR_PARTNER_SIGN_OFF, False, "Still to ratify: Local authority, Police and Health."),
        (P.PUBLICATION_PLANNED, False, "The Panel and the Secretary of State are sent it, and the days are recorded."),
        (P.PUBLICATION_PLANNED, True, "What they comment is considered, or it is recorded that they made no comment."),
    ],
)
def test_publication_is_locked_until_the_earliest_day(pages: Pages, position: P, sent: bool, expected: str) -> None:
    review = stored_review(pages.context, pages.clock, position)
    pages.clock.advance_to(max(pages.clock.now(), review.now))
    browser = pages.signed_in(BUSINESS_MANAGER)
    if sent:
        day = review.today
        review.act(SUPPORT, do.SendBeforePublication(sent_to_panel_on=day, sent_to_secretary_of_state_on=day))
    text = words(browser.get(f"/reviews/{review.reference}").text)
    assert "Locked. The earliest day on which it can be published is" in text
    assert expected in text
    assert "para 364" in text
    refused = words(browser.get(f"/reviews/{review.reference}/publish-report").text)
    earliest = re.search(r"earliest day on which it can be published is (\w+ \d+ \w+ \d+)", text)
    assert earliest
    if sent:
        # The page and the guard count the same day.
        done = review.ask(
            SUPPORT, do.PublishReport(published_on=date(2026, 11, 4), address="https://example.org/report")
        )
        assert isinstance(done, Refusal)
        assert earliest[1] in done.reason
    else:
        assert "This is not open to you now" in refused


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_files_to_keep_of_what_the_reader_may_read(pages: Pages, name: str) -> None:
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_SUBMITTED)
    answer = pages.signed_in(COMMITTEE_CHAIR).get(f"/reviews/{review.reference}/documents/{name}.docx")
    assert answer.headers["content-disposition"] == f'attachment; filename="{review.reference}-{name}.docx"'
    assert answer.headers["cache-control"] == "no-store"
    assert review.reference in "".join(
        one.text for one in Document(BytesIO(answer.content)).sections[0].header.paragraphs
    )
    with reading(pages.context.engine) as connection:
        assert [(one.person, one.what) for one in readings_of(connection, review.reference)] == [
            (COMMITTEE_CHAIR, name)
        ]


def test_a_document_that_there_is_none_of_is_not_found(pages: Pages) -> None:
    review = stored_review(pages.context, pages.clock, P.REFERRED)
    browser = pages.signed_in(BUSINESS_MANAGER)
    assert browser.get(f"/reviews/{review.reference}/documents/everything.docx").status_code == 404


def test_partners_ratify_one_after_another_and_a_second_click_changes_nothing(pages: Pages) -> None:
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_SIGN_OFF)
    pages.clock.advance_to(max(pages.clock.now(), review.now))
    form = f"/reviews/{review.reference}/ratify"
    for partner in (ASSISTANT_CHIEF_CONSTABLE, DIRECTOR_OF_CHILDRENS_SERVICES, SUFFOLK_CHIEF_NURSE):
        browser = pages.signed_in(partner)
        html = browser.get(form).text
        version = re.search(r'name="version" value="(\d+)"', html)
        assert version
        fields = {"form_token": token_in(html), "version": version[1], "reason": "It follows from the returns."}
        answer = browser.post(form, data=fields)
        assert answer.status_code == 303
        assert "You ratified what is before the partners." in browser.get(answer.headers["location"]).text
        again = browser.get(browser.post(form, data=fields).headers["location"]).text
        assert "Done already" in again
    text = words(pages.signed_in(BUSINESS_MANAGER).get(f"/reviews/{review.reference}").text)
    assert text.count("Ratified by") == 3
    assert "still to ratify" not in text


def test_what_cannot_stand_comes_back_with_what_was_typed(pages: Pages) -> None:
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_DRAFTED)
    pages.clock.advance_to(max(pages.clock.now(), review.now))
    browser, form = pages.signed_in(COMMITTEE_CHAIR), f"/reviews/{review.reference}/recommend-decision"
    html = browser.get(form).text
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    answer = browser.post(
        form, data={"form_token": token_in(html), "version": version[1], "rationale": "Typed and kept."}
    )
    assert answer.status_code == 422
    assert "Typed and kept." in answer.text
    assert "There is a problem" in answer.text


def test_the_scrutineer_is_never_offered_a_ratification(pages: Pages) -> None:
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_SIGN_OFF)
    html = pages.signed_in(SCRUTINEER).get(f"/reviews/{review.reference}").text
    assert f"/reviews/{review.reference}/ratify" not in html
    assert f"/reviews/{review.reference}/comment-as-scrutineer" in html


def test_a_mail_leads_to_the_review(pages: Pages) -> None:
    review = stored_review(pages.context, pages.clock, P.REFERRED)
    browser = pages.signed_in(BUSINESS_MANAGER)
    assert browser.get(f"/cases/{review.reference}").headers["location"] == f"/reviews/{review.reference}"


@pytest.mark.parametrize("position", [P.RAPID_REVIEW_SIGN_OFF, P.PUBLICATION_PLANNED])
def test_the_page_asks_few_questions(pages: Pages, position: P) -> None:
    review = stored_review(pages.context, pages.clock, position)
    browser = pages.signed_in(COMMITTEE_CHAIR)
    browser.get(f"/reviews/{review.reference}")
    with statements(pages.context.engine) as seen:
        browser.get(f"/reviews/{review.reference}")
    assert len(seen) <= MOST_STATEMENTS, seen
