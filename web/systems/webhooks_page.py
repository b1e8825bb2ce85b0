"""Other systems that are told of events: listed, added, tried, renewed, disabled and enabled by business support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from notifications.webhook_channel import Taken
from states.case_events import TYPES
from states.directory import Directory
from store.directory import current_directory
from store.sessions import reading
from store.webhook_deliveries import DELIVERED, QUEUED, REFUSED, SENDING, WAITING, counts_of_deliveries
from store.webhooks import Webhook, all_webhooks
from web.access.security_log import note_event
from web.forms.posted_form import Posted, one, several
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import BusinessSupport, NotTheirs, SignedIn
from web.site import site_of
from workflows.posted_action import Typed
from workflows.webhooks import (
    NewSecret,
    WebhookError,
    add_receiver,
    disable_receiver,
    enable_receiver,
    renew_secret,
    try_receiver,
)

router = APIRouter()

HERE = "/webhooks"
ALL = "all"
"""Stands for the partnership's own system in the choice of agencies."""

EVENTS = {
    "case.opened": "A case is opened",
    "case.moved": "A case moves on",
    "case.changed": "Something else happens on a case",
    "case.closed": "A case is closed",
    "deadline.warned": "A deadline comes near",
    "deadline.passed": "A deadline has passed",
    "deadline.chased": "Somebody is reminded of what is late",
}
"""Each type of event in words."""

CANNOT_STAND = 422


@dataclass(frozen=True)
class ReceiverLine:
    """A receiver as the page lists it."""

    number: int
    address: str
    told_of: str
    events: tuple[str, ...]
    enabled: bool
    how: str
    made: str
    delivered: int
    waiting: int


@router.get(HERE)
def show_webhooks(request: Request, reader: BusinessSupport, done: str = "", number: int = 0) -> Response:
    """Every receiver and how it does. `done` says what was just done to the one of a number."""
    return _list(request, reader, said=_SAID.get(done, "").format(number=number))


@router.get(f"{HERE}/new")
def ask_for_receiver(request: Request, reader: BusinessSupport) -> Response:
    """The form of a new one, with all events chosen."""
    return _form(request, reader, {"events": list(TYPES)})


@router.post(f"{HERE}/new")
def add(request: Request, reader: BusinessSupport, posted: Posted) -> Response:
    """Add what was posted and show its secret, this once."""
    agency = one(posted, "agency")
    if not agency:
        return _form(request, reader, posted, {"agency": "Choose of which cases it is told."})
    try:
        made = add_receiver(
            site_of(request).context,
            one(posted, "address"),
            None if agency == ALL else agency,
            several(posted, "events"),
            reader.person.code,
        )
    except WebhookError as problem:
        message = "Choose at least one event." if problem.field == "events" else str(problem)
        return _form(request, reader, posted, {problem.field: message})
    forget_kept(request, reader)
    note_event(request, "webhook added", webhook=str(made.number))
    return _secret(request, made)


@router.post(f"{HERE}/{{number:int}}/renew")
def renew(request: Request, _reader: BusinessSupport, number: int) -> Response:
    """Give a receiver a new secret and show it, this once."""
    try:
        made = renew_secret(site_of(request).context, number)
    except WebhookError:
        raise NotTheirs from None
    note_event(request, "webhook's secret renewed", webhook=str(number))
    return _secret(request, made, renewed=True)


@router.post(f"{HERE}/{{number:int}}/try")
def send_a_try(request: Request, reader: BusinessSupport, number: int) -> Response:
    """Send a receiver an event that says nothing, and say what came of it."""
    try:
        outcome = try_receiver(site_of(request).context, number)
    except WebhookError:
        raise NotTheirs from None
    if outcome.taken is Taken.YES:
        return _list(request, reader, said=f"Receiver {number} has taken a test event. {outcome.reason}")
    return _list(request, reader, problem=f"Receiver {number} has not taken a test event. {outcome.reason}")


