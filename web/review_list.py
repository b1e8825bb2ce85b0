"""The list of the practice reviews that one may read, a page at a time. Everything chosen stays in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from procedures.review_language import ReviewProcedure
from reports.review_words import INCIDENTS, agency_name, on_day, post, word_of
from reports.tracked_clock import TrackedClock
from reports.tracker import tracker_line
from states.review import Review
from store.case_pages import page_of_cases
from store.recording import PRACTICE_REVIEW
from store.sessions import reading
from web.page_numbers import page_numbers
from web.pages import page
from web.reader import NotTheirs, Reader, SignedIn
from web.site import Site, site_of

router = APIRouter()


@dataclass(frozen=True)
class Line:
    """A review in the list. `first` is the clock that is due first; a closed review has none."""

    reference: str
    where: str
    incident: str
    authority: str
    owner: str
    first: TrackedClock | None
    late: int
    closed: str


def reviews_reader(reader: SignedIn) -> SignedIn:
    """The reader, if practice reviews are theirs to read: for others there is no such page."""
    if not reader.reads_reviews:
        raise NotTheirs
    return reader


@router.get("/reviews")
def list_of_reviews(
    request: Request,
    reader: Reader,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    show: str = "open",
) -> Response:
    """The page: open reviews, the soonest due first, or with `show=closed` the closed ones, the latest first."""
    member, closed, site = reviews_reader(reader).member, show == "closed", site_of(request)
    with reading(site.context.engine) as connection:
        found = page_of_cases(connection, member, closed=closed, number=number, kind=PRACTICE_REVIEW)
    return page(
        request,
        "reviews.html",
        lines=[
            _line(one.case, one.rules, reader, site)
            for one in found.cases
            if isinstance(one.case, Review) and isinstance(one.rules, ReviewProcedure)
        ],
        total=found.total,
        closed=closed,
        pages=page_numbers("/reviews", {"show": "closed"} if closed else {}, found.number, found.pages),
    )


def _line(review: Review, rules: ReviewProcedure, reader: SignedIn, site: Site) -> Line:
    line = tracker_line(review, rules, reader.directory, site.now())
    return Line(
        reference=review.reference,
        where=line.where,
        incident=word_of(INCIDENTS, review.incident),
        authority=agency_name(reader.directory, review.local_authority),
        owner=post(reader.directory, review.owner) if review.owner else "",
        first=next((clock for clock in line.clocks if clock.standing not in ("asked_after", "lasting")), None),
        late=line.late,
        closed=on_day(review.closed_at) if review.closed_at else "",
    )
