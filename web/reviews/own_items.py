"""What a review asks of an agency: information, or a recommendation that it owns. Its own item alone, and its forms.

It is there for whoever answers for the agency, as the rules have it; for everybody else it does not exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words, due_in_words
from reports.review_words import agency_name
from states.case import RunningClock
from states.decision import Refusal
from states.open_action import NOT_YOURS
from states.review_actions_open import refusal_on_review
from states.review_due import deadline_of, item_of
from store.case_readings import note_reading
from store.own_items import DONE_WITH, Item, ReviewBehind, Said, What, items_asked_of, review_of_item, said_of_item
from store.sessions import reading, writing
from web.cases.action_done import says_just_that
from web.forms.form_inputs import errors_of, inputs_of, summary_of
from web.forms.posted_form import Posted
from web.pages import page
from web.reader import NotTheirs, Reader, SignedIn
from web.site import Site, site_of
from web.words import review_words_of
from workflows.action_fields import fields_of
from workflows.action_words import PAST, question_of, verb_of
from workflows.bundle_words import heading
from workflows.door import act_on_review
from workflows.posted_action import FieldError, Typed, action_from

router = APIRouter()

TITLES: dict[What, str] = {
    "information": "Information that your agency was asked for",
    "recommendation": "A recommendation to your agency",
}
EACH = {"information_request": "information", "recommendation": "recommendation"}
"""What a deadline of an item is about, by what the rules call it."""


@dataclass(frozen=True)
class OpenedItem:
    """An item that somebody who answers for it has opened, with what was said of it. `open` are the kinds to do now."""

    item: Item
    behind: ReviewBehind
    said: list[Said]
    open: tuple[str, ...]
    not_open: tuple[tuple[str, str], ...]


@router.get("/asked")
def list_of_items(request: Request, reader: Reader) -> Response:
    """Everything that open reviews ask of the reader's agency and that is theirs to answer."""
    return page(
        request, "own_items.html", lines=open_items(reader, site_of(request)),
        agency=agency_name(reader.directory, reader.person.agency),
    )  # fmt: skip


@router.get("/asked/{reference}/{what}/{number}")
def show_item(request: Request, reader: Reader, reference: str, what: What, number: int, done: str = "") -> Response:
    """The page of one item. `done` is the kind of what the reader has just done."""
    opened = _opened(request, reader, Item(reference, what, number))
    words = review_words_of(reader.directory, opened.behind.rules)
    return page(
        request,
        "own_item.html",
        reference=reference,
        title=TITLES[what],
        agency=agency_name(reader.directory, reader.person.agency),
        due=_due(opened.item, opened.behind, site_of(request)),
        said=[_in_words(one, reader, words) for one in opened.said],
        offers=[(verb_of(kind), f"{address_of(opened.item)}/{kind.replace('_', '-')}") for kind in opened.open],
        not_open=opened.not_open,
        done=PAST[done] if any((one.kind, one.by) == (done, reader.person.code) for one in opened.said) else "",
    )


@router.get("/asked/{reference}/{what}/{number}/{name}")
def show_form(request: Request, reader: Reader, reference: str, what: What, number: int, name: str) -> Response:
    """The form of an action on an item. NotTheirs if it is not open."""
    opened = _opened(request, reader, Item(reference, what, number))
    return _form(request, reader, opened, _kind(opened, name), {})


@router.post("/asked/{reference}/{what}/{number}/{name}")
def take_action(
    request: Request, reader: Reader, posted: Posted, reference: str, what: What, number: int, name: str
) -> Response:
    """Do what was posted. What cannot stand comes back with all that was typed."""
    site, opened = site_of(request), _opened(request, reader, Item(reference, what, number))
    kind = name.replace("-", "_")
    if kind not in DONE_WITH[what]:
        raise NotTheirs
    # Which item it is does not depend on what a browser says.
    typed = {**posted, "number": str(number)}
    rules = opened.behind.rules
    fields = fields_of(kind, opened.behind.review, reader.person.code, rules, reader.directory, site.now())
    action = action_from(kind, typed, fields, ZoneInfo(rules.calendar.timezone))
    same = [one for one in opened.said if one.by == reader.person.code and one.kind == kind]
    # Once it is answered, what was chosen may not be open any more: then what was written decides.
    if any(
        says_just_that(typed, one.narrative) if isinstance(action, list) else one.narrative == action.narrative()
        for one in same
    ):
        return RedirectResponse(f"{address_of(opened.item)}?done={kind}", 303)
    if isinstance(action, list):
        return _form(request, reader, opened, kind, typed, errors=action, status=422)
    done = act_on_review(
        site.context.engine, reference, action, reader.person.code, site.now(),
        directories=site.context.procedure_directories,
    )  # fmt: skip
    if isinstance(done, Refusal):
        errors = errors_of(done, fields)
        return _form(request, reader, opened, kind, typed, errors=errors, refusal=done.reason, status=409)
    return RedirectResponse(f"{address_of(opened.item)}?done={kind}", 303)


