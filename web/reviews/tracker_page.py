"""The tracker: all open practice reviews with their clocks on one time axis, a table of them, and who owes what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from procedures.catalogue import REVIEW_RULES, load_review
from procedures.fault import ProcedureError
from procedures.review_language import ReviewProcedure
from reports.review_sheet import tracker_sheet
from reports.review_words import on_day
from reports.tracked_clock import TrackedClock
from reports.tracker import Tracker, tracker
from reports.tracker_picture import tracker_picture
from store.case_search import CaseSearch, never_late
from store.procedure_versions import rules_in_store
from store.readable_reviews import how_many_open, readable_reviews
from store.sessions import reading
from web.lists.chosen_filter import ChosenFilter
from web.lists.export import exported, require_format
from web.lists.filter_fields import review_fields
from web.pages import page
from web.reader import Reader, SignedIn
from web.reviews.review_list import reviews_reader
from web.site import Site, site_of

router = APIRouter()


@dataclass(frozen=True)
class OwedByPost:
    """Everything that one post owes in the reviews shown: each clock with its review's reference."""

    owner: str
    clocks: tuple[tuple[str, TrackedClock], ...]


@dataclass(frozen=True)
class Tracked:
    """The reviews that are chosen, and how many open ones there are. Nothing is `shown` where the filter has errors."""

    chosen: ChosenFilter
    shown: Tracker
    unreadable: tuple[str, ...]
    all_open: int


@router.get("/tracker")
def show_tracker(request: Request, reader: Reader) -> Response:
    """The page. What is chosen stands in the address: see `web.lists.filter_fields`."""
    made = _made(request, reviews_reader(reader))
    if made.chosen.untidy and not made.chosen.errors:
        return RedirectResponse(f"/tracker{made.chosen.address}", 303)
    return _page(request, made)


@router.get("/tracker/picture.svg")
def show_picture(request: Request, reader: Reader) -> Response:
    """The picture of what is chosen: for the page, and, opened by itself, a file for the sub-committee's papers."""
    made = _made(request, reviews_reader(reader))
    if made.chosen.errors:
        return _page(request, made)
    # Opened in a window of its own it would be under our policy, which takes no style inside a file.
    headers = {"Content-Disposition": 'attachment; filename="tracker.svg"'}
    return Response(tracker_picture(made.shown), media_type="image/svg+xml", headers=headers)


@router.get("/tracker.{form}")
def export_tracker(request: Request, reader: Reader, form: str) -> Response:
    """Every clock of what is chosen as a file, `csv` or `xlsx`; the page with its errors where it cannot be."""
    require_format(form)
    made = _made(request, reviews_reader(reader))
    if made.chosen.errors:
        return _page(request, made)
    references = [line.reference for line in made.shown.lines]
    return exported(tracker_sheet(made.shown), references, "tracker", form, reader, site_of(request))


def rules_in_force(reader: SignedIn, site: Site) -> ReviewProcedure | None:
    """The rules of practice reviews in force today; None where none are."""
    try:
        return rules_of_reviews(site, reader.day)
    except ProcedureError:
        return None


def rules_of_reviews(site: Site, day: date) -> ReviewProcedure:
    """The rules of practice reviews in force on a day. ProcedureError where none are."""
    return load_review(REVIEW_RULES, on=day, directories=site.context.procedure_directories)


def _page(request: Request, made: Tracked) -> Response:
    shown, errors = made.shown, made.chosen.summary
    return page(
        request,
        "tracker.html",
        status=422 if errors else 200,
        errors=errors,
        shown=shown,
        chosen=made.chosen,
        all_open=made.all_open,
        unreadable=made.unreadable,
        made_on=on_day(shown.made_at),
        late=sum(line.late for line in shown.lines),
        owed=_by_post(shown),
        superseded=sorted({(line.edition, line.superseded_by) for line in shown.lines if line.superseded_by}),
    )


def _made(request: Request, reader: SignedIn) -> Tracked:
    """The tracker of those of a reader's open reviews that an address chooses."""
    site = site_of(request)
    with reading(site.context.engine) as connection:
        known = tuple(rules_in_store(connection).values())
        chosen = ChosenFilter.of(request.query_params.multi_items(), review_fields(reader, known, listed=False))
        search = CaseSearch() if chosen.errors else chosen.search(reader, site.now(), never_late(known))
        found = readable_reviews(connection, reader.member, search=search)
        all_open = how_many_open(connection, reader.member)
    reviews = () if chosen.errors else found.reviews
    shown = tracker(reviews, reader.directory, site.now(), rules_in_force(reader, site))
    if chosen.typed.get("late"):
        # A limit that is lifted for some weeks is known to the rules alone.
        shown = replace(shown, lines=tuple(line for line in shown.lines if line.late))
    return Tracked(chosen, shown, found.unreadable, all_open)


def _by_post(shown: Tracker) -> list[OwedByPost]:
    """What each post owes, who owes something soonest at the top. What only has to last is owed by nobody."""
    owed: dict[str, list[tuple[str, TrackedClock]]] = {}
    for reference, clock in _clocks(shown):
        owed.setdefault(clock.owner, []).append((reference, clock))
    return [OwedByPost(owner, tuple(clocks)) for owner, clocks in owed.items()]


def _clocks(shown: Tracker) -> Iterable[tuple[str, TrackedClock]]:
    clocks = [(line.reference, clock) for line in shown.lines for clock in line.clocks]
    return sorted((one for one in clocks if one[1].standing != "lasting"), key=lambda one: (one[1].due_at, one[0]))
