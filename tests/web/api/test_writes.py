"""Writing through the interface: the pages' actions with the pages' reasons, once for each idempotency key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from store.api_tables import ApiAnswerRow
from store.readable_cases import Operator, list_cases
from store.recording import table
from store.sessions import reading
from tests.at_work import entries_of, fits, raised
from tests.partnership import (
    BUSINESS_MANAGER,
    COUNCIL,
    DETECTIVE_CONSTABLE,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.web.api.interface import DISAGREEMENT, Calls, Interface
from workflows import drafts

INCIDENT = {"local_authority": COUNCIL, "incident": "serious_harm", "under_eighteen": True, "about": "What is known."}
ACKNOWLEDGED = {"version": 1, "action": {"kind": "acknowledge", "note": "We have it."}}


def cases(interface: Interface) -> list[str]:
    with reading(interface.context.engine) as connection:
        return [line.reference for line in list_cases(connection, Operator())]


def test_a_disagreement_is_raised_and_answered(interface_on_both: Interface) -> None:
    interface = interface_on_both
    answer = interface.of(HEALTH_VISITOR).post("/disagreements", DISAGREEMENT)
    assert answer.status_code == 201, answer.text
    done = answer.json()
    assert answer.headers["location"] == done["href"] == f"/api/v1/cases/{done['reference']}"
    assert done["told"]
    assert "What it is about" not in answer.text
    owner = TEAM_MANAGER if owns(interface, TEAM_MANAGER) else SOCIAL_WORKER
    theirs = interface.of(owner)
    offered = theirs.get(f"/cases/{done['reference']}/actions").json()
    kinds = {one["kind"]: one for one in offered["actions"]}
    assert kinds["acknowledge"]["standing"] == "open"
    assert all(one["reason"] for one in offered["actions"] if one["standing"] == "not_open_now")
    acted = theirs.post(f"/cases/{done['reference']}/actions", ACKNOWLEDGED | {"version": offered["version"]})
    assert (acted.status_code, acted.json()["version"]) == (200, offered["version"] + 1), acted.text
    assert [one.kind for one in entries_of(interface.context, done["reference"])] == [
        "raise_disagreement",
        "acknowledge",
    ]
    assert entries_of(interface.context, done["reference"])[1].actor == owner
    assert fits(interface.context)


def owns(interface: Interface, person: str) -> bool:
    listed = interface.of(person).get("/cases").json()["cases"]
    return any(one["next_due"]["owner"]["code"] == person for one in listed)


def test_a_rule_that_refuses_says_why(interface_on_both: Interface) -> None:
    interface = interface_on_both
    reference = raised(interface.context)
    not_theirs = interface.of(HEALTH_VISITOR).post(f"/cases/{reference}/actions", ACKNOWLEDGED)
    assert (not_theirs.status_code, not_theirs.json()["code"]) == (403, "not_yours")
    assert not_theirs.json()["detail"]
    owner = TEAM_MANAGER if owns(interface, TEAM_MANAGER) else SOCIAL_WORKER
    stale = interface.of(owner).post(f"/cases/{reference}/actions", ACKNOWLEDGED | {"version": 0})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed")
    unknown = interface.of(DETECTIVE_CONSTABLE).post(f"/cases/{reference}/actions", ACKNOWLEDGED)
    assert unknown.status_code == 404
    assert len(entries_of(interface.context, reference)) == 1


def test_what_cannot_stand_is_told_by_field(interface: Interface) -> None:
    calls = interface.of(HEALTH_VISITOR)
    answer = calls.post("/disagreements", {name: text for name, text in DISAGREEMENT.items() if name != "tried"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/tried"]
    reference = raised(interface.context)
    wrong = {"version": 1, "action": {"kind": "acknowledge", "commits_to": "tomorrow", "more": 1}}
    answer = calls.post(f"/cases/{reference}/actions", wrong)
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/action/commits_to", "/action/more"}
    for kind in ("raise_disagreement", "refer_incident", "dispute_opened", "nothing"):
        assert calls.post(f"/cases/{reference}/actions", {"version": 1, "action": {"kind": kind}}).status_code == 422
    elsewhere = calls.post("/disagreements", DISAGREEMENT | {"responding_practitioner": "nobody"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "unknown_person"), elsewhere.text
    assert [one["pointer"] for one in elsewhere.json()["errors"]] == ["/responding_practitioner"]


def test_an_incident_is_referred_and_a_review_acted_on(interface_on_both: Interface) -> None:
    interface = interface_on_both
    calls = interface.of(HEALTH_VISITOR)
    done = calls.post("/incidents", INCIDENT)
    assert done.status_code == 201, done.text
    assert calls.get(f"/cases/{done.json()['reference']}").status_code == 404
    support = interface.of(BUSINESS_MANAGER)
    offered = support.get(f"/cases/{done.json()['reference']}/actions").json()
    assert "begin_assessment" in {one["kind"] for one in offered["actions"] if one["standing"] == "open"}
    body = {"kind": "begin_assessment", "aware_at": "2026-11-02T08:00:00Z", "aware_by": "Essex County Council"}
    at = f"/cases/{done.json()['reference']}/actions"
    stale = support.post(at, {"version": 0, "action": body})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed")
    acted = support.post(at, {"version": offered["version"], "action": body})
    assert (acted.status_code, acted.json()["position"]) == (200, "criteria_assessment"), acted.text
    disagreements_own = support.post(at, ACKNOWLEDGED | {"version": offered["version"] + 1})
    assert disagreements_own.status_code in (403, 409)


def test_a_draft_is_its_authors_alone_and_goes_when_it_is_raised(interface_on_both: Interface) -> None:
    interface = interface_on_both
    calls = interface.of(HEALTH_VISITOR)
    saved = calls.post("/drafts", {"responding_agency": COUNCIL, "about": "Begun."})
    assert saved.status_code == 201, saved.text
    at = f"/drafts/{saved.json()['draft']}"
    assert calls.get(at).json()["fields"]["about"] == "Begun."
    for other in (interface.of(SOCIAL_WORKER), interface.of(BUSINESS_MANAGER)):
        assert other.get(at).status_code == 404
        assert other.write("PUT", at, DISAGREEMENT).status_code == 404
        assert other.write("DELETE", at).status_code == 404
        assert other.post(f"{at}/raise").status_code == 404
        assert other.get("/drafts").json() == {"drafts": []}
    early = calls.post(f"{at}/raise")
    assert (early.status_code, early.json()["code"]) == (409, "incomplete")
    assert calls.write("PUT", at, DISAGREEMENT).status_code == 200
    key = str(uuid4())
    done = calls.post(f"{at}/raise", key=key)
    assert done.status_code == 201, done.text
    assert calls.get("/drafts").json() == {"drafts": []}
    again = calls.post(f"{at}/raise", key=key)
    assert (again.status_code, again.json()) == (201, done.json())
    assert cases(interface) == [done.json()["reference"]]
    second = calls.post("/drafts", {})
    assert calls.write("DELETE", f"/drafts/{second.json()['draft']}").status_code == 204
    assert drafts.mine(interface.context.engine, HEALTH_VISITOR) == []


def test_the_same_key_and_request_are_answered_alike_and_done_once(interface_on_both: Interface) -> None:
    interface = interface_on_both
    calls, key = interface.of(HEALTH_VISITOR), f'"{uuid4()}"'
    first = calls.post("/disagreements", DISAGREEMENT, key)
    otherwise_set_out = dict(reversed(DISAGREEMENT.items()))
    second = calls.post("/disagreements", otherwise_set_out, key.strip('"'))
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["location"] == first.headers["location"]
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    other = calls.post("/disagreements", DISAGREEMENT | {"about": "Something else."}, key)
    assert (other.status_code, other.json()["type"].rpartition("#")[2]) == (422, "idempotency-key-used")
    elsewhere = calls.post("/incidents", DISAGREEMENT | INCIDENT, key)
    assert elsewhere.status_code == 422
    assert len(cases(interface)) == 1
    assert interface.of(HEALTH_VISITOR).post("/disagreements", DISAGREEMENT, key).status_code == 201, (
        "another token's own"
    )
    assert len(cases(interface)) == 2
    assert "What it is about." not in kept_text(interface)


def kept_text(interface: Interface) -> str:
    with reading(interface.context.engine) as connection:
        return str(connection.execute(select(table(ApiAnswerRow))).all())


def test_two_at_once_with_one_key_do_it_once(interface_on_both: Interface) -> None:
    interface = interface_on_both
    token, key = interface.token(HEALTH_VISITOR), str(uuid4())

    def send(_: int) -> Any:
        return interface.with_token(token).post("/disagreements", DISAGREEMENT, key)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 3
    assert len(cases(interface)) == 1


def test_two_at_once_with_two_keys_do_it_twice_and_an_action_once(interface_on_both: Interface) -> None:
    interface = interface_on_both
    reference = raised(interface.context)
    owner = TEAM_MANAGER if owns(interface, TEAM_MANAGER) else SOCIAL_WORKER
    token = interface.token(owner)

    def send(_: int) -> int:
        return int(interface.with_token(token).post(f"/cases/{reference}/actions", ACKNOWLEDGED).status_code)

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(send, range(2))) == [200, 409]
    assert len(entries_of(interface.context, reference)) == 2


def test_what_was_refused_is_refused_again_and_what_was_wrong_may_be_mended(interface: Interface) -> None:
    reference = raised(interface.context)
    calls, key = interface.of(HEALTH_VISITOR), str(uuid4())
    first = calls.post(f"/cases/{reference}/actions", ACKNOWLEDGED, key)
    again = calls.post(f"/cases/{reference}/actions", ACKNOWLEDGED, key)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (403, first.content)
    assert again.headers["content-type"] == "application/problem+json"
    assert again.headers["idempotency-replayed"] == "true"
    other = str(uuid4())
    assert calls.post("/disagreements", {}, other).status_code == 422
    assert calls.post("/disagreements", DISAGREEMENT, other).status_code == 201


def test_what_fails_half_way_leaves_neither_case_nor_answer(
    interface_on_both: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    interface = interface_on_both
    calls, key = interface.of(HEALTH_VISITOR), str(uuid4())
    with monkeypatch.context() as broken:
        broken.setattr("web.api.once.keep_answer", lambda *_: 1 / 0)
        answer = calls.post("/disagreements", DISAGREEMENT, key)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "division" not in answer.text
    assert cases(interface) == []
    assert calls.post("/disagreements", DISAGREEMENT, key).status_code == 201
    assert len(cases(interface)) == 1


def test_a_kept_answer_goes_after_its_time(interface: Interface) -> None:
    calls, key = interface.of(HEALTH_VISITOR), str(uuid4())
    calls.post("/drafts", {}, key)
    interface.pages.real.advance_by(timedelta(hours=25))
    assert calls.post("/drafts", {"about": "Another."}, key).status_code == 201
    with reading(interface.context.engine) as connection:
        assert connection.execute(select(func.count()).select_from(table(ApiAnswerRow))).scalar_one() == 1


@pytest.mark.parametrize("key", ["", " ", '""', '"half', "two words", '"' + "x" * 256 + '"', "ü"])
def test_a_write_without_a_key_of_its_own_is_not_taken(interface: Interface, key: str) -> None:
    calls: Calls = interface.of(HEALTH_VISITOR)
    headers = {b"Idempotency-Key": key.encode("latin-1")} if key else {}
    answer = calls.client.post("/drafts", json={}, headers=headers)
    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (400, "idempotency-key-needed")


def test_raising_is_limited_for_a_person_on_pages_and_here_together(interface: Interface) -> None:
    calls = interface.of(HEALTH_VISITOR)
    most = interface.context.settings.raises_an_hour
    answers = [calls.post("/disagreements", DISAGREEMENT | {"about": f"{n}."}) for n in range(most + 1)]
    assert [answer.status_code for answer in answers] == [201] * most + [429]
    assert answers[-1].headers["retry-after"] == "3600"
