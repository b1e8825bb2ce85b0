"""An agency's own returns to practice reviews: listed, read and sent by whoever answers for the agency in them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from states.decision import Refusal
from states.review_actions import SubmitReturn
from store.own_return import returns_asked_of
from store.sessions import reading
from web.api.callers import Caller
from web.api.calling import Calling, ReviewReference
from web.api.noted import note
from web.api.once import Answer, once
from web.api.problem import CANNOT_STAND, FieldProblem, Problem, RefusedByRule, nothing_here
from web.api.responses import NOT_THERE, WRITTEN
from web.api.return_shapes import ReturnDone, ReturnList, WholeReturn, line_of, return_address, whole_of
from web.api.route import ApiRoute, needs
from web.reviews.opened_return import OpenedReturn, opened_return, why_not_sent
from web.site import Site, site_of
from workflows.door import act_on_review_within

router = APIRouter(route_class=ApiRoute, tags=["What reviews ask of an agency"])


@router.get("/returns", openapi_extra=needs("read"), operation_id="listReturns")
def list_returns(request: Request, caller: Calling) -> ReturnList:
    """The returns that the person's agency was asked for, the latest first, if they may come to answer for it.

    Of the reviews themselves nothing else is told. An agency's system account answers for nobody: its list is empty.
    """
    site = site_of(request)
    with reading(site.context.engine) as connection:
        found = returns_asked_of(connection, caller.code, caller.day)
    return ReturnList(returns=[line_of(one, site.now()) for one in found])


@router.get("/returns/{reference}", openapi_extra=needs("read"), operation_id="readReturn", responses=NOT_THERE)
def read_return(request: Request, caller: Calling, reference: ReviewReference) -> WholeReturn:
    """The agency's return: what it was asked, what it has sent, and how to send it.

    That it was read is kept. What people wrote is among it: keep it as you keep a record of a child.
    """
    site = site_of(request)
    with reading(site.context.engine) as connection:
        found = _opened(connection, caller, reference, site)
    note(request, caller, reference, "return")
    return whole_of(found, caller.directory, site.now())


@router.post(
    "/returns/{reference}",
    openapi_extra=needs("act"),
    operation_id="sendReturn",
    response_model=ReturnDone,
    responses=WRITTEN | NOT_THERE,
)
def send_return(request: Request, caller: Calling, reference: ReviewReference, asked: SubmitReturn) -> Response:
    """Send the agency's return, as the token's person. `agency` is their own.

    The pages' rules decide. A refusal says nothing of where the review stands.
    """
    site = site_of(request)

    def do(connection: Connection) -> Answer:
        found = _opened(connection, caller, reference, site)
        own = found.found.asked.agency
        if asked.agency != own:
            detail = f"This is the return of your own agency: {own}."
            raise Problem(CANNOT_STAND, detail, errors=[FieldProblem(pointer="/agency", detail=detail)])
        if found.refusal:
            raise RefusedByRule(found.refusal)
        done = act_on_review_within(
            connection, reference, asked, caller.code, site.now(), directories=site.context.procedure_directories
        )
        if isinstance(done, Refusal):
            raise RefusedByRule(why_not_sent(done))
        sent_at = done.decision.entries[0].at
        return Answer(200, ReturnDone(reference=reference, href=return_address(reference), sent_at=sent_at))

    return once(request, do)


def _opened(connection: Connection, caller: Caller, reference: str, site: Site) -> OpenedReturn:
    """The return of the caller's agency. Problem if there is none for them, and just so if there is no such review."""
    found = None
    if caller.person is not None:
        found = opened_return(connection, caller.directory, caller.person, reference, caller.day, site.now())
    if found is None:
        raise nothing_here()
    return found
