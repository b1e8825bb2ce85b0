"""What documents belong to, as a caller of the interface reads it: a case, or their agency's own return to a review."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from procedures.rules import Rules
from states.any_case import AnyCase
from states.decision import Audience, Refusal
from states.documents import audiences_open
from store.case_pages import readable_case
from store.own_return import review_behind
from web.api.callers import Caller
from web.api.problem import nothing_here
from web.site import Site


@dataclass(frozen=True)
class DocumentsOf:
    """A case, or an agency's return. `audiences` are those for whom the caller may add a document, or why none."""

    reference: str
    of_own_return: bool
    audiences: tuple[Audience, ...] | Refusal


def case_place(connection: Connection, caller: Caller, reference: str, site: Site) -> DocumentsOf:
    """A case that the caller may read; Problem if there is none for them."""
    found = readable_case(connection, caller.member, reference)
    if found is None:
        raise nothing_here()
    return _place(caller, found.case, found.rules, site)


def return_place(connection: Connection, caller: Caller, reference: str, site: Site) -> DocumentsOf:
    """The return of the caller's agency; Problem if there is none for them."""
    behind = review_behind(connection, caller.code, reference, caller.day)
    if behind is None or caller.person is None:
        raise nothing_here()
    return _place(caller, *behind, site, caller.person.agency)


def _place(caller: Caller, case: AnyCase, rules: Rules, site: Site, agency: str | None = None) -> DocumentsOf:
    found = audiences_open(case, caller.code, rules, caller.directory, site.now(), agency)
    return DocumentsOf(case.reference, agency is not None, found)
