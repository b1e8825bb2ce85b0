"""What changes in a review from the commissioning of a local review to its publication."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from procedures.review_course import ReviewFact
from states.review import Publication, Recommendation, Reviewer
from states.review_actions import (
    AddRecommendation,
    AppointReviewer,
    ExpectDelay,
    JustifyNotPublishing,
    LinkNationalReview,
    MovePublication,
    PlanPublication,
    PublishImprovements,
    PublishNothing,
    PublishReport,
    RecordSupervisionCheck,
    ReportDelay,
    SendBeforePublication,
    SendToOfsted,
    TellOfReviewer,
)
from states.review_change import Change, Changing

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


def _linked(attempt: ReviewAttempt) -> Change:
    return Change({"national_review": cast("LinkNationalReview", attempt.action).panel_reference})


def _appointed(attempt: ReviewAttempt) -> Change:
    action = cast("AppointReviewer", attempt.action)
    reviewer = Reviewer(action.description, attempt.now, action.conflict)
    return Change({"reviewer": reviewer}, {ReviewFact.REVIEWER_APPOINTED: attempt.now})


def _told_of_reviewer(attempt: ReviewAttempt) -> Change:
    """Telling them of the review alone is the first of two steps: the reviewer is to be named yet."""
    action = cast("TellOfReviewer", attempt.action)
    told_at = attempt.start_of(action.told_on)
    named = {ReviewFact.REVIEWER_TOLD: told_at} if action.reviewer_named else {}
    return Change(facts={ReviewFact.REVIEW_TOLD: told_at, **named})


def _supervised(attempt: ReviewAttempt) -> Change:
    checked_on = cast("RecordSupervisionCheck", attempt.action).checked_on
    # The end of a day that is over, or now: two checks on one day are two.
    return Change(facts={ReviewFact.SUPERVISED: min(attempt.now, attempt.calendar.end_of(checked_on))})


def _delay_expected(attempt: ReviewAttempt) -> Change:
    ground = cast("ExpectDelay", attempt.action).ground
    return Change({"delay_ground": ground}, {ReviewFact.DELAY_EXPECTED: attempt.now})


def _delay_reported(attempt: ReviewAttempt) -> Change:
    action = cast("ReportDelay", attempt.action)
    both = max(action.panel_told_on, action.secretary_of_state_told_on)
    return Change(facts={ReviewFact.DELAY_REPORTED: attempt.start_of(both)})


def _sent_to_partners(_: ReviewAttempt) -> Change:
    return Change({"ratifications": ()})


def _planned(attempt: ReviewAttempt) -> Change:
    action = cast("PlanPublication", attempt.action)
    facts = {ReviewFact.PUBLICATION_PLANNED: attempt.start_of(action.planned_on)}
    if action.what != "full_report":
        facts[ReviewFact.NOT_PUBLISHING_DECIDED] = attempt.now
    return Change({"publication": Publication(action.what, action.planned_on), "comments_considered": False}, facts)


def _moved(attempt: ReviewAttempt) -> Change:
    planned_on = cast("MovePublication", attempt.action).planned_on
    return _publication(attempt, {ReviewFact.PUBLICATION_PLANNED: planned_on}, planned_on=planned_on)


def _sent_ahead(attempt: ReviewAttempt) -> Change:
    action = cast("SendBeforePublication", attempt.action)
    both = max(action.sent_to_panel_on, action.sent_to_secretary_of_state_on)
    facts = {ReviewFact.SENT_TO_PANEL_AND_SECRETARY_OF_STATE: both}
    if action.sent_to_ofsted_on:
        facts[ReviewFact.SENT_TO_OFSTED] = action.sent_to_ofsted_on
    return _publication(
        attempt,
        facts,
        sent_to_panel_on=action.sent_to_panel_on,
        sent_to_secretary_of_state_on=action.sent_to_secretary_of_state_on,
        sent_to_ofsted_on=action.sent_to_ofsted_on,
    )


def _sent_to_ofsted(attempt: ReviewAttempt) -> Change:
    sent_on = cast("SendToOfsted", attempt.action).sent_on
    return _publication(attempt, {ReviewFact.SENT_TO_OFSTED: sent_on}, sent_to_ofsted_on=sent_on)


def _justified(attempt: ReviewAttempt) -> Change:
    sent_on = cast("JustifyNotPublishing", attempt.action).sent_on
    return Change(facts={ReviewFact.NOT_PUBLISHING_JUSTIFIED: attempt.start_of(sent_on)})


def _commented(_: ReviewAttempt) -> Change:
    return Change({"comments_considered": True})


def _published(attempt: ReviewAttempt) -> Change:
    published_on = cast("PublishReport | PublishImprovements", attempt.action).published_on
    return _publication(attempt, {ReviewFact.PUBLISHED: published_on}, published_on=published_on)


def _nothing_published(attempt: ReviewAttempt) -> Change:
    action = cast("PublishNothing", attempt.action)
    both = attempt.start_of(max(action.sent_to_panel_on, action.sent_to_secretary_of_state_on))
    publication = Publication(
        "nothing",
        sent_to_panel_on=action.sent_to_panel_on,
        sent_to_secretary_of_state_on=action.sent_to_secretary_of_state_on,
    )
    return Change(
        {"publication": publication, "comments_considered": True},
        {
            ReviewFact.SENT_TO_PANEL_AND_SECRETARY_OF_STATE: both,
            ReviewFact.NOT_PUBLISHING_DECIDED: attempt.now,
            ReviewFact.NOT_PUBLISHING_JUSTIFIED: attempt.now,
        },
    )


def _publication(attempt: ReviewAttempt, facts: dict[ReviewFact, date], **changed: date | None) -> Change:
    """Days of the publication, and those of them that are facts, each known from its start."""
    publication = replace(attempt.review.publication or Publication("full_report"), **changed)
    return Change({"publication": publication}, {fact: attempt.start_of(day) for fact, day in facts.items()})


def _recommended(attempt: ReviewAttempt) -> Change:
    action, known = cast("AddRecommendation", attempt.action), attempt.review.recommendations
    new = Recommendation(len(known) + 1, tuple(dict.fromkeys(action.owners)), action.due_on)
    return Change({"recommendations": (*known, new)})


CHANGES: dict[str, Changing] = {
    "link_national_review": _linked,
    "appoint_reviewer": _appointed,
    "tell_of_reviewer": _told_of_reviewer,
    "record_supervision_check": _supervised,
    "expect_delay": _delay_expected,
    "report_delay": _delay_reported,
    "send_for_partner_sign_off": _sent_to_partners,
    "return_report": _sent_to_partners,
    "plan_publication": _planned,
    "move_publication": _moved,
    "send_before_publication": _sent_ahead,
    "send_to_ofsted": _sent_to_ofsted,
    "justify_not_publishing": _justified,
    "record_panel_comments": _commented,
    "publish_report": _published,
    "publish_improvements": _published,
    "publish_nothing": _nothing_published,
    "add_recommendation": _recommended,
}
"""What each event changes beside the review's position."""
