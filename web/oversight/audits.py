"""Audit by the independent scrutineer: a sample is drawn, each case of it answered for, and its figures shown.

For everybody else these pages do not exist.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from store.audits import AuditedCase, AuditSample, Drawing, draw_sample, keep_answers, sample_with_cases, samples
from store.sessions import reading, writing
from web.cases.action_page import page_of
from web.forms.form_inputs import inputs_of, summary_of
from web.forms.posted_form import Posted
from web.forms.unsent import forget_kept, with_kept_words
from web.oversight.audit_questions import ANSWERS, DRAWING, MOST
from web.pages import page
from web.reader import NotTheirs, SignedIn, signed_in
from web.site import site_of
from workflows.action_fields import ActionField
from workflows.posted_action import FieldError, Typed, typed_value

router = APIRouter()
LONDON = ZoneInfo("Europe/London")


def scrutineer_only(request: Request) -> SignedIn:
    """Whoever is signed in, if they are the independent scrutineer. NotTheirs for everybody else."""
    reader = signed_in(request)
    if not reader.is_scrutineer:
        raise NotTheirs
    return reader


Scrutineer = Annotated[SignedIn, Depends(scrutineer_only)]
SampleNumber = Annotated[int, Path(ge=1, le=1_000_000_000)]


@router.get("/audits")
def list_of_samples(request: Request, reader: Scrutineer) -> Response:
    """Every sample, and the form to draw another."""
    return _list(request, reader, {})


@router.post("/audits")
def draw(request: Request, reader: Scrutineer, posted: Posted) -> Response:
    """Draw a sample. Its seed is made by chance and kept with it."""
    site, drawing = site_of(request), _drawing(posted)
    if isinstance(drawing, list):
        return _list(request, reader, posted, errors=drawing, status=422)
    with writing(site.context.engine) as connection:
        sample = draw_sample(connection, reader.member, drawing, secrets.token_hex(8), reader.person.code, site.now())
    if sample is None:
        none = FieldError("first", "There is no such case in these days. Choose other days.", "first-day", posted)
        return _list(request, reader, posted, errors=[none], status=422)
    forget_kept(request, reader)
    return RedirectResponse(f"/audits/{sample}", 303)


@router.get("/audits/{sample}")
def show_sample(request: Request, reader: Scrutineer, sample: SampleNumber) -> Response:
    """A sample: how it was drawn, its cases, and the figures of those that were audited."""
    found, cases = _opened(request, sample)
    audited = [case for case in cases if case.answers is not None]
    return page(
        request,
        "audit_sample.html",
        sample=found,
        drawn=_drawn_in_words(found, reader),
        cases=[(case, page_of(case.reference), _when(case)) for case in cases],
        audited=len(audited),
        figures=_figures(audited),
    )


@router.get("/audits/{sample}/{reference}")
def show_case(request: Request, reader: Scrutineer, sample: SampleNumber, reference: str) -> Response:
    """The questions on one case of a sample, with what was answered before."""
    _, cases = _opened(request, sample)
    case = _of_sample(cases, reference)
    return _case(request, reader, sample, case, _as_typed(case))


@router.post("/audits/{sample}/{reference}")
def answer(request: Request, reader: Scrutineer, posted: Posted, sample: SampleNumber, reference: str) -> Response:
    """Keep the answers on one case. What cannot stand comes back with all that was chosen."""
    site = site_of(request)
    _, cases = _opened(request, sample)
    case = _of_sample(cases, reference)
    found = {field.name: typed_value(field, posted, LONDON) for field in ANSWERS}
    errors = [value for value in found.values() if isinstance(value, FieldError)]
    if errors:
        return _case(request, reader, sample, case, posted, errors=errors, status=422)
    with writing(site.context.engine) as connection:
        keep_answers(connection, sample, reference, found, reader.person.code, site.now())
    forget_kept(request, reader)
    return RedirectResponse(f"/audits/{sample}", 303)


def _opened(request: Request, sample: int) -> tuple[AuditSample, list[AuditedCase]]:
    with reading(site_of(request).context.engine) as connection:
        found = sample_with_cases(connection, sample)
    if found is None:
        raise NotTheirs
    return found


def _of_sample(cases: Sequence[AuditedCase], reference: str) -> AuditedCase:
    case = next((one for one in cases if one.reference == reference), None)
    if case is None:
        raise NotTheirs
    return case


def _drawing(typed: Typed) -> Drawing | list[FieldError]:
    found: dict[str, Any] = {field.name: typed_value(field, typed, LONDON) for field in DRAWING}
    errors = [value for value in found.values() if isinstance(value, FieldError)]
    size = found["size"]
    if isinstance(size, str) and not (size.isascii() and size.isdigit() and 1 <= int(size) <= MOST):
        errors.append(_wrong("size", f"Give a number from 1 to {MOST}.", typed))
    if not errors and found["last"] < found["first"]:
        errors.append(_wrong("last", "Give the first day or a later one.", typed))
    return errors or Drawing(found["kind"], found["standing"], found["first"], found["last"], int(size))


def _wrong(name: str, what_to_do: str, typed: Typed) -> FieldError:
    field = next(one for one in DRAWING if one.name == name)
    return FieldError(name, f"{field.label} {what_to_do}", field.inputs[0], typed)


def _list(
    request: Request, reader: SignedIn, typed: Typed, *, errors: Sequence[FieldError] = (), status: int = 200
) -> Response:
    with reading(site_of(request).context.engine) as connection:
        found = samples(connection)
    typed, unsent = with_kept_words(request, reader, typed)
    return page(
        request,
        "audits.html",
        status=status,
        samples=[(one, _drawn_in_words(one, reader)) for one in found],
        inputs=inputs_of(DRAWING, typed, errors),
        unsent=unsent,
        errors=summary_of(errors),
    )


def _case(
    request: Request,
    reader: SignedIn,
    sample: int,
    case: AuditedCase,
    typed: Typed,
    *,
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> Response:
    typed, unsent = with_kept_words(request, reader, typed)
    return page(
        request,
        "audit_case.html",
        status=status,
        sample=sample,
        reference=case.reference,
        page=page_of(case.reference),
        inputs=inputs_of(ANSWERS, typed, errors),
        unsent=unsent,
        errors=summary_of(errors),
    )


def _as_typed(case: AuditedCase) -> Typed:
    return {name: value for name, value in (case.answers or {}).items() if value}


def _drawn_in_words(sample: AuditSample, reader: SignedIn) -> dict[str, str]:
    drawing = sample.drawing
    asked = {field.name: field for field in DRAWING}
    return {
        "kind": _word(asked["kind"], drawing.kind),
        "standing": _word(asked["standing"], drawing.standing),
        "days": f"{day_in_words(drawing.first)} to {day_in_words(drawing.last)}",
        "when": day_in_words(sample.drawn_at),
        "by": reader.directory.title_of(sample.drawn_by),
    }


def _when(case: AuditedCase) -> str:
    return day_in_words(case.answered_at) if case.answered_at else ""


def _figures(audited: Sequence[AuditedCase]) -> list[tuple[str, list[tuple[str, int]]]]:
    """For each question how many cases were answered with what."""
    found = []
    for field in ANSWERS:
        counted: Counter[str] = Counter()
        for case in audited:
            value = (case.answers or {}).get(field.name)
            counted.update(value if isinstance(value, list) else [value] if value else [])
        found.append((field.label, [(choice.words, counted[choice.value]) for choice in field.choices]))
    return found


def _word(field: ActionField, value: str) -> str:
    return next(choice.words for choice in field.choices if choice.value == value)
