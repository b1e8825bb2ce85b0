"""Addresses that can name nothing: they are answered before a store is asked for what it cannot hold."""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.access.csrf import OTHER_SYSTEMS
from web.access.faults import not_found

LARGEST_NUMBER = 2_147_483_647
"""What a column of numbers holds in PostgreSQL."""


class Addresses:
    """Answers an address that no page can have as one that no page has. The interface looks at its own addresses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"].startswith(OTHER_SYSTEMS) or can_name_something(scope["path"]):
            await self._app(scope, receive, send)
            return
        await not_found(Request(scope, receive))(scope, receive, send)


def can_name_something(path: str) -> bool:
    """Whether a path, decoded, has no character that PostgreSQL refuses, and no part that is too large a number."""
    return "\0" not in path and not any(_is_too_large(part) for part in path.split("/"))


def _is_too_large(part: str) -> bool:
    if not (part.isascii() and part.isdecimal()):
        return False
    digits = part.lstrip("0")
    # Python itself reads no number of thousands of digits.
    return len(digits) > len(str(LARGEST_NUMBER)) or int(digits or 0) > LARGEST_NUMBER
