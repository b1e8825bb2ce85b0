"""Guards of a local review: reviewer, scope, supervision, delay, the report on its way to the partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from procedures.review_course import ReviewFact, ReviewPosition
from states.decision import Refused
from states.review_actions import (
    AddRecommendation,
    AppointReviewer,
    RaiseNationalIssue,
    RecordSupervisionCheck,
    ReportDelay,
    TellOfReviewer,
)
from states.review_checks import Guard, has_happened, known_agency, not_before, still_to_come

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt

BEFORE_SCOPE = (ReviewPosition.LCSPR_DECIDED, ReviewPosition.LCSPR_COMMISSIONING)


def _conflict_is_dealt_with(attempt: ReviewAttempt) -> None:
    action = cast("AppointReviewer", attempt.action)
    if action.conflict == "managed" and not action.conflict_management:
        raise Refused("Say how the conflict of interest is managed.", "conflict_not_explained")
    if action.conflict == "unmanaged" and attempt.review.at not in BEFORE_SCOPE:
        raise Refused(
            "A review that is under way takes no reviewer with an unmanaged conflict of interest. Manage it, or "
            "appoint somebody else.",
            "unmanaged_conflict",
        )


def _reviewer_can_be_named(attempt: ReviewAttempt) -> None:
    action = cast("TellOfReviewer", attempt.action)
    has_happened(attempt, action.told_on, "Telling them")
    decided = attempt.review.fact(ReviewFact.REVIEW_DECIDED)
    not_before(attempt, action.told_on, decided, "Telling them", "the local review was decided")
    if not action.reviewer_named:
        return
    reviewer = attempt.review.reviewer
    if reviewer is None:
        raise Refused("No reviewer has been appointed yet. Appoint one, or tell them without a name.", "no_reviewer")
    not_before(attempt, action.told_on, reviewer.appointed_at, "Naming the reviewer", "the reviewer was appointed")


def _reviewer_is_free_to_review(attempt: ReviewAttempt) -> None:
    reviewer = attempt.review.reviewer
    if reviewer is None:
        raise Refused("Appoint a reviewer first.", "no_reviewer")
    if reviewer.conflict == "unmanaged":
        raise Refused(
            "The reviewer has a conflict of interest that is not managed. Manage it and appoint them anew, or appoint "
            "somebody else.",
            "unmanaged_conflict",
        )


def _was_checked(attempt: ReviewAttempt) -> None:
    checked_on, reviewer = cast("RecordSupervisionCheck", attempt.action).checked_on, attempt.review.reviewer
    if reviewer is None:
        raise Refused("There is nobody to supervise yet. Appoint a reviewer first.", "no_reviewer")
    has_happened(attempt, checked_on, "The check")
    not_before(attempt, checked_on, reviewer.appointed_at, "The check", "the reviewer was appointed")
    last = attempt.review.fact(ReviewFact.SUPERVISED)
    not_before(attempt, checked_on, last, "The check", "the last one")


def _delay_is_new(attempt: ReviewAttempt) -> None:
    review = attempt.review
    if review.fact(ReviewFact.DELAY_EXPECTED) and not review.fact(ReviewFact.DELAY_REPORTED):
        raise Refused(
            "A delay is expected already. Tell the Panel and the Secretary of State its reasons.", "already_done"
        )


def _delay_was_reported(attempt: ReviewAttempt) -> None:
    action, review = cast("ReportDelay", attempt.action), attempt.review
    expected = review.fact(ReviewFact.DELAY_EXPECTED)
    if expected is None:
        raise Refused("Record first that a delay is expected, and why.", "no_delay_expected")
    if action.ground != review.delay_ground:
        raise Refused(
            f"The delay that is expected has another ground: {(review.delay_ground or 'none').replace('_', ' ')}. Tell "
            "them that one, or record the other delay first.",
            "other_ground",
        )
    told = ((action.panel_told_on, "the Panel"), (action.secretary_of_state_told_on, "the Secretary of State"))
    for day, whom in told:
        has_happened(attempt, day, f"Telling {whom}")
        not_before(attempt, day, expected, f"Telling {whom}", "the delay was expected")


def _panel_was_told(attempt: ReviewAttempt) -> None:
    told_on = cast("RaiseNationalIssue", attempt.action).panel_told_on
    has_happened(attempt, told_on, "Telling the Panel")


def _has_recommendations(attempt: ReviewAttempt) -> None:
    if not attempt.review.recommendations:
        raise Refused(
            "Add the report's recommendations first: each says what, of whom, by when and what changes for children.",
            "no_recommendations",
        )


def _recommendation_is_whole(attempt: ReviewAttempt) -> None:
    action = cast("AddRecommendation", attempt.action)
    for agency in action.owners:
        known_agency(attempt, agency)
    still_to_come(attempt, action.due_on, "The day by which it is to be carried out")


GUARDS: dict[str, tuple[Guard, ...]] = {
    "appoint_reviewer": (_conflict_is_dealt_with,),
    "tell_of_reviewer": (_reviewer_can_be_named,),
    "agree_scope": (_reviewer_is_free_to_review,),
    "record_supervision_check": (_was_checked,),
    "expect_delay": (_delay_is_new,),
    "report_delay": (_delay_was_reported,),
    "raise_national_issue": (_panel_was_told,),
    "send_for_partner_sign_off": (_has_recommendations,),
    "add_recommendation": (_recommendation_is_whole,),
}
"""What an event asks for beyond being the right person's."""
