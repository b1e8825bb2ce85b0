"""Errors as people meet them: a page in plain words that says what to do, and nothing of what is behind it."""

from __future__ import annotations

import logging
import math
import re
import secrets
import traceback
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from procedures.fault import ProcedureError
from store.drafts import DraftUnreadable
from store.narrative_keys import KeyMissing
from web.access.cookies import SESSION, delete_cookie
from web.access.csrf import FIELD, Forged
from web.access.rate_limit import TooOften
from web.access.security_log import note_event
from web.forms.posted_form import VERSION, typed_form
from web.pages import environment, page
from web.reader import NoSuchDraft, NotTheirs, SignInNeeded
from web.sign_in.return_to import START, local_path
from web.site import site_of

LOG = logging.getLogger("goldenthread.web")

SIGNED_OUT, NOT_ALLOWED, NOT_FOUND, CANNOT_BE_READ, NOT_NOW = 401, 403, 404, 422, 503
A_CHOICE = re.compile(r"[a-z0-9_-]{0,40}")
"""What stands for a choice or a number in a form. What people type has spaces, capitals or other marks, or is long."""


def answer_faults(app: FastAPI) -> None:
    """Give an application our pages for everything that can go wrong in it."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(NotTheirs, _not_found)
    app.add_exception_handler(Forged, _forged)
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(TooOften, _too_often)
    app.add_exception_handler(KeyMissing, _key_missing)
    app.add_exception_handler(ProcedureError, _no_rules)


def not_found(request: Request) -> Response:
    """The page for what does not exist, or is not this reader's: the two cannot be told apart."""
    return page(request, "error_not_found.html", status=NOT_FOUND)


def _http(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else NOT_FOUND
    if status in (NOT_FOUND, 405):
        return not_found(request)
    return page(request, "error_unreadable.html", status=status)


async def _not_found(request: Request, problem: Exception) -> Response:
    note_event(request, "not theirs")
    if isinstance(problem, NoSuchDraft):
        return page(request, "error_no_draft.html", status=NOT_FOUND, **await _written(request))
    return not_found(request)


def _unreadable(request: Request, problem: Exception) -> Response:
    # A part of the address that cannot be read names nothing: there is no such page.
    places = {str(error["loc"][0]) for error in problem.errors()} if isinstance(problem, RequestValidationError) else ()
    if "path" in places:
        return not_found(request)
    return page(request, "error_unreadable.html", status=CANNOT_BE_READ)


async def _forged(request: Request, _problem: Exception) -> Response:
    """What was written is given back where the browser itself vouches that it came from a page of ours."""
    note_event(request, "forged form")
    ours = request.headers.get("sec-fetch-site") == "same-origin"
    # Whoever only wants to sign in begins anew: there is nothing to send after it.
    written = await _written(request) if ours and not request.url.path.startswith("/sign-in") else {}
    return page(request, "error_forged.html", status=NOT_ALLOWED, **written)


async def _too_often(request: Request, problem: Exception) -> Response:
    if not isinstance(problem, TooOften):
        raise problem
    note_event(request, "too often", what=problem.kind)
    told = {"wait": problem.in_words, "kind": problem.kind, **await _written(request)}
    answer = page(request, "error_too_often.html", status=429, **told)
    answer.headers["Retry-After"] = str(math.ceil(problem.wait.total_seconds()))
    return answer


async def _key_missing(request: Request, problem: Exception) -> Response:
    """A page that gives back what was typed, to be sent again: with no key it can be kept nowhere else."""
    # The words are for whoever keeps the keys: they name the file, the key's id and the command.
    LOG.error("%s %s: %s", request.method, _route(request), problem)
    return page(
        request,
        "error_key_missing.html",
        status=NOT_NOW,
        key=problem.key if isinstance(problem, KeyMissing) else None,
        draft=isinstance(problem, DraftUnreadable),
        **await _given_back(request),
    )


async def _no_rules(request: Request, problem: Exception) -> Response:
    """The page where rules that are needed cannot be used: a slip in the partnership's own files, most often."""
    # The words are for whoever keeps the procedure: they name the file, the line and what was expected.
    LOG.error("%s %s: %s", request.method, _route(request), problem)
    return page(request, "error_rules.html", status=NOT_NOW, **await _given_back(request))


async def _given_back(request: Request) -> dict[str, Any]:
    """What was sent, for the page that gives it back to be sent again; nothing where a page was only asked for."""
    sent = request.method == "POST"
    posted = await typed_form(request) if sent else {}
    typed = [
        (name, text)
        for name, given in posted.items()
        if name != FIELD
        for text in ([given] if isinstance(given, str) else given)
    ]
    return {
        "sent": sent,
        "again": _here(request),
        "typed": typed,
        "written": [text for _, text in typed if not A_CHOICE.fullmatch(text)],
    }


async def _written(request: Request) -> dict[str, Any]:
    """What was sent, if somebody typed in it or chose more than one thing: one choice alone is quickly made again."""
    given = await _given_back(request)
    chosen = [text for name, text in given["typed"] if text and name != VERSION]
    return given if given["written"] or len(chosen) > 1 else {}


def _route(request: Request) -> str:
    """The address of a page as its code has it, without what was asked for in particular."""
    return str(getattr(request.scope.get("route"), "path", "a page"))


def _here(request: Request) -> str:
    """The address that was asked for, on this host."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


async def _sign_in(request: Request, problem: Exception) -> Response:
    """To the sign-in page, and from there back to where they wanted to go. What somebody wrote is given back first."""
    ended = isinstance(problem, SignInNeeded) and problem.ended
    if ended:
        note_event(request, "session over")
    written = await _written(request)
    response: Response = (
        page(request, "error_signed_out.html", status=SIGNED_OUT, **written)
        if written
        else RedirectResponse(_sign_in_address(request, ended=ended), 303)
    )
    if ended:
        delete_cookie(response, site_of(request), SESSION)
    return response


def _sign_in_address(request: Request, *, ended: bool) -> str:
    wanted = local_path(_here(request)) if request.method == "GET" else START
    query = {name: value for name, value in (("next", wanted), ("ended", "1" if ended else "")) if value}
    if query.get("next") == START:
        del query["next"]
    return "/sign-in" + (f"?{urlencode(query)}" if query else "")


class Unforeseen:
    """Answers a fault of ours with a page, and keeps where it happened: never the error's own words, which may quote.

    The number on the page is the one in the log.
    """

    def __init__(self, app: ASGIApp, answer: Callable[[Request, str], Response] | None = None) -> None:
        """`answer` makes the answer from the request and the number; the page for such a fault if None."""
        self._app = app
        self._answer = answer or unforeseen_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noticing(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except Exception as problem:  # noqa: BLE001 - whatever it is, no traceback reaches a person
            number = _keep(problem)
            if begun:
                return
            request = Request(scope)
            # Not through the usual page: what it reads from the store may be what has failed.
            await self._answer(request, number)(scope, receive, send)


def unforeseen_page(request: Request, number: str) -> Response:
    """The page for a fault of ours, made without the store."""
    site = site_of(request)
    words = environment().get_template("error_unforeseen.html")
    text = words.render(reader=None, settings=site.settings, navigation=[], assets=site.assets, number=number)
    return HTMLResponse(text, 500)


def _keep(problem: Exception) -> str:
    """Write where a fault happened to the log, without its words. Returns the number that the page shows."""
    number = secrets.token_hex(4)
    frames = traceback.extract_tb(problem.__traceback__)
    where = " <- ".join(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in reversed(frames))
    LOG.error("fault %s: %s at %s", number, type(problem).__name__, where)
    return number
