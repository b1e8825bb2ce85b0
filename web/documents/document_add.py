"""Adding a document to a disagreement, a practice review, or an agency's own return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from states.action import LONGEST_NARRATIVE
from states.decision import Audience, Refusal
from states.document_actions import DOCUMENT_KINDS, DocumentKind
from web.access.gate import CUT_OFF
from web.access.rate_limit import count_document
from web.cases.action_done import done_address
from web.documents.document_list import DocumentPlace
from web.documents.document_place import open_place
from web.forms.form_inputs import summary_of
from web.forms.posted_form import GivenFile, Posted, one
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import Reader, SignedIn
from web.site import site_of
from workflows.document_files import SUFFIXES, TAKEN, in_megabytes, too_large
from workflows.document_words import DOCUMENT_KIND_WORDS
from workflows.documents import MEGABYTE, AcceptedFile, accepted_file, add_document, takes_documents
from workflows.posted_action import FieldError, Typed

router = APIRouter()

CANNOT_STAND, OVERTAKEN = 422, 409

HINTS: dict[str, str] = {
    "parties": "Everybody who may read this disagreement, the other side too.",
    "raising": "People of the raising side, and those who oversee.",
    "responding": "People of the responding side, and those who oversee.",
    "group": "Those who decide at this stage, and those who oversee.",
    "oversight": "The business support team and the independent scrutineer.",
}
OF_A_REVIEW = {"group": "The partners, the sub-committee, and those who oversee."}


@router.get("/cases/{reference}/documents/add")
@router.get("/reviews/{reference}/documents/add")
@router.get("/returns/{reference}/documents/add")
def show_form(request: Request, reader: Reader, reference: str) -> Response:
    """The form, or why none can be added."""
    return _shown(request, reader, open_place(request, reader, reference, "form"), {})


@router.post("/cases/{reference}/documents/add")
@router.post("/reviews/{reference}/documents/add")
@router.post("/returns/{reference}/documents/add")
def send_form(request: Request, reader: Reader, posted: Posted, given: GivenFile, reference: str) -> Response:
    """Add the document that was posted. What cannot stand comes back with all that was typed."""
    site, place = site_of(request), open_place(request, reader, reference, "form")
    closed = _closed(request, place)
    if closed or isinstance(place.audiences, Refusal):
        return _shown(request, reader, place, posted, status=OVERTAKEN)
    count_document(request, reader.person.code)
    typed = {**posted, "audience": place.audiences[0]} if len(place.audiences) == 1 else posted
    errors = _faults(typed, place.audiences)
    file: AcceptedFile | Refusal | None = None
    if getattr(request.state, CUT_OFF, False):
        errors.append(_fault("file", str(too_large(site.settings.document_megabytes * MEGABYTE))))
    elif given is None:
        errors.append(_fault("file", "Choose the file that you want to add."))
    else:
        file = accepted_file(site.settings, given.filename or "", given.file)
        if isinstance(file, Refusal):
            errors.append(_fault("file", file.reason))
    if errors or given is None or not isinstance(file, AcceptedFile):
        return _shown(request, reader, place, typed, errors, status=CANNOT_STAND, again=file is not None)
    done = add_document(
        site.context.engine,
        reference,
        file,
        given.file,
        reader.person.code,
        site.now(),
        kind=cast("DocumentKind", one(typed, "kind")),
        audience=cast("Audience", one(typed, "audience")),
        about=_about(typed) or None,
        of_own_return=place.of_own_return,
    )
    if isinstance(done, Refusal):
        return _shown(request, reader, place, typed, [_fault("file", done.reason)], status=OVERTAKEN, again=True)
    forget_kept(request, reader)
    return RedirectResponse(done_address(place.address, done.number, again=done.again), 303)


def _faults(typed: Typed, audiences: Sequence[str]) -> list[FieldError]:
    found = []
    if one(typed, "kind") not in DOCUMENT_KINDS:
        found.append(_fault("kind", "Choose what kind of document it is."))
    if one(typed, "audience") not in audiences:
        found.append(_fault("audience", "Choose who may read it."))
    if len(_about(typed)) > LONGEST_NARRATIVE:
        said = f"What it is about may have {LONGEST_NARRATIVE:,} characters, and this has {len(_about(typed)):,}."
        found.append(_fault("about", said))
    return found


def _fault(field: str, message: str) -> FieldError:
    return FieldError(field, message, field, {})


def _about(typed: Typed) -> str:
    return one(typed, "about").replace("\r\n", "\n").strip()


def _closed(request: Request, place: DocumentPlace) -> str:
    """Why none can be added at all, or nothing."""
    if isinstance(place.audiences, Refusal):
        return place.audiences.reason
    shut = takes_documents(site_of(request).settings)
    return shut.reason if shut else ""


def _shown(
    request: Request,
    reader: SignedIn,
    place: DocumentPlace,
    typed: Typed,
    errors: Sequence[FieldError] = (),
    *,
    status: int = 200,
    again: bool = False,
) -> Response:
    settings = site_of(request).settings
    typed, unsent = with_kept_words(request, reader, typed)
    wrong = {error.field: {"text": error.message} for error in errors}
    hint = f"{TAKEN}, of at most {in_megabytes(settings.document_megabytes * MEGABYTE)}. Without macros or a password."
    if again or (errors and "file" not in wrong):
        # No browser lets a page fill this in again.
        hint = f"Choose the file again. {hint}"
    return page(
        request,
        "document_add.html",
        status=status,
        reference=place.reference,
        back=place.address,
        address=f"{place.address}/documents/add",
        closed=_closed(request, place),
        unsent=unsent,
        unscanned=settings.virus_scanner is None,
        kind=_radios("kind", "What is it?", _kinds(typed), wrong),
        audience=_audience(place, typed, wrong),
        about={
            "name": "about",
            "id": "about",
            "label": {"text": "What is it about? (optional)", "classes": "govuk-label--s"},
            "hint": {"text": "Such as which meeting, on which day."},
            "rows": "3",
            "value": one(typed, "about"),
            "errorMessage": wrong.get("about"),
        },
        file={
            "name": "file",
            "id": "file",
            "label": {"text": "The file", "classes": "govuk-label--s"},
            "hint": {"text": hint},
            "attributes": {"accept": ",".join(f".{suffix}" for suffix in SUFFIXES)},
            "errorMessage": wrong.get("file"),
        },
        errors=summary_of(errors),
    )


def _kinds(typed: Typed) -> list[dict[str, Any]]:
    return [
        {"value": kind, "text": words, "checked": one(typed, "kind") == kind}
        for kind, words in DOCUMENT_KIND_WORDS.items()
    ]


def _audience(place: DocumentPlace, typed: Typed, wrong: dict[str, dict[str, str]]) -> dict[str, Any] | None:
    """For whom it can be; nothing is asked where there is no choice."""
    if isinstance(place.audiences, Refusal) or len(place.audiences) == 1:
        return None
    hints = HINTS if place.place == "cases" else HINTS | OF_A_REVIEW
    items = [
        {
            "value": audience,
            "text": place.audience_words[audience].capitalize(),
            "hint": {"text": hints[audience]},
            "checked": one(typed, "audience") == audience,
        }
        for audience in place.audiences
    ]
    return _radios("audience", "Who may read it?", items, wrong)


def _radios(name: str, question: str, items: list[dict[str, Any]], wrong: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "name": name,
        "idPrefix": name,
        "fieldset": {"legend": {"text": question, "classes": "govuk-fieldset__legend--s"}},
        "items": items,
        "errorMessage": wrong.get(name),
    }
