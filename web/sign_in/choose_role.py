"""Choosing a role: how one signs in to the demonstration. Anywhere else these pages do not exist."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from notifications.dates import LONDON
from states.directory import BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER, Directory, Person
from store.demonstration_mark import is_demonstration
from store.directory import current_directory
from store.sessions import reading
from web.access.hosts import THROUGH_A_PROXY, host_in, is_loopback
from web.pages import page
from web.reader import NotTheirs
from web.sign_in.return_to import SIGN_OUT, START
from web.sign_in.signing_in import CHOSEN_ROLE, let_in
from web.site import site_of
from workflows.context import EngineContext

router = APIRouter()


def may_choose_role(context: EngineContext, bound_to: str | None) -> bool:
    """Whether roles may be chosen: only if all of it holds, so that no single slip opens a real store.

    It was asked for by a setting, the store is one that the demonstration made, and the pages are reached, and
    listen, on this machine alone.
    """
    settings = context.settings
    if not settings.demonstration or bound_to is None:
        return False
    if not is_loopback(bound_to) or not is_loopback(host_in(settings.base_url)):
        return False
    with reading(context.engine) as connection:
        return is_demonstration(connection)


@router.get("/sign-in/role")
def show_roles(request: Request, again: str = "") -> Response:
    """Everybody in the partnership, by agency and post. `again` is for whoever signs in again to end sessions."""
    _only_from_here(request)
    site = site_of(request)
    day = site.now().astimezone(LONDON).date()
    with reading(site.context.engine) as connection:
        directory = current_directory(connection).directory
    people = sorted(
        (person for person in directory.people.values() if directory.in_post(person.code, day)),
        key=lambda person: list(directory.agencies).index(person.agency),
    )
    by_agency = [
        (directory.agencies[agency].name, sorted(theirs, key=lambda person: person.title))
        for agency, theirs in groupby(people, key=lambda person: person.agency)
    ]
    first = [(person, directory.agencies[person.agency].name) for person in _to_begin_with(directory, people)]
    return page(request, "choose_role.html", by_agency=by_agency, first=first, again=bool(again))


def _to_begin_with(directory: Directory, people: list[Person]) -> list[Person]:
    """One of each kind: practitioners and managers of two agencies, a member of a group, and the oversight roles."""
    found: list[Person] = []
    for rank in ("practitioner", "senior_manager"):
        of_rank = {person.agency: person for person in people if person.rank == rank}
        found += list(of_rank.values())[:3]
    seated = {seat.person for seat in directory.seats}
    found += [person for person in people if person.code in seated][:2]
    for role in (BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER):
        found += [person for person in people if role in person.roles][:1]
    return list(dict.fromkeys(found))


@router.post("/sign-in/role")
def choose_role(request: Request, person: Annotated[str, Form()] = "", again: Annotated[str, Form()] = "") -> Response:
    """Sign in as somebody."""
    _only_from_here(request)
    site = site_of(request)
    day = site.now().astimezone(LONDON).date()
    with reading(site.context.engine) as connection:
        found = current_directory(connection).directory.in_post(person, day)
        still = is_demonstration(connection)
    if found is None or not still:
        raise NotTheirs
    return let_in(request, found.code, CHOSEN_ROLE, SIGN_OUT if again else START, authenticated_at=site.real_now())


def _only_from_here(request: Request) -> None:
    """NotTheirs for what came through a proxy: then others than this machine can reach the pages."""
    if any(name in request.headers for name in THROUGH_A_PROXY):
        raise NotTheirs
