"""Letting a person of the directory sign in anew: business support lets go what their sign-ins have bound."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from store.directory_history import Author
from store.sessions import writing
from store.signing_in_anew import let_sign_in_anew
from web.access.security_log import note_event
from web.directory.directory_person import person_coded
from web.reader import BusinessSupport, NotTheirs
from web.site import site_of

router = APIRouter()


@router.post("/directory/people/{code}/sign-in-anew")
def let_in_anew(request: Request, reader: BusinessSupport, code: str) -> Response:
    """End the person's sessions and links and take their app off: the next to sign in is taken for them.

    NotTheirs for one's own post: whoever finds the browser open must not get rid of its owner's second factor.
    """
    site, person = site_of(request), person_coded(reader, code)
    if code == reader.person.code:
        raise NotTheirs
    with writing(site.context.engine) as connection:
        let_sign_in_anew(connection, [person.code], Author(reader.person.code, site.now()))
    note_event(request, "may sign in anew", of=person.code)
    return RedirectResponse(f"/directory/people/{code}?done=anew", 303)
