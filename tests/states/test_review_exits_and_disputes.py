"""Side exits, and disputes: over notifying and over the decision. No dispute stops a clock of the review."""

from __future__ import annotations

from typing import Any

import pytest

from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from states.decision import CLOCK
from tests.partnership import HERTFORDSHIRE_DIRECTOR_OF_NURSING, SCRUTINEER
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import (
    COMMITTEE_CHAIR,
    COUNCIL_PARTNER,
    HEALTH_PARTNER,
    NOTIFIER,
    PARTNERS_CHAIR,
    POLICE_PARTNER,
    SUPPORT,
    TEXT,
    brought_to,
    notification,
    ratified,
    recommended,
    views,
)
from tests.states.review_people import with_deputies
from tests.states.test_review_refusals_rapid_review import (
    RATIFY,
    RECUSE,
    REFUSE,
    WITHDRAW,
    differing,
    disputed,
    not_notifiable,
    view,
)

SECRETARY = do.TellSecretaryOfStateOnly(abuse_or_neglect="neither", rationale=TEXT)


def clocks(world: ReviewWorld) -> set[tuple[str, int, str]]:
    return {(clock.clock, clock.number, clock.due_at.isoformat()) for clock in world.review.clocks}


def step_apart(found: set[tuple[str, int, str]]) -> set[tuple[str, int, str]]:
    """Clocks but for those of the position itself."""
    return {clock for clock in found if not clock[0].startswith("step_")}


def test_all_partners_find_it_not_notifiable() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT)
    views(world, notify=False)
    world.act(POLICE_PARTNER, not_notifiable())
    assert (world.at, world.review.outcome) == (P.NOT_NOTIFIABLE, "not_notifiable")
    assert "dl01" not in world.running
    assert world.review.owner == SUPPORT
    world.act(SUPPORT, do.CloseReview())
    assert not world.review.is_open


def test_what_is_not_notified_may_still_be_learnt_from() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT)
    views(world, notify=False)
    world.act(POLICE_PARTNER, not_notifiable())
    world.act(COMMITTEE_CHAIR, do.BeginAlternativeReview(plan=TEXT))
    assert (world.at, world.review.outcome) == (P.ALTERNATIVE_LEARNING_REVIEW, "alternative_learning_review")


@pytest.mark.parametrize(
    "child",
    [
        {"looked_after": True, "care_leaver": False},
        {"looked_after": False, "care_leaver": True, "under_eighteen": False},
    ],
    ids=["looked-after child without suspicion", "care leaver"],
)
def test_secretary_of_state_and_ofsted_only(child: dict[str, Any]) -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT, incident="death", **child)
    world.act(NOTIFIER, SECRETARY)
    assert (world.at, world.review.owner) == (P.SECRETARY_OF_STATE_AND_OFSTED_ONLY, NOTIFIER)
    assert "dl01" not in world.running
    assert world.running & {"dl03", "dl04"}
    world.act(NOTIFIER, do.RecordSecretaryOfStateTold(told_at=world.now))
    assert not world.running & {"dl03", "dl04"}
    world.act(NOTIFIER, do.CloseReview())


def test_the_assessment_puts_right_what_the_referral_said_of_the_child() -> None:
    world = brought_to(P.REFERRED)
    found = do.BeginAssessment(aware_at=world.now, aware_by="x", looked_after=True, care_leaver=False, incident="death")
    world.act(SUPPORT, found)
    assert (world.review.looked_after, world.review.care_leaver, world.review.incident) == (True, False, "death")
    assert NOTIFIER in world.may(SECRETARY)


def test_what_nobody_has_said_of_a_childs_standing_stays_unknown_and_is_asked_of_a_death() -> None:
    world = brought_to(P.REFERRED, incident="death")
    review = world.review
    assert (review.looked_after, review.care_leaver, review.under_eighteen) == (None, None, None)
    assert "looked_after" not in {name for entry in world.entries for name in entry.facts if entry.facts[name] is False}
    begun = do.BeginAssessment(aware_at=world.now, aware_by="x")
    refusal = world.refused(SUPPORT, begun)
    assert refusal.code == "standing_not_known"
    assert "looked_after and care_leaver" in refusal.reason
    care_leaver = begun.model_copy(update={"looked_after": False, "care_leaver": True})
    assert "answer under_eighteen" in world.refused(SUPPORT, care_leaver).reason
    world.act(SUPPORT, care_leaver.model_copy(update={"under_eighteen": True}))
    assert "dl04" in world.running


