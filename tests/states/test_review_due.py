"""The other dates of a deadline: readings that are not in force, shown beside the one that is."""

from __future__ import annotations

from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from states.review import Review
from states.review_clocks import other_dates
from tests.states.review_rules import in_london, london, review_rules, standing_at, with_clocks

RULES = review_rules()
WORKED = {F.INCIDENT: "2026-12-14", F.AWARE: "2026-12-17", F.NOTIFIED: "2026-12-24"}
"""Section 3.2: incident on Monday, aware on Thursday, notified a week later."""


def others(review: Review, clock_id: str) -> list[tuple[str, str, str]]:
    found = other_dates(RULES, RULES.deadline(clock_id), review)
    return [(one.counts_from.value, in_london(one.due_at)[:-6], one.basis.basis()) for one in found]


def test_a_rapid_review_is_shown_with_every_published_basis() -> None:
    review = with_clocks(standing_at(P.RAPID_REVIEW_GATHERING, WORKED), london("2026-12-24"))
    running = review.running("dl05")
    assert running is not None
    assert in_london(running.due_at) == "Tue 19 Jan 2027 17:00"
    assert others(review, "dl05") == [
        ("incident", "Thu 7 Jan 2027", "should (WT23 p.144)"),
        ("aware", "Tue 12 Jan 2027", "should (DER rapid review)"),
        ("notified", "Fri 8 Jan 2027", "should (KEN rapid review)"),  # 15 days, every day counted
    ]


def test_the_notification_too() -> None:
    review = standing_at(P.CRITERIA_ASSESSMENT, WORKED)
    assert others(review, "dl01") == [
        ("incident", "Mon 21 Dec 2026", "should (DEV before notification)"),
        ("incident", "Sat 19 Dec 2026", "should (SLO notification)"),
    ]


def test_a_basis_whose_fact_is_not_known_gives_no_date() -> None:
    assert others(standing_at(P.CRITERIA_ASSESSMENT, {F.AWARE: "2026-12-17"}), "dl01") == []


def test_sending_ahead_is_shown_by_the_stricter_reading_as_well() -> None:
    for planned, latest, stricter in (
        ("2026-06-10", "Mon 1 Jun 2026 17:00", "Fri 29 May 2026"),
        ("2027-01-06", "Wed 23 Dec 2026 17:00", "Tue 22 Dec 2026"),
    ):
        review = with_clocks(standing_at(P.PUBLICATION_PLANNED, {F.PUBLICATION_PLANNED: planned}), london("2026-05-20"))
        running = review.running("dl12")
        assert running is not None
        assert in_london(running.due_at) == latest
        assert others(review, "dl12") == [
            ("publication_planned", stricter, "local default, to be confirmed"),
        ]


def test_second_dates_move_no_clock() -> None:
    review = with_clocks(standing_at(P.RAPID_REVIEW_GATHERING, WORKED), london("2026-12-24"))
    assert {clock.due_at for clock in review.clocks if clock.clock == "dl05"} == {london("2027-01-19 17:00")}
