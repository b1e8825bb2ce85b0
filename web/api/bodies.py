"""Bodies of requests to the interface: read whole before anything else, up to a size that no form of ours exceeds.

But for documents, which are read in parts once it is known who sends them: see `web.access.gate`.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.access.gate import takes_documents
from web.api.problem import TOO_LARGE, Problem

LARGEST_BODY = 1024 * 1024
"""Bytes: a rapid review with every answer at its longest stays under it. A local default."""


class WholeBodies:
    """Reads a request's body whole; one that is too large is answered without reading on."""

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self._app = app
        self._base_url = base_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or turn it away."""
        if scope["type"] != "http" or (scope["method"] == "POST" and takes_documents(scope["path"])):
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        body = b"" if length.isdecimal() and int(length) <= LARGEST_BODY else None
        more = True
        while body is not None and more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > LARGEST_BODY:
                body = None
        if body is None:
            problem = Problem(TOO_LARGE, f"Send no more than {LARGEST_BODY:,} bytes.")
            await problem.answer(self._base_url)(scope, receive, send)
            return
        await self._app(scope, _giving(body, receive), send)


def _giving(body: bytes, receive: Receive) -> Receive:
    given = False

    async def whole() -> Message:
        nonlocal given
        if given:
            # Whoever asks on wants to know whether the other side has gone.
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return whole