def address_of(item: Item) -> str:
    """The address of an item's page."""
    return f"/asked/{item.reference}/{item.what}/{item.number}"


def open_items(reader: SignedIn, site: Site) -> list[dict[str, Any]]:
    """What is asked of the reader's agency and theirs to answer, the soonest due first, as lists show it."""
    with reading(site.context.engine) as connection:
        found = items_asked_of(connection, reader.person.agency)
    lines = []
    for item, behind in found:
        can, _ = _standing(item, behind, reader, site)
        if can:
            lines.append(
                {"item": item, "address": address_of(item), "title": TITLES[item.what], **_due(item, behind, site)}
            )
    return sorted(lines, key=lambda line: (not line["at"], line["at"]))


def _opened(request: Request, reader: SignedIn, item: Item) -> OpenedItem:
    """An item for whoever answers for it. NotTheirs for everybody else, and just so if there is none."""
    if item.what not in get_args(What):
        raise NotTheirs
    site, agency = site_of(request), reader.person.agency
    people = frozenset(code for code, person in reader.directory.people.items() if person.agency == agency)
    with reading(site.context.engine) as connection:
        behind = review_of_item(connection, agency, item)
        said = said_of_item(connection, item, people) if behind else []
    if behind is None:
        raise NotTheirs
    can, cannot = _standing(item, behind, reader, site)
    if not can and not cannot:
        raise NotTheirs
    with writing(site.context.engine) as connection:
        note_reading(connection, reader.person.code, item.reference, site.now(), item.what)
    return OpenedItem(item, behind, said, can, cannot)


def _standing(
    item: Item, behind: ReviewBehind, reader: SignedIn, site: Site
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """What the reader can do with an item now, and what is theirs but not open, as verbs. Both empty if not theirs."""
    can, cannot = [], []
    for kind in DONE_WITH[item.what]:
        refusal = refusal_on_review(
            behind.review, kind, {"number": item.number}, reader.person.code, behind.rules, reader.directory, site.now()
        )
        if refusal is None:
            can.append(kind)
        elif refusal.code not in NOT_YOURS:
            cannot.append((verb_of(kind), _for_an_agency(refusal)))
    return tuple(can), tuple(cannot)


def _for_an_agency(refusal: Refusal) -> str:
    """Why it is not open, without what a guard says of where the review stands."""
    return "It is not open now." if refusal.code == "not_open_here" else refusal.reason


def _kind(opened: OpenedItem, name: str) -> str:
    kind = name.replace("-", "_")
    if "_" in name or kind not in opened.open:
        raise NotTheirs
    return kind


def _form(
    request: Request,
    reader: SignedIn,
    opened: OpenedItem,
    kind: str,
    typed: Typed,
    *,
    errors: Sequence[FieldError] = (),
    refusal: str = "",
    status: int = 200,
) -> Response:
    behind, now = opened.behind, site_of(request).now()
    fields = fields_of(kind, behind.review, reader.person.code, behind.rules, reader.directory, now)
    asks = [field for field in fields if field.name != "number"]
    words = review_words_of(reader.directory, behind.rules)
    shown = [error for error in errors if error.field != "number"]
    problem = refusal or ("It is not open now." if len(shown) < len(errors) else "")
    first = f"#{asks[0].inputs[0]}" if asks else "#main-content"
    return page(
        request,
        "own_item_form.html",
        status=status,
        reference=opened.item.reference,
        verb=verb_of(kind),
        back=address_of(opened.item),
        address=f"{address_of(opened.item)}/{kind.replace('_', '-')}",
        said=[_in_words(one, reader, words) for one in opened.said],
        inputs=inputs_of(asks, typed, shown),
        errors=summary_of(shown) or ([{"text": problem, "href": first}] if problem else []),
    )


def _in_words(one: Said, reader: SignedIn, words: Any) -> dict[str, Any]:
    done = words.done({"kind": one.kind, "actor": one.by}, {})
    return {
        "done": done,
        "when": day_in_words(one.at),
        "by": reader.directory.title_of(one.by),
        "facts": [(question_of(one.kind, name).label, words.value(value)) for name, value in one.facts.items()],
        "written": [(heading(name), text) for name, text in one.narrative.items() if text],
        "unreadable": bool(one.unreadable),
    }


def _due(item: Item, behind: ReviewBehind, site: Site) -> dict[str, Any]:
    """What of an item is due first and by when, in words; `at` is that instant, None where nothing runs."""

    def is_of_it(clock: RunningClock) -> bool:
        each = EACH.get(deadline_of(behind.rules, clock.clock).each)
        return each == item.what and item_of(clock.clock) == str(item.number)

    first = min((clock for clock in behind.review.clocks if is_of_it(clock)), key=lambda c: c.due_at, default=None)
    if first is None:
        return {"at": None, "owes": "", "by": "", "late": False}
    owes = deadline_of(behind.rules, first.clock).title
    return {"at": first.due_at, "owes": owes, "by": due_in_words(first.due_at), "late": site.now() > first.due_at}
