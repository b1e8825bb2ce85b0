"""Signing in again, the way that one came: before one does what whoever finds a browser open must not do."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from store.sessions import writing
from web.access.csrf import keep_visitor, visitor
from web.access.rate_limit import count_sign_in
from web.pages import page
from web.reader import Reader, SignedIn
from web.sign_in.link_code import new_asking
from web.sign_in.providers import Provider
from web.sign_in.return_to import SIGN_OUT
from web.sign_in.sign_in_link import queue_link
from web.sign_in.signing_in import CHOSEN_ROLE
from web.site import site_of

router = APIRouter()


@router.get("/sign-in/again")
def ask_again(request: Request, reader: Reader) -> Response:
    """The page with the way: to the agency's provider, a link by e-mail, or in the demonstration a role."""
    chooses = site_of(request).demonstration and reader.session.way == CHOSEN_ROLE
    address = _address(reader)
    provider = _provider(request, address)
    return page(request, "sign_in_again.html", chooses=chooses, provider=provider, has_address=bool(address))


@router.post("/sign-in/again")
def send_link_again(request: Request, reader: Reader) -> Response:
    """Send a link to the address that the directory has. It leads back to the page where sessions are ended.

    Whoever comes in another way is shown it.
    """
    site, address = site_of(request), _address(reader)
    if not address or _provider(request, address) is not None:
        return RedirectResponse("/sign-in/again", 303)
    count_sign_in(request, address)
    asking = new_asking(visitor(request))
    with writing(site.context.engine) as connection:
        queue_link(connection, site, reader.person.code, SIGN_OUT, asking)
    response = RedirectResponse(f"/sign-in/sent?asked={asking.asked}", 303)
    keep_visitor(request, response)
    return response


def _address(reader: SignedIn) -> str:
    return reader.stored.contacts[reader.person.code].email or ""


def _provider(request: Request, address: str) -> Provider | None:
    return site_of(request).providers.for_address(address)
