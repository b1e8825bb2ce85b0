"""The directory: everybody in it, how they are reached, and when that was last confirmed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from procedures.wording import name_words
from states.directory import Directory
from store.directory import NO_CHANNEL
from store.directory_history import Author
from store.directory_import import confirm
from web.directory.directory_entry import absence_words, entry_of
from web.directory.directory_filter import DirectoryFilter
from web.lists.page_numbers import page_numbers
from web.pages import page
from web.reader import BusinessSupport, NotTheirs, SignedIn
from web.site import site_of
from workflows.freshness import is_stale, oldest_fresh

router = APIRouter()

SIZE = 25
"""People on one page of the list."""


@router.get("/directory")
def list_of_people(
    request: Request,
    reader: BusinessSupport,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    q: str = "",
    agency: str = "",
    show: str = "",
    confirmed: str = "",
) -> Response:
    """The page. `confirmed` is whose details were just confirmed."""
    site, stored, day = site_of(request), reader.stored, reader.day
    chosen = DirectoryFilter.of(q, agency, show, reader.directory)
    oldest = oldest_fresh(site.settings, day)
    found = chosen.people(stored, day, oldest)
    pages = max(1, -(-len(found) // SIZE))
    number = min(number, pages)
    in_post = [code for code in stored.contacts if reader.directory.in_post(code, day)]
    return page(
        request,
        "directory.html",
        chosen=chosen,
        entries=[entry_of(person, reader, site) for person in found[(number - 1) * SIZE : number * SIZE]],
        total=len(found),
        number=number,
        pages=page_numbers("/directory", chosen.chosen, number, pages),
        in_post=len(in_post),
        stale=sum(is_stale(stored, code, oldest) for code in in_post),
        unreachable=sum(stored.channels(code) == (NO_CHANNEL,) for code in in_post),
        months=site.settings.directory_freshness_months,
        done=reader.directory.title_of(confirmed) if confirmed in stored.contacts else "",
    )


@router.post("/directory/people/{code}/confirm")
def confirm_details(
    request: Request,
    reader: BusinessSupport,
    code: str,
    *,
    q: Annotated[str, Form()] = "",
    agency: Annotated[str, Form()] = "",
    show: Annotated[str, Form()] = "",
    number: Annotated[int, Form(alias="page", ge=1, le=100_000)] = 1,
    listed: Annotated[bool, Form()] = False,
) -> Response:
    """A person's contact details were confirmed today. Back to where it was clicked: the list, or their page."""
    site = site_of(request)
    if not confirm(site.context.engine, code, reader.day, Author(reader.person.code, site.now())):
        raise NotTheirs
    if not listed:
        return RedirectResponse(f"/directory/people/{code}?done=confirmed", 303)
    chosen = DirectoryFilter.of(q, agency, show, reader.directory)
    mark = "&" if chosen.chosen else "?"
    return RedirectResponse(f"{chosen.address}{mark}page={number}&confirmed={code}", 303)


@router.get("/directory/partnership")
def show_partnership(request: Request, reader: BusinessSupport) -> Response:
    """Agencies, groups with who sits in them, and everybody for whom somebody stands in."""
    directory = reader.directory
    named = sorted(directory.agencies.values(), key=lambda one: one.name.casefold())
    there = [p for p in directory.people.values() if directory.in_post(p.code, reader.day)]
    lasting = [one for one in directory.deputies if one.last is None or one.last >= reader.day]
    return page(
        request,
        "directory_partnership.html",
        agencies=[(one, name_words(one.kind), sum(p.agency == one.code for p in there)) for one in named],
        groups=_groups(directory, reader),
        away=[(one.person, directory.title_of(one.person), absence_words(one, reader)) for one in lasting],
    )


def _groups(directory: Directory, reader: SignedIn) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """Each group with its seats: the seat, who holds it (code and post), and what is to be known of them today."""
    groups: dict[str, list[tuple[str, str, str, str]]] = {}
    for seat in sorted(directory.seats, key=lambda one: (one.group, one.seat)):
        there = directory.stand_in(seat.person, reader.day)
        note = "Stands empty" if there is None else ""
        if there and there.code != seat.person:
            note = f"{directory.title_of(there.code)} stands in today"
        row = (name_words(seat.seat), seat.person, directory.title_of(seat.person), note)
        groups.setdefault(name_words(seat.group), []).append(row)
    return [(name[:1].upper() + name[1:], rows) for name, rows in groups.items()]
