"""What changes in a review after publication and beside the main line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from procedures.review_course import ReviewFact
from procedures.review_course import ReviewPosition as P
from states.review import InformationRequest, OwnerAnswer, SideRecord
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
from states.review_guards_learning import CHECKS, state_after
from states.review_recommendations import acting_for, recommendation_numbered

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt

SCRUTINY = (P.ACTION_PLAN_ACTIVE, P.IMPACT_REVIEW)
"""Where the scrutineer's comment is their view on the impact."""


def _answered(attempt: ReviewAttempt) -> Change:
    """It is accepted once all have answered and somebody has accepted it, and rejected where nobody has."""
    action = cast("AnswerRecommendation", attempt.action)
    known = recommendation_numbered(attempt, action.number)
    agencies = acting_for(attempt, known, known.owners, known.to_answer)
    answers = (*known.answers, *(OwnerAnswer(agency, action.accepted, attempt.now) for agency in agencies))
    changed: dict[str, Any] = {"answers": answers}
    if set(known.to_answer) == set(agencies):
        event = "accept" if any(answer.accepted for answer in answers) else "reject"
        changed |= {"state": state_after(attempt, action.number, event), "answered_at": attempt.now}
    return _recommendation(attempt, action.number, agencies, **changed)


def _evidenced(attempt: ReviewAttempt) -> Change:
    """Its impact is evidenced once each agency that carries it out has shown what has changed."""
    action = cast("RecordEvidence", attempt.action)
    known = recommendation_numbered(attempt, action.number)
    agencies = acting_for(attempt, known, known.carried_by, known.to_show)
    if not action.shows_impact or not agencies:
        return _recommendation(attempt, action.number, agencies)
    changed: dict[str, Any] = {"shown_by": (*known.shown_by, *agencies)}
    if set(known.to_show) == set(agencies):
        state = state_after(attempt, action.number, "show_impact")
        changed |= {"state": state, "evidenced_at": attempt.now}
    return _recommendation(attempt, action.number, agencies, **changed)


def _checked(attempt: ReviewAttempt) -> Change:
    action = cast("RecordImpactCheck", attempt.action)
    return _recommendation(attempt, action.number, (), **{f"{CHECKS[action.months]}_at": attempt.now})


def _recommendation_closed(attempt: ReviewAttempt) -> Change:
    number = cast("CloseRecommendation", attempt.action).number
    return _recommendation(attempt, number, (), state=state_after(attempt, number, "close"), closed_at=attempt.now)


def _recommendation(attempt: ReviewAttempt, number: int, agencies: Sequence[str], **changed: Any) -> Change:
    """A recommendation changed. Of one that is made to several its entry tells for which of them that is."""
    known = attempt.review.recommendations
    several = len(recommendation_numbered(attempt, number).owners) > 1
    return Change(
        {"recommendations": tuple(replace(one, **changed) if one.number == number else one for one in known)},
        tells={"for_agencies": list(agencies)} if several and agencies else {},
    )


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
