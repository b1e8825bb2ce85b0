"""What is found out late: a notification after all, and the standing of a child that was recorded otherwise."""

from __future__ import annotations

import pytest

from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from tests.partnership import SCRUTINEER
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import (
    COMMITTEE_CHAIR,
    NOTIFIER,
    POLICE_PARTNER,
    SUPPORT,
    TEXT,
    brought_to,
    letter,
    notification,
    ratified,
    recommended,
    views,
)
from tests.states.test_review_refusals_rapid_review import not_notifiable


def found_not_notifiable(**changed: object) -> ReviewWorld:
    world = brought_to(P.CRITERIA_ASSESSMENT)
    views(world, notify=False)
    world.act(POLICE_PARTNER, not_notifiable().model_copy(update=changed))
    return world


def told_only() -> ReviewWorld:
    world = brought_to(P.CRITERIA_ASSESSMENT, incident="death", looked_after=True, care_leaver=False)
    world.act(NOTIFIER, do.TellSecretaryOfStateOnly(abuse_or_neglect="neither", rationale=TEXT))
    return world


def learnt_from_otherwise() -> ReviewWorld:
    world = found_not_notifiable()
    world.act(COMMITTEE_CHAIR, do.BeginAlternativeReview(plan=TEXT))
    return world


@pytest.mark.parametrize("reached", [found_not_notifiable, told_only, learnt_from_otherwise])
def test_what_the_partners_found_never_keeps_the_local_authority_from_notifying(reached: object) -> None:
    world: ReviewWorld = reached()  # type: ignore[operator]  # one of the three above
    harm = "died" if world.review.incident == "death" else "seriously_harmed"
    world.act(NOTIFIER, notification(world, views_not_given=TEXT, harm=harm))
    assert (world.at, world.review.outcome) == (P.NOTIFIED, None)
    assert "dl05" in world.running
    assert world.refused(COMMITTEE_CHAIR, notification(world)).code == "not_open_here"
    world.act(COMMITTEE_CHAIR, do.BeginGathering(agencies=("hcrg",)))


def test_what_was_notified_is_not_notified_twice() -> None:
    world = brought_to(P.RAPID_REVIEW_DRAFTED)
    world.act(COMMITTEE_CHAIR, recommended("alternative_review"))
    ratified(world)
    world.act(SUPPORT, do.SubmitRapidReview(sent_at=world.now))
    world.act(SUPPORT, do.LogPanelReceipt(received_on=world.today))
    letter(world)
    world.act(COMMITTEE_CHAIR, do.BeginAlternativeReview(plan=TEXT))
    assert world.refused(NOTIFIER, notification(world)).code == "already_done"


def test_that_a_child_who_died_was_looked_after_starts_its_clock_whenever_it_is_found_out() -> None:
    world = brought_to(P.RAPID_REVIEW_MEETING)
    found = do.CorrectStanding(incident="death", looked_after=True, care_leaver=False, reason=TEXT)
    assert world.may(found, [NOTIFIER, SUPPORT, POLICE_PARTNER, SCRUTINEER]) == {NOTIFIER, SUPPORT}
    world.act(NOTIFIER, found)
    assert (world.review.incident, world.review.looked_after, world.review.care_leaver) == ("death", True, False)
    # Five working days from Monday 2 March, when the local authority was aware.
    assert f"{world.due('dl03'):%Y-%m-%d %H:%M}" == "2026-03-09 17:00"
    assert world.at is P.RAPID_REVIEW_MEETING
    assert world.refused(SUPPORT, found).code == "already_done"
    world.act(NOTIFIER, do.CorrectStanding(looked_after=False, reason=TEXT))
    assert "dl03" not in world.running
    assert world.fact(F.SECRETARY_OF_STATE_TOLD) is None


def test_what_the_checks_found_is_recorded_with_them() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT, incident="death", looked_after=False, care_leaver=False)
    views(world, notify=False)
    world.act(POLICE_PARTNER, not_notifiable().model_copy(update={"looked_after": True}))
    assert (world.at, world.review.looked_after) == (P.NOT_NOTIFIABLE, True)
    assert "dl03" in world.running
    assert world.refused(SUPPORT, do.CloseReview()).code == "secretary_of_state_not_told"
    world.act(COMMITTEE_CHAIR, do.BeginAlternativeReview(plan=TEXT))
    assert world.refused(SUPPORT, do.CloseReview()).code == "secretary_of_state_not_told"
    world.act(SUPPORT, do.RecordSecretaryOfStateTold(told_at=world.now))
    world.act(SUPPORT, do.CloseReview())
    assert not world.review.is_open


def test_nobody_was_aware_before_the_incident_that_the_referral_names() -> None:
    world = brought_to(P.REFERRED)  # of Thursday 26 February
    early = world.now.replace(month=2, day=20)
    assert world.refused(SUPPORT, do.BeginAssessment(aware_at=early, aware_by="x")).code == "date_before_case"
