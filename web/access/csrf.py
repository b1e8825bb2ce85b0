"""Forms that other sites made up are refused: each of ours carries a token that only this browser's cookie can make.

Each is made from the cookie, so nothing has to be stored, and a new sign-in makes all earlier ones worthless.
"""

from __future__ import annotations

import hmac
import secrets

from fastapi import Request, Response

from store.web_sessions import hash_of
from web.access.cookies import SESSION, VISITOR, cookie, set_cookie
from web.site import site_of
from workflows.secret import keyed_hash

FIELD = "form_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OTHER_SYSTEMS = "/api/"
"""Where other systems call with a token of their own. No cookie counts there, so no other site can use one."""


class Forged(Exception):
    """A form that was not made for this browser, or was made before its person signed in or out."""


def form_token(request: Request) -> str:
    """The token for a form on a page for this request. `keep_visitor` must then be called with the response."""
    return keyed_hash(site_of(request).secret, "form", hash_of(_browser(request) or visitor(request)))


def visitor(request: Request) -> str:
    """The token of the browser in which nobody is signed in: the one it has, or a new one."""
    known = cookie(request, VISITOR) or getattr(request.state, "new_visitor", None)
    if known is None:
        known = request.state.new_visitor = secrets.token_urlsafe(32)
    return str(known)


def keep_visitor(request: Request, response: Response) -> None:
    """Give the browser its visitor's cookie, if a form on the page needs it."""
    made = getattr(request.state, "new_visitor", None)
    if made is not None:
        set_cookie(response, site_of(request), VISITOR, made)


async def refuse_forgery(request: Request) -> None:
    """Forged, unless a request that changes something came from a form of ours in this very browser."""
    if request.method in SAFE or request.url.path.startswith(OTHER_SYSTEMS):
        return
    # Every browser of the last years says where a request comes from. (Origin is of no use: it is null under our
    # Referrer-Policy.)
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forged
    if _browser(request) is None:
        raise Forged
    form = await request.form()
    given = form.get(FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), form_token(request).encode()):
        await form.close()
        raise Forged


def _browser(request: Request) -> str | None:
    return cookie(request, SESSION) or cookie(request, VISITOR)
