"""`decide_review`: what an action of a person does to a practice review. Pure, as `decide` is."""

from __future__ import annotations

from datetime import datetime

from procedures.review_course import REOPENS_BY_LETTER, ReviewPosition
from procedures.review_language import ReviewProcedure
from states.action import Action
from states.decision import Decision, Refusal, Refused
from states.directory import Directory
from states.practice_review import review_machine
from states.responsible import NobodyThere
from states.review import Review
from states.review_actions import RecordPanelResponse, ReferIncident
from states.review_attempt import ReviewAttempt
from states.review_guards_panel import reopens_the_decision
from states.review_unfolding import unfold


def decide_review(
    review: Review, action: Action, actor: str, rules: ReviewProcedure, directory: Directory, now: datetime
) -> Decision | Refusal:
    """What `action` by the person `actor` (a code) does to `review` at `now` (aware): a decision, or a refusal.

    The outcome of a linked disagreement may be brought back by the clock as actor. A review that is about to be
    referred comes as `referred` makes it.
    """
    attempt = ReviewAttempt(review, action, actor, rules, directory, now)
    try:
        return unfold(attempt, review_machine().move(review.at, event_of(review, action), attempt))
    except Refused as refused:
        return refused.refusal
    except NobodyThere as problem:
        return Refusal(f"Nobody can take this step: {problem}. Ask whoever keeps the directory.", "nobody_there")


def event_of(review: Review, action: Action) -> str:
    """The course's event for an action: its kind, but for a letter of the Panel that takes a review back."""
    if isinstance(action, RecordPanelResponse) and reopens_the_decision(review, action.response):
        return REOPENS_BY_LETTER
    return action.kind


def referred(
    reference: str,
    action: ReferIncident,
    actor: str,
    rules: ReviewProcedure,
    version: str,
    directory: Directory,
    now: datetime,
) -> Review:
    """A review that is about to be referred by `actor`: not open yet, so its machine stands at the draft.

    `version` is the hash of the frozen text of `rules`.
    """
    person = directory.people.get(actor)
    return Review(
        reference=reference,
        procedure=version,
        position=ReviewPosition.DRAFT.value,
        version=0,
        referring_agency=person.agency if person else "",
        referrer=actor,
        local_authority=action.local_authority,
        incident=action.incident,
        raised_at=now,
        looked_after=action.looked_after,
        care_leaver=action.care_leaver,
        under_eighteen=action.under_eighteen,
    )
