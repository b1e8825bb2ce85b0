"""Letting a person of the directory sign in anew: business support loosens what the first sign-in bound."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from store.directory_history import Author
from store.provider_subjects import let_sign_in_anew
from store.sessions import writing
from web.access.security_log import note_event
from web.directory.directory_person import person_coded
from web.reader import BusinessSupport
from web.site import site_of

router = APIRouter()


@router.post("/directory/people/{code}/sign-in-anew")
def let_in_anew(request: Request, reader: BusinessSupport, code: str) -> Response:
    """End the person's sessions and links, and let whoever their provider next vouches for be bound to them."""
    site, person = site_of(request), person_coded(reader, code)
    with writing(site.context.engine) as connection:
        let_sign_in_anew(connection, [person.code], Author(reader.person.code, site.now()))
    note_event(request, "may sign in anew", of=person.code)
    return RedirectResponse(f"/directory/people/{code}?done=anew", 303)
