"""Reading practice reviews with the rules that each is frozen to: what the tracker is made of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from procedures.review_language import ReviewProcedure
from states.any_case import read_case
from states.review import Review
from store.procedure_versions import procedure_of
from store.readable_cases import CASES, Reader, readable_by
from store.recording import PRACTICE_REVIEW


@dataclass(frozen=True)
class ReadableReviews:
    """Reviews with their rules, by reference, and the references of those whose row or rules cannot be read."""

    reviews: tuple[tuple[Review, ReviewProcedure], ...]
    unreadable: tuple[str, ...]


def readable_reviews(connection: Connection, reader: Reader, *, closed_too: bool = False) -> ReadableReviews:
    """Every open review that a reader may read, and with `closed_too` every closed one.

    One that was tampered with is named rather than left out: a tracker that is silent about it would hide a case.
    """
    asked = (
        select(CASES.c.reference, CASES.c.procedure, CASES.c.state)
        .where(CASES.c.kind == PRACTICE_REVIEW, readable_by(reader))
        .order_by(CASES.c.reference)
    )
    if not closed_too:
        asked = asked.where(CASES.c.closed_at.is_(None))
    found: list[tuple[Review, ReviewProcedure]] = []
    unreadable: list[str] = []
    for reference, version, state in connection.execute(asked).all():
        pair = _read(connection, state, version)
        if pair is None:
            unreadable.append(reference)
        else:
            found.append(pair)
    return ReadableReviews(tuple(found), tuple(unreadable))


def _read(connection: Connection, state: str, version: str) -> tuple[Review, ReviewProcedure] | None:
    try:
        review, rules = read_case(state), procedure_of(connection, version)
    except (ValueError, LookupError):
        return None
    return (review, rules) if isinstance(review, Review) and isinstance(rules, ReviewProcedure) else None
