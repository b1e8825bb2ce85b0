"""What stands at the head of each page: where the reader can go. What is not theirs is not offered."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from web.reader import SignedIn

UNDER = {
    "/my-work": ("/absence", "/asked", "/refer", "/returns"),
    "/tracker": ("/agenda",),
    "/engine": ("/api-tokens", "/webhooks"),
}
"""Pages that are reached from another one of the head, which has to stand on one line of a desk's screen."""


def navigation(request: Request, reader: SignedIn | None) -> list[dict[str, Any]]:
    """The items of the service navigation, as its macro takes them."""
    if reader is None:
        wanted = [("Raise a disagreement", "/raise"), ("Sign in", "/sign-in")]
    else:
        wanted = [("My work", "/my-work"), ("Raise a disagreement", "/raise"), ("Cases", "/cases")]
        if reader.leads_a_team:
            wanted.append(("My team", "/team"))
        if reader.reads_reviews:
            wanted += [("Reviews", "/reviews"), ("Tracker", "/tracker")]
        if reader.is_scrutineer:
            wanted += [("Audits", "/audits")]
        if reader.is_business_support:
            wanted += [("Directory", "/directory"), ("Notices", "/notices"), ("Engine", "/engine")]
        wanted += [("Procedures", "/procedures")]
    path = request.url.path
    return [
        {
            "text": text,
            "href": href,
            "current": path == href,
            "active": path.startswith((f"{href}/", *UNDER.get(href, ()))),
        }
        for text, href in wanted
    ]
