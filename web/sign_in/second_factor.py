"""The second step after a link: the code of one's authenticator app, which is set up the first time.

A link alone opens nothing: it begins half a sign-in, and only the code makes it whole.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from store.authenticators import Authenticator, authenticator_of, set_up_authenticator, take_step
from store.directory import current_directory
from store.half_sign_ins import HalfSignIn, begin_half, end_half, half_of
from store.sessions import reading, writing
from web.access.cookies import HALF, cookie, delete_cookie, set_cookie
from web.access.rate_limit import SIGN_IN_WINDOW, count_try
from web.access.security_log import note_event
from web.pages import page
from web.sign_in.authenticator import app_address, app_secret, in_fours, picture_of, step_of_code
from web.sign_in.link_code import typed_code
from web.sign_in.signing_in import EMAIL_LINK, let_in
from web.site import Site, site_of

router = APIRouter()
SECOND_FACTOR = "/sign-in/second-factor"
GOOD_FOR = timedelta(minutes=10)
"""How long somebody may take for the second step: time enough to fetch an app. A local default."""

MOST_CODES = 10
"""Codes that one person may try in 15 minutes. A local default."""

WRONG, GONE = 422, 410
NO_CODE = "Enter the 6 digits that your app shows now"
NOT_THE_CODE = "These are not the digits that your app shows now. Wait for new ones, and enter them"
USED = "These digits were used already. Wait for new ones, and enter them"
SET_UP_ELSEWHERE = "You have set up an app in another window already. Enter the 6 digits that it shows now"


def ask_second_factor(request: Request, person: str, return_to: str) -> Response:
    """Begin half a sign-in of a person (by code) who has followed a link, and lead on to the second step."""
    site = site_of(request)
    with writing(site.context.engine) as connection:
        token = begin_half(connection, person, return_to, site.real_now() + GOOD_FOR)
    response = RedirectResponse(SECOND_FACTOR, 303)
    set_cookie(response, site, HALF, token)
    return response


def is_half_in(request: Request) -> bool:
    """Whether this browser has a second step to take."""
    site = site_of(request)
    with reading(site.context.engine) as connection:
        return half_of(connection, cookie(request, HALF) or "", site.real_now()) is not None


@router.get(SECOND_FACTOR)
def show_second_factor(request: Request) -> Response:
    """The question for the code; for whoever has no app yet, how to set one up."""
    site = site_of(request)
    with reading(site.context.engine) as connection:
        half = half_of(connection, cookie(request, HALF) or "", site.real_now())
        authenticator = authenticator_of(connection, half.person) if half else None
    return _show(request, half, authenticator) if half else _gone(request)


@router.post(SECOND_FACTOR)
def take_code(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Sign in whoever gives the code of their app, or of the one that they have just set up."""
    site, token = site_of(request), cookie(request, HALF) or ""
    now, typed = site.real_now(), typed_code(code)
    with reading(site.context.engine) as connection:
        half = half_of(connection, token, now)
        authenticator = authenticator_of(connection, half.person) if half else None
    if half is None:
        return _gone(request)
    if typed is None:
        return _show(request, half, authenticator, NO_CODE)
    count_try(request, "code of an app", half.person, MOST_CODES, SIGN_IN_WINDOW)
    step = step_of_code(_app(site, half, authenticator), typed, now)
    if step is None:
        note_event(request, "sign-in refused", half.person, way=EMAIL_LINK, why="a wrong code of the app")
        return _show(request, half, authenticator, NOT_THE_CODE)
    with writing(site.context.engine) as connection:
        if authenticator is None:
            taken = set_up_authenticator(connection, half.person, half.salt, step, now)
        else:
            taken = take_step(connection, half.person, authenticator.salt, step)
        whole = taken and end_half(connection, token)
        authenticator_now = authenticator_of(connection, half.person)
    if not taken:
        note_event(request, "sign-in refused", half.person, way=EMAIL_LINK, why="a code of the app that was used")
        return _show(request, half, authenticator_now, USED if authenticator else SET_UP_ELSEWHERE)
    if authenticator is None:
        note_event(request, "second factor set up", half.person)
    if not whole:
        return _gone(request)
    response = let_in(request, half.person, EMAIL_LINK, half.return_to, authenticated_at=now)
    delete_cookie(response, site, HALF)
    return response


def _app(site: Site, half: HalfSignIn, authenticator: Authenticator | None) -> str:
    return app_secret(site.secret, half.person, authenticator.salt if authenticator else half.salt)


def _show(request: Request, half: HalfSignIn, authenticator: Authenticator | None, wrong: str = "") -> Response:
    site = site_of(request)
    with reading(site.context.engine) as connection:
        title = current_directory(connection).directory.title_of(half.person)
    app = _app(site, half, authenticator)
    address = app_address(app, title)
    return page(
        request,
        "second_factor.html",
        status=WRONG if wrong else 200,
        title=title,
        offered=None
        if authenticator
        else {"address": address, "picture": picture_of(address), "secret": in_fours(app)},
        errors=[{"text": wrong, "href": "#code"}] if wrong else [],
    )


def _gone(request: Request) -> Response:
    note_event(request, "sign-in refused", way=EMAIL_LINK, why="there was no second step to take, or it was too late")
    return page(request, "sign_in_link_gone.html", status=GONE)
