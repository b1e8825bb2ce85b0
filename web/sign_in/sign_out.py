"""One's session: until when it lasts, staying signed in, and signing out, here or everywhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import LONDON, day_in_words
from store.sessions import writing
from store.sign_in_links import forget_links_of
from store.web_sessions import end_session, end_sessions_of, was_seen
from web.access.cookies import SESSION, cookie, delete_cookie
from web.access.security_log import note_event
from web.pages import page
from web.reader import Reader
from web.site import site_of

router = APIRouter()
EVERYWHERE = "everywhere"


@router.get("/sign-out")
def ask_where(request: Request, reader: Reader) -> Response:
    """A page that says how long the session lasts, with a button to sign out here and one to sign out everywhere."""
    until = (reader.session.started_at + site_of(request).longest).astimezone(LONDON)
    return page(request, "sign_out.html", until=day_in_words(until.replace(second=0, microsecond=0)))


@router.post("/sign-out")
def sign_out(request: Request, reader: Reader, where: Annotated[str, Form()] = "") -> Response:
    """End this session, or every session of the person, links that are still under way included."""
    site = site_of(request)
    with writing(site.context.engine) as connection:
        end_session(connection, cookie(request, SESSION) or "")
        if where == EVERYWHERE:
            end_sessions_of(connection, reader.person.code)
            forget_links_of(connection, reader.person.code)
    note_event(request, "signed out", where=EVERYWHERE if where == EVERYWHERE else "here")
    response = RedirectResponse("/signed-out" + ("?from=everywhere" if where == EVERYWHERE else ""), 303)
    delete_cookie(response, site, SESSION)
    # What a browser still holds of our pages goes too: others may use it next.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.get("/signed-out")
def signed_out(request: Request) -> Response:
    """The page after that. Also where a page goes by itself when nobody has touched it for too long."""
    return page(request, "signed_out.html", everywhere=request.query_params.get("from") == EVERYWHERE)


@router.post("/still-here")
def still_here(request: Request, _reader: Reader) -> Response:
    """Note that the person is still there: what the warning's button asks for."""
    site = site_of(request)
    with writing(site.context.engine) as connection:
        was_seen(connection, cookie(request, SESSION) or "", site.real_now())
    return Response(status_code=204)
