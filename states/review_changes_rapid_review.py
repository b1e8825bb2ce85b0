"""What changes in a review from the request for agencies' returns to what follows from the Panel's response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from procedures.review_course import REOPENS_BY_LETTER, ReviewFact
from states.decision import CLOCK
from states.review import AgencyReturn, Dispute, PanelRequest, Ratification
from states.review_actions import (
    AnswerPanelQuery,
    BeginGathering,
    DisputeOpened,
    DisputeResolved,
    DraftRapidReview,
    HoldRapidReviewMeeting,
    LogPanelReceipt,
    RecommendDecision,
    RecordPanelQuery,
    RecordPanelResponse,
    RecordReturnGap,
    RequestReturn,
    RetakeDecision,
    SubmitRapidReview,
    SubmitReturn,
)
from states.review_change import Change, Changing, dispute_ended
from states.review_due import return_due

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


def _gathering(attempt: ReviewAttempt) -> Change:
    agencies = dict.fromkeys(cast("BeginGathering", attempt.action).agencies)
    return Change(
        {"returns": tuple(_asked(attempt, agency) for agency in agencies)}, {ReviewFact.RETURNS_REQUESTED: attempt.now}
    )


def _one_more_asked(attempt: ReviewAttempt) -> Change:
    agency = cast("RequestReturn", attempt.action).agency
    return Change({"returns": (*attempt.review.returns, _asked(attempt, agency))})


def _asked(attempt: ReviewAttempt, agency: str) -> AgencyReturn:
    return AgencyReturn(agency, attempt.now, return_due(attempt.rules, attempt.review, attempt.now))


def _returned(attempt: ReviewAttempt) -> Change:
    action = cast("SubmitReturn", attempt.action)
    return _return_with(
        attempt,
        action.agency,
        received_at=attempt.now,
        records_secured_on=action.records_secured_on,
        other_agencies=tuple(dict.fromkeys(action.other_agencies)),
    )


def _not_to_be_had(attempt: ReviewAttempt) -> Change:
    return _return_with(attempt, cast("RecordReturnGap", attempt.action).agency, gap_at=attempt.now)


def _return_with(attempt: ReviewAttempt, agency: str, **changed: Any) -> Change:
    returns = tuple(replace(asked, **changed) if asked.agency == agency else asked for asked in attempt.review.returns)
    known = attempt.review.fact(ReviewFact.RETURNS_SETTLED)
    is_last = known is None and all(asked.is_settled for asked in returns)
    return Change({"returns": returns}, {ReviewFact.RETURNS_SETTLED: attempt.now} if is_last else {})


def _met(attempt: ReviewAttempt) -> Change:
    held_on = cast("HoldRapidReviewMeeting", attempt.action).held_on
    return Change(facts={ReviewFact.MEETING_HELD: min(attempt.now, attempt.calendar.end_of(held_on))})


def _drafted(attempt: ReviewAttempt) -> Change:
    return Change(
        {"answers": dict(cast("DraftRapidReview", attempt.action).answers)}, {ReviewFact.DRAFTED: attempt.now}
    )


def _recommended(attempt: ReviewAttempt) -> Change:
    decision = cast("RecommendDecision", attempt.action).decision
    return Change({"recommended": decision, "decision": None, "ratifications": ()})


def _ratified(attempt: ReviewAttempt) -> Change:
    return Change({"ratifications": _with_word(attempt, ratified=True)})


def _not_ratified(attempt: ReviewAttempt) -> Change:
    """A linked disagreement is owed at once; the decision is open again, and no clock of the review stops."""
    dispute = Dispute("decision", attempt.actor, attempt.now)
    return Change(
        {
            "ratifications": _with_word(attempt, ratified=False),
            "decision": None,
            "disputes": (*attempt.review.disputes, dispute),
        }
    )


def _with_word(attempt: ReviewAttempt, *, ratified: bool) -> tuple[Ratification, ...]:
    function, seat = attempt.voice or ("", "")
    word = Ratification(function, seat, attempt.actor, ratified, attempt.now)
    return (*attempt.review.ratifications, word)


def _stepped_aside(attempt: ReviewAttempt) -> Change:
    return Change({"recused": tuple(sorted({*attempt.review.recused, attempt.actor}))})


def _dispute_opened(attempt: ReviewAttempt) -> Change:
    action, disputes = cast("DisputeOpened", attempt.action), attempt.review.disputes
    place = next(
        place
        for place, known in enumerate(disputes)
        if known.about == action.about and not known.reference and not known.resolved_at
    )
    by = attempt.actor if attempt.actor != CLOCK else None
    linked = replace(disputes[place], reference=action.reference, linked_by=by)
    return Change({"disputes": (*disputes[:place], linked, *disputes[place + 1 :])})


def _dispute_over(attempt: ReviewAttempt) -> Change:
    """Back to the drafted decision: the sub-committee recommends again, and all ratify again."""
    action = cast("DisputeResolved", attempt.action)
    disputes = dispute_ended(attempt.review, action.reference, action.outcome, attempt.now)
    return Change({"disputes": disputes, "recommended": None, "ratifications": ()})


def _submitted(attempt: ReviewAttempt) -> Change:
    sent_at = cast("SubmitRapidReview", attempt.action).sent_at
    return Change({"panel_response": None}, {ReviewFact.SUBMITTED: sent_at, ReviewFact.DECISION_SENT: sent_at})


def _received(attempt: ReviewAttempt) -> Change:
    received_on = cast("LogPanelReceipt", attempt.action).received_on
    return Change(facts={ReviewFact.RECEIVED: min(attempt.now, attempt.calendar.end_of(received_on))})


def _asked_by_panel(attempt: ReviewAttempt) -> Change:
    due, known = cast("RecordPanelQuery", attempt.action).due_at, attempt.review.panel_requests
    return Change({"panel_requests": (*known, PanelRequest(len(known) + 1, attempt.now, due))})


def _panel_answered(attempt: ReviewAttempt) -> Change:
    action, known = cast("AnswerPanelQuery", attempt.action), attempt.review.panel_requests
    answered = (replace(one, answered_at=action.sent_at) if one.number == action.number else one for one in known)
    return Change({"panel_requests": tuple(answered)})


def _panel_responded(attempt: ReviewAttempt) -> Change:
    action = cast("RecordPanelResponse", attempt.action)
    received = min(attempt.calendar.end_of(action.received_on), attempt.now)
    return Change({"panel_response": action.response}, {ReviewFact.PANEL_RESPONDED: received})


def _gone_on(_: ReviewAttempt) -> Change:
    return Change({"panel_response": "none_received"})


def _retaken(attempt: ReviewAttempt) -> Change:
    """The letter answers its criterion; the decision is open again and never flipped by it."""
    suggests = cast("RetakeDecision", attempt.action).panel_suggests_local_review
    answers = {**attempt.review.answers, attempt.rules.panel_criterion: suggests}
    return Change({"answers": answers, "recommended": None, "decision": None, "ratifications": ()})


CHANGES: dict[str, Changing] = {
    "begin_gathering": _gathering,
    "request_return": _one_more_asked,
    "submit_return": _returned,
    "record_return_gap": _not_to_be_had,
    "hold_rapid_review_meeting": _met,
    "draft_rapid_review": _drafted,
    "recommend_decision": _recommended,
    "ratify": _ratified,
    "refuse_ratification": _not_ratified,
    "recuse_from_review": _stepped_aside,
    "dispute_opened": _dispute_opened,
    "dispute_resolved": _dispute_over,
    "submit_rapid_review": _submitted,
    "log_panel_receipt": _received,
    "record_panel_query": _asked_by_panel,
    "answer_panel_query": _panel_answered,
    "record_panel_response": _panel_responded,
    REOPENS_BY_LETTER: _panel_responded,
    "go_on_without_panel_response": _gone_on,
    "retake_decision": _retaken,
}
"""What each event changes beside the review's position."""
