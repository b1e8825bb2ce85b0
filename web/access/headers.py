"""What every answer tells the browser: nothing from elsewhere, nothing inline, nothing kept, nobody told."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = "/static/"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

FILE_POLICY = (
    "default-src 'none'; sandbox; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""Of what somebody else has made: even in a browser that shows it, it may do nothing."""

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}

ONE_YEAR = 31_536_000


class SecurityHeaders:
    """Puts the headers on every answer.

    An answer that sets `Cache-Control` itself keeps its own. So does a file that is given out, whose policy is
    `FILE_POLICY`: no other one is let through.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._always = dict(ALWAYS)
        if https:
            self._always["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_file = headers.get("content-security-policy") == FILE_POLICY
                for name, value in self._always.items():
                    headers[name] = value
                if is_file:
                    headers["Content-Security-Policy"] = FILE_POLICY
                if scope["path"].startswith(STATIC) and message["status"] in (200, 304):
                    # Each address carries the version of the assets, so what is behind it never changes.
                    headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
                else:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)
