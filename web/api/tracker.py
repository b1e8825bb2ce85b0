"""The tracker of practice reviews as data: every open review with its clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from procedures.fault import ProcedureError
from procedures.review_course import ReviewPosition
from reports.tracker import as_plain_data, tracker
from states.review import IncidentKind
from store.case_search import CaseSearch
from store.readable_reviews import readable_reviews
from store.sessions import reading
from web.api.calling import Calling
from web.api.problem import nothing_here
from web.api.responses import NOT_THERE
from web.api.route import ApiRoute, needs
from web.reviews.tracker_page import rules_of_reviews
from web.site import site_of

router = APIRouter(route_class=ApiRoute, tags=["Practice reviews"])


class OtherReading(BaseModel):
    """A date by a reading that is not in force: advice beside the date that is."""

    due_at: datetime
    counts_from: str
    note: str
    rests_on: str


class TrackedClock(BaseModel):
    """A running clock of a review. Owners are posts, never names."""

    clock: str
    code: str | None = Field(description="The source list's own code, null for a clock that is not in that list.")
    title: str
    about: str | None = Field(description="What it is for, such as an agency.")
    owner: str
    owner_for: str | None
    together_with: list[str] = Field(description="Other agencies that owe the same.")
    counts_from: str
    counted_from_at: datetime
    counted: Literal["after", "before"]
    set_by: str | None = Field(description="Who or what has set the time, where it is not counted.")
    due_at: datetime
    due: str
    standing: Literal["in_time", "due_soon", "late", "asked_after", "lasting"]
    left: str = Field(description="How long there is, in words.")
    working_days: int = Field(description="The same as a number, negative once the time is over.")
    force: str
    source: str
    rests_on: str
    parts_rest_on: list[str]
    note: str | None
    grade: str | None
    superseded_by: str | None
    relaxed: str | None
    other_readings: list[OtherReading]


class TrackedReview(BaseModel):
    """A review in the tracker."""

    reference: str
    position: str
    where: str = Field(description="Where it stands, in words.")
    owner: str = Field(description="Who owes the next step, by post.")
    edition: str
    superseded_by: str | None
    clocks: list[TrackedClock]
    notes: list[str] = Field(description="What a reader of its dates must know.")


class PartnershipDate(BaseModel):
    """A date of the partnership itself, such as that of the yearly report."""

    code: str
    title: str
    counts_from: str
    due_at: datetime | None = Field(description="Null where what it counts from is not known.")
    due: str
    left: str | None
    late: bool
    force: str
    source: str
    rests_on: str


class TrackerShape(BaseModel):
    """All open reviews at one time, the one that is due first at the top."""

    made_at: datetime
    lines: list[TrackedReview]
    partnership: list[PartnershipDate]
    unreadable: list[str] = Field(description="References of reviews whose row or rules cannot be read.")


@router.get("/tracker", openapi_extra=needs("read"), operation_id="readTracker", responses=NOT_THERE)
def read_tracker(
    request: Request,
    caller: Calling,
    *,
    late: Annotated[bool, Query(description="Only reviews with something late.")] = False,
    position: Annotated[ReviewPosition | None, Query(description="Only reviews at this position.")] = None,
    incident: Annotated[IncidentKind | None, Query(description="Only incidents of this kind.")] = None,
) -> TrackerShape:
    """The tracker, for whoever may read practice reviews. For others it does not exist."""
    if not (caller.member.oversight or caller.member.reviews):
        raise nothing_here()
    site = site_of(request)
    search = CaseSearch(position=position.value if position else "", category=incident or "")
    with reading(site.context.engine) as connection:
        found = readable_reviews(connection, caller.member, search=search)
    try:
        rules = rules_of_reviews(site, caller.day)
    except ProcedureError:
        rules = None
    shown = tracker(found.reviews, caller.directory, site.now(), rules)
    if late:
        shown = replace(shown, lines=tuple(line for line in shown.lines if line.late))
    return TrackerShape.model_validate(as_plain_data(shown) | {"unreadable": found.unreadable})
