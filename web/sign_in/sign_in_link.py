"""Signing in by a link that comes by e-mail: good once, not for long, where it was asked for or with its code."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from notifications.dates import LONDON
from states.decision import NoticeOwed
from store.directory import current_directory
from store.outbox import queue_once
from store.recording import notice_row
from store.sessions import reading, writing
from store.sign_in_links import SignInLink, keep_link, link_of, new_link_id, use_link, wrong_code
from web.access.cookies import VISITOR, cookie
from web.access.rate_limit import count_sign_in
from web.access.security_log import note_event
from web.pages import page
from web.sign_in.link_code import Asking, code_hash, typed_code, visitor_hash
from web.sign_in.second_factor import SECOND_FACTOR, ask_second_factor, is_half_in
from web.sign_in.signing_in import EMAIL_LINK, let_in, person_with_address
from web.site import Site, site_of
from workflows.notice_message import SIGN_IN
from workflows.secret import link_in

router = APIRouter()
EMAIL = "email"
WRONG, GONE = 422, 410
NO_CODE = "Enter the code of 6 digits that is shown where you asked for the link"


def send_link(site: Site, address: str, return_to: str, asking: Asking) -> None:
    """Put a link into the outbox for the person with this address; nothing happens if there is none."""
    day = site.now().astimezone(LONDON).date()
    with writing(site.context.engine) as connection:
        person = person_with_address(current_directory(connection), address, day)
        if person is not None:
            queue_link(connection, site, person.code, return_to, asking)


def queue_link(connection: Connection, site: Site, person: str, return_to: str, asking: Asking) -> None:
    """Put a link for a person (by code) into the outbox, bound to where it was asked for."""
    link, minutes = new_link_id(), site.settings.sign_in_link_minutes
    keep_link(
        connection,
        link,
        SignInLink(person, return_to, visitor_hash(site.secret, link, asking.visitor)),
        code_hash=code_hash(site.secret, link, asking.code(site.secret)),
        now=site.real_now(),
        good_for=timedelta(minutes=minutes),
    )
    owed = NoticeOwed(person, SIGN_IN, {"link": link, "minutes": str(minutes)})
    row = notice_row("", None, site.now(), owed, EMAIL) | {"key": f"{SIGN_IN}/{link}"}
    queue_once(connection, [row])


@router.get("/sign-in/link/{token}")
def show_link(request: Request, token: str) -> Response:
    """A page with a button, and the question for the code in any other browser than the one that asked.

    Opening the link alone uses nothing up: programs that look through mail open links too.
    """
    return _show(request, link_in(site_of(request).secret, token))


@router.post("/sign-in/link/{token}")
def follow_link(request: Request, token: str, code: Annotated[str, Form()] = "") -> Response:
    """Use the link up: from the browser that asked for it, or with the code. Its person goes on to the second step."""
    count_sign_in(request)
    site = site_of(request)
    link, typed, now = link_in(site.secret, token), typed_code(code), site.real_now()
    if link is None:
        return _gone(request)
    with writing(site.context.engine) as connection:
        hashed = code_hash(site.secret, link, typed) if typed else None
        used = use_link(connection, link, now, visitor_hash=_here(request, link), code_hash=hashed)
        left = wrong_code(connection, link, now) if used is None and typed else None
    if used is not None:
        if site.settings.second_factor:
            return ask_second_factor(request, used.person, used.return_to)
        return let_in(request, used.person, EMAIL_LINK, used.return_to, authenticated_at=now)
    if typed is None:
        return _show(request, link, NO_CODE)
    if left is None:
        return _gone(request)
    note_event(request, "sign-in refused", way=EMAIL_LINK, why="a wrong code")
    tries = "once more" if left == 1 else f"{left} more times"
    return _show(request, link, f"This is not the code for this link. You can try {tries}")


def _show(request: Request, link: str | None, wrong: str = "") -> Response:
    """The page of a link. `wrong` is what was wrong with the code that was typed."""
    site = site_of(request)
    with reading(site.context.engine) as connection:
        found = link_of(connection, link, site.real_now()) if link else None
        title = current_directory(connection).directory.title_of(found.person) if found else ""
    if link is None or found is None:
        return _gone(request)
    return page(
        request,
        "sign_in_link.html",
        status=WRONG if wrong else 200,
        title=title,
        here=found.visitor_hash == _here(request, link),
        errors=[{"text": wrong, "href": "#code"}] if wrong else [],
    )


def _here(request: Request, link: str) -> str:
    """What would be kept with a link that was asked for in this browser."""
    return visitor_hash(site_of(request).secret, link, cookie(request, VISITOR) or "")


def _gone(request: Request) -> Response:
    if is_half_in(request):
        # They have used it themselves, a moment ago.
        return RedirectResponse(SECOND_FACTOR, 303)
    if request.method == "POST":
        note_event(request, "sign-in refused", way=EMAIL_LINK, why="the link is used up, too old or none of ours")
    return page(request, "sign_in_link_gone.html", status=GONE)
