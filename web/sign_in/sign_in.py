"""The sign-in page: one's work e-mail address decides whether to go to the agency's provider or to get a link."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import RedirectResponse, Response

from web.access.cookies import VISITOR, cookie
from web.access.csrf import keep_visitor, visitor
from web.access.rate_limit import count_sign_in
from web.pages import page
from web.reader import Anybody
from web.sign_in.link_code import asking_of, in_groups, new_asking
from web.sign_in.return_to import START, local_path
from web.sign_in.sign_in_link import send_link
from web.site import site_of
from web.systems.health import mail_goes_out

router = APIRouter()
_ADDRESS = re.compile(r"[^@\s]{1,200}@[^@\s]+\.[^@\s]{2,60}")
WRONG = 422


@router.get("/sign-in")
def ask_for_address(request: Request, reader: Anybody, next: str = "", ended: str = "") -> Response:  # noqa: A002 - it stands in addresses
    """The page with the question."""
    if reader is not None:
        return RedirectResponse(local_path(next), 303)
    return page(request, "sign_in.html", address="", next=local_path(next), ended=ended == "1")


@router.post("/sign-in")
def take_address(
    request: Request,
    background: BackgroundTasks,
    address: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002 - it stands in addresses
) -> Response:
    """Go on to the provider of the address, or say that a link is under way: the same for every address."""
    wanted, address = local_path(next), address.strip()
    if not _ADDRESS.fullmatch(address):
        errors = [{"text": "Enter your work e-mail address, like name@example.org", "href": "#address"}]
        return page(request, "sign_in.html", status=WRONG, errors=errors, address=address, next=wanted, ended=False)
    count_sign_in(request, address)
    provider = site_of(request).providers.for_address(address)
    if provider is not None:
        query = f"?{urlencode({'next': wanted})}" if wanted != START else ""
        return RedirectResponse(f"/sign-in/with/{provider.name}{query}", 303)
    asking = new_asking(visitor(request))
    # After the answer has gone out: how long it takes must not tell whether there is such a person.
    background.add_task(send_link, site_of(request), address, wanted, asking)
    response = RedirectResponse(f"/sign-in/sent?asked={asking.asked}", 303, background=background)
    keep_visitor(request, response)
    return response


@router.get("/sign-in/sent")
def link_sent(request: Request, asked: str = "") -> Response:
    """The page that says where to look now, shows the code, and says that it is of no use while the engine stands."""
    site = site_of(request)
    asking = asking_of(cookie(request, VISITOR), asked)
    return page(
        request,
        "sign_in_sent.html",
        minutes=site.settings.sign_in_link_minutes,
        comes=mail_goes_out(site),
        code=in_groups(asking.code(site.secret)) if asking else "",
    )
