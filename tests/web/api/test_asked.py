"""What reviews ask of an agency through the interface: its own items, read and answered by whoever answers for it."""

from __future__ import annotations

import pytest

from procedures.review_course import ReviewPosition as P
from tests.at_work import fits
from tests.partnership import BUSINESS_MANAGER, CLASS_TEACHER, COUNCIL, HCRG, HEALTH_VISITOR, POLICE
from tests.reviews_at_work import StoredReview, stored_review
from tests.states.review_line import lead, recommendation
from tests.web.api.interface import Interface
from tests.web.test_own_items import ASKED, OTHERS, ask

GIVEN = {"action": {"kind": "record_information", "number": 2, "given": True, "note": "Two visits."}}


@pytest.fixture
def asked(interface: Interface) -> tuple[Interface, StoredReview]:
    return interface, asked_for_information(interface)


def asked_for_information(interface: Interface) -> StoredReview:
    """A review that asks information of the police and of the 0-19 service."""
    clock = interface.pages.clock
    review = stored_review(interface.context, clock, P.RAPID_REVIEW_GATHERING, about="Zz-of-the-referral")
    ask(review, POLICE, OTHERS)
    ask(review, HCRG, ASKED)
    clock.advance_to(max(clock.now(), review.now))
    return review


def test_information_is_given_by_whoever_answers_for_the_agency(interface_on_both: Interface) -> None:
    interface = interface_on_both
    review = asked_for_information(interface)
    calls, at = interface.of(lead(HCRG)), f"/asked/{review.reference}/information/2"
    (line,) = calls.get("/asked").json()["asked"]
    assert (line["href"], line["what"], line["due"]["late"]) == (f"/api/v1{at}", "information", False)
    item = calls.get(at)
    assert [one["written"][0]["value"] for one in item.json()["said"]] == [ASKED]
    assert [(one["kind"], one["standing"], one["about"]) for one in item.json()["actions"]] == [
        ("record_information", "open", {"number": 2})
    ]
    for answer in (item, calls.get("/asked")):
        assert "Zz-" not in answer.text
        assert '"position"' not in answer.text
    left_open = calls.post(at, {"action": GIVEN["action"] | {"note": ""}})
    assert (left_open.status_code, left_open.json()["errors"][0]["pointer"]) == (422, "/action/note")
    done = calls.post(at, GIVEN, '"once"')
    assert (done.status_code, done.json()["done"]) == (200, "record_information"), done.text
    assert calls.post(at, GIVEN, '"once"').content == done.content
    assert calls.post(at, GIVEN).status_code == 409
    after = calls.get(at).json()
    assert [one["written"][0]["value"] for one in after["said"]] == [ASKED, "Two visits."]
    assert [one["standing"] for one in after["actions"]] == ["not_open_now"]
    assert calls.get("/asked").json() == {"asked": []}
    assert fits(interface.context)


def test_which_item_it_is_does_not_depend_on_the_body(asked: tuple[Interface, StoredReview]) -> None:
    interface, review = asked
    calls, at = interface.of(lead(HCRG)), f"/asked/{review.reference}/information/2"
    elsewhere = {"kind": "record_evidence", "number": 2, "shows_impact": True, "evidence": "Seen."}
    for action, field in ((GIVEN["action"] | {"number": 1}, "number"), (elsewhere, "kind")):
        answer = calls.post(at, {"action": action})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/action/{field}")


def test_for_everybody_else_there_is_no_such_item(asked: tuple[Interface, StoredReview]) -> None:
    interface, review = asked
    for person, number in (
        (HEALTH_VISITOR, 2),
        (CLASS_TEACHER, 2),
        (BUSINESS_MANAGER, 2),
        (lead(POLICE), 2),
        (lead(HCRG), 1),
        (lead(HCRG), 3),
        (lead(HCRG), 0),
    ):
        calls, at = interface.of(person), f"/asked/{review.reference}/information/{number}"
        assert calls.get(at).status_code == 404, (person, at)
        action = GIVEN["action"] | {"number": number}
        assert calls.post(at, {"action": action}).status_code == 404, (person, at)
    system = interface.of(None, agency=HCRG, scopes=("read",))
    assert system.get("/asked").json() == {"asked": []}
    assert system.get(f"/asked/{review.reference}/information/2").status_code == 404
    for nowhere in ("recommendation/2", "nothing/2", "information/x"):
        assert interface.of(lead(HCRG)).get(f"/asked/{review.reference}/{nowhere}").status_code == 404


def test_an_owner_answers_a_recommendation_and_each_sees_its_own_answer(interface: Interface) -> None:
    review = stored_review(interface.context, interface.pages.clock, P.PUBLISHED)
    review.act(BUSINESS_MANAGER, recommendation(review, HCRG, COUNCIL))
    interface.pages.clock.advance_to(max(interface.pages.clock.now(), review.now))
    at = f"/asked/{review.reference}/recommendation/2"
    said = {"kind": "answer_recommendation", "number": 2, "accepted": True, "reason": "Right.", "action": "We will."}
    owner, other = interface.of(lead(HCRG)), interface.of(lead(COUNCIL))
    assert interface.of(lead(POLICE)).get(at).status_code == 404
    assert owner.post(at, {"action": said}).status_code == 200
    assert "We will." in owner.get(at).text
    assert "We will." not in other.get(at).text
    assert all(one["reason"] for one in other.get(at).json()["actions"] if one["standing"] == "not_open_now")
