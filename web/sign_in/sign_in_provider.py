"""Signing in with one's agency: off to its OpenID Connect provider, and back with its word for who one is."""

from __future__ import annotations

import secrets
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import LONDON
from store.directory import current_directory
from store.provider_subjects import Bound, Subject, bind
from store.sessions import writing
from store.sign_in_attempts import SignInAttempt, begin_attempt, end_attempt
from web.access.cookies import VISITOR, cookie
from web.access.csrf import keep_visitor, visitor
from web.access.rate_limit import count_sign_in
from web.access.security_log import note_event
from web.pages import page
from web.reader import NotTheirs
from web.sign_in.openid_connect import Conversation, NotVouchedFor, VouchedFor
from web.sign_in.providers import Provider
from web.sign_in.return_to import SIGN_OUT, local_path
from web.sign_in.signing_in import OPENID_CONNECT, let_in, person_with_address
from web.site import Site, site_of
from workflows.secret import keyed_hash

router = APIRouter()
GOOD_FOR = timedelta(minutes=10)
"""How long somebody may take at their provider. A local default."""

NOT_ALLOWED = 403


@router.get("/sign-in/with/{name}")
def say_where_to(request: Request, name: str, next: str = "") -> Response:  # noqa: A002 - it stands in addresses
    """A page that leads to the provider. By a link: browsers do not let a form go on to another site here."""
    provider = _provider(request, name)
    return page(request, "sign_in_with.html", provider=provider, next=local_path(next))


@router.get("/sign-in/to/{name}")
def go_to_provider(
    request: Request,
    name: str,
    next: str = "",  # noqa: A002 - it stands in addresses
    again: str = "",
) -> Response:
    """Send the browser to the provider, bound to its own cookie. `again`: to show there anew who one is."""
    count_sign_in(request)
    site, provider = site_of(request), _provider(request, name)
    state, browser = secrets.token_urlsafe(24), visitor(request)
    attempt = SignInAttempt(provider.name, SIGN_OUT if again else local_path(next), site.real_now(), bool(again))
    try:
        address = _conversation(site, provider, attempt, state, browser).address()
    except NotVouchedFor as problem:
        return _not_vouched_for(request, provider, problem)
    with writing(site.context.engine) as connection:
        begin_attempt(connection, attempt, state=state, visitor=browser, expires_at=attempt.sent_at + GOOD_FOR)
    response = RedirectResponse(address, 303)
    keep_visitor(request, response)
    return response


@router.get("/sign-in/back/{name}")
def come_back(
    request: Request, name: str, state: str = "", code: str = "", iss: str | None = None, error: str = ""
) -> Response:
    """Take what the provider says, and sign in whoever it vouches for if the directory knows them."""
    site, provider = site_of(request), _provider(request, name)
    browser = cookie(request, VISITOR) or ""
    with writing(site.context.engine) as connection:
        attempt = end_attempt(connection, state=state, visitor=browser, now=site.real_now())
    if attempt is None or attempt.provider != provider.name:
        return _not_vouched_for(request, provider, NotVouchedFor("the browser was not sent there, or not now"))
    if error or not code:
        return _not_vouched_for(request, provider, NotVouchedFor("the provider refused"))
    conversation = _conversation(site, provider, attempt, state, browser)
    try:
        vouched_for = conversation.vouched_for(code, iss, site.real_now())
        person = _person(request, provider, vouched_for)
    except NotVouchedFor as problem:
        return _not_vouched_for(request, provider, problem)
    return let_in(request, person, OPENID_CONNECT, attempt.return_to, authenticated_at=vouched_for.authenticated_at)


def _person(request: Request, provider: Provider, vouched_for: VouchedFor) -> str:
    """The person (by code) whom a provider vouches for, bound to its name for them from the first time on.

    NotVouchedFor if the directory has none with the address, or either is bound otherwise.
    """
    site = site_of(request)
    day = site.now().astimezone(LONDON).date()
    # A provider may take a login or a staff number for it: a keyed hash says neither, and is all that comparing needs.
    known_as = keyed_hash(site.secret, "subject at a provider", f"{provider.issuer} {vouched_for.subject}")
    with writing(site.context.engine) as connection:
        stored = current_directory(connection)
        person = person_with_address(stored, vouched_for.address, day)
        if person is None:
            raise NotVouchedFor("the directory has nobody in post with the address")
        subject = Subject(provider.issuer, known_as)
        bound = bind(connection, person.code, subject, site.real_now(), directory=stored.directory, day=day)
    if bound in (Bound.ANOTHER_SUBJECT, Bound.ANOTHER_PERSON):
        raise NotVouchedFor(bound.value, person.code)
    if bound is Bound.NOW:
        note_event(request, "bound to a subject", person.code, provider=provider.name)
    return person.code


def _conversation(site: Site, provider: Provider, attempt: SignInAttempt, state: str, browser: str) -> Conversation:
    return Conversation(
        provider,
        f"{site.settings.base_url}/sign-in/back/{provider.name}",
        state,
        nonce=keyed_hash(site.secret, "nonce", f"{browser} {state}"),
        verifier=keyed_hash(site.secret, "verifier", f"{browser} {state}"),
        timeout=site.settings.channel_timeout_seconds,
        again=attempt.again,
        sent_at=attempt.sent_at,
    )


def _provider(request: Request, name: str) -> Provider:
    found = site_of(request).providers.named(name)
    if found is None:
        raise NotTheirs
    return found


def _not_vouched_for(request: Request, provider: Provider, problem: NotVouchedFor) -> Response:
    note_event(request, "sign-in refused", problem.person, way=OPENID_CONNECT, provider=provider.name, why=problem.why)
    return page(request, "sign_in_refused.html", status=NOT_ALLOWED, provider=provider)
