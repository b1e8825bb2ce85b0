"""What an action itself changes in a review, beside where the review stands: fields, and facts that become known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from procedures.review_course import ReviewFact
from states.review import Dispute, Review

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


@dataclass(frozen=True, slots=True)
class Change:
    """`fields` of the review by name, and `facts` that are known from now on, as UTC instants.

    `tells` is what its entry tells beside the action's own fields.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    facts: dict[ReviewFact, datetime] = field(default_factory=dict)
    tells: dict[str, Any] = field(default_factory=dict)


Changing = Callable[["ReviewAttempt"], Change]


def disputes_ended(
    review: Review, outcome: str, now: datetime, about: Literal["notification", "decision"] | None = None
) -> tuple[Dispute, ...]:
    """The disputes of a review with those that are open ended in one way: all of them, or those about one thing."""
    return tuple(
        replace(dispute, resolved_at=now, outcome=outcome)
        if dispute.resolved_at is None and about in (None, dispute.about)
        else dispute
        for dispute in review.disputes
    )


def dispute_ended(review: Review, reference: str, outcome: str, now: datetime) -> tuple[Dispute, ...]:
    """The disputes of a review with the one that a disagreement is linked to ended."""
    return tuple(
        replace(dispute, resolved_at=now, outcome=outcome) if dispute.reference == reference else dispute
        for dispute in review.disputes
    )
