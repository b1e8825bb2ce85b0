"""What practice reviews ask of an agency: information, and recommendations that it owns. Read and answered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from states.decision import Refusal
from states.review_actions import AnswerRecommendation, RecordEvidence, RecordImpactCheck, RecordInformation
from store.own_items import DONE_WITH, Item, What
from store.sessions import reading
from web.api.asked_shapes import AskedList, AskedWhole, ItemDone, asked_address, item_of, line_of
from web.api.callers import Caller
from web.api.calling import Calling, ReviewReference
from web.api.noted import note
from web.api.once import Answer, once
from web.api.problem import CANNOT_STAND, FieldProblem, Problem, RefusedByRule, nothing_here
from web.api.responses import NOT_THERE, WRITTEN
from web.api.route import ApiRoute, needs
from web.reviews.opened_item import OpenedItem, open_items, opened_item, said_of, why_not_open
from web.site import Site, site_of
from workflows.door import act_on_review_within

router = APIRouter(route_class=ApiRoute, tags=["What reviews ask of an agency"])

WhatAsked = Annotated[What, Path(description="Information, or a recommendation.", examples=["information"])]
LARGEST = 1_000_000
Number = Annotated[int, Path(ge=1, le=LARGEST, description="The item's number in its review.", examples=[1])]


class ItemAnswer(BaseModel):
    """What is done about an item. Its `number` is that of the address."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"action": {"kind": "record_information", "number": 1, "given": True, "note": "Two visits in May."}}
            ]
        },
    )

    action: Annotated[
        RecordInformation | AnswerRecommendation | RecordEvidence | RecordImpactCheck, Field(discriminator="kind")
    ] = Field(description="The action. The item itself says which are open.")


@router.get("/asked", openapi_extra=needs("read"), operation_id="listAsked")
def list_asked(request: Request, caller: Calling) -> AskedList:
    """What open reviews ask of the person's agency and is theirs to answer now, the soonest due first.

    Returns are a list of their own. Of the reviews themselves nothing else is told.
    """
    site, person = site_of(request), caller.person
    if person is None:
        return AskedList(asked=[])
    with reading(site.context.engine) as connection:
        found = open_items(connection, caller.directory, person, site.now())
    return AskedList(asked=[line_of(one, site.now()) for one in found])


@router.get(
    "/asked/{reference}/{what}/{number}", openapi_extra=needs("read"), operation_id="readAsked", responses=NOT_THERE
)
def read_asked(
    request: Request, caller: Calling, reference: ReviewReference, what: WhatAsked, number: Number
) -> AskedWhole:
    """An item: what was asked, what the agency has answered, and what can be done about it now.

    That it was read is kept. What people wrote is among it: keep it as you keep a record of a child.
    """
    site = site_of(request)
    with reading(site.context.engine) as connection:
        found = _opened(connection, caller, Item(reference, what, number), site)
        said = said_of(connection, found, caller.directory, caller.person) if caller.person else []
    note(request, caller, reference, what)
    return item_of(found, said, caller, site.now())


@router.post(
    "/asked/{reference}/{what}/{number}",
    openapi_extra=needs("act"),
    operation_id="answerAsked",
    response_model=ItemDone,
    responses=WRITTEN | NOT_THERE,
)
def answer_asked(
    request: Request,
    caller: Calling,
    reference: ReviewReference,
    what: WhatAsked,
    number: Number,
    asked: ItemAnswer,
) -> Response:
    """Answer for the agency, as the token's person: give information, accept or reject a recommendation, show evidence
    of it.

    The pages' rules decide. A refusal says nothing of where the review stands.
    """
    site, item = site_of(request), Item(reference, what, number)

    def do(connection: Connection) -> Answer:
        _opened(connection, caller, item, site)
        if asked.action.kind not in DONE_WITH[what]:
            raise _cannot_stand("kind", f"With this item goes one of: {', '.join(DONE_WITH[what])}.")
        if asked.action.number != number:
            raise _cannot_stand("number", f"This item has the number {number}.")
        done = act_on_review_within(
            connection, reference, asked.action, caller.code, site.now(), directories=site.context.procedure_directories
        )
        if isinstance(done, Refusal):
            raise RefusedByRule(why_not_open(done), "/action")
        at = done.decision.entries[0].at
        return Answer(200, ItemDone(reference=reference, href=asked_address(item), done=asked.action.kind, at=at))

    return once(request, do)


def _opened(connection: Connection, caller: Caller, item: Item, site: Site) -> OpenedItem:
    """An item that is the caller's to answer. Problem for everybody else, and just so if there is none."""
    found = None
    if caller.person is not None:
        found = opened_item(connection, caller.directory, caller.person, item, site.now())
    if found is None:
        raise nothing_here()
    return found


def _cannot_stand(field: str, detail: str) -> Problem:
    return Problem(CANNOT_STAND, detail, errors=[FieldProblem(pointer=f"/action/{field}", detail=detail)])
