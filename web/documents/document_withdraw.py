"""Taking a mistaken document away: its content goes, its entry and hash stay, with the reason."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from states.action import LONGEST_NARRATIVE
from states.decision import Refusal
from states.document_actions import WithdrawDocument
from states.documents import may_withdraw
from store.documents import StoredDocument
from store.sessions import reading
from web.cases.action_done import done_address
from web.documents.document_list import DocumentPlace
from web.documents.document_place import open_place
from web.forms.form_inputs import summary_of
from web.forms.posted_form import Posted, one
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import NotTheirs, Reader, SignedIn
from web.site import site_of
from workflows.documents import document_to_read, withdraw_document
from workflows.posted_action import FieldError, Typed

router = APIRouter()

CANNOT_STAND, OVERTAKEN = 422, 409


@router.get("/cases/{reference}/documents/{number:int}/withdraw")
@router.get("/reviews/{reference}/documents/{number:int}/withdraw")
@router.get("/returns/{reference}/documents/{number:int}/withdraw")
def show_form(request: Request, reader: Reader, reference: str, number: int) -> Response:
    """The form, for whoever may take the document away: for others there is no such page."""
    place = open_place(request, reader, reference, "form")
    document = _document(request, reader, place, number)
    if document.withdrawn:
        return RedirectResponse(place.address, 303)
    return _shown(request, reader, place, document, {})


@router.post("/cases/{reference}/documents/{number:int}/withdraw")
@router.post("/reviews/{reference}/documents/{number:int}/withdraw")
@router.post("/returns/{reference}/documents/{number:int}/withdraw")
def send_form(request: Request, reader: Reader, posted: Posted, reference: str, number: int) -> Response:
    """Take it away, with the reason that was posted."""
    site, place = site_of(request), open_place(request, reader, reference, "form")
    document = _document(request, reader, place, number)
    reason = one(posted, "reason").replace("\r\n", "\n").strip()
    if not reason:
        return _shown(request, reader, place, document, posted, error="Say why you withdraw it.", status=CANNOT_STAND)
    if len(reason) > LONGEST_NARRATIVE:
        said = f"The reason may have {LONGEST_NARRATIVE:,} characters, and this has {len(reason):,}."
        return _shown(request, reader, place, document, posted, error=said, status=CANNOT_STAND)
    action = WithdrawDocument(document=number, reason=reason)
    done = withdraw_document(
        site.context.engine, reference, action, reader.person.code, site.now(), of_own_return=place.of_own_return
    )
    if isinstance(done, Refusal):
        if done.code == "already_done":
            return RedirectResponse(place.address, 303)
        return _shown(request, reader, place, document, posted, error=done.reason, status=OVERTAKEN)
    forget_kept(request, reader)
    return RedirectResponse(done_address(place.address, done.number), 303)


def _document(request: Request, reader: SignedIn, place: DocumentPlace, number: int) -> StoredDocument:
    site = site_of(request)
    with reading(site.context.engine) as connection:
        found = document_to_read(
            connection, place.reference, number, reader.person.code, site.now(), of_own_return=place.of_own_return
        )
    if found is None or not may_withdraw(found.on_record, reader.person.code, reader.directory, reader.day):
        raise NotTheirs
    return found


def _shown(
    request: Request,
    reader: SignedIn,
    place: DocumentPlace,
    document: StoredDocument,
    typed: Typed,
    *,
    error: str = "",
    status: int = 200,
) -> Response:
    typed, unsent = with_kept_words(request, reader, typed)
    return page(
        request,
        "document_withdraw.html",
        status=status,
        reference=place.reference,
        back=place.address,
        address=f"{place.address}/documents/{document.number}/withdraw",
        document=document,
        reason={
            "name": "reason",
            "id": "reason",
            "label": {"text": "Why do you withdraw it?", "classes": "govuk-label--s"},
            "hint": {"text": "Do not repeat here what should not have been in it."},
            "value": one(typed, "reason"),
            "errorMessage": {"text": error} if error else None,
        },
        unsent=unsent,
        errors=summary_of([FieldError("reason", error, "reason", {})] if error else []),
    )
