"""The tracker: all open practice reviews with their clocks on one time axis, a table of them, and who owes what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response

from procedures.catalogue import load_review
from procedures.fault import ProcedureError
from procedures.review_language import ReviewProcedure
from reports.review_words import on_day
from reports.tracked_clock import TrackedClock
from reports.tracker import Tracker, tracker
from reports.tracker_picture import tracker_picture
from store.readable_reviews import ReadableReviews, readable_reviews
from store.sessions import reading
from web.pages import page
from web.reader import Reader, SignedIn
from web.review_list import reviews_reader
from web.site import Site, site_of
from web.tracker_filter import TrackerFilter

router = APIRouter()

RULES = "practice_review_wt2023"
"""The rules by which incidents are referred, and whose dates the partnership owes."""


@dataclass(frozen=True)
class OwedByPost:
    """Everything that one post owes in the reviews shown: each clock with its review's reference."""

    owner: str
    clocks: tuple[tuple[str, TrackedClock], ...]


@router.get("/tracker")
def show_tracker(request: Request, reader: Reader, late: str = "", position: str = "", incident: str = "") -> Response:
    """The page. What is chosen stands in the address: `late=1`, a `position` of the course, an `incident`."""
    chosen = TrackerFilter.of(late, position, incident)
    found, shown = _made(reviews_reader(reader), site_of(request), chosen)
    return page(
        request,
        "tracker.html",
        shown=shown,
        chosen=chosen,
        positions=chosen.positions(review for review, _ in found.reviews),
        incidents=chosen.incidents(),
        all_open=len(found.reviews),
        unreadable=found.unreadable,
        made_on=on_day(shown.made_at),
        late=sum(line.late for line in shown.lines),
        owed=_by_post(shown),
        superseded=sorted({(line.edition, line.superseded_by) for line in shown.lines if line.superseded_by}),
    )


@router.get("/tracker/picture.svg")
def show_picture(request: Request, reader: Reader, late: str = "", position: str = "", incident: str = "") -> Response:
    """The picture of what is chosen: for the page, and, opened by itself, a file for the sub-committee's papers."""
    _, shown = _made(reviews_reader(reader), site_of(request), TrackerFilter.of(late, position, incident))
    # Opened in a window of its own it would be under our policy, which takes no style inside a file.
    headers = {"Content-Disposition": 'attachment; filename="tracker.svg"'}
    return Response(tracker_picture(shown), media_type="image/svg+xml", headers=headers)


def rules_in_force(reader: SignedIn, site: Site) -> ReviewProcedure | None:
    """The rules of practice reviews in force today; None where none are."""
    try:
        return load_review(RULES, on=reader.day, directories=site.context.procedure_directories)
    except ProcedureError:
        return None


def _made(reader: SignedIn, site: Site, chosen: TrackerFilter) -> tuple[ReadableReviews, Tracker]:
    """The open reviews of a reader, and the tracker of those that are chosen."""
    with reading(site.context.engine) as connection:
        found = readable_reviews(connection, reader.member)
    wanted = [(review, rules) for review, rules in found.reviews if chosen.asks_for(review)]
    shown = tracker(wanted, reader.directory, site.now(), rules_in_force(reader, site))
    if chosen.late:
        shown = replace(shown, lines=tuple(line for line in shown.lines if line.late))
    return found, shown


def _by_post(shown: Tracker) -> list[OwedByPost]:
    """What each post owes, who owes something soonest at the top. What only has to last is owed by nobody."""
    owed: dict[str, list[tuple[str, TrackedClock]]] = {}
    for reference, clock in _clocks(shown):
        owed.setdefault(clock.owner, []).append((reference, clock))
    return [OwedByPost(owner, tuple(clocks)) for owner, clocks in owed.items()]


def _clocks(shown: Tracker) -> Iterable[tuple[str, TrackedClock]]:
    clocks = [(line.reference, clock) for line in shown.lines for clock in line.clocks]
    return sorted((one for one in clocks if one[1].standing != "lasting"), key=lambda one: (one[1].due_at, one[0]))
