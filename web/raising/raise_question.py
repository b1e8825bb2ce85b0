"""Writing a disagreement: one question a page, saved as a private draft with every answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from procedures.language import Procedure
from states.decision import Refusal
from web.forms.form_inputs import inputs_of, summary_of
from web.forms.posted_form import Posted, one
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.raising.raise_draft import answers_in, open_draft
from web.raising.raise_steps import STEPS, asked, raising_rules, step_after, step_before, where_to_go_on
from web.raising.raise_words import HELP
from web.reader import NoSuchDraft, NotTheirs, Reader, SignedIn
from web.site import site_of
from workflows import drafts
from workflows.action_fields import ActionField
from workflows.posted_action import FieldError, Typed, typed_value

router = APIRouter()
FIRST, FIRST_FIELD = STEPS[0].name, STEPS[0].field
MOST_RADIOS = 30
LATER = "later"


@router.get("/raise/new")
def show_first_question(request: Request, reader: Reader) -> Response:
    """The first question. A draft is there once it has been answered."""
    return _question(request, reader, None, FIRST, {})


@router.post("/raise/new")
def answer_first_question(request: Request, reader: Reader, posted: Posted) -> Response:
    """Begin a draft with the first answer. Whoever clicks twice, or comes back to the question, goes on with theirs."""
    mine = drafts.mine(site_of(request).context.engine, reader.person.code)
    begun = (one.id for one in mine if not one.unreadable and one.fields.keys() <= {FIRST_FIELD})
    return _answer(request, reader, posted, next(begun, None), FIRST, {})


@router.get("/raise/{draft:int}")
def go_on(request: Request, reader: Reader, draft: int) -> Response:
    """To the first question that is still open, or to the check of the answers."""
    site, fields = site_of(request), open_draft(request, reader, draft)
    answers = answers_in(fields)
    step = where_to_go_on(asked(site, reader, raising_rules(site, reader), answers), answers)
    return RedirectResponse(f"/raise/{draft}/{step}", 303)


@router.get("/raise/{draft:int}/{step}")
def show_question(request: Request, reader: Reader, draft: int, step: str) -> Response:
    """A question, with what was answered to it before."""
    return _question(request, reader, draft, step, open_draft(request, reader, draft))


@router.post("/raise/{draft:int}/{step}")
def answer_question(request: Request, reader: Reader, posted: Posted, draft: int, step: str) -> Response:
    """Save an answer and go on."""
    return _answer(request, reader, posted, draft, step, open_draft(request, reader, draft))


def _question(
    request: Request,
    reader: SignedIn,
    draft: int | None,
    step: str,
    saved: Mapping[str, Any],
    typed: Typed | None = None,
    errors: Sequence[FieldError] = (),
) -> Response:
    answers = answers_in(saved)
    fields = asked(site_of(request), reader, _rules(request, reader), answers)
    if step not in fields:
        raise NotTheirs
    typed, unsent = with_kept_words(request, reader, answers if typed is None else typed)
    here = "new" if draft is None else str(draft)
    before = step_before(step, fields)
    return page(
        request,
        "raise_question.html",
        status=422 if errors else 200,
        errors=summary_of(errors),
        address=f"/raise/{here}" + (f"/{step}" if draft is not None else ""),
        back=f"/raise/{here}/{before}" if before else "/raise",
        input=inputs_of([fields[step]], typed, errors, most_radios=MOST_RADIOS, as_heading=True)[0],
        unsent=unsent,
        question=fields[step].label,
        number=list(fields).index(step) + 1,
        total=len(fields),
        help=HELP.get(step),
        draft=draft,
    )  # fmt: skip


def _answer(
    request: Request, reader: SignedIn, posted: Typed, draft: int | None, step: str, saved: Mapping[str, Any]
) -> Response:
    site, rules = site_of(request), _rules(request, reader)
    fields = asked(site, reader, rules, answers_in(saved))
    field = fields.get(step)
    if field is None:
        raise NotTheirs
    later = one(posted, "then") == LATER
    value = typed_value(field, posted, ZoneInfo(rules.calendar.timezone), may_be_open=later)
    if isinstance(value, FieldError):
        return _question(request, reader, draft, step, saved, posted, [value])
    changed = _with(saved, field, value)
    number = drafts.save(site.context.engine, reader.person.code, changed, site.now(), draft)
    if isinstance(number, Refusal):
        raise NoSuchDraft
    forget_kept(request, reader)
    if later:
        return RedirectResponse("/my-work", 303)
    answers = answers_in(changed)
    following = step_after(step, asked(site, reader, rules, answers), answers)
    return RedirectResponse(f"/raise/{number}/{following}", 303)


def _with(saved: Mapping[str, Any], field: ActionField, value: Any) -> dict[str, Any]:
    """The draft's fields with an answer. Nothing typed leaves the field out: an action takes no empty ones."""
    changed = {name: known for name, known in saved.items() if name != field.name}
    if value is not None:
        changed[field.name] = value
    if field.name == "responding_agency" and value != saved.get(field.name):
        # They were of another agency.
        changed.pop("responding_practitioner", None)
    return changed


def _rules(request: Request, reader: SignedIn) -> Procedure:
    return raising_rules(site_of(request), reader)
