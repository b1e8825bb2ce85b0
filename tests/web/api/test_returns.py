"""An agency's own returns through the interface: listed, read and sent, and nothing else of the review told."""

from __future__ import annotations

from typing import Any

import pytest

from procedures.review_course import ReviewPosition as P
from store.case_readings import readings_of
from store.sessions import reading
from tests.at_work import entries_of, fits
from tests.partnership import (
    BUSINESS_MANAGER,
    CLASS_TEACHER,
    COUNCIL,
    HCRG,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    POLICE,
    SERVICE_MANAGER,
)
from tests.reviews_at_work import StoredReview, stored_review
from tests.states.review_line import lead, returned
from tests.web.api.interface import Interface

SECRET = "Zz-of-the-police"


@pytest.fixture
def asked(interface: Interface) -> tuple[Interface, StoredReview]:
    return interface, asked_for_returns(interface)


def asked_for_returns(interface: Interface) -> StoredReview:
    """A review for which three agencies were asked, and the police have sent their return."""
    clock = interface.pages.clock
    review = stored_review(interface.context, clock, P.RAPID_REVIEW_GATHERING, about="Zz-of-the-referral")
    review.act(lead(POLICE), returned(POLICE, review, chronology=SECRET))
    clock.advance_to(max(clock.now(), review.now))
    return review


def body(review: StoredReview, **changed: Any) -> dict[str, Any]:
    view = {review.rules.criteria[0].id: "It was abuse."}
    return (
        returned(HCRG, review, chronology="Visits since March.", views_on_criteria=view).model_dump(mode="json")
        | changed
    )


def test_whoever_answers_for_the_agency_sends_its_return_once(interface_on_both: Interface) -> None:
    interface = interface_on_both
    review = asked_for_returns(interface)
    calls, at = interface.of(lead(HCRG)), f"/returns/{review.reference}"
    (line,) = calls.get("/returns").json()["returns"]
    assert (line["href"], line["agency"], line["standing"]) == (f"/api/v1{at}", HCRG, "to_send")
    before = calls.get(at).json()
    assert before["sent"] == []
    (action,) = before["actions"]
    assert (action["kind"], action["standing"], action["about"]) == ("submit_return", "open", {"agency": HCRG})
    assert {field["name"] for field in action["fields"]} >= {"chronology", "period_from", "views_on_criteria"}
    key = '"once"'
    sent = calls.post(at, body(review), key)
    assert (sent.status_code, sent.json()["href"]) == (200, f"/api/v1{at}"), sent.text
    assert calls.post(at, body(review), key).content == sent.content
    again = calls.post(at, body(review))
    assert (again.status_code, again.json()["code"]) == (409, "already_done")
    after = calls.get(at).json()
    assert (after["standing"], after["sent_at"]) == ("sent", sent.json()["sent_at"])
    written = {one["value"] for one in after["sent"][0]["written"]}
    assert {"Visits since March.", "It was abuse."} <= written
    assert after["actions"][0]["standing"] == "not_open_now"
    kept = [
        one.facts["agency"] for one in entries_of(interface.context, review.reference) if one.kind == "submit_return"
    ]
    assert kept == [POLICE, HCRG]
    with reading(interface.context.engine) as connection:
        read = [(one.person, one.what.partition(" (")[0]) for one in readings_of(connection, review.reference)]
    assert (lead(HCRG), "api return") in read
    assert fits(interface.context)


def test_what_cannot_stand_is_told_and_tells_nothing_of_the_review(asked: tuple[Interface, StoredReview]) -> None:
    interface, review = asked
    calls, at = interface.of(lead(HCRG)), f"/returns/{review.reference}"
    others = calls.post(at, body(review, agency=POLICE))
    assert (others.status_code, others.json()["errors"][0]["pointer"]) == (422, "/agency")
    longer = calls.post(at, body(review, chronology=""))
    assert (longer.status_code, longer.json()["errors"][0]["pointer"]) == (422, "/chronology")
    backwards = calls.post(at, body(review, period_to="2020-01-01"))
    assert (backwards.status_code, backwards.json()["code"]) == (409, "period_backwards")
    above = interface.of(HEAD_OF_SERVICE).post(at, body(review))
    assert (above.status_code, above.json()["code"]) == (403, "not_yours")
    for answer in (calls.get(at), calls.get("/returns"), above, backwards, interface.of(HEAD_OF_SERVICE).get(at)):
        assert "Zz-" not in answer.text
        assert '"position"' not in answer.text
    assert calls.get(f"/cases/{review.reference}").status_code == 404


@pytest.mark.parametrize("person", [CLASS_TEACHER, BUSINESS_MANAGER, HEALTH_VISITOR, None])
def test_for_others_there_is_none(asked: tuple[Interface, StoredReview], person: str | None) -> None:
    interface, review = asked
    scopes = ("read", "act") if person else ("read",)
    calls = interface.of(person, agency=None if person else HCRG, scopes=scopes)
    assert calls.get("/returns").json() == {"returns": []}
    for reference in (review.reference, "R-2026-9999", "D-2026-0001"):
        assert calls.get(f"/returns/{reference}").status_code == 404
        sent = calls.post(f"/returns/{reference}", body(review))
        assert sent.status_code == (404 if person else 403)


def test_a_return_for_each_agency_is_its_own(asked: tuple[Interface, StoredReview]) -> None:
    interface, review = asked
    at = f"/returns/{review.reference}"
    assert SECRET in interface.of(lead(POLICE)).get(at).text
    for person in (SERVICE_MANAGER, lead(COUNCIL)):
        answer = interface.of(person).get(at)
        assert (answer.json()["agency"], SECRET in answer.text) == (COUNCIL, False)
