"""Documents of cases and of an agency's own returns: listed with their hashes, and given out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from states.decision import Refusal
from store.documents import (
    DocumentUnread,
    StoredDocument,
    document_for,
    document_of_own_return,
    documents_of,
    documents_of_return,
    require_whole,
)
from store.narratives import Unread
from store.own_return import own_return
from store.sessions import reading
from web.api.callers import Caller
from web.api.calling import Calling, Reference, ReviewReference
from web.api.document_places import DocumentsOf, case_place, return_place
from web.api.document_shapes import DocumentList, line_of
from web.api.noted import note
from web.api.problem import GONE, NOT_NOW, Problem, nothing_here
from web.api.responses import NOT_THERE, Responses, problems
from web.api.route import ApiRoute, needs
from web.documents.document_download import file_response
from web.site import site_of
from workflows.document_files import MEDIA_TYPES
from workflows.documents import takes_documents

router = APIRouter(route_class=ApiRoute, tags=["Documents"])

LARGEST = 1_000_000_000
Number = Annotated[int, Path(ge=1, le=LARGEST, description="The document's number.", examples=[2])]


CONTENT: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
GIVEN_OUT: Responses = {
    200: {
        "description": "The document, under a neutral name",
        "content": {media_type.partition(";")[0]: CONTENT for media_type in MEDIA_TYPES.values()},
    },
    **NOT_THERE,
    **problems(410, 503),
}


@router.get(
    "/cases/{reference}/documents", openapi_extra=needs("read"), operation_id="listDocuments", responses=NOT_THERE
)
def list_documents(request: Request, caller: Calling, reference: Reference) -> DocumentList:
    """The documents of a case that the token's person may read, the newest first, and for whom they may add one.

    A document's own name is among it, and may name a child: keep it as you keep a record of a child.
    """
    with reading(site_of(request).context.engine) as connection:
        place = case_place(connection, caller, reference, site_of(request))
        found = documents_of(connection, caller.member, reference)
    return _listed(request, caller, place, found)


@router.get(
    "/cases/{reference}/documents/{number}",
    openapi_extra=needs("read"),
    operation_id="readDocument",
    response_class=StreamingResponse,
    responses=GIVEN_OUT,
)
def read_document(request: Request, caller: Calling, reference: Reference, number: Number) -> Response:
    """A document of a case. That it was read is kept. One that does not have its hash is not given out."""
    with reading(site_of(request).context.engine) as connection:
        found = document_for(connection, caller.member, reference, number)
        _require_whole(connection, found)
    return _given_out(request, caller, found)


@router.get(
    "/returns/{reference}/documents",
    openapi_extra=needs("read"),
    operation_id="listReturnDocuments",
    responses=NOT_THERE,
)
def list_return_documents(request: Request, caller: Calling, reference: ReviewReference) -> DocumentList:
    """The documents of the agency's own return, the newest first, for whoever may come to answer for it."""
    with reading(site_of(request).context.engine) as connection:
        place = return_place(connection, caller, reference, site_of(request))
        sent = own_return(connection, caller.code, reference, caller.day)
        found = documents_of_return(connection, sent) if sent else []
    return _listed(request, caller, place, found)


@router.get(
    "/returns/{reference}/documents/{number}",
    openapi_extra=needs("read"),
    operation_id="readReturnDocument",
    response_class=StreamingResponse,
    responses=GIVEN_OUT,
)
def read_return_document(request: Request, caller: Calling, reference: ReviewReference, number: Number) -> Response:
    """A document of the agency's own return. That it was read is kept."""
    with reading(site_of(request).context.engine) as connection:
        found = document_of_own_return(connection, caller.code, reference, number, caller.day)
        _require_whole(connection, found)
    return _given_out(request, caller, found)


def _listed(request: Request, caller: Caller, place: DocumentsOf, found: list[StoredDocument]) -> DocumentList:
    note(request, caller, place.reference, "documents")
    shut = takes_documents(site_of(request).settings)
    why_not = place.audiences if isinstance(place.audiences, Refusal) else shut
    return DocumentList(
        reference=place.reference,
        documents=[line_of(one, caller.directory, of_own_return=place.of_own_return) for one in reversed(found)],
        audiences=[] if isinstance(place.audiences, Refusal) or shut else list(place.audiences),
        not_open=why_not.reason if why_not else None,
    )


def _require_whole(connection: Connection, found: StoredDocument | None) -> None:
    """Problem if there is no such document, or if its content cannot be given out as it was put here."""
    if found is None:
        raise nothing_here()
    why = Unread.MISSING if found.withdrawn else None
    if why is None:
        try:
            require_whole(connection, found)
        except DocumentUnread as problem:
            why = problem.why
    if why is Unread.MISSING:
        raise Problem(GONE, "This document was withdrawn. The record says when and why.")
    if why is not None:
        raise Problem(NOT_NOW, "This document cannot be read at present. Tell the business support team.")


def _given_out(request: Request, caller: Caller, found: StoredDocument | None) -> Response:
    assert found is not None  # noqa: S101 - `_require_whole` has seen it
    note(request, caller, found.reference, f"document {found.number}")
    return file_response(site_of(request).context.engine, found)
