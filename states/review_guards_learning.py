"""Guards after publication and beside the main line: recommendations, impact, closing, side records."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from procedures.due_instant import due_before
from procedures.duration import Duration, Unit
from procedures.review_course import SIDE_EXITS, WITHOUT_A_REVIEW, ReviewFact
from states.decision import Refused
from states.recommendation import recommendation_after
from states.review import Recommendation
from states.review_actions import (
    AddToSideRecord,
    AnswerRecommendation,
    CloseRecommendation,
    CloseReview,
    CloseSideRecord,
    CommentAsScrutineer,
    RecordAudit,
    RecordEvidence,
    RecordImpactCheck,
    RecordInformation,
    RequestInformation,
)
from states.review_checks import Guard, has_happened, in_words, known_agency, listed, not_before, still_to_come
from states.review_due import deadline_of, due_of
from states.review_recommendations import acting_for, has_a_part, recommendation_numbered

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


ABOUT_THEN = Duration(amount=1, unit=Unit.CALENDAR_MONTHS)
"""How long before it is due a check of impact may be made: a local choice, for a meeting that is a little earlier."""

CHECKS = {6: "six_month_check", 12: "twelve_month_check"}
"""Checks of impact by their months, as rules call what settles a deadline."""


def state_after(attempt: ReviewAttempt, number: int, event: str) -> str:
    """The state of a recommendation of this review after an event. Refused if it is not open in its state."""
    return recommendation_after(recommendation_numbered(attempt, number).state, event, number)


def _can_be_answered(attempt: ReviewAttempt) -> None:
    action = cast("AnswerRecommendation", attempt.action)
    known = recommendation_numbered(attempt, action.number)
    if known.state != "proposed":
        first = "rejected" if known.state == "rejected" else "accepted"
        raise Refused(
            f"Recommendation {action.number} was answered already: it is {first}.", f"recommendation_{known.state}"
        )
    if not acting_for(attempt, known, known.owners, known.to_answer):
        raise Refused(
            f"What your agency answers to recommendation {action.number} is recorded already. Others are still to "
            "answer for themselves.",
            "already_done",
        )
    if action.accepted and not action.action:
        raise Refused("Say what will be done about the recommendation that is accepted.", "no_action")


def _can_have_evidence(attempt: ReviewAttempt) -> None:
    # Both ways are open in the same states, so that nobody is asked what it shows of one that takes no evidence.
    number = cast("RecordEvidence", attempt.action).number
    state_after(attempt, number, "record_work")
    _has_accepted_it(attempt, number)


def _can_be_checked(attempt: ReviewAttempt) -> None:
    action = cast("RecordImpactCheck", attempt.action)
    state_after(attempt, action.number, "check_impact")
    _has_accepted_it(attempt, action.number)
    known = recommendation_numbered(attempt, action.number)
    check = CHECKS[action.months]
    if getattr(known, f"{check}_at") is not None:
        raise Refused(f"The check {action.months} months on is recorded already.", "already_done")
    _time_has_passed(attempt, known, check)


def _time_has_passed(attempt: ReviewAttempt, known: Recommendation, check: str) -> None:
    """Refused while a check is more than a month ahead: what has changed by then cannot be seen yet."""
    deadline = next((one for one in attempt.rules.deadlines if one.settled_by == check), None)
    if deadline is None or deadline.limit is None or known.answered_at is None:
        return
    due = due_of(attempt.rules, deadline, known.answered_at)
    first = attempt.calendar.day_of(due_before(due, ABOUT_THEN, attempt.calendar))
    if attempt.day < first:
        raise Refused(
            f"{deadline.title}: that is due on {in_words(attempt.calendar.day_of(due))} and can be looked at from "
            f"{in_words(first)} on. What has changed before then is evidence.",
            "too_early_to_check",
        )


def _has_accepted_it(attempt: ReviewAttempt, number: int) -> None:
    known = recommendation_numbered(attempt, number)
    if not has_a_part(attempt, known, known.carried_by):
        raise Refused(
            f"Your agency did not accept recommendation {number}, so nothing more is asked of it.", "not_accepted"
        )


def _has_shown_impact(attempt: ReviewAttempt) -> None:
    number = cast("CloseRecommendation", attempt.action).number
    state_after(attempt, number, "close")
    known = recommendation_numbered(attempt, number)
    made = {"six_month_check": known.six_month_check_at, "twelve_month_check": known.twelve_month_check_at}
    for deadline in attempt.rules.deadlines:
        if deadline.settled_by in made and made[deadline.settled_by] is None:
            raise Refused(
                f"{deadline.title}: that is not recorded yet. Record this check of recommendation {number} first.",
                "not_checked",
            )


def _every_recommendation_is_answered(attempt: ReviewAttempt) -> None:
    if not attempt.review.recommendations:
        raise Refused(
            "Without recommendations there is no action plan. Add them, or close the review.", "no_recommendations"
        )
    _none_stands_at(attempt, ("proposed",), "Accept or reject each recommendation with a reason first.", "unanswered")


def _every_recommendation_has_evidence(attempt: ReviewAttempt) -> None:
    why = "That something was done is not enough: record evidence of what has changed for children."
    _none_stands_at(attempt, ("proposed", "accepted"), why, "no_evidence")


def _none_stands_at(attempt: ReviewAttempt, states: tuple[str, ...], why: str, code: str) -> None:
    open_still = [_still_open(attempt, known) for known in attempt.review.recommendations if known.state in states]
    if open_still:
        raise Refused(f"{why} Still open: recommendation {listed(open_still)}.", code)


def _still_open(attempt: ReviewAttempt, known: Recommendation) -> str:
    """A recommendation by its number and, where it is of several agencies, those of which something is missing."""
    missing = known.to_answer or known.to_show
    if len(known.owners) == 1 or not missing:
        return str(known.number)
    return f"{known.number} ({', '.join(map(attempt.agency_name, missing))})"


def _was_audited(attempt: ReviewAttempt) -> None:
    audited_on = cast("RecordAudit", attempt.action).audited_on
    has_happened(attempt, audited_on, "The audit")
    review = attempt.review
    earliest = review.fact(ReviewFact.AUDITED) or review.fact(ReviewFact.PLAN_AGREED)
    not_before(attempt, audited_on, earliest, "The audit", "the plan was agreed, or the last audit")


def _comments_on_what_is_there(attempt: ReviewAttempt) -> None:
    number = cast("CommentAsScrutineer", attempt.action).recommendation
    if number is not None:
        recommendation_numbered(attempt, number)


def _may_close(attempt: ReviewAttempt) -> None:
    review, action = attempt.review, cast("CloseReview", attempt.action)
    _everybody_was_told(attempt)
    if any(asked.answered_at is None for asked in review.panel_requests):
        raise Refused(
            "The Panel waits for information that it asked for. Record the answer first.", "panel_request_open"
        )
    if review.at in SIDE_EXITS:
        return
    if review.at in WITHOUT_A_REVIEW:
        if review.recommendations:
            raise Refused("Its recommendations are still open. Agree an action plan for them.", "recommendations_open")
        if review.panel_response == "none_received" and not action.note:
            raise Refused(
                "The Panel has not answered, and a review that is closed takes no letter any more. Wait for it, or say "
                "in `note` why the review is closed without.",
                "panel_not_heard",
            )
    else:
        why = "Close each recommendation on the evidence of its impact first."
        _none_stands_at(attempt, ("proposed", "accepted", "evidenced"), why, "recommendations_open")
        if not review.scrutineer_commented:
            raise Refused(
                "The independent scrutineer's view on the impact is recorded first. Ask for their comment.",
                "no_scrutineer_view",
            )
        if action.in_yearly_report is None:
            raise Refused("Name the yearly report in which this review is included.", "no_yearly_report")
        _nothing_has_to_last(attempt)


def _nothing_has_to_last(attempt: ReviewAttempt) -> None:
    """Refused while a period runs that must last, such as a report's year in public: a closed review watches none."""
    for clock in attempt.review.clocks:
        deadline = deadline_of(attempt.rules, clock.clock)
        # A period that is over has lasted, also before the sweep has seen it.
        if deadline.meaning == "at_least_until" and clock.due_at > attempt.now:
            day = in_words(attempt.calendar.day_of(clock.due_at))
            raise Refused(
                f"{deadline.title}: that has to last until {day}. Close the review once it has.", "has_to_last"
            )


