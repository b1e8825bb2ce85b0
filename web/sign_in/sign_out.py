"""One's session: until when it lasts, staying signed in, and signing out, here or everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import LONDON, day_in_words
from store.sessions import reading, writing
from store.sign_in_links import forget_links_of
from store.web_sessions import (
    WebSession,
    end_session,
    end_session_of,
    end_sessions_of,
    hash_of,
    sessions_of,
    was_seen,
)
from web.access.cookies import SESSION, cookie, delete_cookie
from web.access.security_log import note_event
from web.pages import page
from web.reader import Reader, SignedIn
from web.sign_in.return_to import local_path
from web.sign_in.signing_in import CHOSEN_ROLE, EMAIL_LINK, OPENID_CONNECT
from web.site import site_of
from workflows.secret import keyed_hash

router = APIRouter()
HERE, EVERYWHERE = "here", "everywhere"
RECENT = timedelta(minutes=10)
"""How lately somebody must have shown who they are to end sessions elsewhere: whoever finds a browser open must not
put its owner out of all others. A local default."""

WAYS = {EMAIL_LINK: "By a link in an e-mail", OPENID_CONNECT: "With your agency", CHOSEN_ROLE: "By choosing a role"}
"""The ways to sign in, in words."""


@dataclass(frozen=True)
class SessionLine:
    """A session as its person sees it. `where` is what the form sends to end it; empty for the one that they are in."""

    way: str
    since: str
    last_seen: str
    where: str


@router.get("/sign-out")
def ask_where(request: Request, reader: Reader, ended: str = "", again: str = "") -> Response:
    """A page that says how long the session lasts and which others there are, with a button to end each, and all.

    The buttons are there for whoever has signed in lately; for others the way to sign in again. `again` says that
    something was asked for without.
    """
    until = (reader.session.started_at + site_of(request).longest).astimezone(LONDON)
    own = hash_of(cookie(request, SESSION) or "")
    lines = [
        SessionLine(
            way=WAYS.get(session.way, "In some other way"),
            since=_to_the_minute(session.started_at),
            last_seen=_to_the_minute(session.last_seen_at),
            where="" if known == own else _mark(request, known),
        )
        for known, session in _open_sessions(request, reader).items()
    ]
    return page(
        request,
        "sign_out.html",
        until=_to_the_minute(until),
        sessions=lines,
        ended=bool(ended),
        recent=is_recent(request, reader),
        minutes=int(RECENT.total_seconds() // 60),
        again=bool(again),
        has_app=reader.session.way == EMAIL_LINK and site_of(request).settings.second_factor,
    )


@router.post("/sign-out")
def sign_out(request: Request, reader: Reader, where: Annotated[str, Form()] = HERE) -> Response:
    """End this session, another one of the person, or every one, links that are still under way included.

    For all but this one they have to have signed in lately.
    """
    site, person = site_of(request), reader.person.code
    if where != HERE and not is_recent(request, reader):
        note_event(request, "not signed in lately", what="ending sessions elsewhere")
        return RedirectResponse("/sign-out?again=1", 303)
    if where not in (HERE, EVERYWHERE):
        return _end_another(request, reader, where)
    with writing(site.context.engine) as connection:
        end_session(connection, cookie(request, SESSION) or "")
        if where == EVERYWHERE:
            end_sessions_of(connection, person)
            forget_links_of(connection, person)
    note_event(request, "signed out", where=where)
    response = RedirectResponse("/signed-out" + ("?from=everywhere" if where == EVERYWHERE else ""), 303)
    delete_cookie(response, site, SESSION)
    # What a browser still holds of our pages goes too: others may use it next.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _end_another(request: Request, reader: SignedIn, where: str) -> Response:
    """End the session that a mark means. Nothing happens if there is none, because it is over by itself, say."""
    for known in _open_sessions(request, reader):
        if _mark(request, known) == where:
            with writing(site_of(request).context.engine) as connection:
                end_session_of(connection, reader.person.code, known)
            note_event(request, "signed out", where="in another session")
    return RedirectResponse("/sign-out?ended=1", 303)


def is_recent(request: Request, reader: SignedIn) -> bool:
    """Whether the reader has shown lately who they are."""
    return reader.session.is_recent(site_of(request).real_now(), RECENT)


def _open_sessions(request: Request, reader: SignedIn) -> dict[str, WebSession]:
    """The person's sessions that have not ended, by what is kept of their tokens."""
    site = site_of(request)
    with reading(site.context.engine) as connection:
        found = sessions_of(connection, reader.person.code)
    now = site.real_now()
    return {known: one for known, one in found.items() if not one.has_ended(now, site.idle, site.longest)}


def _mark(request: Request, known: str) -> str:
    """What a page calls a session: nothing by which it could be used."""
    return keyed_hash(site_of(request).secret, "session on a page", known)


def _to_the_minute(at: datetime) -> str:
    return day_in_words(at.astimezone(LONDON).replace(second=0, microsecond=0))


@router.get("/signed-out")
def signed_out(request: Request) -> Response:
    """The page after that. Also where a page goes by itself when nobody has touched it for too long.

    `next` in the address is where they were.
    """
    everywhere, wanted = request.query_params.get("from") == EVERYWHERE, local_path(request.query_params.get("next"))
    return page(request, "signed_out.html", everywhere=everywhere, next=wanted)


@router.post("/still-here")
def still_here(request: Request, _reader: Reader) -> Response:
    """Note that the person is still there: what the warning's button asks for."""
    site = site_of(request)
    with writing(site.context.engine) as connection:
        was_seen(connection, cookie(request, SESSION) or "", site.real_now())
    return Response(status_code=204)
