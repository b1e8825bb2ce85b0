"""The list of the practice reviews that one may read, a page at a time. Everything chosen stays in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from reports.review_sheet import reviews_sheet
from reports.review_words import INCIDENTS, agency_name, on_day, post, word_of
from reports.tracked_clock import TrackedClock
from reports.tracker import tracker_line
from states.review import Review
from store.case_pages import ListedCase, cases_found, page_of_cases
from store.case_search import never_late
from store.procedure_versions import rules_in_store
from store.recording import PRACTICE_REVIEW
from store.sessions import reading
from web.cases.case_list import PageNumber
from web.lists.chosen_filter import ChosenFilter
from web.lists.export import MOST_ROWS, TOO_MANY, exported, require_format
from web.lists.filter_fields import review_fields
from web.lists.page_numbers import page_numbers
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
    referred: str
    closed: str


def reviews_reader(reader: SignedIn) -> SignedIn:
    """The reader, if practice reviews are theirs to read: for others there is no such page."""
    if not reader.reads_reviews:
        raise NotTheirs
    return reader


@router.get("/reviews")
def list_of_reviews(request: Request, reader: Reader, number: PageNumber = 1) -> Response:
    """The page: open reviews, the soonest due first, or what else is chosen: see `web.lists.filter_fields`."""
    known = _known(request, reviews_reader(reader))
    chosen = _chosen(request, reader, known)
    if chosen.untidy and not chosen.errors:
        return RedirectResponse(f"/reviews{chosen.address}", 303)
    return _page(request, reader, chosen, known, number)


@router.get("/reviews.{form}")
def export_reviews(request: Request, reader: Reader, form: str) -> Response:
    """The whole of what is chosen as a file, `csv` or `xlsx`; the page with its errors where it cannot be."""
    require_format(form)
    known, site = _known(request, reviews_reader(reader)), site_of(request)
    chosen = _chosen(request, reader, known)
    if chosen.errors:
        return _page(request, reader, chosen, known, 1)
    search = chosen.search(reader, site.now(), never_late(known))
    with reading(site.context.engine) as connection:
        found = cases_found(connection, reader.member, search, kind=PRACTICE_REVIEW, most=MOST_ROWS)
    if len(found) > MOST_ROWS:
        return _page(request, reader, chosen, known, 1, refusal=TOO_MANY)
    rows = [(*pair, tracker_line(*pair, reader.directory, site.now())) for pair in _reviews(found)]
    sheet = reviews_sheet(rows, reader.directory)
    return exported(sheet, [one.case.reference for one in found], "reviews", form, reader, site)


def _known(request: Request, reader: SignedIn) -> tuple[Rules, ...]:
    with reading(site_of(request).context.engine) as connection:
        return tuple(rules_in_store(connection).values())


def _chosen(request: Request, reader: SignedIn, known: tuple[Rules, ...]) -> ChosenFilter:
    return ChosenFilter.of(request.query_params.multi_items(), review_fields(reader, known))


def _page(
    request: Request, reader: SignedIn, chosen: ChosenFilter, known: tuple[Rules, ...], number: int, refusal: str = ""
) -> Response:
    site, found = site_of(request), None
    if not chosen.errors:
        search = chosen.search(reader, site.now(), never_late(known))
        with reading(site.context.engine) as connection:
            found = page_of_cases(connection, reader.member, search, number=number, kind=PRACTICE_REVIEW)
    errors = [*chosen.summary, *([{"text": refusal, "href": "#filter"}] if refusal else [])]
    return page(
        request,
        "reviews.html",
        status=422 if errors else 200,
        errors=errors,
        chosen=chosen,
        lines=[_line(*pair, reader, site) for pair in _reviews(found.cases)] if found else [],
        total=found.total if found else 0,
        pages=page_numbers("/reviews", chosen.typed, found.number, found.pages) if found else None,
    )


def _reviews(found: Iterable[ListedCase]) -> Iterable[tuple[Review, ReviewProcedure]]:
    for one in found:
        if isinstance(one.case, Review) and isinstance(one.rules, ReviewProcedure):
            yield one.case, one.rules


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
        referred=on_day(review.raised_at),
        closed=on_day(review.closed_at) if review.closed_at else "",
    )
