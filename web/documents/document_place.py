"""Opening what documents belong to, for their own pages: adding one, taking one away, giving one out."""

from __future__ import annotations

from typing import cast

from fastapi import Request

from procedures.rules import Rules
from states.any_case import AnyCase
from store.own_return import review_behind
from store.sessions import reading, writing
from web.access.rate_limit import note_reading_within_limits
from web.cases.case_page import open_for
from web.documents.document_list import DocumentPlace, Place, place_of
from web.reader import NotTheirs, SignedIn
from web.reviews.review_page import open_review_for
from web.site import Site, site_of


def open_place(request: Request, reader: SignedIn, reference: str, what: str) -> DocumentPlace:
    """What the address of a request is about, for a reader. That they read it is kept, with `what`. Or NotTheirs."""
    site = site_of(request)
    place = cast("Place", request.url.path.split("/")[1])
    case, rules = _opened(reader, site, place, reference, what)
    return place_of(reader, site, place, reference, case, rules)


def _opened(reader: SignedIn, site: Site, place: Place, reference: str, what: str) -> tuple[AnyCase, Rules]:
    if place == "cases":
        opened = open_for(reader, site, reference, what)
        return opened.case, opened.procedure
    if place == "reviews":
        review = open_review_for(reader, site, reference, what)
        return review.review, review.rules
    with reading(site.context.engine) as connection:
        behind = review_behind(connection, reader.person.code, reference, reader.day)
    if behind is None:
        raise NotTheirs
    with writing(site.context.engine) as connection:
        note_reading_within_limits(connection, site, reader.person.code, reference, what)
    return behind
