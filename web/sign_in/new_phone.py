"""A new phone: whoever signs in by links takes their authenticator app off, and sets it up when they next sign in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from store.directory_history import Author
from store.sessions import writing
from store.signing_in_anew import let_sign_in_anew
from web.access.cookies import SESSION, delete_cookie
from web.access.security_log import note_event
from web.reader import Reader
from web.sign_in.sign_out import is_recent
from web.site import site_of

router = APIRouter()


@router.post("/sign-in/new-phone")
def take_app_off(request: Request, reader: Reader) -> Response:
    """Take the app off and sign out everywhere, for whoever has signed in lately: with the app that they have."""
    site, person = site_of(request), reader.person.code
    if not is_recent(request, reader):
        note_event(request, "not signed in lately", what="taking the app off")
        return RedirectResponse("/sign-out?again=1", 303)
    with writing(site.context.engine) as connection:
        let_sign_in_anew(connection, [person], Author(person, site.now()))
    note_event(request, "may sign in anew", of=person)
    response = RedirectResponse("/signed-out?from=everywhere", 303)
    delete_cookie(response, site, SESSION)
    return response
