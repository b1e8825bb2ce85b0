"""The library of procedures: what is in force, what was, and what older cases still run on."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from procedures.catalogue import REVIEW_RULES
from procedures.rules import DISAGREEMENT
from store.sessions import reading
from web.pages import page
from web.procedures.procedure_shelf import Shelf, Shelved, shelf
from web.reader import Reader, SignedIn
from web.site import Site, site_of

router = APIRouter()


@router.get("/procedures")
def list_of_procedures(request: Request, reader: Reader) -> Response:
    """The page: those that are used here first, then the others of the library."""
    site = site_of(request)
    found = whole_shelf(reader, site)
    current = [one for one in found.versions if one.is_current or not found.current(one.rules.id)]
    used = {one.rules.id for one in found.versions if one.frozen_at} | {site.settings.raising_procedure, REVIEW_RULES}
    return page(
        request,
        "procedures.html",
        groups=[
            ("Used here", [_card(one, found) for one in current if one.rules.id in used]),
            ("Others in the library", [_card(one, found) for one in current if one.rules.id not in used]),
        ],
        unreadable=found.unreadable if reader.is_business_support else (),
    )


def whole_shelf(reader: SignedIn, site: Site, only: str | None = None) -> Shelf:
    """The shelf of today; with `only` what stands on it under one name."""
    with reading(site.context.engine) as connection:
        return shelf(connection, site.context.procedure_directories, reader.day, only)


def kind_words(one: Shelved) -> str:
    """What kind of rules they are, as a caption."""
    return "Procedure for disagreements" if one.rules.kind == DISAGREEMENT else "Rules of practice reviews"


def _card(one: Shelved, found: Shelf) -> tuple[Shelved, str, list[Shelved]]:
    """A version with its kind and the other versions of its name."""
    return one, kind_words(one), [other for other in found.of(one.rules.id) if other is not one]
