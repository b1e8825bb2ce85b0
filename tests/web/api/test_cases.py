"""Reading through the interface: what the token's person may read, and that it was read is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from procedures.review_course import ReviewPosition
from states.course_actions import RedirectMatter
from store.case_readings import readings_of
from store.sessions import reading
from tests.at_work import do, raised, run_clock
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    CLASS_TEACHER,
    COUNCIL,
    DETECTIVE_CONSTABLE,
    HEALTH_VISITOR,
    POLICE,
    SCRUTINEER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.reviews_at_work import stored_review
from tests.statements import MOST_STATEMENTS, statements
from tests.web.api.interface import Interface
from tests.web.pages import opened_pages

READERS = {
    HEALTH_VISITOR: 200,
    SOCIAL_WORKER: 200,
    TEAM_MANAGER: 200,
    BUSINESS_MANAGER: 200,
    SCRUTINEER: 200,
    DETECTIVE_CONSTABLE: 404,
    CLASS_TEACHER: 404,
    ASSISTANT_CHIEF_CONSTABLE: 404,
}


def test_a_case_is_there_for_its_sides_and_for_oversight(interface_on_both: Interface) -> None:
    interface = interface_on_both
    reference = raised(interface.context)
    for person, status in READERS.items():
        calls = interface.of(person)
        assert calls.get(f"/cases/{reference}").status_code == status, person
        assert calls.get(f"/cases/{reference}/actions").status_code == status, person
        assert calls.get("/cases").json()["total"] == (status == 200), person


def test_a_case_says_who_owes_what_by_when_and_how_the_day_was_counted(interface_on_both: Interface) -> None:
    interface = interface_on_both
    reference = raised(interface.context)
    found = interface.of(HEALTH_VISITOR).get(f"/cases/{reference}").json()
    assert (found["reference"], found["kind"], found["version"]) == (reference, "disagreement", 1)
    first = found["clocks"][0]
    assert first["owner"]["title"]
    assert first["standing"] == "in_time"
    assert first["count"]["counted"]
    assert first["count"]["basis"]
    assert {day["reason"] for day in first["count"]["skipped"]} <= {"Saturday", "Sunday"}
    assert [entry["done"] for entry in found["record"]] == ["Raised the disagreement"]
    assert {fact["value"] for fact in found["record"][0]["written"]} >= {"What it is about.", "What was tried."}
    assert "number" not in found["record"][0]


def test_what_is_for_one_side_is_not_told_to_the_other(interface: Interface) -> None:
    reference = raised(interface.context)
    word = "Word of an allegation, passed on beside the case."
    do(interface.context, reference, RedirectMatter(redirect="allegation_against_staff", reason=word), HEALTH_VISITOR)
    assert word in interface.of(HEALTH_VISITOR).get(f"/cases/{reference}").text
    theirs = interface.of(SOCIAL_WORKER).get(f"/cases/{reference}")
    assert word not in theirs.text
    assert len(theirs.json()["record"]) == 1


def test_not_yours_and_unknown_are_the_same_answer(interface: Interface) -> None:
    reference = raised(interface.context)
    calls = interface.of(DETECTIVE_CONSTABLE)
    answers = [calls.get(f"/cases/{one}") for one in (reference, "D-2026-9999", "no-reference", "D-2026-0001%00")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


def test_that_a_case_was_read_is_kept_with_the_token(interface_on_both: Interface) -> None:
    interface = interface_on_both
    reference = raised(interface.context)
    interface.of(SOCIAL_WORKER).get(f"/cases/{reference}")
    interface.of(DETECTIVE_CONSTABLE).get(f"/cases/{reference}")
    with reading(interface.context.engine) as connection:
        kept = readings_of(connection, reference)
    assert [(one.person, one.what) for one in kept] == [(SOCIAL_WORKER, "api (token 1)")]


def test_an_agencys_system_reads_its_cases_and_does_nothing(interface_on_both: Interface) -> None:
    interface = interface_on_both
    reference = raised(interface.context)
    ours, others = interface.of(None, agency=COUNCIL), interface.of(None, agency=POLICE)
    assert ours.get(f"/cases/{reference}").status_code == 200
    assert ours.get(f"/cases/{reference}/actions").json()["actions"] == []
    assert (
        ours.post(f"/cases/{reference}/actions", {"version": 1, "action": {"kind": "acknowledge"}}).status_code == 403
    )
    assert others.get(f"/cases/{reference}").status_code == 404
    with reading(interface.context.engine) as connection:
        assert {one.person for one in readings_of(connection, reference)} == {f"system:{COUNCIL}"}


def test_lists_have_pages_and_closed_cases_apart(interface: Interface) -> None:
    for _ in range(26):
        raised(interface.context)
    calls = interface.of(HEALTH_VISITOR)
    first = calls.get("/cases").json()
    assert (first["total"], first["pages"], len(first["cases"])) == (26, 2, 25)
    second = calls.client.get(first["next"].removeprefix("/api/v1")).json()
    assert (second["page"], len(second["cases"]), second["next"]) == (2, 1, None)
    assert calls.get("/cases", show="closed").json()["total"] == 0
    assert calls.get("/cases", kind="practice_review").json()["total"] == 0
    assert calls.get("/cases", page=100_000).json()["page"] == 2
    total = {
        (name, value): calls.get("/cases", **{name: value}).json()["total"]
        for name, value in (
            ("stage", "practitioners"),
            ("stage", "senior_managers"),
            ("category", "threshold"),
            ("category", "none"),
            ("agency", COUNCIL),
            ("agency", POLICE),
            ("owed_by_me", True),
            ("owner_agency", COUNCIL),
            ("late", True),
            ("due_by", "2026-11-02"),
            ("due_by", "2026-12-31"),
            ("raised_from", "2026-11-03"),
            ("raised_to", "2026-11-02"),
        )
    }
    assert [name for name, number in total.items() if number == 26] == [
        ("stage", "practitioners"),
        ("category", "threshold"),
        ("agency", COUNCIL),
        ("owner_agency", COUNCIL),
        ("due_by", "2026-12-31"),
        ("raised_to", "2026-11-02"),
    ]
    assert calls.get("/cases", agency=COUNCIL, order="newest").json()["next"].endswith(f"agency={COUNCIL}&page=2")
    assert calls.get("/cases", whatever="1").status_code == 422


def test_what_is_late_says_so(interface: Interface) -> None:
    clock = interface.pages.clock
    stored_review(interface.context, clock, ReviewPosition.CRITERIA_ASSESSMENT)
    run_clock(interface.context, clock, clock.now() + timedelta(days=12), timedelta(days=1))
    line = interface.of(BUSINESS_MANAGER).get("/cases", kind="practice_review").json()["cases"][0]
    assert (line["late"], line["next_due"]["standing"]) == (True, "late")
    assert "late" in line["next_due"]["late"]


@pytest.mark.parametrize("person", [BUSINESS_MANAGER, HEALTH_VISITOR])
def test_reviews_and_their_tracker_are_for_those_who_may_read_them(interface_on_both: Interface, person: str) -> None:
    interface = interface_on_both
    review = stored_review(interface.context, interface.pages.clock, ReviewPosition.CRITERIA_ASSESSMENT)
    calls = interface.of(person)
    answers = [
        calls.get(f"/cases/{review.reference}"),
        calls.get("/tracker"),
        calls.get("/cases", kind="practice_review"),
    ]
    if person == HEALTH_VISITOR:
        assert [answer.status_code for answer in answers] == [404, 404, 200]
        assert answers[2].json()["total"] == 0
        return
    whole, shown, listed = (answer.json() for answer in answers)
    assert whole["kind"] == "practice_review"
    assert whole["clocks"][0]["count"]["basis"]
    assert [line["reference"] for line in shown["lines"]] == [review.reference]
    assert shown["lines"][0]["clocks"]
    assert [line["reference"] for line in listed["cases"]] == [review.reference]
    assert calls.get("/tracker", position="closed").json()["lines"] == []
    assert calls.get("/tracker", incident="other", late=True).json()["lines"] == []


def test_no_read_asks_more_however_many_cases_there_are(interface_on_both: Interface) -> None:
    interface = interface_on_both
    references = [raised(interface.context) for _ in range(2)]
    calls = interface.of(BUSINESS_MANAGER)
    stored_review(interface.context, interface.pages.clock)
    paths = ["/token", "/cases", f"/cases/{references[0]}", f"/cases/{references[0]}/actions", "/drafts", "/tracker",
             "/procedures", "/cases/R-2026-0001"]  # fmt: skip

    def counted() -> dict[str, int]:
        found = {}
        for path in paths:
            with statements(interface.context.engine) as seen:
                assert calls.get(path).status_code == 200, path
            found[path] = len(seen)
        return found

    counted()
    few = counted()
    for _ in range(10):
        raised(interface.context)
    many = counted()
    assert max(many.values()) <= MOST_STATEMENTS, many
    assert many == few


def test_dates_are_counted_with_their_account(interface: Interface) -> None:
    calls = interface.of(HEALTH_VISITOR, scopes=("read",))
    found = calls.get("/due", **{"from": "2026-12-17", "amount": 5, "unit": "working_days"}).json()
    assert (found["due"], found["skipped"][0]["reason"]) == ("2026-12-24", "Saturday")
    of_clock = {"from": "2026-12-17T09:00", "procedure": "practice_review_wt2023"}
    panel = calls.get("/due", clock="dl01", **of_clock).json()
    assert panel["source"]
    assert "5 working days" in panel["explanation"]
    essex = calls.get("/due", clock="practitioners_resolve", **(of_clock | {"procedure": "essex"})).json()
    assert essex["counted"]
    length = {"from": "2026-12-17", "amount": 5, "unit": "working_days"}
    for wrong, where in (
        (length | {"from": "2026-02-30"}, "from"),
        (length | {"from": "9999-12-31", "unit": "calendar_days"}, "from"),
        ({"from": "2026-12-17", "amount": 5}, "amount"),
        ({"from": "2026-12-17"}, "amount"),
        (length | {"clear_days": True}, "clear_days"),
        (of_clock | {"procedure": "essex", "clock": "none"}, "clock"),
        (of_clock | {"clock": "dl01", "before": True}, "before"),
        (of_clock | {"procedure": "/etc/passwd", "clock": "none"}, "procedure"),
        (of_clock | {"procedure": "nothing", "clock": "none"}, "procedure"),
    ):
        answer = calls.get("/due", **wrong)
        assert answer.status_code == 422, wrong
        assert [error["pointer"] for error in answer.json()["errors"]] == [f"#{where}"], wrong


def test_a_procedure_that_cannot_be_read_is_not_there_at_present_and_nothing_of_its_file_is_told(
    sqlite_url: str, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "broken.yaml").write_text("id: broken\nextends: essex\nstages: 5\n", encoding="utf-8")
    with opened_pages(sqlite_url, tmp_path, procedure_directory=own) as pages:
        calls = Interface(pages).of(HEALTH_VISITOR)
        of_clock = {"from": "2026-12-17", "procedure": "broken", "clock": "practitioners_resolve"}
        for answer in (calls.get("/procedures/broken"), calls.get("/procedures"), calls.get("/due", **of_clock)):
            assert (answer.status_code, answer.json()["title"]) == (503, "This cannot be read or kept at present")
            assert "broken.yaml" not in answer.text
        assert calls.get("/procedures/essex").status_code == 200
        assert calls.get("/procedures/nothing").status_code == 404


def test_procedures_are_told_with_their_rules(interface: Interface) -> None:
    calls = interface.of(HEALTH_VISITOR)
    assert {one["id"] for one in calls.get("/procedures").json()["procedures"]} >= {"essex", "practice_review_wt2023"}
    found = calls.get("/procedures/essex").json()
    assert found["rules"]["id"] == "essex"
    assert found["words"]
    assert calls.get("/procedures/none_such").status_code == 404
    assert calls.get("/procedures/..%2Fessex.yaml").status_code == 404
    assert interface.of(HEALTH_VISITOR, scopes=("act",)).get("/procedures").status_code == 403
