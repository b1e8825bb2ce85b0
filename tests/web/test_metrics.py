"""What machines may know that look after this one: counts, times and routes, and nothing about anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from procedures.review_course import ReviewPosition
from store.sweeps import sweep_finished
from tests.at_work import raised, run_clock
from tests.partnership import HEALTH_VISITOR
from tests.reviews_at_work import stored_review
from tests.web.api.interface import Interface
from tests.web.pages import ADDRESS, Pages, opened_pages

TOKEN = "m" * 32
Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def from_here(pages: Pages) -> TestClient:
    return TestClient(pages.application, base_url=ADDRESS, client=("127.0.0.1", 50_000))


def read(text: str) -> Figures:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_cases_clocks_outbox_and_sweeps_are_counted(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    stored_review(pages.context, pages.clock, ReviewPosition.CRITERIA_ASSESSMENT)
    sweep_finished(pages.context.engine, "tick", pages.clock.now(), {})
    before = read(from_here(pages).get("/metrics").text)
    assert before["goldenthread_open_cases", (("kind", "disagreement"), ("late", "false"))] == 1
    assert before["goldenthread_open_cases", (("kind", "practice_review"), ("late", "true"))] == 0
    assert before["goldenthread_outbox_waiting", ()] > 0
    assert before["goldenthread_notices_undelivered", (("state", "failed"),)] == 0
    assert before["goldenthread_notices_undelivered", (("state", "queued"),)] > 0
    last = before["goldenthread_sweep_last_run_timestamp_seconds", (("sweep", "tick"),)]
    assert last == pages.clock.now().timestamp()
    run_clock(pages.context, pages.clock, pages.clock.now() + timedelta(days=12), timedelta(days=1))
    after = from_here(pages).get("/metrics").text
    assert read(after)["goldenthread_open_cases", (("kind", "practice_review"), ("late", "true"))] == 1
    assert read(after)["goldenthread_running_clocks", (("kind", "practice_review"), ("late", "true"))] > 0
    assert reference not in after


def test_requests_are_counted_by_route_and_never_by_what_was_asked_for(pages: Pages) -> None:
    reference = raised(pages.context)
    browser, calls = pages.signed_in(HEALTH_VISITOR), Interface(pages).of(HEALTH_VISITOR)
    browser.get(f"/cases/{reference}")
    calls.get(f"/cases/{reference}")
    calls.get("/cases/D-2026-9999")
    browser.get("/somebody's-name")
    browser.request("SOMEBODY", "/")
    browser.get("/static/look/golden-thread.css")
    text = from_here(pages).get("/metrics").text
    found = {
        tuple(dict(labels)[name] for name in ("method", "route", "status")): value
        for (name, labels), value in read(text).items()
        if name == "goldenthread_http_requests_total"
    }
    assert found["GET", "/cases/{reference}", "200"] == 1
    assert found["GET", "/api/v1/cases/{reference}", "200"] == 1
    assert found["GET", "/api/v1/cases/{reference}", "404"] == 1
    assert found["GET", "elsewhere", "404"] == 1
    assert found["GET", "/static/look", "200"] == 1
    for word in (reference, "9999", "somebody", "SOMEBODY", HEALTH_VISITOR, "hcrg"):
        assert word not in text


def test_metrics_are_for_this_machine_and_for_whoever_has_the_token(sqlite_url: str, tmp_path: Path) -> None:
    with opened_pages(sqlite_url, tmp_path, metrics_token=TOKEN) as pages:
        here, elsewhere = from_here(pages), pages.browser()
        assert here.get("/metrics").status_code == 200
        assert here.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
        assert elsewhere.get("/metrics").status_code == 404
        assert elsewhere.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
        for wrong in ("Bearer ", "Bearer mm", f"Basic {TOKEN}", "Bearer ü"):
            headers = {b"Authorization": wrong.encode("latin-1")}
            assert elsewhere.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("run", "state", "status"),
    [
        (None, "has never run", 503),
        (lambda pages: sweep_finished(pages.context.engine, "tick", pages.clock.now(), {}), "ran lately", 200),
        (
            lambda pages: sweep_finished(pages.context.engine, "tick", pages.clock.now() - timedelta(hours=1), {}),
            "has stopped",
            503,
        ),
    ],
)
def test_whether_the_engine_runs_is_told_and_is_no_reason_to_take_the_pages_away(
    pages: Pages, run: Callable[[Pages], None] | None, state: str, status: int
) -> None:
    if run:
        run(pages)
    answer = pages.browser().get("/readyz")
    assert (answer.status_code, answer.json()["engine"]) == (200, state)
    assert pages.browser().get("/readyz?engine=true").status_code == status
