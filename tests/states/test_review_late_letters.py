"""Letters of the Panel that come late: during another decision, after publication, during the action plan."""

from __future__ import annotations

from typing import Any

import pytest

from procedures.review_course import AFTER_PUBLICATION
from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from tests.partnership import HCRG, SCRUTINEER
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import (
    COMMITTEE_CHAIR,
    PARTNERS_CHAIR,
    POLICE_PARTNER,
    SUPPORT,
    TEXT,
    brought_to,
    lead,
    letter,
    plan,
    publish,
    ratified,
    recommendation,
    recommended,
    send,
)
from tests.states.test_review_refusals_local_review import nothing

WEIGHED = do.RetakeDecision(panel_suggests_local_review=True, reason=TEXT)
QUESTIONED = do.RetakeDecision(panel_suggests_local_review=False, reason=TEXT)
LETTERS = ("agrees", "questions", "national_review", "suggests_local_review")


def published_as(position: P) -> ReviewWorld:
    """A review after its local review was published, or was not."""
    if position is P.IMPROVEMENTS_ONLY_PUBLISHED:
        world = brought_to(P.LCSPR_PARTNER_SIGN_OFF)
        plan(world, "improvements_only")
        send(world)
        world.act(SUPPORT, do.JustifyNotPublishing(sent_on=world.today, justification=TEXT))
        publish(world, do.PublishImprovements)
        return world
    if position is P.NOTHING_PUBLISHED_JUSTIFIED:
        world = brought_to(P.LCSPR_PARTNER_SIGN_OFF)
        ratified(world)
        world.act(PARTNERS_CHAIR, nothing(world.today))
        return world
    return brought_to(position)


@pytest.mark.parametrize("response", LETTERS)
@pytest.mark.parametrize("position", [*AFTER_PUBLICATION, P.ACTION_PLAN_ACTIVE, P.IMPACT_REVIEW])
def test_once_a_local_review_is_published_a_letter_is_recorded_and_told_and_reopens_nothing(
    position: P, response: Any
) -> None:
    world = published_as(position)
    before = world.review
    letter(world.after(days=1), response)
    after = world.review
    assert (after.at, after.panel_response, after.decision) == (position, response, "local_review")
    assert [clock.number for clock in after.clocks] == [clock.number for clock in before.clocks]
    assert world.entries[-1].narrative == {"letter": TEXT}
    told = {notice.recipient for notice in world.notices if notice.facts.get("what", "").startswith("The Panel")}
    assert {POLICE_PARTNER, SCRUTINEER} <= told
    assert world.refused(PARTNERS_CHAIR, WEIGHED).code == "not_open_here"


def with_an_action_plan(decision: Any = "no_review") -> ReviewWorld:
    """A review whose partners decided against a local one and whose learning is being taken forward."""
    world = brought_to(P.RAPID_REVIEW_DRAFTED)
    world.act(COMMITTEE_CHAIR, recommended(decision))
    again_sent(world)
    world.act(PARTNERS_CHAIR, do.GoOnWithoutPanelResponse(reason=TEXT))
    world.act(PARTNERS_CHAIR, do.BeginLearningWithoutReview(plan=TEXT))
    world.act(COMMITTEE_CHAIR, recommendation(world))
    world.act(lead(HCRG), do.AnswerRecommendation(number=1, accepted=True, reason=TEXT, action=TEXT))
    world.act(COMMITTEE_CHAIR, do.AgreeActionPlan())
    return world


def again_sent(world: ReviewWorld) -> None:
    ratified(world)
    world.act(SUPPORT, do.SubmitRapidReview(sent_at=world.now))
    world.act(SUPPORT, do.LogPanelReceipt(received_on=world.today))


@pytest.mark.parametrize("response", ["questions", "suggests_local_review"])
def test_during_an_action_plan_without_a_local_review_a_letter_brings_the_decision_back(response: Any) -> None:
    world = with_an_action_plan()
    due = world.due("recommendation_due__1")
    letter(world.after(days=30), response)
    assert (world.at, world.review.owner, world.review.outcome) == (P.PANEL_RESPONDED, PARTNERS_CHAIR, None)
    assert "step_panel_responded" in world.running
    assert world.entries[-1].kind == "record_panel_response"
    assert world.fact(F.PLAN_AGREED) is None
    world.act(PARTNERS_CHAIR, WEIGHED if response == "suggests_local_review" else QUESTIONED)
    world.act(COMMITTEE_CHAIR, recommended("no_review"))
    again_sent(world)
    letter(world)
    world.act(PARTNERS_CHAIR, do.BeginLearningWithoutReview(plan=TEXT))
    world.act(COMMITTEE_CHAIR, do.AgreeActionPlan())
    assert world.due("recommendation_due__1") == due, "late never edits a due date, and neither does a letter"


@pytest.mark.parametrize("response", ["agrees", "national_review"])
def test_a_letter_that_asks_for_nothing_leaves_the_action_plan_as_it_is(response: Any) -> None:
    world = with_an_action_plan()
    letter(world.after(days=30), response)
    assert (world.at, world.review.panel_response) == (P.ACTION_PLAN_ACTIVE, response)


def test_a_letter_that_comes_while_the_decision_is_taken_again_is_weighed_before_it_is_recommended() -> None:
    world = brought_to(P.RAPID_REVIEW_DRAFTED)
    come = do.RecordPanelResponse(response="agrees", received_on=world.today, letter=TEXT)
    assert world.refused(SUPPORT, come).code == "not_sent", "nothing has been sent yet"
    world.act(COMMITTEE_CHAIR, recommended("no_review"))
    again_sent(world)
    letter(world, "questions")
    world.act(PARTNERS_CHAIR, QUESTIONED)
    letter(world.after(hours=1), "suggests_local_review")
    assert world.at is P.RAPID_REVIEW_DRAFTED
    assert world.refused(COMMITTEE_CHAIR, recommended("no_review")).code == "to_be_retaken"
    world.act(PARTNERS_CHAIR, WEIGHED)
    assert world.review.answers["panel_suggests_local_review"] is True
    assert world.refused(PARTNERS_CHAIR, WEIGHED).code == "nothing_to_weigh", "it has been weighed"
    world.act(COMMITTEE_CHAIR, recommended("no_review"))


def test_a_letter_that_comes_before_all_have_ratified_takes_the_decision_back_to_the_sub_committee() -> None:
    world = brought_to(P.RAPID_REVIEW_DRAFTED)
    world.act(COMMITTEE_CHAIR, recommended("no_review"))
    again_sent(world)
    letter(world, "questions")
    world.act(PARTNERS_CHAIR, QUESTIONED)
    world.act(COMMITTEE_CHAIR, recommended("no_review"))
    ratified(world)
    assert world.review.owner == SUPPORT
    letter(world.after(hours=1), "suggests_local_review")
    assert world.review.owner == PARTNERS_CHAIR, "it is to be taken again before it is sent"
    assert world.refused(SUPPORT, do.SubmitRapidReview(sent_at=world.now)).code == "to_be_retaken"
    world.act(PARTNERS_CHAIR, WEIGHED)
    assert (world.at, world.review.decision, world.review.ratifications) == (P.RAPID_REVIEW_DRAFTED, None, ())
