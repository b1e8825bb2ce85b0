"""Listing and reading cases, disagreements and practice reviews alike, and what the caller may do to one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection

from states.any_case import AnyCase
from store.case_pages import ListedCase, page_of_cases, readable_case
from store.case_search import never_late
from store.procedure_versions import procedure_of, rules_in_store
from store.readable_cases import RecordedEntry, case_with_record
from store.sessions import reading
from web.api.calling import Calling, Reference
from web.api.case_shapes import CaseList, WholeCase, line_of, whole_of
from web.api.cases_asked import CasesAsked
from web.api.noted import note
from web.api.offered import OfferedActions, offered_actions
from web.api.problem import nothing_here
from web.api.responses import NOT_THERE, problems
from web.api.route import ApiRoute, needs
from web.site import site_of

router = APIRouter(route_class=ApiRoute, tags=["Cases"])


@router.get("/cases", openapi_extra=needs("read"), operation_id="listCases", responses=problems(422))
def list_cases(
    request: Request,
    caller: Calling,
    asked: Annotated[CasesAsked, Query()],
) -> CaseList:
    """The cases that the token's person may read, 25 to a page.

    Open ones come with the soonest due first, closed ones with the latest first. Whatever the person may not read is
    neither listed nor counted.
    """
    site = site_of(request)
    with reading(site.context.engine) as connection:
        known = rules_in_store(connection).values() if asked.asks_for_lateness else ()
        search = asked.search(caller, site.now(), never_late(known))
        found = page_of_cases(connection, caller.member, search, number=asked.page, kind=asked.kind)
    return CaseList(
        cases=[line_of(one, caller.directory, site.now()) for one in found.cases],
        page=found.number,
        pages=found.pages,
        total=found.total,
        next=f"/api/v1/cases?{asked.query(found.number + 1)}" if found.number < found.pages else None,
    )


@router.get("/cases/{reference}", openapi_extra=needs("read"), operation_id="readCase", responses=NOT_THERE)
def read_case(request: Request, caller: Calling, reference: Reference) -> WholeCase:
    """A case: where it stands, who owes what by when and why, and the record as far as it is theirs to read.

    That it was read is kept, with the token's person and the time. What people wrote is among it: keep it as you keep
    a record of a child.
    """
    site = site_of(request)
    with reading(site.context.engine) as connection:
        found = case_with_record(connection, caller.member, reference)
        listed = _with_rules(connection, found[0]) if found else None
    if found is None or listed is None:
        raise nothing_here()
    note(request, caller, reference)
    entries: list[RecordedEntry] = found[1]
    return whole_of(listed, entries, caller.directory, site.now())


@router.get("/cases/{reference}/actions", openapi_extra=needs("read"), operation_id="listActions", responses=NOT_THERE)
def list_actions(request: Request, caller: Calling, reference: Reference) -> OfferedActions:
    """What the token's person may do to the case now, with the fields of each action; and what would be theirs at
    another time, with the reason why it is not open now.

    It is asked of the same guards that decide when an action is sent.
    """
    site = site_of(request)
    with reading(site.context.engine) as connection:
        listed = readable_case(connection, caller.member, reference)
    if listed is None:
        raise nothing_here()
    note(request, caller, reference)
    return offered_actions(listed, caller, site.now())


def _with_rules(connection: Connection, case: AnyCase) -> ListedCase:
    return ListedCase(case, procedure_of(connection, case.procedure))
