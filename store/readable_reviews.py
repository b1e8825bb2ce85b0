"""Reading practice reviews with the rules that each is frozen to: what the tracker is made of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from procedures.review_language import ReviewProcedure
from states.any_case import read_case
from states.review import Review
from store.case_search import CaseSearch
from store.procedure_versions import procedure_of
from store.readable_cases import CASES, Reader, readable_by
from store.recording import PRACTICE_REVIEW


@dataclass(frozen=True)
class ReadableReviews:
    """Reviews with their rules, by reference, and the references of those whose row or rules cannot be read."""

    reviews: tuple[tuple[Review, ReviewProcedure], ...]
    unreadable: tuple[str, ...]


def readable_reviews(
    connection: Connection, reader: Reader, *, closed_too: bool = False, search: CaseSearch | None = None
) -> ReadableReviews:
    """Every open review that a reader may read, and with `closed_too` every closed one; or those of a `search`.

    One that was tampered with is named rather than left out: a tracker that is silent about it would hide a case.
    """
    wanted = search or CaseSearch(show="all" if closed_too else "open")
    asked = (
        select(CASES.c.reference, CASES.c.procedure, CASES.c.state)
        .where(CASES.c.kind == PRACTICE_REVIEW, readable_by(reader), wanted.condition())
        .order_by(CASES.c.reference)
    )
    found: list[tuple[Review, ReviewProcedure]] = []
    unreadable: list[str] = []
    for reference, version, state in connection.execute(asked).all():
        pair = _read(connection, state, version)
        if pair is None:
            unreadable.append(reference)
        else:
            found.append(pair)
    return ReadableReviews(tuple(found), tuple(unreadable))


def how_many_open(connection: Connection, reader: Reader) -> int:
    """How many open reviews a reader may read."""
    which = (CASES.c.kind == PRACTICE_REVIEW, readable_by(reader), CASES.c.closed_at.is_(None))
    return int(connection.execute(select(func.count()).select_from(CASES).where(*which)).scalar_one())


def _read(connection: Connection, state: str, version: str) -> tuple[Review, ReviewProcedure] | None:
    try:
        review, rules = read_case(state), procedure_of(connection, version)
    except (ValueError, LookupError):
        return None
    return (review, rules) if isinstance(review, Review) and isinstance(rules, ReviewProcedure) else None
