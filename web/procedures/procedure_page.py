"""A procedure's page: in plain words, as a picture, with its clocks and their sources, and its text."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from procedures.clock_table import clock_table
from procedures.diagram_svg import svg
from procedures.drawing import drawing
from procedures.language import Procedure
from procedures.plain_words import plain_words
from procedures.review_drawing import review_drawing
from web.pages import page
from web.procedures.procedure_list import kind_words, whole_shelf
from web.procedures.procedure_shelf import Shelf, Shelved
from web.reader import NotTheirs, Reader, SignedIn
from web.site import Site, site_of

router = APIRouter()


@router.get("/procedures/{procedure}")
def show_current(request: Request, reader: Reader, procedure: str) -> Response:
    """The version that applies to new cases."""
    found, one = _found(reader, site_of(request), procedure)
    return _page(request, found, one)


@router.get("/procedures/{procedure}/picture.svg")
def draw_current(request: Request, reader: Reader, procedure: str) -> Response:
    """Its picture."""
    return _picture(_found(reader, site_of(request), procedure)[1])


@router.get("/procedures/{procedure}/{version}")
def show_version(request: Request, reader: Reader, procedure: str, version: str) -> Response:
    """A version by the first letters of its hash: one that was in force, or that cases still run on."""
    found, one = _found(reader, site_of(request), procedure, version)
    return _page(request, found, one)


@router.get("/procedures/{procedure}/{version}/picture.svg")
def draw_version(request: Request, reader: Reader, procedure: str, version: str) -> Response:
    """The picture of a version."""
    return _picture(_found(reader, site_of(request), procedure, version)[1])


def _found(reader: SignedIn, site: Site, procedure: str, version: str = "") -> tuple[Shelf, Shelved]:
    found = whole_shelf(reader, site, only=procedure)
    newest = next(iter(found.of(procedure)), None)
    one = found.version(procedure, version) if version else found.current(procedure) or newest
    if one is None:
        raise NotTheirs
    return found, one


def _picture(one: Shelved) -> Response:
    # Opened in a window of its own it would be under our policy, which takes no style inside a file.
    headers = {"Content-Disposition": f'attachment; filename="{one.rules.id}.svg"'}
    return Response(svg(one.rules), media_type="image/svg+xml", headers=headers)


def _page(request: Request, found: Shelf, one: Shelved) -> Response:
    rules = one.rules
    drawn = drawing(rules) if isinstance(rules, Procedure) else review_drawing(rules)
    rows = clock_table(rules)
    return page(
        request,
        "procedure.html",
        one=one,
        kind=kind_words(one),
        rules=rules,
        facts=_facts(one),
        others=[other for other in found.of(rules.id) if other is not one],
        described=drawn.describe(),
        rows=rows,
        superseded=[document for document in rules.documents if document.superseded_by],
        sections=plain_words(rules)[1:],
        texts=_texts(one),
    )


def _facts(one: Shelved) -> list[tuple[str, str]]:
    rules = one.rules
    partnership = [("Partnership", rules.partnership)] if isinstance(rules, Procedure) else []
    return [
        *partnership,
        ("Edition", rules.edition),
        ("Standing", one.standing),
        ("Name", rules.id),
        ("Version", one.version[:12]),
    ]


def _texts(one: Shelved) -> list[tuple[str, str]]:
    """The text of each file, by the file's name; of what is only frozen, the frozen text with its lines broken."""
    if one.files:
        return [(path.name, path.read_text(encoding="utf-8-sig")) for path in one.files]
    return [("As cases are frozen to it", json.dumps(one.rules.model_dump(mode="json"), ensure_ascii=False, indent=2))]
