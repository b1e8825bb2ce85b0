"""Guards from the sending of a rapid review to what follows from the Panel's response."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from procedures.review_course import (
    ACTION,
    RAPID_REVIEW,
    REOPENS_BY_LETTER,
    WITHOUT_A_REVIEW,
    ReviewFact,
    ReviewPosition,
)
from procedures.review_language import ReviewProcedure
from states.decision import Refused
from states.review import Review
from states.review_actions import (
    AnswerPanelQuery,
    LogPanelReceipt,
    RecordPanelQuery,
    RecordPanelResponse,
    RetakeDecision,
)
from states.review_checks import Guard, has_happened, not_before

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


REOPENS = ("questions", "suggests_local_review")
"""What a letter of the Panel says that lets the partners take their decision again."""


def must_be_retaken(rules: ReviewProcedure, review: Review) -> bool:
    """Whether the Panel suggests a local review and the decision against one is to be weighed with that.

    Every such letter is weighed, also one that says the same again: only the partners can say that it is nothing new.
    While the decision is taken again, that the criterion on the Panel's view is answered yes shows that it was.
    """
    if review.panel_response != "suggests_local_review" or review.decision == "local_review":
        return False
    return review.at not in RAPID_REVIEW or not review.answers.get(rules.panel_criterion)


def reopens_the_decision(review: Review, response: str) -> bool:
    """Whether a letter that comes during the action plan brings the decision back to the partners.

    It does where no local review was held. Where one was, what the Panel could suggest has been done, and its own
    national review is its own (Working Together 2023, paragraphs 345 to 350): the letter is recorded and told.
    """
    return review.at in ACTION and review.outcome in WITHOUT_A_REVIEW and response in REOPENS


def letter_is_weighed(attempt: ReviewAttempt) -> None:
    """Refused if the Panel has suggested a local review since the decision was drafted, and nobody has weighed it."""
    if attempt.review.at in RAPID_REVIEW and must_be_retaken(attempt.rules, attempt.review):
        raise Refused(
            "The Panel's letter suggests a local review. Retake the decision with criterion (d) of regulation 11 "
            "first: it may come out either way.",
            "to_be_retaken",
        )


def _after_sending(attempt: ReviewAttempt, when: date | datetime, what: str) -> None:
    has_happened(attempt, when, what)
    not_before(attempt, when, attempt.review.fact(ReviewFact.SUBMITTED), what, "the rapid review was sent")


def _was_received(attempt: ReviewAttempt) -> None:
    _after_sending(attempt, cast("LogPanelReceipt", attempt.action).received_on, "The Panel's receipt")


def _time_follows_the_notification(attempt: ReviewAttempt) -> None:
    due, review = cast("RecordPanelQuery", attempt.action).due_at, attempt.review
    not_before(attempt, due, review.fact(ReviewFact.NOTIFIED), "The Panel's time", "the Panel was notified")


def _was_answered(attempt: ReviewAttempt) -> None:
    action = cast("AnswerPanelQuery", attempt.action)
    asked = next((known for known in attempt.review.panel_requests if known.number == action.number), None)
    if asked is None:
        raise Refused(f"The Panel has asked no question {action.number} in this review.", "unknown_request")
    if asked.answered_at:
        raise Refused("That question of the Panel was answered already.", "already_done")
    has_happened(attempt, action.sent_at, "The answer")
    # By the day: a question may be entered after it was answered.
    not_before(attempt, attempt.calendar.day_of(action.sent_at), asked.asked_at, "The answer", "the question came")


def _letter_has_come(attempt: ReviewAttempt) -> None:
    action = cast("RecordPanelResponse", attempt.action)
    if attempt.review.fact(ReviewFact.SUBMITTED) is None:
        raise Refused("No rapid review was sent to the Panel, so there is none that it answers.", "not_sent")
    if action.response == "none_received":
        raise Refused("Record what the letter says; without one, go on without the Panel's response.", "no_letter")
    _after_sending(attempt, action.received_on, "The Panel's letter")


def _there_is_something_to_weigh(attempt: ReviewAttempt) -> None:
    review = attempt.review
    unweighed = review.at is ReviewPosition.PANEL_RESPONDED or must_be_retaken(attempt.rules, review)
    if review.panel_response not in REOPENS or not unweighed:
        raise Refused(
            "A ratified decision is taken again where the Panel's letter questions it or suggests a local review. "
            "Record its letter first, or take the decision up.",
            "nothing_to_weigh",
        )


def _criterion_is_answered_by_the_letter(attempt: ReviewAttempt) -> None:
    suggests = attempt.review.panel_response == "suggests_local_review"
    if cast("RetakeDecision", attempt.action).panel_suggests_local_review == suggests:
        return
    if suggests:
        raise Refused(
            "The Panel's letter suggests a local review, so criterion (d) of regulation 11 is answered yes. The "
            "decision itself stays the partners'.",
            "panel_suggests",
        )
    raise Refused(
        "No letter of the Panel suggests a local review, so criterion (d) of regulation 11 is answered no.",
        "panel_does_not_suggest",
    )


def _is_not_a_local_review(attempt: ReviewAttempt) -> None:
    if attempt.review.at is not ReviewPosition.PANEL_RESPONDED:
        return
    if must_be_retaken(attempt.rules, attempt.review):
        raise Refused(
            "The Panel suggests a local review. Retake the decision with criterion (d) of regulation 11 first: it may "
            "come out either way.",
            "to_be_retaken",
        )
    if attempt.review.decision == "local_review":
        raise Refused(
            "The ratified decision is to hold a local review. Begin it, or retake the decision where the Panel's "
            "letter questions it.",
            "local_review_decided",
        )


def _is_without_a_review(attempt: ReviewAttempt) -> None:
    _is_not_a_local_review(attempt)
    if attempt.review.decision == "alternative_review":
        raise Refused(
            "The ratified decision is to hold another kind of review. Begin that, or retake the decision where the "
            "Panel's letter questions it.",
            "alternative_review_decided",
        )


def _panel_holds_a_national_review(attempt: ReviewAttempt) -> None:
    if attempt.review.panel_response != "national_review":
        raise Refused(
            "The Panel's letter does not say that it holds a national review. Record its letter first.",
            "no_national_review",
        )


def _local_review_is_decided(attempt: ReviewAttempt) -> None:
    if attempt.review.decision != "local_review":
        raise Refused(
            "No local review has been decided and ratified. Wait for the Panel's response and retake the decision.",
            "no_local_review_decided",
        )


GUARDS: dict[str, tuple[Guard, ...]] = {
    "log_panel_receipt": (_was_received,),
    "record_panel_query": (_time_follows_the_notification,),
    "answer_panel_query": (_was_answered,),
    "record_panel_response": (_letter_has_come,),
    REOPENS_BY_LETTER: (_letter_has_come,),
    "retake_decision": (
        _there_is_something_to_weigh,
        _criterion_is_answered_by_the_letter,
    ),
    "begin_learning_without_review": (_is_without_a_review,),
    "begin_alternative_review": (_is_not_a_local_review,),
    "link_national_review": (_panel_holds_a_national_review,),
    "begin_local_review": (_local_review_is_decided,),
}
"""What an event asks for beyond being the right person's."""
