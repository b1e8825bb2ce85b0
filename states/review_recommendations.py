"""Whose part of a recommendation an action is: each agency that it is made to answers for itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from states.decision import Refused
from states.review import Recommendation
from states.review_due import is_about, item_of, part_of

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


def recommendation_numbered(attempt: ReviewAttempt, number: int) -> Recommendation:
    """The recommendation with this number. Refused if there is none."""
    found = attempt.review.recommendation(number)
    if found is None:
        raise Refused(f"There is no recommendation {number} in this review.", "unknown_recommendation")
    return found


def acting_for(
    attempt: ReviewAttempt, recommendation: Recommendation, agencies: Sequence[str], missing: Sequence[str]
) -> tuple[str, ...]:
    """For which of the agencies whose part is `missing` the actor acts now.

    For their own, if one of those in `agencies` is; the sub-committee's chair, who has heard them, for all that are
    missing and not the chair's own.
    """
    own = [agency for agency in agencies if _is_own(attempt, recommendation, agency)]
    return tuple(agency for agency in missing if agency in own) or (tuple(missing) if _is_chair(attempt) else ())


def has_a_part(attempt: ReviewAttempt, recommendation: Recommendation, agencies: Sequence[str]) -> bool:
    """Whether the actor acts for one of the agencies, or for the sub-committee, or was handed a step of it."""
    if _is_chair(attempt) or any(_is_own(attempt, recommendation, agency) for agency in agencies):
        return True
    return any(True for _ in _parts_owed(attempt, recommendation))


def _is_chair(attempt: ReviewAttempt) -> bool:
    return attempt.actor in attempt.allowed(("sub_committee_chair",))


def _is_own(attempt: ReviewAttempt, recommendation: Recommendation, agency: str) -> bool:
    person = attempt.directory.people.get(attempt.actor)
    if person is not None and person.agency == agency:
        return True
    if attempt.actor in attempt.allowed(("recommendation_owner",), agency):
        return True
    # Where one agency alone carries it out, its clocks are not told apart by agency.
    alone = recommendation.carried_by == (agency,)
    return any(part == agency or (part is None and alone) for part in _parts_owed(attempt, recommendation))


def _parts_owed(attempt: ReviewAttempt, recommendation: Recommendation) -> Iterator[str | None]:
    """Of the clocks of a recommendation that the actor owes, handed over or not, whose part each is about."""
    for clock in attempt.review.clocks:
        if clock.owner == attempt.actor and is_about(clock.clock, str(recommendation.number)):
            yield part_of(item_of(clock.clock) or "")[1]
