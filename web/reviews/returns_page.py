"""An agency's own returns: what it was asked for, what it sent, and the form to send it. Nothing else of the review."""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words, due_in_words
from procedures.review_language import ReviewProcedure
from reports.review_words import agency_name
from states.decision import Refusal
from states.directory import Directory
from states.review import AgencyReturn
from store.own_return import SentReturn, returns_asked_of
from store.sessions import reading, writing
from web.access.rate_limit import note_reading_within_limits
from web.cases.action_done import says_just_that
from web.documents.document_list import documents_shown, place_of
from web.forms.form_inputs import errors_of, inputs_of, summary_of
from web.forms.posted_form import Posted
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import NotTheirs, Reader, SignedIn
from web.reviews.opened_return import (
    KIND,
    OpenedReturn,
    ReturnStanding,
    facts_sent,
    opened_return,
    standing_of,
    why_not_sent,
    written_in,
)
from web.site import Site, site_of
from workflows.door import act_on_review
from workflows.posted_action import FieldError, Typed, action_from

router = APIRouter()

CANNOT_STAND, OVERTAKEN = 422, 409
TAGS: dict[ReturnStanding, tuple[str, str]] = {
    "sent": ("Sent", "green"),
    "gap": ("Recorded as not to be had", "grey"),
    "late": ("Late", "red"),
    "to_send": ("To be sent", "blue"),
}
"""How a return stands, in words, and the colour of its tag."""


@router.get("/returns")
def list_of_returns(request: Request, reader: Reader) -> Response:
    """The returns that the reader's agency was asked for, the latest first."""
    site = site_of(request)
    with reading(site.context.engine) as connection:
        found = returns_asked_of(connection, reader.person.code, reader.day)
    lines = [(one.reference, due_in_words(one.asked.due_at), _standing(one.asked, site)) for one in found]
    return page(request, "returns.html", lines=lines, agency=agency_name(reader.directory, reader.person.agency))


@router.get("/returns/{reference}")
def show_return(
    request: Request,
    reader: Reader,
    reference: str,
    sent: str = "",
    done: Annotated[int | None, Query(ge=1, le=1_000_000_000)] = None,
    *,
    again: bool = False,
) -> Response:
    """The page. `sent` says that the reader has just sent it: `now`, or `before` with a first click.

    `done` says that they have just seen to a document of it, and `again` that they had before.
    """
    about_document = ("again" if again else "now") if done else ""
    return _shown(request, reader, _opened(request, reader, reference), just_sent=sent, about_document=about_document)


@router.post("/returns/{reference}")
def send_return(request: Request, reader: Reader, posted: Posted, reference: str) -> Response:
    """Send the return that was posted. What cannot stand comes back with all that was typed."""
    site, opened = site_of(request), _opened(request, reader, reference)
    # Whose return it is does not depend on what a browser says.
    typed = {**posted, "agency": reader.person.agency}
    action = action_from(KIND, typed, opened.fields, ZoneInfo(opened.rules.calendar.timezone)) if opened.fields else []
    if opened.refusal is None and isinstance(action, list):
        return _shown(request, reader, opened, typed, errors=action, status=CANNOT_STAND)
    if opened.refusal is None and not isinstance(action, list):
        done = act_on_review(
            site.context.engine,
            reference,
            action,
            reader.person.code,
            site.now(),
            directories=site.context.procedure_directories,
        )
        if not isinstance(done, Refusal):
            forget_kept(request, reader)
            return RedirectResponse(f"/returns/{reference}?sent=now", 303)
        errors, why = errors_of(done, opened.fields), why_not_sent(done).reason
        return _shown(request, reader, opened, typed, errors=errors, refusal=why, status=OVERTAKEN)
    if any(one.sent_by == reader.person.code and says_just_that(typed, one.narrative) for one in opened.found.sent):
        return RedirectResponse(f"/returns/{reference}?sent=before", 303)
    return _shown(request, reader, opened, typed, refusal=_why_not(opened), status=OVERTAKEN)


def _opened(request: Request, reader: SignedIn, reference: str) -> OpenedReturn:
    """The return of the reader's agency. NotTheirs if it was not asked, and just so if there is no such review."""
    site, person = site_of(request), reader.person
    with reading(site.context.engine) as connection:
        found = opened_return(connection, reader.directory, person, reference, reader.day, site.now())
    if found is None:
        raise NotTheirs
    with writing(site.context.engine) as connection:
        note_reading_within_limits(connection, site, person.code, reference, "return")
    return found


def _shown(
    request: Request,
    reader: SignedIn,
    opened: OpenedReturn,
    typed: Typed | None = None,
    *,
    errors: list[FieldError] | tuple[FieldError, ...] = (),
    refusal: str = "",
    just_sent: str = "",
    about_document: str = "",
    status: int = 200,
) -> Response:
    asked = opened.found.asked
    asks = [field for field in opened.fields if field.name != "agency"]
    typed, unsent = with_kept_words(request, reader, typed or {})
    return page(
        request,
        "return.html",
        status=status,
        reference=opened.found.reference,
        agency=agency_name(reader.directory, asked.agency),
        asked=day_in_words(asked.requested_at),
        due=due_in_words(asked.due_at),
        standing=_standing(asked, site_of(request)),
        sent=[_in_words(one, reader.directory, opened.rules) for one in reversed(opened.found.sent)],
        documents=documents_shown(
            reader,
            site_of(request),
            place_of(reader, site_of(request), "returns", opened.found.reference, opened.review, opened.rules),
            opened.found,
        ),
        about_document=about_document,
        just_sent=just_sent if just_sent in ("now", "before") and opened.found.sent else "",
        not_open=_why_not(opened),
        inputs=inputs_of(asks, typed, errors),
        unsent=unsent,
        errors=summary_of(errors, refusal, asks),
    )


def _why_not(opened: OpenedReturn) -> str:
    """Why the return cannot be sent, or nothing."""
    return opened.refusal.reason if opened.refusal else ""


def _in_words(one: SentReturn, directory: Directory, rules: ReviewProcedure) -> dict[str, Any]:
    return {
        "when": day_in_words(one.at),
        "by": directory.title_of(one.sent_by),
        "facts": list(facts_sent(one, directory, rules)),
        "written": list(written_in(one, rules)),
        "unreadable": bool(one.unreadable),
    }


def _standing(asked: AgencyReturn, site: Site) -> tuple[str, str]:
    """How a return stands, in words, and the colour of its tag."""
    standing = standing_of(asked, site.now())
    if standing == "sent" and asked.received_at:
        return f"Sent {day_in_words(asked.received_at)}", "green"
    return TAGS[standing]
