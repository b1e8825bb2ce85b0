"""Errors of the interface, each as problem details: no page, no traceback, and nothing of what was sent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from procedures.fault import ProcedureError
from states.open_actions import ACTIONS
from store.narrative_keys import KeyMissing
from web.access.security_log import note_event
from web.api.problem import (
    CANNOT_STAND,
    FAULT,
    NO_SUCH_METHOD,
    NO_TOKEN,
    NOT_NOW,
    OUT_OF_SCOPE,
    TOO_OFTEN,
    UNREADABLE,
    FieldProblem,
    Problem,
    nothing_here,
)
from web.site import site_of

LOG = logging.getLogger("goldenthread.web")
KEPT_IN_THE_LOG = frozenset({NO_TOKEN, OUT_OF_SCOPE, TOO_OFTEN})
"""Kinds of problems that whoever looks for attacks wants to see."""

NOT_FOUND, METHOD_NOT_ALLOWED = 404, 405


def answer_problems(app: FastAPI) -> None:
    """Give the interface problem details for everything that can go wrong in it."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _cannot_stand)
    app.add_exception_handler(KeyMissing, _key_missing)
    app.add_exception_handler(ProcedureError, _no_rules)


def fault_answer(request: Request, number: str) -> Response:
    """The answer to a fault of ours, with its number in the log."""
    problem = Problem(FAULT, f"Nothing half done was kept. Tell the business support team the number {number}.")
    return problem.answer(site_of(request).settings.base_url, number)


def _problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)  # noqa: S101 - that is what it is registered for
    caller = getattr(request.state, "caller", None)
    # What is not there for somebody with a token may be what is not theirs.
    if problem.kind in KEPT_IN_THE_LOG or (problem.kind.status == NOT_FOUND and caller):
        token = {"token": str(caller.token.id)} if caller else {}
        note_event(request, f"interface: {problem.kind.name}", caller.code if caller else None, **token)
    return problem.answer(site_of(request).settings.base_url)


def _http(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else NOT_FOUND
    if status == METHOD_NOT_ALLOWED:
        allowed = ", ".join(_methods(request))
        found = Problem(NO_SUCH_METHOD, f"This takes {allowed}.", headers={"Allow": allowed})
    elif status == NOT_FOUND:
        found = nothing_here()
    else:
        found = Problem(UNREADABLE, "The request cannot be read.")
    return _problem(request, found)


def _methods(request: Request) -> Sequence[str]:
    """The methods that an address takes, whichever of its operations have them."""
    found: set[str] = set()
    for route in request.app.state.operations:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods
    return sorted(found)


def _cannot_stand(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)  # noqa: S101 - as above
    errors = problem.errors()
    if any(error["loc"][:1] == ("path",) for error in errors):
        # A part of the address that cannot be read names nothing.
        return _problem(request, nothing_here())
    fields = [FieldProblem(pointer=_pointer(error["loc"]), detail=_words(error)) for error in errors]
    detail = f"{len(fields)} fields cannot stand as they are." if len(fields) > 1 else fields[0].detail
    return _problem(request, Problem(CANNOT_STAND, detail, errors=fields))


def _pointer(place: Sequence[Any]) -> str:
    """Where a field is: a JSON Pointer into the body, or a parameter's name after a #."""
    where, *parts = place
    if where != "body":
        return f"#{'/'.join(map(str, parts))}"
    if len(parts) > 1 and parts[0] == "action" and parts[1] in ACTIONS:
        # The kind of action is no step of the way: it says which of the kinds the error is about.
        del parts[1]
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def _words(error: dict[str, Any]) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].upper() + message[1:]


def _key_missing(request: Request, problem: Exception) -> Response:
    # The words are for whoever keeps the keys: they name the file, the key's id and the command.
    LOG.error("%s %s: %s", request.method, getattr(request.scope.get("route"), "path", "the interface"), problem)
    detail = "A key to what people wrote is missing. Nothing was kept. Tell the business support team, and try again."
    return _problem(request, Problem(NOT_NOW, detail))


def _no_rules(request: Request, problem: Exception) -> Response:
    # The words are for whoever keeps the procedure: they name the file, the line and what was expected.
    LOG.error("%s %s: %s", request.method, getattr(request.scope.get("route"), "path", "the interface"), problem)
    detail = "The procedure cannot be read. Nothing was kept. Tell the business support team, and try again."
    return _problem(request, Problem(NOT_NOW, detail))
