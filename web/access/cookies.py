"""The cookies: of the person who is signed in, of a browser in which nobody is yet, and of somebody who is half in."""

from __future__ import annotations

from fastapi import Request, Response

from web.site import Site, site_of

SESSION = "goldenthread"
VISITOR = "goldenthread-visitor"
HALF = "goldenthread-half"


def cookie(request: Request, name: str) -> str | None:
    """What a cookie of ours holds, or None."""
    return request.cookies.get(_full_name(site_of(request), name)) or None


def set_cookie(response: Response, site: Site, name: str, value: str) -> None:
    """Give the browser a cookie until it is closed. No script can read it, and no other site has it sent."""
    response.set_cookie(
        _full_name(site, name), value, path="/", secure=site.has_secure_cookies, httponly=True, samesite="lax"
    )


def delete_cookie(response: Response, site: Site, name: str) -> None:
    """Take a cookie back from the browser."""
    response.delete_cookie(
        _full_name(site, name), path="/", secure=site.has_secure_cookies, httponly=True, samesite="lax"
    )


def _full_name(site: Site, name: str) -> str:
    # With this prefix a browser takes the cookie from this very host alone, and by https alone.
    return f"__Host-{name}" if site.has_secure_cookies else name