def test_that_the_child_died_is_not_notified_without_starting_what_is_owed_for_a_death() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT, incident="serious_harm", looked_after=True)
    assert not world.running & {"dl03", "dl04"}
    died = notification(world, views_not_given=TEXT, harm="died")
    assert world.refused(NOTIFIER, died).code == "standing_not_known"
    world.act(NOTIFIER, died.model_copy(update={"care_leaver": False}))
    assert (world.at, world.review.incident) == (P.NOTIFIED, "death")
    # Five working days from Monday 2 March, when the local authority was aware.
    assert f"{world.due('dl03'):%Y-%m-%d %H:%M}" == "2026-03-09 17:00"


def test_of_a_death_nobody_notifies_that_the_child_was_harmed_alone() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT, incident="death", looked_after=False, care_leaver=False)
    harmed = notification(world, views_not_given=TEXT, harm="seriously_harmed")
    assert world.refused(NOTIFIER, harmed).code == "harm_contradicts_incident"


@pytest.mark.parametrize("position", [P.NOTIFIED, P.RAPID_REVIEW_GATHERING, P.RAPID_REVIEW_SIGN_OFF])
def test_the_notification_is_withdrawn_when_all_partners_find_the_criteria_not_met(position: P) -> None:
    world = brought_to(position)
    views(world, notify=False)
    world.act(NOTIFIER, WITHDRAW)
    assert (world.at, world.review.outcome) == (P.NOTIFICATION_WITHDRAWN, "notification_withdrawn")
    assert "dl05" not in world.running
    world.act(SUPPORT, do.CloseReview())


def test_a_dispute_over_notifying_stops_no_clock_and_does_not_block_the_local_authority() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT)
    differing(world)
    before = clocks(world)
    world.act(POLICE_PARTNER, do.DisputeNotification(reason=TEXT))
    assert world.review.position == P.NOTIFICATION_DISPUTED.value
    assert {clock[0] for clock in before} >= {"dl01"}
    assert step_apart(before) <= clocks(world)
    world.act(NOTIFIER, notification(world))
    assert world.at is P.NOTIFIED
    assert {(known.member, known.notify) for known in world.review.notification_views} == {
        (POLICE_PARTNER, True), (COUNCIL_PARTNER, False), (HEALTH_PARTNER, False),
    }  # fmt: skip
    assert [dispute.outcome for dispute in world.review.disputes] == ["notified"]
    assert "dl05" in world.running


def test_silence_does_not_block_the_local_authority_either() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT)
    world.act(NOTIFIER, notification(world, views_not_given=TEXT))
    assert world.at is P.NOTIFIED


def test_after_a_dispute_the_local_authority_states_that_its_duty_is_not_engaged() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT)
    disputed(world)
    world.act(SUPPORT, do.DisputeOpened(about="notification", reference="D-1", opened_at=world.now))
    world.act(CLOCK, do.NotificationDisputeResolved(reference="D-1", outcome="settled"))
    assert world.review.position == P.NOTIFICATION_DISPUTED.value
    world.act(POLICE_PARTNER, view(notify=False))
    world.act(NOTIFIER, not_notifiable())
    assert world.at is P.NOT_NOTIFIABLE
    assert [(d.reference, d.outcome) for d in world.review.disputes] == [("D-1", "settled")]


def test_a_decision_that_is_not_ratified_opens_a_dispute_and_comes_back() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    world.act(COUNCIL_PARTNER, RATIFY)
    before = clocks(world)
    world.after(hours=1).act(POLICE_PARTNER, REFUSE)
    assert (world.at, world.review.owner) == (P.DECISION_DISPUTED, PARTNERS_CHAIR)
    assert {clock[0] for clock in before} >= {"dl05", "plan_sign_off"}
    assert step_apart(before) <= clocks(world)
    assert [(d.about, d.by, d.reference) for d in world.review.disputes] == [("decision", POLICE_PARTNER, "")]
    world.act(CLOCK, do.DisputeOpened(about="decision", reference="D-1", opened_at=world.now))
    world.act(CLOCK, do.DisputeResolved(reference="D-1", outcome="decided"))
    assert world.at is P.RAPID_REVIEW_DRAFTED
    assert (world.review.recommended, world.review.ratifications) == (None, ())
    assert step_apart(before) <= clocks(world)
    world.act(COMMITTEE_CHAIR, recommended("no_review"))
    ratified(world)
    assert world.review.decision == "no_review"
    assert world.fact(F.DECIDED) == world.now
    assert world.fact(F.REVIEW_DECIDED) is None


def test_until_it_is_sent_a_partner_may_still_refuse() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    ratified(world)
    assert world.review.decision == "local_review"
    before = clocks(world)
    world.act(POLICE_PARTNER, REFUSE)
    assert world.review.decision is None
    # What was decided stands until another decision is ratified, and so does what is owed because of it.
    assert {clock[0] for clock in before} >= {"dl05", "dl06", "dl10"}
    assert step_apart(before) <= clocks(world)
    assert world.refused(SUPPORT, do.SubmitRapidReview(sent_at=world.now)).code == "not_open_here"


