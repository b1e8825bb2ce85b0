"""What differs between two procedures, or between two versions of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from procedures.comparison import Difference, compare, part_words, words_of
from procedures.rules import KIND_WORDS
from procedures.wording import name_words
from web.pages import page
from web.procedures.procedure_list import whole_shelf
from web.procedures.procedure_shelf import Shelf, Shelved
from web.reader import Reader
from web.site import site_of

router = APIRouter()

NO_SUCH = "It has no such part"


@dataclass(frozen=True)
class Part:
    """A part of the rules with what differs in it: the field and what each of the two says there."""

    title: str
    fields: list[tuple[str, str, str]]


@router.get("/procedures/compare")
def show_differences(request: Request, reader: Reader, first: str | None = None, second: str | None = None) -> Response:
    """The page. What is compared stands in the address: a name, or a name, a slash and a version."""
    found = whole_shelf(reader, site_of(request))
    one, other = _named(found, first or ""), _named(found, second or "")
    errors = [
        {"text": f"Choose the {field} procedure from the list.", "href": f"#{field}"}
        for field, given, known in (("first", first, one), ("second", second, other))
        if given is not None and known is None
    ]
    if one and other and one.rules.kind != other.rules.kind:
        kinds = f"the first is {KIND_WORDS[one.rules.kind]}, the second is {KIND_WORDS[other.rules.kind]}"
        errors.append({"text": f"Choose two of one kind: {kinds}.", "href": "#second"})
    parts = _parts(compare(one.rules, other.rules)) if one and other and not errors else None
    return page(
        request,
        "procedure_compare.html",
        status=422 if errors else 200,
        errors=errors,
        first=one,
        second=other,
        parts=parts,
        items=[_items(found, known) for known in (one, other)],
    )


def _named(found: Shelf, name: str) -> Shelved | None:
    procedure, _, version = name.partition("/")
    return found.version(procedure, version) if version else found.current(procedure)


def _items(found: Shelf, chosen: Shelved | None) -> list[dict[str, Any]]:
    """The choices of a list of all versions, as its macro takes them."""
    items = [
        {
            "value": one.address.removeprefix("/procedures/"),
            "text": one.name,
            "selected": chosen is not None and one.version == chosen.version,
        }
        for one in found.versions
    ]
    return [{"value": "", "text": "Choose one"}, *items]


def _parts(differences: list[Difference]) -> list[Part]:
    parts: list[Part] = []
    for one in differences:
        title = part_words(one.part)
        if not parts or parts[-1].title != title:
            parts.append(Part(title, []))
        field = name_words(one.field) if one.field else "the whole part"
        first = NO_SUCH if one.kind == "only_in_second" else words_of(one.first)
        second = NO_SUCH if one.kind == "only_in_first" else words_of(one.second)
        parts[-1].fields.append((field, first, second))
    return parts
