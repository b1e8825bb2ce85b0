"""What changes in a review after publication and beside the main line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from procedures.review_course import ReviewFact
from procedures.review_course import ReviewPosition as P
from states.review import InformationRequest, SideRecord
from states.review_actions import (
    AnswerRecommendation,
    CloseRecommendation,
    CloseSideRecord,
    CommentAsScrutineer,
    OpenSideRecord,
    RecordAudit,
    RecordEvidence,
    RecordImpactCheck,
    RecordInformation,
    RequestInformation,
)
from states.review_change import Change, Changing
from states.review_guards_learning import state_after

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt

SCRUTINY = (P.ACTION_PLAN_ACTIVE, P.IMPACT_REVIEW)
"""Where the scrutineer's comment is their view on the impact."""


def _answered(attempt: ReviewAttempt) -> Change:
    action = cast("AnswerRecommendation", attempt.action)
    state = state_after(attempt, action.number, "accept" if action.accepted else "reject")
    return _recommendation(attempt, action.number, state=state, answered_at=attempt.now)


def _evidenced(attempt: ReviewAttempt) -> Change:
    action = cast("RecordEvidence", attempt.action)
    if not action.shows_impact:
        return Change()
    known = attempt.review.recommendation(action.number)
    first = known.evidenced_at if known and known.evidenced_at else attempt.now
    state = state_after(attempt, action.number, "show_impact")
    return _recommendation(attempt, action.number, state=state, evidenced_at=first)


def _checked(attempt: ReviewAttempt) -> Change:
    action = cast("RecordImpactCheck", attempt.action)
    name = {6: "six_month_check_at", 12: "twelve_month_check_at"}[action.months]
    return _recommendation(attempt, action.number, **{name: attempt.now})


def _recommendation_closed(attempt: ReviewAttempt) -> Change:
    number = cast("CloseRecommendation", attempt.action).number
    return _recommendation(attempt, number, state=state_after(attempt, number, "close"), closed_at=attempt.now)


def _recommendation(attempt: ReviewAttempt, number: int, **changed: Any) -> Change:
    known = attempt.review.recommendations
    return Change({"recommendations": tuple(replace(one, **changed) if one.number == number else one for one in known)})


def _plan_agreed(attempt: ReviewAttempt) -> Change:
    return Change(facts={ReviewFact.PLAN_AGREED: attempt.now})


def _audited(attempt: ReviewAttempt) -> Change:
    audited_on = cast("RecordAudit", attempt.action).audited_on
    return Change(facts={ReviewFact.AUDITED: min(attempt.now, attempt.calendar.end_of(audited_on))})


def _commented(attempt: ReviewAttempt) -> Change:
    on_the_whole = cast("CommentAsScrutineer", attempt.action).recommendation is None
    return Change({"scrutineer_commented": True} if on_the_whole and attempt.review.at in SCRUTINY else {})


def _side_record_opened(attempt: ReviewAttempt) -> Change:
    known = attempt.review.side_records
    new = SideRecord(len(known) + 1, cast("OpenSideRecord", attempt.action).side, attempt.now)
    return Change({"side_records": (*known, new)})


def _side_record_closed(attempt: ReviewAttempt) -> Change:
    number = cast("CloseSideRecord", attempt.action).number
    known = attempt.review.side_records
    return Change(
        {"side_records": tuple(replace(one, closed_at=attempt.now) if one.number == number else one for one in known)}
    )


def _requested(attempt: ReviewAttempt) -> Change:
    action, known = cast("RequestInformation", attempt.action), attempt.review.information_requests
    due = max(attempt.calendar.end_of(action.due_on), attempt.now)
    return Change(
        {"information_requests": (*known, InformationRequest(len(known) + 1, action.agency, attempt.now, due))}
    )


def _informed(attempt: ReviewAttempt) -> Change:
    action, known = cast("RecordInformation", attempt.action), attempt.review.information_requests
    ended = {"answered_at" if action.given else "refused_at": attempt.now}
    return Change(
        {"information_requests": tuple(replace(one, **ended) if one.number == action.number else one for one in known)}
    )


CHANGES: dict[str, Changing] = {
    "answer_recommendation": _answered,
    "record_evidence": _evidenced,
    "record_impact_check": _checked,
    "close_recommendation": _recommendation_closed,
    "agree_action_plan": _plan_agreed,
    "record_audit": _audited,
    "comment_as_scrutineer": _commented,
    "open_side_record": _side_record_opened,
    "close_side_record": _side_record_closed,
    "request_information": _requested,
    "record_information": _informed,
}
"""What each event changes beside the review's position."""
