"""Signing in by a link that comes by e-mail: good once, and not for long."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from notifications.dates import LONDON
from states.decision import NoticeOwed
from store.directory import current_directory
from store.outbox import queue_once
from store.recording import notice_row
from store.sessions import reading, writing
from store.sign_in_links import link_of, new_link, use_link
from web.access.rate_limit import count_sign_in
from web.access.security_log import note_event
from web.pages import page
from web.sign_in.signing_in import EMAIL_LINK, let_in, person_with_address
from web.site import Site, site_of
from workflows.notice_message import SIGN_IN
from workflows.secret import link_in

router = APIRouter()
EMAIL = "email"
GONE = 410


def send_link(site: Site, address: str, return_to: str) -> None:
    """Put a link into the outbox for the person with this address; nothing happens if there is none."""
    day = site.now().astimezone(LONDON).date()
    minutes = site.settings.sign_in_link_minutes
    with writing(site.context.engine) as connection:
        person = person_with_address(current_directory(connection), address, day)
        if person is None:
            return
        link = new_link(connection, person.code, return_to, site.real_now(), timedelta(minutes=minutes))
        owed = NoticeOwed(person.code, SIGN_IN, {"link": link, "minutes": str(minutes)})
        row = notice_row("", None, site.now(), owed, EMAIL) | {"key": f"{SIGN_IN}/{link}"}
        queue_once(connection, [row])


@router.get("/sign-in/link/{token}")
def show_link(request: Request, token: str) -> Response:
    """A page with a button. Opening the link alone uses nothing up: programs that look through mail open links too."""
    site = site_of(request)
    link = link_in(site.secret, token)
    with reading(site.context.engine) as connection:
        found = link_of(connection, link, site.real_now()) if link else None
        title = current_directory(connection).directory.title_of(found.person) if found else ""
    if found is None:
        return page(request, "sign_in_link_gone.html", status=GONE)
    return page(request, "sign_in_link.html", title=title)


@router.post("/sign-in/link/{token}")
def follow_link(request: Request, token: str) -> Response:
    """Use the link up, and sign its person in."""
    count_sign_in(request)
    site = site_of(request)
    link = link_in(site.secret, token)
    with writing(site.context.engine) as connection:
        used = use_link(connection, link, site.real_now()) if link else None
    if used is None:
        note_event(request, "sign-in refused", way=EMAIL_LINK, why="the link is used up, too old or none of ours")
        return page(request, "sign_in_link_gone.html", status=GONE)
    return let_in(request, used.person, EMAIL_LINK, used.return_to)
