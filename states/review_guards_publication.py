"""Guards of publication: nothing is published without proof that it was sent seven working days ahead."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast

from procedures.due_instant import due_before
from procedures.duration import Duration, Unit
from procedures.review_course import ReviewFact, ReviewPosition
from procedures.source import Force
from states.decision import Refused
from states.review import Publication
from states.review_actions import (
    JustifyNotPublishing,
    MovePublication,
    PlanPublication,
    PublishImprovements,
    PublishNothing,
    PublishReport,
    SendBeforePublication,
    SendToOfsted,
)
from states.review_checks import Guard, has_happened, in_words, not_before, still_to_come
from states.review_due import limit_in_force, relaxation_of
from states.review_guards_ratification import every_partner_has_ratified

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt

AHEAD = Duration(amount=7, unit=Unit.WORKING_DAYS)
"""Working Together 2023, paragraph 364: no later than seven working days before the date of publication."""


def latest_day_to_send(attempt: ReviewAttempt, published_on: date) -> date:
    """By which day Panel and Secretary of State must have it for publication on a day.

    The rules may ask for more than the seven working days, and for less only by a dated national override that is
    itself a must with its source: what statute asks for, no local file and no leave to be late takes away.
    """
    start = attempt.start_of(published_on)
    latest = _before(attempt, start, AHEAD)
    for deadline in attempt.rules.deadlines:
        if deadline.counts_from is ReviewFact.PUBLICATION_PLANNED and deadline.counted == "before":
            if deadline.met_by is not ReviewFact.SENT_TO_PANEL_AND_SECRETARY_OF_STATE:
                continue
            limit = limit_in_force(attempt.rules, deadline, start)
            relaxed = relaxation_of(attempt.rules, deadline, start)
            if relaxed and relaxed.source and relaxed.force is Force.MUST:
                return _before(attempt, start, limit) if limit else published_on
            latest = min(latest, _before(attempt, start, limit)) if limit else latest
    return latest


def earliest_publication(attempt: ReviewAttempt, sent_on: date) -> date:
    """The first day on which what was sent on a day may be published."""
    day = sent_on
    while latest_day_to_send(attempt, day) < sent_on:
        day += timedelta(days=1)
    return day


def _before(attempt: ReviewAttempt, start: datetime, limit: Duration) -> date:
    return attempt.calendar.day_of(due_before(start, limit, attempt.calendar))


def last_sent(publication: Publication) -> date | None:
    """The day on which the later of Panel and Secretary of State was sent it; None until both were."""
    panel, secretary_of_state = publication.sent_to_panel_on, publication.sent_to_secretary_of_state_on
    return max(panel, secretary_of_state) if panel and secretary_of_state else None


def _was_sent_ahead(attempt: ReviewAttempt, published_on: date, code: str) -> None:
    """Refused, naming the earliest day, unless both had it in time for publication on a day."""
    sent_on = last_sent(attempt.review.publication) if attempt.review.publication else None
    if sent_on is None:
        raise Refused(
            "Nothing proves that the Panel and the Secretary of State had it. Send it to both, and record when.",
            "not_sent",
        )
    if latest_day_to_send(attempt, published_on) < sent_on:
        raise Refused(
            "The Panel and the Secretary of State must have it seven working days before publication. It was sent on "
            f"{in_words(sent_on)}, so the earliest day is {in_words(earliest_publication(attempt, sent_on))}.",
            code,
        )


def _leaves_time_to_send(attempt: ReviewAttempt, planned_on: date) -> None:
    still_to_come(attempt, planned_on, "That day")
    if latest_day_to_send(attempt, planned_on) < attempt.day:
        raise Refused(
            "The Panel and the Secretary of State must have it seven working days before publication. Sent today, the "
            f"earliest day is {in_words(earliest_publication(attempt, attempt.day))}.",
            "too_early",
        )


def _can_be_planned(attempt: ReviewAttempt) -> None:
    action = cast("PlanPublication", attempt.action)
    every_partner_has_ratified(attempt)
    if attempt.review.reviewer is None:
        raise Refused("The reviewer is named in what is published. Appoint one first.", "no_reviewer")
    if action.what == "improvements_only" and not action.reason:
        raise Refused("Say why it is inappropriate to publish the full report.", "no_reason")
    _leaves_time_to_send(attempt, action.planned_on)


def _can_be_moved(attempt: ReviewAttempt) -> None:
    planned_on, publication = cast("MovePublication", attempt.action).planned_on, attempt.review.publication
    if publication and publication.planned_on == planned_on:
        raise Refused("It is planned for that day already.", "already_done")
    if attempt.review.at is ReviewPosition.SENT_BEFORE_PUBLICATION:
        still_to_come(attempt, planned_on, "That day")
        _was_sent_ahead(attempt, planned_on, "too_early")
    else:
        _leaves_time_to_send(attempt, planned_on)


def _was_sent(attempt: ReviewAttempt) -> None:
    action = cast("SendBeforePublication", attempt.action)
    _sent_on(attempt, action.sent_to_panel_on, "Sending it to the Panel")
    _sent_on(attempt, action.sent_to_secretary_of_state_on, "Sending it to the Secretary of State")
    if action.sent_to_ofsted_on:
        _sent_on(attempt, action.sent_to_ofsted_on, "Sending it to Ofsted")


def _sent_on(attempt: ReviewAttempt, day: date, what: str) -> None:
    has_happened(attempt, day, what)
    # What was sent before the partners accepted it was a draft, and proves nothing.
    accepted = max((given.at for given in attempt.review.ratifications), default=None)
    not_before(attempt, day, accepted, what, "the last partner accepted the report")


def _ofsted_was_sent_it(attempt: ReviewAttempt) -> None:
    if attempt.review.publication and attempt.review.publication.sent_to_ofsted_on:
        raise Refused("It is recorded already when Ofsted was sent it.", "already_done")
    _sent_on(attempt, cast("SendToOfsted", attempt.action).sent_on, "Sending it to Ofsted")


def _something_is_held_back(attempt: ReviewAttempt) -> None:
    publication = attempt.review.publication
    if publication is None or publication.what == "full_report":
        raise Refused("The full report is to be published, so there is nothing to justify.", "nothing_held_back")
    if attempt.review.fact(ReviewFact.NOT_PUBLISHING_JUSTIFIED):
        raise Refused("The justification was sent already.", "already_done")
    has_happened(attempt, cast("JustifyNotPublishing", attempt.action).sent_on, "Sending the justification")


def _may_be_published(attempt: ReviewAttempt) -> None:
    action = cast("PublishReport | PublishImprovements", attempt.action)
    publication = attempt.review.publication
    what = "full_report" if isinstance(action, PublishReport) else "improvements_only"
    if publication is None or publication.what != what:
        planned = (publication.what if publication else "nothing").replace("_", " ")
        raise Refused(f"What the partners decided to publish is: {planned}. Publish that.", "not_what_was_decided")
    _was_sent_ahead(attempt, action.published_on, "too_early")
    has_happened(attempt, action.published_on, "Publication")
    if not attempt.review.comments_considered:
        raise Refused(
            "Record first what the Panel and the Secretary of State commented and what the partners made of it, or "
            "that they made no comment.",
            "comments_not_considered",
        )


def _is_justified(attempt: ReviewAttempt) -> None:
    if attempt.review.fact(ReviewFact.NOT_PUBLISHING_JUSTIFIED) is None:
        raise Refused(
            "Send the Panel and the Secretary of State the justification for not publishing the full report first.",
            "not_justified",
        )


def _nothing_may_be_published(attempt: ReviewAttempt) -> None:
    action = cast("PublishNothing", attempt.action)
    every_partner_has_ratified(attempt)
    for day, whom in (
        (action.sent_to_panel_on, "the Panel"),
        (action.sent_to_secretary_of_state_on, "the Secretary of State"),
    ):
        _sent_on(attempt, day, f"Sending the report to {whom}")


GUARDS: dict[str, tuple[Guard, ...]] = {
    "plan_publication": (_can_be_planned,),
    "move_publication": (_can_be_moved,),
    "send_before_publication": (_was_sent,),
    "send_to_ofsted": (_ofsted_was_sent_it,),
    "justify_not_publishing": (_something_is_held_back,),
    "publish_report": (_may_be_published,),
    "publish_improvements": (_may_be_published, _is_justified),
    "publish_nothing": (_nothing_may_be_published,),
}
"""What an event asks for beyond being the right person's."""
