"""The list of the cases that one may read, a page at a time. Everything chosen stays in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from notifications.dates import day_in_words
from states.case import Case
from store.case_pages import ListedCase, page_of_cases
from store.sessions import reading
from web.owed import OwedStep, steps_owed
from web.page_numbers import page_numbers
from web.pages import page
from web.reader import Reader, SignedIn
from web.site import Site, site_of
from web.words import words_of

router = APIRouter()


@dataclass(frozen=True)
class Line:
    """A case in the list. `next_step` is the one that is due first; a closed case has none."""

    reference: str
    position: str
    about: str
    raising: str
    responding: str
    next_step: OwedStep | None
    closed: str


@router.get("/cases")
def list_of_cases(
    request: Request,
    reader: Reader,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    show: str = "open",
) -> Response:
    """The page: open cases, the soonest due first, or with `show=closed` the closed ones, the latest first."""
    site, closed = site_of(request), show == "closed"
    with reading(site.context.engine) as connection:
        found = page_of_cases(connection, reader.member, closed=closed, number=number)
    return page(
        request,
        "cases.html",
        lines=[_line(one, reader, site) for one in found.cases],
        total=found.total,
        closed=closed,
        pages=page_numbers("/cases", {"show": "closed"} if closed else {}, found.number, found.pages),
    )


def _line(one: ListedCase, reader: SignedIn, site: Site) -> Line:
    case, words = one.case, words_of(reader.directory, one.rules)
    steps = steps_owed([one], reader.directory, site.now())
    sides = (case.raising.agency, case.responding.agency) if isinstance(case, Case) else ("", "")
    return Line(
        reference=case.reference,
        position=words.position(case.position),
        about=words.value(case.category) if isinstance(case, Case) else "",
        raising=words.agency(sides[0]),
        responding=words.agency(sides[1]),
        next_step=steps[0] if steps else None,
        closed=day_in_words(case.closed_at) if case.closed_at else "",
    )
