"""A route of the interface: who calls, and whether they may, is asked before anything that they sent is looked at."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.params import Form
from fastapi.routing import APIRoute
from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool

from web.access.gate import CUT_OFF
from web.api.callers import count_call, let_in, require_scope
from web.api.idempotency_key import key_of
from web.api.problem import NOT_A_FORM, NOT_JSON, TOO_LARGE, UNREADABLE, Problem
from web.site import site_of
from workflows.document_files import in_megabytes
from workflows.documents import MEGABYTE

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SCOPE = "x-scope"
"""Where an operation says which scope it needs; in the OpenAPI document too."""

MOST_FIELDS = 20
"""Fields of a form: more than any of ours has."""

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
        takes_form = self.body_field is not None and isinstance(self.body_field.field_info, Form)

        async def checked(request: Request) -> Response:
            request.state.caller = await run_in_threadpool(let_in, request)
            await run_in_threadpool(count_call, request)
            require_scope(request.state.caller, scope)
            if writes:
                request.state.idempotency_key = key_of(request)
                # Kept, so that it can be compared with that of an earlier request with the same key.
                if takes_form:
                    await _form(request)
                else:
                    request.state.sent = _json(request, await request.body()) if has_body else None
            return await handler(request)

        return checked


async def _form(request: Request) -> None:
    """Read a form with a document, which the handler then has. Problem if it is none, or is too large."""
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    # Other ways to write letters could hold some that no database keeps.
    if media_type != b"multipart/form-data" or options.get(b"charset", b"utf-8").lower() not in (b"utf-8", b"utf8"):
        raise Problem(
            NOT_A_FORM, "Send the document as multipart/form-data in UTF-8.", headers={"Accept": "multipart/form-data"}
        )
    form = await request.form(max_files=1, max_fields=MOST_FIELDS)
    if getattr(request.state, CUT_OFF, False):
        await form.close()
        largest = in_megabytes(site_of(request).settings.document_megabytes * MEGABYTE)
        raise Problem(TOO_LARGE, f"The largest document that is taken is {largest}: make it smaller, or split it.")


def _json(request: Request, body: bytes) -> Any:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Problem(NOT_JSON, "Send the body as application/json.", headers={"Accept": "application/json"})
    try:
        # Stricter than what reads it after this: half a character, say, could be kept in no database.
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Problem(UNREADABLE, "The body cannot be read as JSON in UTF-8.") from None
