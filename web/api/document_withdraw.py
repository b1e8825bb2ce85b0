"""Withdrawing a mistaken document of a case or of an agency's own return: its content goes, its entry and hash stay."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from states.action import Narrative
from states.decision import Refusal
from states.document_actions import WithdrawDocument
from web.api.callers import Caller
from web.api.calling import Calling, Reference, ReviewReference
from web.api.documents import Number
from web.api.once import Answer, once
from web.api.problem import RefusedByRule, nothing_here
from web.api.responses import NOT_THERE, WRITTEN
from web.api.route import ApiRoute, needs
from web.site import site_of
from workflows.documents import NO_SUCH_DOCUMENT, withdraw_document_within

router = APIRouter(route_class=ApiRoute, tags=["Documents"])


class Withdrawal(BaseModel):
    """Why a document is withdrawn."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "It belongs to another family's record."}]}
    )

    reason: Narrative = Field(description="It stands on the record. Do not repeat what should not have been in it.")


class DocumentWithdrawn(BaseModel):
    """A document that was withdrawn. The entry that says so has no number here, as none in the record has."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"number": 2}]})

    number: int = Field(description="The document's number.")


@router.post(
    "/cases/{reference}/documents/{number}/withdrawal",
    openapi_extra=needs("act"),
    operation_id="withdrawDocument",
    response_model=DocumentWithdrawn,
    responses=WRITTEN | NOT_THERE,
)
def withdraw_document(
    request: Request, caller: Calling, reference: Reference, number: Number, asked: Withdrawal
) -> Response:
    """Take a mistaken document away for good: whoever added it may, and the business support team.

    Its content cannot be brought back. That it was added, its name and its hash stay on the record, with the reason.
    """
    return _withdraw(request, caller, reference, number, asked, of_own_return=False)


@router.post(
    "/returns/{reference}/documents/{number}/withdrawal",
    openapi_extra=needs("act"),
    operation_id="withdrawReturnDocument",
    response_model=DocumentWithdrawn,
    responses=WRITTEN | NOT_THERE,
)
def withdraw_return_document(
    request: Request, caller: Calling, reference: ReviewReference, number: Number, asked: Withdrawal
) -> Response:
    """Take a mistaken document of the agency's own return away for good, as whoever added it."""
    return _withdraw(request, caller, reference, number, asked, of_own_return=True)


def _withdraw(
    request: Request, caller: Caller, reference: str, number: int, asked: Withdrawal, *, of_own_return: bool
) -> Response:
    site = site_of(request)
    action = WithdrawDocument(document=number, reason=asked.reason)

    def do(connection: Connection) -> Answer:
        done = withdraw_document_within(
            connection, reference, action, caller.code, site.now(), of_own_return=of_own_return
        )
        if isinstance(done, Refusal):
            raise nothing_here() if done is NO_SUCH_DOCUMENT else RefusedByRule(done)
        return Answer(200, DocumentWithdrawn(number=number))

    return once(request, do)
