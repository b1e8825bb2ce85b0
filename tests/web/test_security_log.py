"""What the pages log of their own security: who signed in, what was refused, and nothing about a case or a child."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path

from tests.at_work import raised
from tests.partnership import BUSINESS_MANAGER, COUNCIL, DETECTIVE_CONSTABLE, HEALTH_VISITOR
from tests.web.api.interface import Interface
from tests.web.logged import Kept
from tests.web.pages import Pages, opened_pages, send, token_in
from web.access.security_log import JsonLines


def test_signing_out_is_kept_and_the_browser_keeps_nothing(pages: Pages, kept: Kept) -> None:
    answer = send(pages.signed_in(HEALTH_VISITOR), "/sign-out", where="everywhere")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert kept.events() == [("signed out", HEALTH_VISITOR)]
    (line,) = kept.lines
    told = json.loads(line)
    assert told["at"].endswith("+00:00")
    assert (told["where"], told["page"], len(told["place"])) == ("everywhere", "/sign-out", 16)
    assert "testclient" not in line


def test_a_case_of_others_is_refused_and_that_is_kept_without_its_reference(pages: Pages, kept: Kept) -> None:
    reference = raised(pages.context)
    assert pages.signed_in(DETECTIVE_CONSTABLE).get(f"/cases/{reference}").status_code == 404
    assert kept.events() == [("not theirs", DETECTIVE_CONSTABLE)]
    assert json.loads(kept.lines[0])["page"] == "/cases/{reference}"
    assert reference not in kept.lines[0]


def test_forged_forms_bad_links_and_too_many_tries_are_kept(pages: Pages, kept: Kept) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    browser.post("/sign-out", data={"form_token": "0" * 64})
    other = pages.browser()
    token = token_in(other.get("/sign-in").text)
    other.post("/sign-in/link/none.none", data={"form_token": token})
    for _ in range(pages.context.settings.sign_in_tries + 1):
        other.post("/sign-in", data={"form_token": token, "address": "somebody@example.org"})
    assert [event for event, _ in kept.events()] == ["forged form", "sign-in refused", "too often"]
    assert "somebody" not in "".join(kept.lines)


def test_wrong_codes_ending_sessions_too_late_and_letting_in_anew_are_kept(pages: Pages, kept: Kept) -> None:
    link, stranger = pages.asked_link(pages.browser(), HEALTH_VISITOR), pages.browser()
    send(stranger, link, code="000000")
    late = pages.signed_in(HEALTH_VISITOR)
    pages.real.advance_by(timedelta(minutes=10))
    send(late, "/sign-out", where="everywhere")
    page = f"/directory/people/{HEALTH_VISITOR}"
    send(pages.signed_in(BUSINESS_MANAGER), page, f"{page}/sign-in-anew")
    assert kept.events() == [
        ("sign-in refused", None),
        ("not signed in lately", HEALTH_VISITOR),
        ("may sign in anew", BUSINESS_MANAGER),
    ]
    told = [json.loads(line) for line in kept.lines]
    assert (told[0]["why"], told[2]["of"]) == ("a wrong code", HEALTH_VISITOR)
    assert "000000" not in "".join(kept.lines)


def test_a_session_that_is_over_is_kept(pages: Pages, kept: Kept) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    pages.real.advance_to(pages.real.now().replace(hour=23))
    assert browser.get("/my-work").status_code == 303
    assert [event for event, _ in kept.events()] == ["session over"]


def test_nothing_that_is_sent_begins_a_line_of_its_own() -> None:
    record = logging.LogRecord("goldenthread.web", logging.INFO, "", 0, 'a\n{"at": 1}\u2028', None, None)
    assert len(JsonLines().format(record).splitlines()) == 1


def test_tokens_made_ended_and_refused_are_kept_without_the_token(pages: Pages, kept: Kept) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(BUSINESS_MANAGER)
    form = {"name": "System", "whose": f"person:{HEALTH_VISITOR}", "scopes": "read", "days": "30"}
    token = "goldenthread_" + send(browser, "/api-tokens", **form).text.partition(">goldenthread_")[2].partition("<")[0]
    calls = Interface(pages).with_token(token)
    assert calls.get(f"/cases/{reference}").status_code == 200
    assert calls.post(f"/cases/{reference}/actions", {}).status_code == 403
    assert calls.get("/cases/D-2026-9999").status_code == 404
    send(browser, "/api-tokens", "/api-tokens/1/end")
    assert calls.get(f"/cases/{reference}").status_code == 401
    assert kept.events() == [
        ("token made", BUSINESS_MANAGER),
        ("interface: out-of-scope", HEALTH_VISITOR),
        ("interface: not-found", HEALTH_VISITOR),
        ("token ended", BUSINESS_MANAGER),
        ("interface: token-needed", None),
    ]
    for word in (token, reference, "9999"):
        assert word not in "".join(kept.lines)


def test_who_set_up_where_events_go_is_kept_without_the_place(sqlite_url: str, tmp_path: Path, kept: Kept) -> None:
    with opened_pages(sqlite_url, tmp_path, webhook_hosts_inside="127.0.0.1") as pages:
        browser = pages.signed_in(BUSINESS_MANAGER)
        form = {"address": "http://127.0.0.1:9/zz", "agency": COUNCIL, "events": "case.opened"}
        assert send(browser, "/webhooks/new", **form).status_code == 200
        for what in ("renew", "disable", "enable"):
            assert send(browser, "/webhooks/new", f"/webhooks/1/{what}").status_code in (200, 303)
    told = ("webhook added", "webhook's secret renewed", "webhook disabled", "webhook enabled")
    assert kept.events() == [(event, BUSINESS_MANAGER) for event in told]
    for word in ("zz", "whsec"):
        assert word not in "".join(kept.lines)
