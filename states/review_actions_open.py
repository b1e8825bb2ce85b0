"""Which actions on a review are open to a person now, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, get_args

from procedures.review_course import ReviewPosition, course
from procedures.review_language import ReviewProcedure
from states.action import Action
from states.decision import Refusal
from states.directory import Directory
from states.open_action import NotFilledIn, OpenAction, ask, ask_all, unfilled
from states.review import Dispute, Review
from states.review_actions import AnyReviewAction
from states.review_attempt import ReviewAttempt
from states.review_guards import BY_THE_ENGINE, guards_for, is_their_step, parties_for

__all__ = ["REVIEW_ACTIONS", "OpenAction", "open_on_review", "refusal_on_review", "review_actions_open"]

REVIEW_ACTIONS: dict[str, type[Action]] = {
    kind.model_fields["kind"].default: kind for kind in get_args(get_args(AnyReviewAction)[0])
}
"""Every action on a review by its `kind`."""

NOTHING_LEFT = {
    "submit_return": "Every return that was asked for is in.",
    "record_return_gap": "No return is waited for.",
    "answer_recommendation": "There is no open recommendation.",
    "record_evidence": "There is no open recommendation.",
    "record_impact_check": "There is no open recommendation.",
    "close_recommendation": "There is no open recommendation.",
    "answer_panel_query": "No question of the Panel is waiting for an answer.",
    "record_information": "No request for information is waiting for an answer.",
    "dispute_opened": "No dispute is waiting for its disagreement.",
    "add_to_side_record": "No side record is open.",
    "close_side_record": "No side record is open.",
}
"""Why an action that is about one of several things is not open where there is none of them."""

NOBODY_ELSES: dict[str, dict[str, Any]] = {"hand_over_review": {"of": None}}
"""What is taken as said: handing over is one's own step's unless business support says whose it is."""


def open_on_review(
    review: Review, person: str, rules: ReviewProcedure, directory: Directory, now: datetime
) -> tuple[OpenAction, ...]:
    """Every action that the course has, in the order of `AnyReviewAction`, with what it is to a person (a code)."""
    here = review_actions_open(review, person, rules, directory, now)
    found: list[OpenAction] = []
    for kind in REVIEW_ACTIONS:
        known = [one for one in here if one.kind == kind]
        elsewhere = kind == "refer_incident" and review.at is not ReviewPosition.DRAFT
        if known or elsewhere or kind in BY_THE_ENGINE:
            found += known
            continue
        refusal = refusal_on_review(review, kind, {}, person, rules, directory, now)
        found.append(OpenAction.after(kind, {}, refusal))
    return tuple(found)


def review_actions_open(
    review: Review, actor: str, rules: ReviewProcedure, directory: Directory, now: datetime
) -> list[OpenAction]:
    """Every action that the course has where the review stands, in the course's order.

    The guards are the machine's own. One that asks for a field which is not filled in yet is left for later. An item
    that is somebody else's, such as the return of another agency, is not named: who else was asked is not everybody's
    to know. What the engine does by itself is named only where it is waiting to be done by hand.
    """
    found: list[OpenAction] = []
    for kind in _known_at(review.at):
        if kind in REVIEW_ACTIONS:
            found += _of_kind(review, kind, actor, rules, directory, now)
    return found


def _of_kind(
    review: Review, kind: str, actor: str, rules: ReviewProcedure, directory: Directory, now: datetime
) -> list[OpenAction]:
    """An action for each item that it can be about, those that are not the actor's as one without an item."""
    each = [
        OpenAction.after(kind, fields, refusal_on_review(review, kind, fields, actor, rules, directory, now))
        for fields in _about(review, kind)
    ]
    theirs = [one for one in each if one.standing != "not_yours" or not one.fields]
    return theirs or [replace(one, fields={}) for one in each[:1]]


def refusal_on_review(
    review: Review,
    kind: str,
    filled: Mapping[str, Any],
    person: str,
    rules: ReviewProcedure,
    directory: Directory,
    now: datetime,
) -> Refusal | None:
    """What the guards say to an action of which only some fields are filled in; None if they have nothing against it.

    None may still be refused once every field is there; a refusal stays one whatever the other fields say.
    """
    action = unfilled(REVIEW_ACTIONS[kind], NOBODY_ELSES.get(kind, {}) | dict(filled))
    attempt = ReviewAttempt(review, action, person, rules, directory, now)
    if kind not in _known_at(review.at):
        return _refused_elsewhere(attempt, action, attempt.not_open_here())
    if kind in NOTHING_LEFT and not any(True for _ in _about(review, kind)):
        return _refused_elsewhere(attempt, action, NOTHING_LEFT[kind])
    return ask_all(guards_for(kind), attempt, action)


@cache
def _known_at(position: ReviewPosition) -> tuple[str, ...]:
    """The events that the course has at a position, in its order."""
    return tuple(dict.fromkeys(move.event for move in course() if move.source is position))


def _refused_elsewhere(attempt: ReviewAttempt, action: Action, why: str) -> Refusal:
    """Why an action is not open where there is nothing to do it with: not theirs at all, or not now."""
    nobodys = Refusal(why, "not_yours")
    if not parties_for(attempt):
        # Whose it is can only be said where it is open.
        return nobodys
    try:
        return ask(is_their_step, attempt, action) or Refusal(why, "not_open_here")
    except NotFilledIn:
        return nobodys


def _about(review: Review, kind: str) -> Iterator[dict[str, Any]]:
    """The items of an action that is about one of several; nothing in particular for any other."""
    match kind:
        case "submit_return":
            # A return that was recorded as not to be had may still come.
            yield from ({"agency": asked.agency} for asked in review.returns if asked.received_at is None)
        case "record_return_gap":
            yield from ({"agency": asked.agency} for asked in review.returns if not asked.is_settled)
        case "answer_recommendation" | "record_evidence" | "record_impact_check" | "close_recommendation":
            yield from ({"number": one.number} for one in review.recommendations if one.closed_at is None)
        case "answer_panel_query":
            yield from ({"number": one.number} for one in review.panel_requests if one.answered_at is None)
        case "record_information":
            yield from (
                {"number": one.number} for one in review.information_requests if not (one.answered_at or one.refused_at)
            )
        case "dispute_opened":
            yield from ({"about": one.about} for one in review.disputes if not one.reference)
        case "dispute_resolved" | "notification_dispute_resolved":
            about = "decision" if kind == "dispute_resolved" else "notification"
            yield from ({"reference": one.reference} for one in review.disputes if _by_hand(one, about))
        case "add_to_side_record" | "close_side_record":
            yield from ({"number": one.number} for one in review.side_records if one.closed_at is None)
        case _:
            yield {}


def _by_hand(dispute: Dispute, about: str) -> bool:
    """Whether somebody has linked the disagreement and records its outcome too: no engine brings that back."""
    return dispute.about == about and dispute.linked_by is not None and dispute.resolved_at is None
