"""Tokens, and what goes wrong: always a problem as RFC 9457 has it, and never more than it may say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from store.api_tokens import revoke_token
from store.sessions import writing
from tests.at_work import change_person, raised
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR
from tests.web.api.interface import DISAGREEMENT, Interface
from web.api.bodies import LARGEST_BODY
from web.api.problem import KINDS


def kind_of(answer: Any) -> str:
    """The kind of a problem, which is whole."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    kind = str(problem["type"].rpartition("#")[2])
    assert (kind, answer.status_code) in {(one.name, one.status) for one in KINDS}
    return kind


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer  ", "Basic YTpi", "Bearer goldenthread_nothing"])
def test_without_a_token_nothing_is_told(interface: Interface, authorization: str | None) -> None:
    raised(interface.context)
    headers = {} if authorization is None else {"Authorization": authorization}
    for path in ("/cases", "/cases/D-2026-0001", "/cases/D-2026-9999", "/drafts", "/due"):
        answer = interface.bare().get(path, headers=headers)
        assert kind_of(answer) == "token-needed"
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert kind_of(interface.bare().post("/disagreements", content=b"{", headers=headers)) == "token-needed"


def test_a_cookie_lets_nobody_in(interface: Interface) -> None:
    browser = interface.pages.signed_in(HEALTH_VISITOR)
    assert kind_of(browser.get("/api/v1/cases")) == "token-needed"


def test_a_token_ends_with_its_time_its_revocation_and_its_persons_post(interface_on_both: Interface) -> None:
    interface = interface_on_both
    revoked, gone, old = (interface.of(HEALTH_VISITOR, days=days) for days in (30, 30, 1))
    assert {calls.get("/token").status_code for calls in (revoked, gone, old)} == {200}
    with writing(interface.context.engine) as connection:
        assert revoke_token(connection, 1, BUSINESS_MANAGER, interface.pages.real.now())
        assert not revoke_token(connection, 1, BUSINESS_MANAGER, interface.pages.real.now())
    interface.pages.real.advance_by(timedelta(days=1))
    assert (kind_of(revoked.get("/token")), kind_of(old.get("/token"))) == ("token-needed", "token-needed")
    assert gone.get("/token").status_code == 200
    change_person(interface.context, HEALTH_VISITOR, left_on=interface.pages.clock.now().date())
    assert kind_of(gone.get("/token")) == "token-needed"


def test_a_token_does_no_more_than_its_scopes(interface: Interface) -> None:
    reference = raised(interface.context)
    operations = {
        "read": [("GET", "/cases"), ("GET", f"/cases/{reference}"), ("GET", f"/cases/{reference}/actions"),
                 ("GET", "/tracker"), ("GET", "/procedures"), ("GET", "/procedures/essex"),
                 ("GET", f"/cases/{reference}/documents"), ("GET", f"/cases/{reference}/documents/2"),
                 ("GET", "/returns"), ("GET", "/returns/R-2026-0001"), ("GET", "/returns/R-2026-0001/documents"),
                 ("GET", "/returns/R-2026-0001/documents/2"), ("GET", "/asked"),
                 ("GET", "/asked/R-2026-0001/information/1")],
        "raise": [("POST", "/disagreements"), ("POST", "/incidents"), ("POST", "/drafts/1/raise")],
        "act": [("POST", f"/cases/{reference}/actions"), ("POST", f"/cases/{reference}/documents"),
                ("POST", "/returns/R-2026-0001"), ("POST", "/returns/R-2026-0001/documents"),
                ("POST", "/asked/R-2026-0001/information/1")],
        "drafts": [("GET", "/drafts"), ("POST", "/drafts"), ("GET", "/drafts/1"), ("PUT", "/drafts/1"),
                   ("DELETE", "/drafts/1")],
    }  # fmt: skip
    for scope in operations:
        calls = interface.of(HEALTH_VISITOR, scopes=(scope,))
        assert calls.get("/token").json()["scopes"] == [scope]
        for needed, asked in operations.items():
            for method, path in asked:
                answer = calls.write(method, path, {} if method in ("POST", "PUT") else None)
                out_of_scope = answer.status_code == 403 and kind_of(answer) == "out-of-scope"
                assert out_of_scope == (scope != needed), (scope, method, path, answer.text)


def test_calls_are_counted_by_the_minute(interface_on_both: Interface) -> None:
    interface = interface_on_both
    calls, others = interface.of(HEALTH_VISITOR), interface.of(HEALTH_VISITOR)
    most = interface.context.settings.api_calls_a_minute
    assert {calls.get("/token").status_code for _ in range(most)} == {200}
    answer = calls.get("/token")
    assert kind_of(answer) == "too-often"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert others.get("/token").status_code == 200
    interface.pages.real.advance_by(timedelta(seconds=int(answer.headers["retry-after"])))
    assert calls.get("/token").status_code == 200


def test_what_is_wrong_with_a_request_is_told(interface: Interface) -> None:
    calls = interface.of(HEALTH_VISITOR)
    key = {"Idempotency-Key": "one"}
    post = calls.client.post
    assert kind_of(calls.get("/nothing")) == "not-found"
    assert kind_of(calls.get("/cases", page=0)) == "cannot-stand"
    assert calls.get("/cases", page=0).json()["errors"][0]["pointer"] == "#page"
    wrong_way = calls.write("PATCH", "/drafts/1")
    assert (kind_of(wrong_way), wrong_way.headers["allow"]) == ("no-such-method", "DELETE, GET, PUT")
    assert kind_of(calls.client.request("TRACE", "/drafts")) == "no-such-method"
    assert kind_of(post("/disagreements", data=DISAGREEMENT, headers=key)) == "not-json"
    for unreadable in (b"{", b"", b'{"about": "\\ud800"}', b"\xff", b'{"a": NaN}'):
        answer = post("/disagreements", content=unreadable, headers=key | {"Content-Type": "application/json"})
        assert kind_of(answer) == "unreadable"
    large = post("/disagreements", json=DISAGREEMENT | {"about": "x" * LARGEST_BODY}, headers=key)
    assert kind_of(large) == "too-large"
    far_too_large = calls.client.get("/cases", headers={"Content-Length": str(13 * 1024 * 1024)})
    assert kind_of(far_too_large) == "too-large"
    in_parts = post("/disagreements", content=iter([b"x" * LARGEST_BODY, b"x"]), headers=key)
    assert kind_of(in_parts) == "too-large"
    assert kind_of(calls.client.get("/cases", headers={"Host": "elsewhere.example.org"})) == "other-host"
    longer = calls.post("/disagreements", DISAGREEMENT | {"about": "x" * 20_001})
    assert (kind_of(longer), longer.json()["errors"][0]["pointer"]) == ("cannot-stand", "/about")


def test_a_missing_key_to_what_people_wrote_is_told_without_its_place(
    interface: Interface, caplog: pytest.LogCaptureFixture
) -> None:
    calls = interface.of(HEALTH_VISITOR)
    saved = calls.post("/drafts", {"about": "Begun."}).json()["draft"]
    from store.narrative_keys import HeldKeys, keep_keys  # noqa: PLC0415 - for this test alone

    keep_keys(interface.context.engine, HeldKeys())
    answer = calls.get(f"/drafts/{saved}")
    assert kind_of(answer) == "not-now"
    assert "keys" not in answer.text


def test_every_answer_carries_the_headers_of_the_pages(interface: Interface) -> None:
    answer = interface.of(HEALTH_VISITOR).get("/cases")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
