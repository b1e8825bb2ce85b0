"""Giving out a document: as a download under a neutral name, never shown in the page, and every time on record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import Engine

from states.document_actions import FileType
from store.documents import DocumentUnread, StoredDocument, part_of, parts_of, require_whole
from store.narratives import Unread
from store.sessions import reading, writing
from web.access.headers import FILE_POLICY
from web.access.rate_limit import note_reading_within_limits
from web.pages import page
from web.reader import NotTheirs, Reader
from web.site import site_of
from workflows.document_files import MEDIA_TYPES
from workflows.document_words import download_name
from workflows.documents import document_to_read

router = APIRouter()

GONE, AT_PRESENT = 410, 503


@router.get("/cases/{reference}/documents/{number:int}")
@router.get("/reviews/{reference}/documents/{number:int}")
@router.get("/returns/{reference}/documents/{number:int}")
def download(request: Request, reader: Reader, reference: str, number: int) -> Response:
    """A document. That it was read is kept, with its number. One that does not fit its hash is not given out."""
    site = site_of(request)
    place = request.url.path.split("/")[1]
    person = reader.person.code
    with reading(site.context.engine) as connection:
        found = document_to_read(connection, reference, number, person, site.now(), of_own_return=place == "returns")
        if found is None or (place == "cases") is not reference.startswith("D-"):
            raise NotTheirs
        try:
            if not found.withdrawn:
                require_whole(connection, found)
        except DocumentUnread as problem:
            return _not_given_out(request, f"/{place}/{reference}", reference, problem.why)
    if found.withdrawn:
        return _not_given_out(request, f"/{place}/{reference}", reference, Unread.MISSING)
    with writing(site.context.engine) as connection:
        note_reading_within_limits(connection, site, person, reference, f"document {number}")
    return file_response(site.context.engine, found)


def file_response(engine: Engine, document: StoredDocument) -> StreamingResponse:
    """A document that was found whole, as a download that may do nothing."""
    name = download_name(document.reference, document.number, document.file_type)
    return StreamingResponse(
        _parts(engine, document),
        media_type=MEDIA_TYPES[cast("FileType", document.file_type)],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(document.size),
            "Content-Security-Policy": FILE_POLICY,
            "Cache-Control": "no-store",
        },
    )


def _parts(engine: Engine, document: StoredDocument) -> Iterator[bytes]:
    """The content, each part read by itself: nothing is held open for a reader whose line is slow."""
    for part in range(1, parts_of(document.size) + 1):
        with reading(engine) as connection:
            piece = part_of(connection, document, part)
        yield piece


def _not_given_out(request: Request, back: str, reference: str, why: Unread) -> Response:
    if why is Unread.MISSING:
        heading, said = "This document was withdrawn", "Its content was taken away. The record says when and why."
    else:
        heading = "This document cannot be read at present"
        said = "Tell the business support team: its key is missing, or it is not as it was put here."
    status = GONE if why is Unread.MISSING else AT_PRESENT
    return page(
        request, "document_gone.html", status=status, heading=heading, said=said, back=back, reference=reference
    )