def _everybody_was_told(attempt: ReviewAttempt) -> None:
    review = attempt.review
    owed = review.incident == "death" and (review.looked_after or review.care_leaver)
    if owed and review.fact(ReviewFact.SECRETARY_OF_STATE_TOLD) is None:
        raise Refused(
            "The Secretary of State and Ofsted are told of the death of a looked-after child or a care leaver. Record "
            "when they were.",
            "secretary_of_state_not_told",
        )


def _side_record_is_open(attempt: ReviewAttempt) -> None:
    number = cast("AddToSideRecord | CloseSideRecord", attempt.action).number
    found = next((known for known in attempt.review.side_records if known.number == number), None)
    if found is None:
        raise Refused(f"There is no side record {number} in this review.", "unknown_side_record")
    if found.closed_at:
        raise Refused("That side record is closed. Open another.", "already_done")


def _can_be_requested(attempt: ReviewAttempt) -> None:
    action = cast("RequestInformation", attempt.action)
    known_agency(attempt, action.agency)
    still_to_come(attempt, action.due_on, "The day by which it is asked for")


def _is_waited_for(attempt: ReviewAttempt) -> None:
    number = cast("RecordInformation", attempt.action).number
    found = next((known for known in attempt.review.information_requests if known.number == number), None)
    if found is None:
        raise Refused(f"There is no request for information {number} in this review.", "unknown_request")
    if found.answered_at or found.refused_at:
        raise Refused("It is recorded already how that request ended.", "already_done")


GUARDS: dict[str, tuple[Guard, ...]] = {
    "answer_recommendation": (_can_be_answered,),
    "agree_action_plan": (_every_recommendation_is_answered,),
    "record_evidence": (_can_have_evidence,),
    "record_impact_check": (_can_be_checked,),
    "close_recommendation": (_has_shown_impact,),
    "record_audit": (_was_audited,),
    "comment_as_scrutineer": (_comments_on_what_is_there,),
    "begin_impact_review": (_every_recommendation_has_evidence,),
    "close_review": (_may_close,),
    "add_to_side_record": (_side_record_is_open,),
    "close_side_record": (_side_record_is_open,),
    "request_information": (_can_be_requested,),
    "record_information": (_is_waited_for,),
}
"""What an event asks for beyond being the right person's."""
