"""A decision that is refused late, questioned or taken again: what it owes runs on, and a late letter is heard."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from states.decision import CLOCK
from states.review import AgencyReturn
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import (
    COMMITTEE_CHAIR,
    HEALTH_PARTNER,
    NOTIFIER,
    PARTNERS_CHAIR,
    POLICE_PARTNER,
    SUPPORT,
    TEXT,
    brought_to,
    lead,
    letter,
    ratified,
    recommended,
    returned,
    views,
)
from tests.states.review_people import with_deputies
from tests.states.review_rules import in_london
from tests.states.test_review_refusals_rapid_review import not_notifiable

AGAIN = do.RetakeDecision(panel_suggests_local_review=False, reason=TEXT)
WITHOUT_A_LETTER = do.GoOnWithoutPanelResponse(reason=TEXT)


STEPS = {"step_rapid_review_sign_off", "step_send_rapid_review"}


def resolved(world: ReviewWorld) -> None:
    world.act(CLOCK, do.DisputeOpened(about="decision", reference="D-1", opened_at=world.now))
    world.act(CLOCK, do.DisputeResolved(reference="D-1", outcome="decided"))


def sent(world: ReviewWorld) -> None:
    world.act(SUPPORT, do.SubmitRapidReview(sent_at=world.now))
    world.act(SUPPORT, do.LogPanelReceipt(received_on=world.today))


def test_once_the_last_partner_has_ratified_it_is_for_business_support_to_send_it() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    assert (world.review.owner, world.running & STEPS) == (PARTNERS_CHAIR, {"step_rapid_review_sign_off"})
    ratified(world)
    assert (world.review.owner, world.running & STEPS) == (SUPPORT, {"step_send_rapid_review"})
    assert world.fact(F.RATIFIED) == world.now
    assert "ratified by all" in world.refused(SUPPORT, do.LogPanelReceipt(received_on=world.today)).reason
    world.act(SUPPORT, do.SubmitRapidReview(sent_at=world.now))
    assert world.fact(F.RATIFIED) is None


def test_a_ratification_that_is_taken_back_leaves_nothing_to_send() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    ratified(world)
    world.act(POLICE_PARTNER, do.RefuseRatification(reason=TEXT))
    assert (world.review.owner, world.fact(F.RATIFIED)) == (PARTNERS_CHAIR, None)
    resolved(world)
    world.act(COMMITTEE_CHAIR, recommended())
    assert (world.review.owner, world.running & STEPS) == (PARTNERS_CHAIR, {"step_rapid_review_sign_off"})


def test_a_decision_refused_once_it_was_ratified_still_owes_what_it_owed() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    ratified(world)
    six_months = world.review.running("dl10")
    world.after(hours=1).act(POLICE_PARTNER, do.RefuseRatification(reason=TEXT))
    resolved(world)
    assert {"dl05", "dl06", "dl10"} <= world.running
    world.act(COMMITTEE_CHAIR, recommended())
    ratified(world.after(hours=1))
    assert world.review.running("dl10") == six_months, "it is still a local review, decided when it first was"
    assert world.fact(F.DECIDED) == world.now


def test_another_decision_ends_the_six_months_of_the_first() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    ratified(world)
    world.act(POLICE_PARTNER, do.RefuseRatification(reason=TEXT))
    resolved(world)
    world.act(COMMITTEE_CHAIR, recommended("no_review"))
    assert "dl10" in world.running
    ratified(world)
    assert world.fact(F.REVIEW_DECIDED) is None
    assert not world.running & {"dl09", "dl10"}


def test_a_local_review_that_is_decided_again_keeps_its_six_months_and_is_sent_again() -> None:
    world = brought_to(P.AWAITING_PANEL)
    letter(world, "questions")
    before = world.review.running("dl10")
    world.after(days=20).act(PARTNERS_CHAIR, AGAIN)
    assert not world.running & {"dl05", "dl06"}
    world.act(COMMITTEE_CHAIR, recommended())
    ratified(world)
    after = world.review.running("dl10")
    assert before
    assert after
    assert (after.number, after.due_at) == (before.number, before.due_at)
    assert in_london(world.due("dl06")) == in_london(world.now.replace(hour=17))
    assert "dl05" not in world.running
    sent(world)
    assert "dl06" not in world.running


def test_a_ratified_decision_is_taken_again_only_where_a_letter_asks_for_it() -> None:
    world = brought_to(P.PANEL_RESPONDED)
    assert world.refused(PARTNERS_CHAIR, AGAIN).code == "nothing_to_weigh"


def decided_against(world: ReviewWorld) -> ReviewWorld:
    world.act(COMMITTEE_CHAIR, recommended("no_review"))
    ratified(world)
    sent(world)
    return world


@pytest.mark.parametrize("gone_on", [False, True], ids=["not gone on", "learning taken forward"])
def test_a_letter_that_comes_late_brings_the_decision_back(*, gone_on: bool) -> None:
    world = decided_against(brought_to(P.RAPID_REVIEW_DRAFTED))
    world.act(PARTNERS_CHAIR, WITHOUT_A_LETTER)
    learn = do.BeginLearningWithoutReview(plan=TEXT)
    if gone_on:
        world.act(PARTNERS_CHAIR, learn)
    letter(world.after(days=3), "suggests_local_review")
    assert (world.at, world.review.owner, world.review.outcome) == (P.PANEL_RESPONDED, PARTNERS_CHAIR, None)
    assert "step_panel_responded" in world.running
    assert world.refused(PARTNERS_CHAIR, learn).code == "to_be_retaken"
    world.act(PARTNERS_CHAIR, do.RetakeDecision(panel_suggests_local_review=True, reason=TEXT))
    assert world.at is P.RAPID_REVIEW_DRAFTED


def test_no_letter_comes_where_nothing_was_sent() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT)
    views(world, notify=False)
    world.act(POLICE_PARTNER, not_notifiable())
    world.act(COMMITTEE_CHAIR, do.BeginAlternativeReview(plan=TEXT))
    come = do.RecordPanelResponse(response="agrees", received_on=world.today, letter=TEXT)
    assert world.refused(SUPPORT, come).code == "not_sent"


def test_whoever_has_stepped_aside_does_not_act_as_chair_either() -> None:
    world = brought_to(P.LCSPR_PARTNER_SIGN_OFF)
    world.act(PARTNERS_CHAIR, do.RecuseFromReview(reason=TEXT))
    assert world.review.owner != PARTNERS_CHAIR
    world.directory = with_deputies(world.directory, (PARTNERS_CHAIR, NOTIFIER))
    for partner in (NOTIFIER, POLICE_PARTNER, HEALTH_PARTNER):
        world.act(partner, do.Ratify(reason=TEXT))
    planned = do.PlanPublication(what="full_report", planned_on=world.today.replace(month=4), impact_considered=TEXT)
    assert world.refused(PARTNERS_CHAIR, planned).code == "not_yours"
    world.act(str(world.review.owner), planned)


@pytest.mark.parametrize("position", [P.RAPID_REVIEW_SUBMITTED, P.LCSPR_IN_PROGRESS, P.ACTION_PLAN_ACTIVE])
def test_a_return_behind_a_recorded_gap_is_entered_whenever_it_comes(position: P) -> None:
    world = brought_to(position)
    gap = AgencyReturn("nelft", world.now, world.now, gap_at=world.now)
    world.review = replace(world.review, returns=(*world.review.returns, gap))
    world.act(lead("nelft"), returned("nelft", world.after(days=1), senior_sign_off=lead("nelft")))
    found = world.review.return_of("nelft")
    assert found
    assert (found.received_at, world.at) == (world.now, position)