@router.post(f"{HERE}/{{number:int}}/disable")
def disable(request: Request, reader: BusinessSupport, number: int) -> Response:
    """Tell a receiver nothing more."""
    try:
        disable_receiver(site_of(request).context, number, f"It was disabled by {reader.title}.")
    except WebhookError:
        raise NotTheirs from None
    note_event(request, "webhook disabled", webhook=str(number))
    return RedirectResponse(f"{HERE}?done=disabled&number={number}", 303)


@router.post(f"{HERE}/{{number:int}}/enable")
def enable(request: Request, reader: BusinessSupport, number: int) -> Response:
    """Tell a receiver again of what happens from now on."""
    try:
        enable_receiver(site_of(request).context, number)
    except WebhookError as problem:
        if problem.field == "number":
            raise NotTheirs from None
        return _list(request, reader, problem=f"Receiver {number} cannot be enabled. {problem}")
    note_event(request, "webhook enabled", webhook=str(number))
    return RedirectResponse(f"{HERE}?done=enabled&number={number}", 303)


_SAID = {
    "disabled": "Receiver {number} is told nothing more.",
    "enabled": "Receiver {number} is told of what happens from now on.",
}


def _list(request: Request, reader: SignedIn, *, said: str = "", problem: str = "") -> Response:
    with reading(site_of(request).context.engine) as connection:
        found, counts = all_webhooks(connection), counts_of_deliveries(connection)
        directory = current_directory(connection).directory
    lines = [_line(one, counts.get(one.id, {}), directory) for one in found]
    return page(
        request,
        "webhooks.html",
        status=409 if problem else 200,
        errors=[{"text": problem, "href": "#receivers"}] if problem else [],
        lines=lines,
        said=said,
    )


def _line(one: Webhook, counts: Any, directory: Directory) -> ReceiverLine:
    if not one.enabled:
        when = f" {day_in_words(one.disabled_at)}" if one.disabled_at else ""
        how = f"Disabled{when}. {one.disabled_why or ''}".strip()
    elif one.failing_since:
        how = f"Has taken nothing since {day_in_words(one.failing_since)}. It is tried again."
    else:
        how = ""
    by = directory.title_of(one.made_by) if one.made_by in directory.people else "whoever runs the engine"
    return ReceiverLine(
        number=one.id,
        address=one.address,
        told_of=_told_of(one.agency, directory),
        events=tuple(EVENTS[name] for name in TYPES if name in one.events),
        enabled=one.enabled,
        how=how,
        made=f"{day_in_words(one.made_at)}, by {by}",
        delivered=counts.get(DELIVERED, 0),
        waiting=sum(counts.get(state, 0) for state in (QUEUED, SENDING, WAITING, REFUSED)),
    )


def _told_of(agency: str | None, directory: Directory) -> str:
    if agency is None:
        return "All cases, practice reviews too"
    known = directory.agencies.get(agency)
    return f"Disagreements of {known.name if known else agency}"


def _form(request: Request, reader: SignedIn, typed: Typed, wrong: dict[str, str] | None = None) -> Response:
    wrong = wrong or {}
    typed, unsent = with_kept_words(request, reader, typed)
    agencies = sorted(reader.directory.agencies.values(), key=lambda agency: agency.name)
    chosen = one(typed, "agency")
    choices: Sequence[dict[str, Any]] = [
        {"value": "", "text": "Choose", "selected": not chosen},
        {"value": ALL, "text": "All cases, practice reviews too", "selected": chosen == ALL},
        *(
            {"value": agency.code, "text": f"Disagreements of {agency.name}", "selected": chosen == agency.code}
            for agency in agencies
        ),
    ]
    wanted = several(typed, "events")
    first = f"events-{1}"
    return page(
        request,
        "webhook_new.html",
        status=CANNOT_STAND if wrong else 200,
        errors=[{"text": text, "href": f"#{first if name == 'events' else name}"} for name, text in wrong.items()],
        address=one(typed, "address"),
        agencies=choices,
        events=[
            {"value": name, "text": words, "checked": name in wanted, "id": f"events-{place}"}
            for place, (name, words) in enumerate(EVENTS.items(), 1)
        ],
        unsent=unsent,
        wrong=wrong,
    )


def _secret(request: Request, made: NewSecret, *, renewed: bool = False) -> Response:
    return page(request, "webhook_secret.html", made=made, renewed=renewed)