def test_any_integrated_care_board_speaks_for_health() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    for partner in (COUNCIL_PARTNER, POLICE_PARTNER, HERTFORDSHIRE_DIRECTOR_OF_NURSING):
        world.act(partner, RATIFY)
    assert world.review.decision == "local_review"


def test_one_who_steps_aside_leaves_the_ratification_to_a_deputy() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    world.act(COUNCIL_PARTNER, RATIFY)
    world.act(HEALTH_PARTNER, RATIFY)
    assert world.review.decision is None
    world.after(hours=1).act(POLICE_PARTNER, RECUSE)
    assert world.review.decision is None
    refused = world.refused(SUPPORT, do.SubmitRapidReview(sent_at=world.now))
    assert (refused.code, "Still to ratify: Police" in refused.reason) == ("not_ratified", True)
    world.directory = with_deputies(world.directory, (POLICE_PARTNER, "detective_inspector_essex_police"))
    world.act("detective_inspector_essex_police", RATIFY)
    assert world.review.decision == "local_review"
    assert world.fact(F.DECIDED) == world.now
    world.act(SUPPORT, do.SubmitRapidReview(sent_at=world.now))
    assert world.at is P.RAPID_REVIEW_SUBMITTED


def test_when_the_chair_steps_aside_another_partner_owes_what_the_chair_owed() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    assert world.review.owner == PARTNERS_CHAIR
    owed = {clock.number for clock in world.review.clocks if clock.owner == PARTNERS_CHAIR}
    world.act(PARTNERS_CHAIR, RECUSE)
    assert world.review.owner == POLICE_PARTNER
    assert {world.review.clock_numbered(number).owner for number in owed} == {POLICE_PARTNER}  # type: ignore[union-attr]
    assert {fact["number"] for fact in world.entries[-1].facts["clocks_handed"]} == owed
    assert world.entries[-1].audience == "oversight"


def test_an_authorised_delegate_ratifies_and_the_record_says_for_whom() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    deputy = "detective_inspector_essex_police"
    world.directory = with_deputies(world.directory, (POLICE_PARTNER, deputy))
    assert world.refused(POLICE_PARTNER, RATIFY).code == "not_yours"
    world.act(deputy, RATIFY)
    assert world.entries[-1].on_behalf_of == POLICE_PARTNER


def test_the_scrutineer_never_votes_also_as_a_deputy() -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    world.directory = with_deputies(world.directory, (POLICE_PARTNER, SCRUTINEER))
    for action in (RATIFY, REFUSE, RECUSE):
        assert world.refused(SCRUTINEER, action).code == "scrutineer_never_votes"
    assert world.may(RATIFY) == {
        COUNCIL_PARTNER, POLICE_PARTNER, HEALTH_PARTNER, HERTFORDSHIRE_DIRECTOR_OF_NURSING,
        "executive_chief_nursing_officer_mse_icb",
    }  # fmt: skip


def test_business_support_says_whose_step_it_hands_over() -> None:
    world = brought_to(P.RAPID_REVIEW_GATHERING)
    own = {clock.number for clock in world.review.clocks if clock.owner == SUPPORT}
    owed = {clock.number for clock in world.review.clocks if clock.owner == COMMITTEE_CHAIR}
    assert own
    assert owed
    colleague = "designated_nurse_mse_icb"
    world.act(SUPPORT, do.HandOverReview(of=COMMITTEE_CHAIR, to=colleague, reason=TEXT))
    assert (world.review.owner, world.review.owner_via) == (colleague, "deputy")
    assert {clock.number for clock in world.review.clocks if clock.owner == colleague} == owed
    assert {clock.number for clock in world.review.clocks if clock.owner == SUPPORT} == own
    assert world.entries[-1].facts["of"] == COMMITTEE_CHAIR


def test_a_step_is_handed_over_with_its_clocks() -> None:
    world = brought_to(P.NOTIFIED)
    owed = {clock.number for clock in world.review.clocks if clock.owner == COMMITTEE_CHAIR}
    colleague = "designated_nurse_mse_icb"
    world.act(COMMITTEE_CHAIR, do.HandOverReview(to=colleague, reason=TEXT))
    assert (world.review.owner, world.review.owner_via) == (colleague, "deputy")
    assert {clock.number for clock in world.review.clocks if clock.owner == colleague} == owed
    assert (colleague, "handed_over") in world.told()
    assert colleague in world.may(do.BeginGathering(agencies=("hcrg",)))
