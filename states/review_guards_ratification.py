"""Guards of ratification: who has ratified, who steps aside, and the way back from a linked disagreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from msgspec.structs import replace

from procedures.review_course import ReviewFact, ReviewPosition
from states.decision import CLOCK, Refused
from states.review import Dispute
from states.review_actions import DisputeOpened, DisputeResolved, SubmitRapidReview
from states.review_checks import Guard, has_happened, listed, not_before
from states.review_guards_panel import letter_is_weighed
from states.review_parties import is_ratified, voting_partners
from states.review_voting import awaited

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


def is_ratified_now(attempt: ReviewAttempt) -> bool:
    """Whether every partner that has a voice has ratified what is before them."""
    return is_ratified(attempt.directory, attempt.rules, attempt.review, attempt.day)


def every_partner_has_ratified(attempt: ReviewAttempt) -> None:
    """Refused, naming who is missing, unless every safeguarding partner has ratified."""
    if is_ratified_now(attempt):
        return
    missing = awaited(attempt.directory, attempt.rules, attempt.review, attempt.day)
    group = attempt.rules.groups_by_id[attempt.rules.partners]
    titles = listed(attempt.function_title(function) for function in missing) if missing else ""
    still = f" Still to ratify: {titles}." if titles else f" {group.quorum} functions are needed."
    raise Refused(
        f"Every safeguarding partner ratifies first, or a deputy named in the directory.{still}", "not_ratified"
    )


def _decision_is_ratified(attempt: ReviewAttempt) -> None:
    if attempt.review.decision is None:
        every_partner_has_ratified(attempt)


def _was_sent(attempt: ReviewAttempt) -> None:
    sent_at, review = cast("SubmitRapidReview", attempt.action).sent_at, attempt.review
    has_happened(attempt, sent_at, "Sending the rapid review")
    decided = review.fact(ReviewFact.DECIDED) or max((given.at for given in review.ratifications), default=None)
    not_before(attempt, sent_at, decided, "Sending the rapid review", "the last partner ratified the decision")


def _has_not_ratified_yet(attempt: ReviewAttempt) -> None:
    latest = {given.member: given.ratified for given in attempt.review.ratifications}
    if latest.get(attempt.actor):
        raise Refused("You have ratified it already.", "already_done")


def _may_step_aside(attempt: ReviewAttempt) -> None:
    review, group = attempt.review, attempt.rules.groups_by_id[attempt.rules.partners]
    if not group.recusal.by_choice:
        raise Refused("These rules do not let a partner step aside by choice.", "not_allowed")
    if review.decision is not None and review.at is ReviewPosition.RAPID_REVIEW_SIGN_OFF:
        raise Refused(
            "The decision is ratified. If a conflict of interest has come to light, refuse ratification with that "
            "reason, so that it is decided again without you.",
            "already_decided",
        )
    without = replace(review, recused=(*review.recused, attempt.actor))
    left = voting_partners(attempt.directory, attempt.rules, without, attempt.day)
    if len(left) < group.quorum:
        raise Refused(
            f"Without you {len(left)} of the {group.quorum} functions needed could decide. Have a deputy named in the "
            "directory who decides in your place.",
            "not_quorate_without",
        )


def _dispute_waits_for_its_reference(attempt: ReviewAttempt) -> None:
    about = cast("DisputeOpened", attempt.action).about
    waiting = [dispute for dispute in attempt.review.disputes if dispute.about == about and not dispute.resolved_at]
    if not waiting:
        raise Refused(f"No dispute over the {about} is open in this review.", "unknown_dispute")
    if all(dispute.reference for dispute in waiting):
        raise Refused("Its disagreement has been opened already.", "already_done")


def open_dispute(attempt: ReviewAttempt, about: Literal["notification", "decision"], reference: str) -> Dispute | None:
    """The open dispute that a disagreement is linked to, or None.

    Refused if somebody would record its outcome while the engine brings it back: that disagreement may still run.
    """
    known = (one for one in attempt.review.disputes if (one.about, one.reference) == (about, reference))
    found = next((one for one in known if one.resolved_at is None), None)
    if found is not None and found.linked_by is None and attempt.actor != CLOCK:
        raise Refused(
            f"The outcome of {reference} comes back by itself when that disagreement ends. Take part in it there.",
            "comes_back_by_itself",
        )
    return found


def _decision_dispute_is_open(attempt: ReviewAttempt) -> None:
    reference = cast("DisputeResolved", attempt.action).reference
    if open_dispute(attempt, "decision", reference) is None:
        raise Refused(
            f"No open dispute over the decision is linked to {reference!r}. Check it, or record first which "
            "disagreement was opened.",
            "unknown_dispute",
        )


GUARDS: dict[str, tuple[Guard, ...]] = {
    "ratify": (
        letter_is_weighed,
        _has_not_ratified_yet,
    ),
    "recuse_from_review": (_may_step_aside,),
    "submit_rapid_review": (letter_is_weighed, _decision_is_ratified, _was_sent),
    "dispute_opened": (_dispute_waits_for_its_reference,),
    "dispute_resolved": (_decision_dispute_is_open,),
}
"""What an event asks for beyond being the right person's."""
