"""Adding a document to a case or to an agency's own return, through the checks of the pages' form."""

from __future__ import annotations

from functools import partial
from typing import Annotated, NoReturn

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import Connection

from states.decision import Audience, Refusal
from store.sessions import reading
from web.access.rate_limit import TooOften, count_document
from web.api.callers import Caller
from web.api.calling import Calling, Reference, ReviewReference
from web.api.document_places import case_place, return_place
from web.api.document_shapes import DocumentAdded, DocumentToAdd, documents_address
from web.api.done import CREATED
from web.api.once import Answer, answered_before, once
from web.api.problem import CANNOT_STAND, NOT_NOW, TOO_OFTEN, FieldProblem, Problem, RefusedByRule, nothing_here
from web.api.responses import NOT_THERE, WRITTEN, Responses
from web.api.route import ApiRoute, needs
from web.site import site_of
from workflows.document_files import sha256_of
from workflows.documents import NO_SUCH_CASE, AcceptedFile, accepted_file, add_document_within

router = APIRouter(route_class=ApiRoute, tags=["Documents"])

Added = Annotated[DocumentToAdd, Form(media_type="multipart/form-data")]
EXAMPLE = {"kind": "minutes", "audience": "raising", "about": "Monday's meeting.", "file": "(the file, with its name)"}
AS_A_FORM = {"requestBody": {"content": {"multipart/form-data": {"example": EXAMPLE}}}}
TAKEN: Responses = {
    200: {"description": "The same person had added this very document before", "model": DocumentAdded},
    **WRITTEN,
    **NOT_THERE,
}


@router.post(
    "/cases/{reference}/documents",
    openapi_extra=needs("act") | AS_A_FORM,
    operation_id="addDocument",
    response_model=DocumentAdded,
    status_code=CREATED,
    responses=TAKEN,
)
def add_document(request: Request, caller: Calling, reference: Reference, asked: Added) -> Response:
    """Add a document to a case, as the token's person. It goes through the checks of the pages' form.

    What it is is told by name and content, a virus scanner looks through it, and its entry and encrypted content are
    recorded together. `GET /cases/{reference}/documents` says for whom it can be.
    """
    return _add(request, caller, reference, asked, of_own_return=False)


@router.post(
    "/returns/{reference}/documents",
    openapi_extra=needs("act") | AS_A_FORM,
    operation_id="addReturnDocument",
    response_model=DocumentAdded,
    status_code=CREATED,
    responses=TAKEN,
)
def add_return_document(request: Request, caller: Calling, reference: ReviewReference, asked: Added) -> Response:
    """Add a document to the agency's own return, as the token's person. It goes through the checks of the pages'
    form.
    """
    return _add(request, caller, reference, asked, of_own_return=True)


def _add(request: Request, caller: Caller, reference: str, asked: DocumentToAdd, *, of_own_return: bool) -> Response:
    site, content = site_of(request), asked.file.file
    # What makes two requests the same; the form itself is not kept.
    request.state.sent = {
        "kind": asked.kind,
        "audience": asked.audience,
        "about": asked.about,
        "file_name": asked.file.filename,
        "sha256": sha256_of(content),
    }
    before = answered_before(request)
    if before is not None:
        return before
    with reading(site.context.engine) as connection:
        place = (return_place if of_own_return else case_place)(connection, caller, reference, site)
    if isinstance(place.audiences, Refusal):
        return once(request, partial(_refuse, place.audiences))
    audience = _audience(asked, place.audiences)
    file = _accepted(request, caller, asked)

    def do(connection: Connection) -> Answer:
        done = add_document_within(
            connection,
            reference,
            file,
            content,
            caller.code,
            site.now(),
            kind=asked.kind,
            audience=audience,
            about=asked.about,
            of_own_return=of_own_return,
        )
        if isinstance(done, Refusal):
            raise nothing_here() if done is NO_SUCH_CASE else RefusedByRule(done)
        href = f"{documents_address(reference, of_own_return=of_own_return)}/{done.number}"
        shape = DocumentAdded(number=done.number, href=href, sha256=file.checked.sha256, again=done.again)
        return Answer(200 if done.again else CREATED, shape, href)

    return once(request, do)


def _refuse(refusal: Refusal, _connection: Connection) -> NoReturn:
    raise RefusedByRule(refusal)


def _audience(asked: DocumentToAdd, open_to: tuple[Audience, ...]) -> Audience:
    """For whom the document is to be: what was asked, or the only one that there is. Problem if it cannot be."""
    if asked.audience is None and len(open_to) == 1:
        return open_to[0]
    if asked.audience not in open_to:
        raise _cannot_stand("audience", f"Say who may read it. It can be for: {', '.join(open_to)}.")
    return asked.audience


def _accepted(request: Request, caller: Caller, asked: DocumentToAdd) -> AcceptedFile:
    """The file, looked at and looked through. Problem if it is not taken, or if too many were tried."""
    settings = site_of(request).settings
    try:
        count_document(request, caller.code)
    except TooOften:
        detail = f"One person may try to add {settings.documents_an_hour} documents in an hour. Wait an hour."
        raise Problem(TOO_OFTEN, detail, code="documents", headers={"Retry-After": "3600"}) from None
    found = accepted_file(settings, asked.file.filename or "", asked.file.file)
    if isinstance(found, AcceptedFile):
        return found
    raise (
        _cannot_stand("file", found.reason) if found.code == "file" else Problem(NOT_NOW, found.reason, code=found.code)
    )


def _cannot_stand(field: str, detail: str) -> Problem:
    return Problem(CANNOT_STAND, detail, errors=[FieldProblem(pointer=f"/{field}", detail=detail)])
