"""Letting somebody in, whichever way they came: a new session, and nothing of what the browser held before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from states.directory import Person
from store.directory import StoredDirectory
from store.half_sign_ins import forget_halves
from store.sessions import writing
from store.sign_in_attempts import forget_attempts
from store.sign_in_links import forget_links
from store.tries import forget_tries
from store.unsent import forget_old_unsent
from store.web_sessions import end_session, forget_sessions, start_session
from web.access.cookies import SESSION, VISITOR, cookie, delete_cookie, set_cookie
from web.access.security_log import note_event
from web.site import Site, site_of

EMAIL_LINK, OPENID_CONNECT, CHOSEN_ROLE = "email_link", "openid_connect", "chosen_role"
"""The ways to sign in, as sessions have them."""

A_DAY = timedelta(days=1)
KEPT_UNSENT = timedelta(days=14)
"""How long what was typed into a form and never sent is kept: over a fortnight's leave. A local default."""


def let_in(request: Request, person: str, way: str, return_to: str, *, authenticated_at: datetime | None) -> Response:
    """Begin a session of a person (by code) and go on to a page. An earlier session of this browser ends.

    `authenticated_at` is when they showed who they are (UTC): just now, but for a provider that knew them already.
    The token is always a new one: what a browser held before it signed in, whoever gave it, opens nothing.
    """
    site, now = site_of(request), site_of(request).real_now()
    before = cookie(request, SESSION)
    with writing(site.context.engine) as connection:
        if before is not None:
            end_session(connection, before)
        token = start_session(connection, person, way, now, authenticated_at=authenticated_at)
        _forget_what_is_over(connection, site)
    note_event(request, "signed in", person, way=way)
    response = RedirectResponse(return_to, 303)
    set_cookie(response, site, SESSION, token)
    delete_cookie(response, site, VISITOR)
    return response


def person_with_address(stored: StoredDirectory, address: str, day: date) -> Person | None:
    """The person in post with an e-mail address; None if there is none, or more than one who could be meant."""
    wanted = address.strip().lower()
    found = [
        person
        for code, contact in stored.contacts.items()
        if contact.email and contact.email.lower() == wanted and (person := stored.directory.in_post(code, day))
    ]
    return found[0] if len(found) == 1 else None


def _forget_what_is_over(connection: Connection, site: Site) -> None:
    now = site.real_now()
    forget_sessions(connection, now - site.longest)
    forget_links(connection, now - A_DAY)
    forget_halves(connection, now)
    forget_attempts(connection, now - A_DAY)
    forget_tries(connection, now - A_DAY)
    forget_old_unsent(connection, now - KEPT_UNSENT)
