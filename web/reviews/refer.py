"""Referring a serious incident: the form, and the page that says that it was referred and what comes next."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from procedures.review_language import ReviewProcedure
from states.decision import Refusal
from states.review_actions import ReferIncident
from store.cases import open_case_like
from store.own_referral import own_referral
from store.record import canonical
from store.sessions import reading
from store.told import told_with
from web.access.rate_limit import count_raising
from web.forms.form_inputs import errors_of, inputs_of, summary_of
from web.forms.posted_form import Posted
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import NotTheirs, Reader, SignedIn
from web.reviews.tracker_page import rules_in_force
from web.site import site_of
from workflows.action_fields import fields_of
from workflows.door import refer_incident
from workflows.posted_action import FieldError, Typed, action_from

router = APIRouter()

KIND = "refer_incident"
REFERRED = 1
"""The number of the entry with which a review begins."""


@router.get("/refer")
def show_form(request: Request, reader: Reader) -> Response:
    """The form. Anybody in post may refer."""
    return _form(request, reader, _rules(request, reader), {})


@router.post("/refer")
def refer(request: Request, reader: Reader, posted: Posted) -> Response:
    """Refer what was posted. A second click leads to what the first one referred."""
    site, rules, person = site_of(request), _rules(request, reader), reader.person.code
    fields = fields_of(KIND, None, person, rules, reader.directory, site.now())
    action = action_from(KIND, posted, fields, ZoneInfo(rules.calendar.timezone))
    if not isinstance(action, ReferIncident):
        errors = action if isinstance(action, list) else []
        return _form(request, reader, rules, posted, errors=errors, status=422)
    with reading(site.context.engine) as connection:
        same = open_case_like(connection, person, canonical(action.narrative()))
    if same:
        return RedirectResponse(f"/refer/{same}", 303)
    count_raising(request, person)
    done = refer_incident(site.context.engine, action, person, rules, site.now())
    if isinstance(done, Refusal):
        errors = errors_of(done, fields)
        return _form(request, reader, rules, posted, errors=errors, refusal=done.reason, status=409)
    forget_kept(request, reader)
    return RedirectResponse(f"/refer/{done.case.reference}", 303)


@router.get("/refer/{reference}")
def show_referred(request: Request, reader: Reader, reference: str) -> Response:
    """What the reader has referred: its reference, who was told, and what comes next."""
    with reading(site_of(request).context.engine) as connection:
        found = own_referral(connection, reader.person.code, reference)
        told = told_with(connection, reference, REFERRED) if found else []
    if found is None:
        raise NotTheirs
    return page(
        request,
        "referred.html",
        reference=found.reference,
        when=day_in_words(found.at),
        told=[reader.directory.title_of(person) for person in told if person != reader.person.code],
    )


def _rules(request: Request, reader: SignedIn) -> ReviewProcedure:
    rules = rules_in_force(reader, site_of(request))
    if rules is None:
        raise NotTheirs
    return rules


def _form(
    request: Request,
    reader: SignedIn,
    rules: ReviewProcedure,
    typed: Typed,
    *,
    errors: list[FieldError] | None = None,
    refusal: str = "",
    status: int = 200,
) -> Response:
    fields = fields_of(KIND, None, reader.person.code, rules, reader.directory, site_of(request).now())
    typed, unsent = with_kept_words(request, reader, typed)
    return page(
        request,
        "refer.html",
        status=status,
        rules=rules,
        inputs=inputs_of(fields, typed, errors or ()),
        unsent=unsent,
        errors=summary_of(errors or (), refusal, fields),
    )
