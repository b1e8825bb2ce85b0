"""Linked disagreements that have ended while their practice review has not heard of it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from states.any_case import read_case
from states.review import Review
from store.recording import PRACTICE_REVIEW, table
from store.tables import CaseRow

CASES = table(CaseRow)


def outcomes_not_brought_back(connection: Connection) -> list[tuple[str, str]]:
    """Each open review (its reference) with a disagreement (its reference) that has an outcome the review lacks."""
    reviews = table(CaseRow).alias("reviews")
    asked = (
        select(reviews.c.reference, reviews.c.state, CASES.c.reference.label("disagreement"))
        .join(CASES, CASES.c.linked_to == reviews.c.reference)
        .where(CASES.c.outcome.is_not(None), reviews.c.closed_at.is_(None), reviews.c.kind == PRACTICE_REVIEW)
        .order_by(reviews.c.reference, CASES.c.reference)
    )
    return [
        (row.reference, row.disagreement)
        for row in connection.execute(asked)
        if _is_waiting(row.state, row.disagreement)
    ]


def _is_waiting(state: str, disagreement: str) -> bool:
    try:
        review = read_case(state)
    except ValueError:
        return False  # the watchdog tells of a case that cannot be read
    return isinstance(review, Review) and any(
        dispute.reference == disagreement and dispute.resolved_at is None for dispute in review.disputes
    )
