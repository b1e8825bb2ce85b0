"""Who calls: the person or the agency's system that a token is bound to, what it may read, and what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from fastapi import Request
from sqlalchemy import Connection

from notifications.dates import LONDON
from states.directory import Directory, Person
from store.api_tokens import ApiToken, note_use, token_behind
from store.directory import StoredDirectory, current_directory
from store.membership import member_of
from store.readable_cases import Member
from store.sessions import reading, without_waiting_for_disk, writing
from web.api.problem import NO_TOKEN, OUT_OF_SCOPE, TOO_OFTEN, Problem
from web.site import Site, site_of
from workflows.api_tokens import OF_SYSTEMS

ASKS_FOR_TOKEN = 'Bearer realm="Golden Thread"'  # noqa: S105 - it asks for one and is none


@dataclass(frozen=True)
class Caller:
    """Another system, with the access of the person that its token is bound to; `person` is None for an agency's own.

    `member` scopes every statement that reads for it; `day` is today in London.
    """

    token: ApiToken
    person: Person | None
    member: Member
    stored: StoredDirectory
    day: date

    @property
    def directory(self) -> Directory:
        """The directory as it is now."""
        return self.stored.directory

    @property
    def code(self) -> str:
        """Who acts, by code. A system account's is nobody's in the directory, so that no rule ever takes it for one."""
        return self.member.person


def caller_of(request: Request) -> Caller:
    """Who calls. The route has let them in before anything that they sent was looked at."""
    return cast("Caller", request.state.caller)


def let_in(request: Request) -> Caller:
    """Whoever the request's token is bound to. Problem if there is none that is good."""
    site, text = site_of(request), _bearer(request)
    with reading(site.context.engine) as connection:
        token = token_behind(connection, text)
        caller = _caller(connection, token, site) if token and token.is_good(site.real_now()) else None
    if caller is None:
        raise _no_token("This token is unknown, or has ended, or its person is no longer in post.", "invalid_token")
    return caller


def require_scope(caller: Caller, scope: str | None) -> None:
    """Problem if the token is not for this."""
    theirs = caller.token.scopes if caller.person else set(caller.token.scopes) & set(OF_SYSTEMS)
    if scope is not None and scope not in theirs:
        header = f'{ASKS_FOR_TOKEN}, error="insufficient_scope", scope="{scope}"'
        detail = f"This needs a token with the scope “{scope}”. Ask the business support team for one."
        raise Problem(OUT_OF_SCOPE, detail, code="scope", headers={"WWW-Authenticate": header})


def system_account(directory: Directory, agency: str) -> Member:
    """What an agency's own system may read: the disagreements of its practitioners, as their line manager does.

    It owes nothing and stands for nobody, and reads no practice review.
    """
    people = tuple(person.code for person in directory.people.values() if person.agency == agency)
    return Member(f"system:{agency}", agency, manages=people)


def _caller(connection: Connection, token: ApiToken, site: Site) -> Caller | None:
    """Who a token is of; None if they are not in post today, or their agency is gone."""
    day = site.now().astimezone(LONDON).date()
    stored = current_directory(connection)
    if token.agency is not None:
        there = token.agency in stored.directory.agencies
        return Caller(token, None, system_account(stored.directory, token.agency), stored, day) if there else None
    person = stored.directory.in_post(token.person, day)
    if person is None:
        return None
    return Caller(token, person, member_of(connection, stored.directory, person, day), stored, day)


def count_call(request: Request) -> None:
    """Note that the caller's token was used. Problem if it was used too often."""
    site, token = site_of(request), caller_of(request).token
    now = site.real_now()
    with writing(site.context.engine) as connection:
        without_waiting_for_disk(connection)
        calls = note_use(connection, token.id, now)
    most = site.settings.api_calls_a_minute
    if calls > most:
        wait = seconds_left(now)
        detail = f"This token may call {most} times in a minute. Wait {wait} seconds."
        raise Problem(TOO_OFTEN, detail, headers={"Retry-After": str(wait)})


def seconds_left(now: datetime) -> int:
    """Whole seconds until the next minute, at least one."""
    return 60 - now.second


def _bearer(request: Request) -> str:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise _no_token("Send the header “Authorization: Bearer TOKEN”. The business support team makes tokens.")
    return text.strip()


def _no_token(detail: str, error: str = "") -> Problem:
    header = f'{ASKS_FOR_TOKEN}, error="{error}"' if error else ASKS_FOR_TOKEN
    return Problem(NO_TOKEN, detail, headers={"WWW-Authenticate": header})
