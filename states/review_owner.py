"""Who owes the next step of a practice review: a party, by where it stands and what is known of it."""

from __future__ import annotations

from procedures.review_course import ReviewFact
from procedures.review_language import ReviewProcedure
from procedures.review_owners import ONCE_RATIFIED, OWNERS
from states.review import Review
from states.review_guards_panel import must_be_retaken


def party_owing(rules: ReviewProcedure, review: Review) -> str | None:
    """The party that owes the next step; None where nobody does.

    Once the last partner has ratified nothing is left but to send it, unless a letter of the Panel has come meanwhile
    with which the decision is to be taken again.
    """
    if review.fact(ReviewFact.RATIFIED) and not must_be_retaken(rules, review):
        return ONCE_RATIFIED
    return OWNERS.get(review.at)
