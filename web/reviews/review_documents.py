"""Word documents about a review, to keep: the rapid review report and the decision record, for their reader."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from reports.decision_record import decision_record
from reports.rapid_review_report import rapid_review_report
from web.reader import NotTheirs, Reader
from web.reviews.review_page import open_review_for
from web.site import site_of

router = APIRouter()

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCUMENTS = {"rapid-review-report": rapid_review_report, "decision-record": decision_record}
"""By the name that stands in the address and in the file's name."""


@router.get("/reviews/{reference}/documents/{name}.docx")
def download(request: Request, reader: Reader, reference: str, name: str) -> Response:
    """A document of a review, made now. That it was taken is kept as a reading, with the document's name."""
    make = DOCUMENTS.get(name)
    if make is None:
        raise NotTheirs
    site = site_of(request)
    opened = open_review_for(reader, site, reference, name)
    made = make(opened.review, opened.entries, opened.rules, reader.directory, site.now())
    headers = {
        "Content-Disposition": f'attachment; filename="{opened.review.reference}-{name}.docx"',
        "Cache-Control": "no-store",
    }
    return Response(made, media_type=WORD, headers=headers)
