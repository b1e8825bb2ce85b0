"""What is turned away before any page sees it: another host's name, and a body that no form of ours could have."""

from __future__ import annotations

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.access.csrf import OTHER_SYSTEMS
from web.api.problem import OTHER_HOST, Kind, Problem
from web.api.problem import TOO_LARGE as TOO_LARGE_A_BODY

BESIDE_A_DOCUMENT = 2_000_000
"""Bytes that a request may hold beside the largest document: its form, and all that any other form holds."""

ADDING_A_DOCUMENT = "/documents/add"
DOCUMENTS = "/documents"
"""How addresses end to which a document is posted: on the pages, and of the interface."""

READ_TO_ITS_END = 25
"""How many times the largest request one with too large a document may be, to be answered by its own form."""
CUT_OFF = "was_cut_off"
"""In the state of a request: its document was larger than any that is taken, and is not all there."""
TOO_LARGE = "This is too large to be taken. Go back, and make it smaller or split it."

ASKED_BY_MACHINES = ("/healthz", "/readyz", "/metrics")
"""Paths that a load balancer asks for by address, with no name of a host."""


def takes_documents(path: str) -> bool:
    """Whether a document may be posted to an address."""
    return path.endswith(ADDING_A_DOCUMENT) or (path.startswith(OTHER_SYSTEMS) and path.endswith(DOCUMENTS))


class TooLarge(Exception):
    """A body that went on for longer than it may."""


class Gate:
    """Turns away requests to unknown hosts (they would let a foreign page speak to this machine) and huge bodies.

    Of a document that is too large the rest is dropped as it comes, so that its form can say so: see `CUT_OFF`.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], largest_document: int, base_url: str) -> None:
        self._app = app
        self._hosts = hosts
        self._base_url = base_url
        self._largest = largest_document + BESIDE_A_DOCUMENT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["path"] not in ASKED_BY_MACHINES and _name(headers.get("host", "")) not in self._hosts:
            await self._turned_away(scope, OTHER_HOST, "There is nothing under this name.")(scope, receive, send)
            return
        length = headers.get("content-length", "0")
        boundary = _boundary(headers) if takes_documents(scope["path"]) else None
        most = self._largest * (READ_TO_ITS_END if boundary else 1)
        if not length.isdigit() or int(length) > most:
            await self._turned_away(scope, TOO_LARGE_A_BODY, TOO_LARGE)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            body: bytes = message.get("body", b"")
            seen += len(body)
            if seen <= self._largest:
                return message
            if boundary is None:
                raise TooLarge
            kept = body[: max(0, self._largest - (seen - len(body)))]
            # Its form says what is wrong, with everything that was typed: browsers show no answer before they have
            # sent all they have.
            while message.get("more_body"):
                message = await receive()
                seen += len(message.get("body", b""))
                if seen > most:
                    raise TooLarge
            if message["type"] != "http.request":
                return message
            scope.setdefault("state", {})[CUT_OFF] = True
            return {"type": "http.request", "body": kept + b"\r\n--" + boundary + b"--\r\n", "more_body": False}

        try:
            await self._app(scope, counted, send)
        except TooLarge:
            await self._turned_away(scope, TOO_LARGE_A_BODY, TOO_LARGE)(scope, receive, send)

    def _turned_away(self, scope: Scope, kind: Kind, words: str) -> Response:
        """The answer, for a person as words and for another system as a problem."""
        if scope["path"].startswith(OTHER_SYSTEMS):
            return Problem(kind, words).answer(self._base_url)
        return PlainTextResponse(words, kind.status)


def _boundary(headers: Headers) -> bytes | None:
    """What parts a form with files, if a request is one."""
    kind, options = parse_options_header(headers.get("content-type", ""))
    return options.get(b"boundary") if kind == b"multipart/form-data" else None


def _name(host: str) -> str:
    """A Host header without its port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()
