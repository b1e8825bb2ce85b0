"""What is turned away before any page sees it: another host's name, and a body that no form of ours could have."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 12 * 1024 * 1024
"""Bytes of the largest request: a document of ten megabytes with its form. A local default."""

ASKED_BY_MACHINES = ("/healthz", "/readyz", "/metrics")
"""Paths that a load balancer asks for by address, with no name of a host."""


class TooLarge(Exception):
    """A body that went on for longer than it may."""


class Gate:
    """Turns away requests to unknown hosts (they would let a foreign page speak to this machine) and huge bodies."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["path"] not in ASKED_BY_MACHINES and _name(headers.get("host", "")) not in self._hosts:
            await PlainTextResponse("There is nothing under this name.", 421)(scope, receive, send)
            return
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            await PlainTextResponse("This is too large to be taken.", 413)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > LARGEST_BODY:
                raise TooLarge
            return message

        try:
            await self._app(scope, counted, send)
        except TooLarge:
            await PlainTextResponse("This is too large to be taken.", 413)(scope, receive, send)


def _name(host: str) -> str:
    """A Host header without its port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()
