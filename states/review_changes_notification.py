"""What changes in a review from its referral to its notification, or to one of the side exits."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from procedures.review_course import ReviewFact
from states.review import Dispute, NotificationView
from states.review_actions import (
    BeginAssessment,
    CorrectStanding,
    FindNotNotifiable,
    GiveNotificationView,
    NotificationDisputeResolved,
    NotifyPanel,
    RecordSecretaryOfStateTold,
    ReferIncident,
    TellPartners,
)
from states.review_change import Change, Changing, dispute_ended, disputes_ended
from states.review_guards_notification import STANDING

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


def _referred(attempt: ReviewAttempt) -> Change:
    action = cast("ReferIncident", attempt.action)
    return Change(facts=_dated(attempt, action))


def _assessed(attempt: ReviewAttempt) -> Change:
    action = cast("BeginAssessment", attempt.action)
    return Change(_put_right(action), _dated(attempt, action))


def _corrected(attempt: ReviewAttempt) -> Change:
    return Change(_put_right(cast("CorrectStanding", attempt.action)))


def _put_right(action: BeginAssessment | CorrectStanding | FindNotNotifiable | NotifyPanel) -> dict[str, Any]:
    """What an action says of the child's standing; what it leaves open stays as it was."""
    return {name: found for name in STANDING if (found := getattr(action, name, None)) is not None}


def _dated(attempt: ReviewAttempt, action: ReferIncident | BeginAssessment) -> dict[ReviewFact, datetime]:
    facts = {ReviewFact.AWARE: action.aware_at} if action.aware_at else {}
    if action.incident_on:
        facts[ReviewFact.INCIDENT] = attempt.start_of(action.incident_on)
    return facts


def _partners_told(attempt: ReviewAttempt) -> Change:
    return Change(facts={ReviewFact.PARTNERS_TOLD: cast("TellPartners", attempt.action).told_at})


def _view_given(attempt: ReviewAttempt) -> Change:
    function = attempt.voice[0] if attempt.voice else ""
    others = tuple(view for view in attempt.review.notification_views if view.member != attempt.actor)
    notify = cast("GiveNotificationView", attempt.action).notify
    view = NotificationView(function, attempt.actor, notify, attempt.now)
    return Change({"notification_views": (*others, view)})


def _disputed(attempt: ReviewAttempt) -> Change:
    return Change({"disputes": (*attempt.review.disputes, Dispute("notification", attempt.actor, attempt.now))})


def _dispute_over(attempt: ReviewAttempt) -> Change:
    action = cast("NotificationDisputeResolved", attempt.action)
    return Change({"disputes": dispute_ended(attempt.review, action.reference, action.outcome, attempt.now)})


def _notified(attempt: ReviewAttempt) -> Change:
    """A dispute over notifying ends here; the views given in it, dissent included, stay."""
    action = cast("NotifyPanel", attempt.action)
    disputes = disputes_ended(attempt.review, "notified", attempt.now, "notification")
    standing = _put_right(action) | ({"incident": "death"} if action.harm == "died" else {})
    return Change(
        {**standing, "panel_reference": action.panel_reference, "disputes": disputes},
        {ReviewFact.NOTIFIED: action.sent_at},
    )


def _found_not_notifiable(attempt: ReviewAttempt) -> Change:
    """What the checks for looked-after children and care leavers found is taken over with it."""
    found = _put_right(cast("FindNotNotifiable", attempt.action))
    return Change({**found, "disputes": disputes_ended(attempt.review, "not_notifiable", attempt.now)})


def _secretary_of_state_told(attempt: ReviewAttempt) -> Change:
    told_at = cast("RecordSecretaryOfStateTold", attempt.action).told_at
    return Change(facts={ReviewFact.SECRETARY_OF_STATE_TOLD: told_at})


def _withdrawn(attempt: ReviewAttempt) -> Change:
    return Change({"disputes": disputes_ended(attempt.review, "notification_withdrawn", attempt.now)})


CHANGES: dict[str, Changing] = {
    "refer_incident": _referred,
    "begin_assessment": _assessed,
    "tell_partners": _partners_told,
    "give_notification_view": _view_given,
    "dispute_notification": _disputed,
    "notification_dispute_resolved": _dispute_over,
    "notify_panel": _notified,
    "find_not_notifiable": _found_not_notifiable,
    "correct_standing": _corrected,
    "record_secretary_of_state_told": _secretary_of_state_told,
    "withdraw_notification": _withdrawn,
}
"""What each event changes beside the review's position."""
