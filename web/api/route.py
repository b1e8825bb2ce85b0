"""A route of the interface: who calls, and whether they may, is asked before anything that they sent is looked at."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from web.api.callers import count_call, let_in, require_scope
from web.api.idempotency_key import key_of
from web.api.problem import NOT_JSON, UNREADABLE, Problem

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SCOPE = "x-scope"
"""Where an operation says which scope it needs; in the OpenAPI document too."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def needs(scope: str) -> dict[str, Any]:
    """What an operation's `openapi_extra` is: the scope that it needs."""
    return {SCOPE: scope}


class ApiRoute(APIRoute):
    """An operation. One with no scope is open to every token."""

    def get_route_handler(self) -> Handler:
        """The handler, behind the token, its scope, the idempotency key and the type of the body, in this order."""
        handler = super().get_route_handler()
        scope = (self.openapi_extra or {}).get(SCOPE)
        writes = bool((self.methods or set()) & WRITES)
        has_body = self.body_field is not None

        async def checked(request: Request) -> Response:
            request.state.caller = await run_in_threadpool(let_in, request)
            await run_in_threadpool(count_call, request)
            require_scope(request.state.caller, scope)
            if writes:
                request.state.idempotency_key = key_of(request)
                # Kept, so that it can be compared with that of an earlier request with the same key.
                request.state.sent = _json(request, await request.body()) if has_body else None
            return await handler(request)

        return checked


def _json(request: Request, body: bytes) -> Any:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Problem(NOT_JSON, "Send the body as application/json.", headers={"Accept": "application/json"})
    try:
        # Stricter than what reads it after this: half a character, say, could be kept in no database.
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Problem(UNREADABLE, "The body cannot be read as JSON in UTF-8.") from None
