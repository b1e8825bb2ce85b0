"""What a review asks of an agency: information, or a recommendation that it owns. Its own item alone, and its forms.

It is there for whoever answers for the agency, as the rules have it; for everybody else it does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from reports.review_words import agency_name
from states.decision import Refusal
from store.own_items import DONE_WITH, Item, ReviewBehind, Said, What
from store.sessions import reading, writing
from web.access.rate_limit import note_reading_within_limits
from web.cases.action_done import says_just_that
from web.forms.form_inputs import errors_of, inputs_of, summary_of
from web.forms.posted_form import Posted
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import NotTheirs, Reader, SignedIn
from web.reviews.opened_item import (
    TITLES,
    OpenedItem,
    done_in_words,
    due_of,
    facts_said,
    open_items,
    opened_item,
    said_of,
    why_not_open,
    written_said,
)
from web.reviews.own_words import own_fields, own_verb
from web.site import site_of
from workflows.action_fields import fields_of
from workflows.action_words import PAST
from workflows.door import act_on_review
from workflows.posted_action import FieldError, Typed, action_from

router = APIRouter()


@router.get("/asked")
def list_of_items(request: Request, reader: Reader) -> Response:
    """Everything that open reviews ask of the reader's agency and that is theirs to answer."""
    site = site_of(request)
    with reading(site.context.engine) as connection:
        found = open_items(connection, reader.directory, reader.person, site.now())
    lines = items_in_words(found, site.now())
    return page(request, "own_items.html", lines=lines, agency=agency_name(reader.directory, reader.person.agency))


@router.get("/asked/{reference}/{what}/{number}")
def show_item(request: Request, reader: Reader, reference: str, what: What, number: int, done: str = "") -> Response:
    """The page of one item. `done` is the kind of what the reader has just done."""
    opened, said = _opened(request, reader, Item(reference, what, number))
    return page(
        request,
        "own_item.html",
        reference=reference,
        title=TITLES[what],
        agency=agency_name(reader.directory, reader.person.agency),
        due=due_of(opened, site_of(request).now()),
        said=[_in_words(one, reader, opened.behind) for one in said],
        offers=[(own_verb(kind), f"{address_of(opened.item)}/{kind.replace('_', '-')}") for kind in opened.open],
        not_open=[(own_verb(kind), reason) for kind, reason in opened.not_open],
        done=PAST[done] if any((one.kind, one.by) == (done, reader.person.code) for one in said) else "",
    )


@router.get("/asked/{reference}/{what}/{number}/{name}")
def show_form(request: Request, reader: Reader, reference: str, what: What, number: int, name: str) -> Response:
    """The form of an action on an item. NotTheirs if it is not open."""
    opened, said = _opened(request, reader, Item(reference, what, number))
    return _form(request, reader, opened, said, _kind(opened, name), {})


@router.post("/asked/{reference}/{what}/{number}/{name}")
def take_action(
    request: Request, reader: Reader, posted: Posted, reference: str, what: What, number: int, name: str
) -> Response:
    """Do what was posted. What cannot stand comes back with all that was typed."""
    site = site_of(request)
    opened, said = _opened(request, reader, Item(reference, what, number))
    kind = name.replace("-", "_")
    if kind not in DONE_WITH[what]:
        raise NotTheirs
    # Which item it is does not depend on what a browser says.
    typed = {**posted, "number": str(number)}
    rules = opened.behind.rules
    fields = own_fields(
        kind, fields_of(kind, opened.behind.review, reader.person.code, rules, reader.directory, site.now())
    )
    action = action_from(kind, typed, fields, ZoneInfo(rules.calendar.timezone))
    same = [one for one in said if one.by == reader.person.code and one.kind == kind]
    # Once it is answered, what was chosen may not be open any more: then what was written decides.
    if any(
        says_just_that(typed, one.narrative) if isinstance(action, list) else one.narrative == action.narrative()
        for one in same
    ):
        return RedirectResponse(f"{address_of(opened.item)}?done={kind}", 303)
    if isinstance(action, list):
        return _form(request, reader, opened, said, kind, typed, errors=action, status=422)
    done = act_on_review(
        site.context.engine, reference, action, reader.person.code, site.now(),
        directories=site.context.procedure_directories,
    )  # fmt: skip
    if isinstance(done, Refusal):
        errors = errors_of(done, fields)
        return _form(
            request, reader, opened, said, kind, typed, errors=errors, refusal=why_not_open(done).reason, status=409
        )
    forget_kept(request, reader)
    return RedirectResponse(f"{address_of(opened.item)}?done={kind}", 303)


def address_of(item: Item) -> str:
    """The address of an item's page."""
    return f"/asked/{item.reference}/{item.what}/{item.number}"


def items_in_words(found: Iterable[OpenedItem], now: datetime) -> list[dict[str, Any]]:
    """What is asked of an agency, as lists show it."""
    return [
        {"item": one.item, "address": address_of(one.item), "title": TITLES[one.item.what], "due": due_of(one, now)}
        for one in found
    ]


def _opened(request: Request, reader: SignedIn, item: Item) -> tuple[OpenedItem, list[Said]]:
    """An item for whoever answers for it, with what was said of it. NotTheirs for everybody else."""
    site, found = site_of(request), None
    with reading(site.context.engine) as connection:
        if item.what in get_args(What):
            found = opened_item(connection, reader.directory, reader.person, item, site.now())
        said = said_of(connection, found, reader.directory, reader.person) if found else []
    if found is None:
        raise NotTheirs
    with writing(site.context.engine) as connection:
        note_reading_within_limits(connection, site, reader.person.code, item.reference, item.what)
    return found, said


def _kind(opened: OpenedItem, name: str) -> str:
    kind = name.replace("-", "_")
    if "_" in name or kind not in opened.open:
        raise NotTheirs
    return kind


def _form(
    request: Request,
    reader: SignedIn,
    opened: OpenedItem,
    said: Sequence[Said],
    kind: str,
    typed: Typed,
    *,
    errors: Sequence[FieldError] = (),
    refusal: str = "",
    status: int = 200,
) -> Response:
    behind, now = opened.behind, site_of(request).now()
    fields = own_fields(kind, fields_of(kind, behind.review, reader.person.code, behind.rules, reader.directory, now))
    asks = [field for field in fields if field.name != "number"]
    shown = [error for error in errors if error.field != "number"]
    problem = refusal or ("It is not open now." if len(shown) < len(errors) else "")
    typed, unsent = with_kept_words(request, reader, typed)
    return page(
        request,
        "own_item_form.html",
        status=status,
        reference=opened.item.reference,
        verb=own_verb(kind),
        back=address_of(opened.item),
        address=f"{address_of(opened.item)}/{kind.replace('_', '-')}",
        said=[_in_words(one, reader, opened.behind) for one in said],
        inputs=inputs_of(asks, typed, shown),
        unsent=unsent,
        errors=summary_of(shown, problem, asks),
    )


def _in_words(one: Said, reader: SignedIn, behind: ReviewBehind) -> dict[str, Any]:
    return {
        "done": done_in_words(one, reader.directory, behind),
        "when": day_in_words(one.at),
        "by": reader.directory.title_of(one.by),
        "facts": list(facts_said(one, reader.directory, behind)),
        "written": list(written_said(one)),
        "unreadable": bool(one.unreadable),
    }
