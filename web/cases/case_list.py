"""The list of the cases that one may read, a page at a time. Everything chosen stays in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from states.case import Case
from store.case_pages import ListedCase, cases_found, page_of_cases
from store.procedure_versions import rules_in_store
from store.recording import DISAGREEMENT
from store.sessions import reading
from web.cases.case_sheet import cases_sheet
from web.cases.owed import OwedStep, steps_owed
from web.lists.chosen_filter import ChosenFilter
from web.lists.export import MOST_ROWS, TOO_MANY, exported, require_format
from web.lists.filter_fields import case_fields
from web.lists.page_numbers import page_numbers
from web.pages import page
from web.reader import Reader, SignedIn
from web.site import Site, site_of
from web.words import words_of

router = APIRouter()

PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]


@dataclass(frozen=True)
class Line:
    """A case in the list. `next_step` is the one that is due first; a closed case has none."""

    reference: str
    position: str
    about: str
    raising: str
    responding: str
    next_step: OwedStep | None
    late: int
    raised: str
    closed: str


@router.get("/cases")
def list_of_cases(request: Request, reader: Reader, number: PageNumber = 1) -> Response:
    """The page: open cases, the soonest due first, or what else is chosen: see `web.lists.filter_fields`."""
    chosen = _chosen(request, reader)
    if chosen.untidy and not chosen.errors:
        return RedirectResponse(f"/cases{chosen.address}", 303)
    return _page(request, reader, chosen, number)


@router.get("/cases.{form}")
def export_cases(request: Request, reader: Reader, form: str) -> Response:
    """The whole of what is chosen as a file, `csv` or `xlsx`; the page with its errors where it cannot be."""
    require_format(form)
    chosen, site = _chosen(request, reader), site_of(request)
    if chosen.errors:
        return _page(request, reader, chosen, 1)
    search = chosen.search(reader, site.now())
    with reading(site.context.engine) as connection:
        found = cases_found(connection, reader.member, search, kind=DISAGREEMENT, most=MOST_ROWS)
    if len(found) > MOST_ROWS:
        return _page(request, reader, chosen, 1, refusal=TOO_MANY)
    sheet = cases_sheet(found, reader.directory, site.now())
    return exported(sheet, [one.case.reference for one in found], "cases", form, reader, site)


def _chosen(request: Request, reader: SignedIn) -> ChosenFilter:
    with reading(site_of(request).context.engine) as connection:
        known = tuple(rules_in_store(connection).values())
    return ChosenFilter.of(request.query_params.multi_items(), case_fields(reader, known))


def _page(request: Request, reader: SignedIn, chosen: ChosenFilter, number: int, refusal: str = "") -> Response:
    site, found = site_of(request), None
    if not chosen.errors:
        with reading(site.context.engine) as connection:
            found = page_of_cases(connection, reader.member, chosen.search(reader, site.now()), number=number)
    errors = [*chosen.summary, *([{"text": refusal, "href": "#filter"}] if refusal else [])]
    return page(
        request,
        "cases.html",
        status=422 if errors else 200,
        errors=errors,
        chosen=chosen,
        lines=[_line(one, reader, site) for one in found.cases] if found else [],
        total=found.total if found else 0,
        pages=page_numbers("/cases", chosen.typed, found.number, found.pages) if found else None,
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
        late=sum(step.is_late for step in steps),
        raised=day_in_words(case.raised_at),
        closed=day_in_words(case.closed_at) if case.closed_at else "",
    )
