"""Recommendations that are made to several agencies: each answers for itself, and each shows what has changed."""

from __future__ import annotations

from typing import Any

import pytest

from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from tests.partnership import COUNCIL, HCRG, POLICE
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import COMMITTEE_CHAIR, SUPPORT, TEXT, brought_to, lead, recommendation

HEALTH_VISITING, DETECTIVES = lead(HCRG), lead(POLICE)


def made_to(*owners: str) -> ReviewWorld:
    """A published review whose second recommendation is made to these agencies; its first is rejected."""
    world = brought_to(P.PUBLISHED)
    world.act(HEALTH_VISITING, do.AnswerRecommendation(number=1, accepted=False, reason=TEXT))
    world.act(COMMITTEE_CHAIR, recommendation(world, *owners))
    return world


def answer(*, accepted: bool = True) -> do.AnswerRecommendation:
    return do.AnswerRecommendation(number=2, accepted=accepted, reason=TEXT, action=TEXT)


def evidence(*, shows_impact: bool = True) -> do.RecordEvidence:
    return do.RecordEvidence(number=2, shows_impact=shows_impact, evidence=TEXT)


def standing(world: ReviewWorld) -> Any:
    return world.review.recommendations[1]


def plan_agreed(*answers: tuple[str, bool]) -> ReviewWorld:
    """Health visiting and the police have answered, and the plan is agreed."""
    world = made_to(HCRG, POLICE)
    for actor, accepted in answers:
        world.act(actor, answer(accepted=accepted))
    world.act(COMMITTEE_CHAIR, do.AgreeActionPlan())
    return world


def test_each_agency_answers_for_itself() -> None:
    world = made_to(HCRG, POLICE)
    world.act(HEALTH_VISITING, answer())
    assert (standing(world).state, standing(world).to_answer) == ("proposed", (POLICE,))
    again = world.refused(HEALTH_VISITING, answer(accepted=False))
    assert (again.code, "recorded already" in again.reason) == ("already_done", True)
    assert "recommendation 2 (Essex Police)" in world.refused(COMMITTEE_CHAIR, do.AgreeActionPlan()).reason
    world.act(DETECTIVES, answer())
    assert (standing(world).state, standing(world).carried_by) == ("accepted", (HCRG, POLICE))
    assert world.entries[-1].facts["for_agencies"] == [POLICE]


def test_it_is_carried_out_by_those_who_accept_it_and_rejected_where_nobody_does() -> None:
    world = made_to(HCRG, POLICE)
    world.act(HEALTH_VISITING, answer(accepted=False))
    world.act(DETECTIVES, answer())
    assert (standing(world).state, standing(world).carried_by) == ("accepted", (POLICE,))
    none = made_to(HCRG, POLICE)
    none.act(HEALTH_VISITING, answer(accepted=False))
    none.act(DETECTIVES, answer(accepted=False))
    assert (standing(none).state, standing(none).carried_by) == ("rejected", ())


def test_the_chair_answers_for_those_who_have_not() -> None:
    world = made_to(HCRG, POLICE)
    world.act(HEALTH_VISITING, answer())
    world.act(COMMITTEE_CHAIR, answer(accepted=False))
    assert [(one.agency, one.accepted) for one in standing(world).answers] == [(HCRG, True), (POLICE, False)]


def test_a_chair_whose_own_agency_it_is_made_to_answers_for_that_first() -> None:
    own = "mid_and_south_essex_icb"
    world = made_to(own, POLICE)
    world.act(COMMITTEE_CHAIR, answer())
    assert standing(world).to_answer == (POLICE,)
    world.act(COMMITTEE_CHAIR, answer())
    assert standing(world).carried_by == (own, POLICE)


def test_each_agency_owes_its_own_evidence_until_it_has_shown_what_has_changed() -> None:
    world = plan_agreed((HEALTH_VISITING, True), (DETECTIVES, True))
    owed = {clock.clock: clock.owner for clock in world.review.clocks if clock.clock.startswith("recommendation_due")}
    assert owed == {"recommendation_due__2__hcrg": HEALTH_VISITING, "recommendation_due__2__essex_police": DETECTIVES}
    world.act(HEALTH_VISITING, evidence(shows_impact=False))
    assert "recommendation_due__2__hcrg" in world.running, "that something was done is not its impact"
    world.act(HEALTH_VISITING, evidence())
    assert "recommendation_due__2__hcrg" not in world.running
    assert (standing(world).state, standing(world).to_show) == ("accepted", (POLICE,))
    assert "recommendation 2 (Essex Police)" in world.refused(COMMITTEE_CHAIR, do.BeginImpactReview()).reason
    world.act(HEALTH_VISITING, evidence())
    world.act(DETECTIVES, evidence())
    assert (standing(world).state, standing(world).evidenced_at) == ("evidenced", world.now)
    assert "recommendation_due__2__essex_police" not in world.running


def test_the_chair_gives_the_evidence_of_all_together() -> None:
    world = plan_agreed((HEALTH_VISITING, True), (DETECTIVES, True))
    world.act(COMMITTEE_CHAIR, evidence())
    assert (standing(world).state, standing(world).shown_by) == ("evidenced", (HCRG, POLICE))


def test_of_an_agency_that_did_not_accept_it_nothing_more_is_asked() -> None:
    world = plan_agreed((HEALTH_VISITING, True), (DETECTIVES, False))
    assert {"recommendation_due__2"} == {name for name in world.running if name.startswith("recommendation_due")}
    check = do.RecordImpactCheck(number=2, months=6, findings=TEXT)
    for asked in (evidence(), check):
        assert world.refused(DETECTIVES, asked).code == "not_accepted"
        assert world.refused(lead(COUNCIL), asked).code == "not_yours"
    world.act(HEALTH_VISITING, evidence())
    assert standing(world).state == "evidenced"


def test_whoever_was_handed_the_step_of_an_agency_takes_it() -> None:
    world = plan_agreed((HEALTH_VISITING, True), (DETECTIVES, True))
    world.act(DETECTIVES, do.HandOverReview(to=SUPPORT, reason=TEXT))
    world.act(SUPPORT, evidence())
    assert standing(world).shown_by == (POLICE,)


@pytest.mark.parametrize("months", [6, 12])
def test_the_checks_of_its_impact_are_made_once_for_all(months: Any) -> None:
    world = plan_agreed((HEALTH_VISITING, True), (DETECTIVES, True))
    name = f"recommendation_{'six' if months == 6 else 'twelve'}_months__2"
    world.until(world.due(name))
    world.act(DETECTIVES, do.RecordImpactCheck(number=2, months=months, findings=TEXT))
    assert name not in world.running
