"""Clocks of what is asked of agencies: returns, information, recommendations; and of what the Panel asks."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from states.review import AgencyReturn, InformationRequest, PanelRequest, Recommendation
from states.review_clocks import deadline_of, item_of, return_due
from tests.partnership import HCRG
from tests.states.review_rules import clock, ends, in_london, london, review_rules, settled, standing_at, with_clocks

RULES = review_rules()

ASKED = AgencyReturn(HCRG, london("2026-06-01"), london("2026-06-08 17:00"))


def test_each_agency_has_a_clock_of_its_own_until_its_return_is_in_or_its_gap_recorded() -> None:
    other = AgencyReturn("nelft", london("2026-06-02"), london("2026-06-08 17:00"))
    gathering = standing_at(P.RAPID_REVIEW_GATHERING, {F.NOTIFIED: "2026-05-28"}, returns=(ASKED, other))
    before = with_clocks(gathering, london("2026-06-02"))
    assert clock(before, "agency_return__hcrg").due_at == ASKED.due_at
    assert item_of("agency_return__hcrg") == HCRG
    assert deadline_of(RULES, "agency_return__hcrg").id == "agency_return"
    received = replace(ASKED, received_at=london("2026-06-03"))
    gap = replace(other, gap_at=london("2026-06-03"))
    clocks = settled(before, replace(before, returns=(received, gap)), "2026-06-03")
    assert ends(before, clocks) == {"agency_return__hcrg": "met", "agency_return__nelft": "stopped"}


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-12-24", "Thu 7 Jan 2027 17:00"),  # day 7 of the plan
        ("2027-01-06", "Fri 8 Jan 2027 17:00"),  # found late: two working days at least
    ],
)
def test_a_return_is_due_by_the_day_plan_and_not_before_there_is_time(asked: str, due: str) -> None:
    review = standing_at(P.RAPID_REVIEW_GATHERING, {F.NOTIFIED: "2026-12-24"})
    assert in_london(return_due(RULES, review, london(asked))) == due


def test_information_is_due_when_the_request_says() -> None:
    asked = InformationRequest(1, HCRG, london("2026-06-01"), london("2026-06-20 12:00"))
    before = with_clocks(standing_at(P.LCSPR_IN_PROGRESS, information_requests=(asked,)), london("2026-06-01"))
    assert clock(before, "dl17__1").due_at == asked.due_at
    answered = replace(asked, answered_at=london("2026-06-10"))
    assert ends(before, settled(before, replace(before, information_requests=(answered,)), "2026-06-10")) == {
        "dl17__1": "met"
    }


def test_the_panel_sets_the_time_of_its_own_question() -> None:
    first = PanelRequest(1, london("2026-06-01"), london("2026-06-09 12:00"))
    second = PanelRequest(2, london("2026-06-02"), london("2026-06-20 17:00"))
    asked = standing_at(P.LCSPR_IN_PROGRESS, panel_requests=(first, second))
    before = with_clocks(asked, london("2026-06-02"))
    assert clock(before, "dl08__1").due_at == london("2026-06-09 12:00")
    assert clock(before, "dl08__2").due_at == london("2026-06-20 17:00")
    answered = replace(before, panel_requests=(first, replace(second, answered_at=london("2026-06-05"))))
    assert ends(before, settled(before, answered, "2026-06-05")) == {"dl08__2": "met"}


def test_an_accepted_recommendation_is_owed_by_its_day_and_checked_after_6_and_12_months() -> None:
    accepted = Recommendation(2, (HCRG,), london("2026-09-30").date(), "accepted", answered_at=london("2026-08-31"))
    plan = standing_at(P.ACTION_PLAN_ACTIVE, {F.ENTERED: "2026-08-31"}, recommendations=(accepted,))
    before = with_clocks(plan, london("2026-08-31"))
    assert {one.clock: in_london(one.due_at) for one in before.clocks if item_of(one.clock) == "2"} == {
        "recommendation_due__2": "Wed 30 Sep 2026 17:00",
        "recommendation_six_months__2": "Sun 28 Feb 2027 17:00",
        "recommendation_twelve_months__2": "Tue 31 Aug 2027 17:00",
    }
    evidenced = replace(accepted, state="evidenced", evidenced_at=london("2026-09-20"))
    assert ends(before, settled(before, replace(before, recommendations=(evidenced,)), "2026-09-20")) == {
        "recommendation_due__2": "met"
    }


def test_a_check_that_was_not_made_is_never_recorded_as_made() -> None:
    made = Recommendation(
        1, (HCRG,), london("2026-09-30").date(), "evidenced",
        answered_at=london("2026-08-31"), evidenced_at=london("2026-09-20"), six_month_check_at=london("2027-02-26"),
    )  # fmt: skip
    plan = standing_at(P.ACTION_PLAN_ACTIVE, {F.ENTERED: "2026-08-31"}, recommendations=(made,))
    before = with_clocks(plan, london("2027-02-27"))
    closed = replace(made, state="closed", closed_at=london("2027-03-01"))
    assert ends(before, settled(before, replace(before, recommendations=(closed,)), "2027-03-01")) == {
        "recommendation_twelve_months__1": "stopped"
    }


@pytest.mark.parametrize("state", ["proposed", "rejected"])
def test_one_that_is_not_accepted_has_no_clock(state: str) -> None:
    answered = None if state == "proposed" else london("2026-08-31")
    one = Recommendation(1, (HCRG,), london("2026-09-30").date(), state, answered_at=answered)
    review = with_clocks(standing_at(P.ACTION_PLAN_ACTIVE, recommendations=(one,)), london("2026-08-31"))
    assert not [clock for clock in review.clocks if item_of(clock.clock)]
