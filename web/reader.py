"""Who reads: the person who is signed in, in the post that the directory has them in today, and what they may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection

from notifications.dates import LONDON
from states.directory import BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER, Directory, Person
from store.directory import StoredDirectory, current_directory
from store.membership import member_of
from store.readable_cases import Member
from store.sessions import reading, writing
from store.team import reports_of
from store.web_sessions import SEEN_EVERY, WebSession, end_session, session_of, was_seen
from web.access.cookies import SESSION, cookie
from web.site import Site, site_of

FIRST_RANKS = frozenset({"practitioner", "professional"})
"""The lowest rank of a ladder, as the procedures call it."""


class SignInNeeded(Exception):
    """Nobody is signed in. `ended` says that somebody was, and that their session is over."""

    def __init__(self, *, ended: bool = False) -> None:
        self.ended = ended
        super().__init__("nobody is signed in")


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is signed in. `member` scopes every statement that reads for them; `day` is today in London."""

    person: Person
    member: Member
    session: WebSession
    stored: StoredDirectory
    day: date

    @property
    def directory(self) -> Directory:
        """The directory as it is now."""
        return self.stored.directory

    @property
    def title(self) -> str:
        """Their post with its agency, as every page names them."""
        return self.directory.title_of(self.person.code)

    @property
    def is_business_support(self) -> bool:
        """Whether they are in the business support team."""
        return BUSINESS_SUPPORT in self.person.roles

    @property
    def is_scrutineer(self) -> bool:
        """Whether they are the independent scrutineer."""
        return INDEPENDENT_SCRUTINEER in self.person.roles

    @property
    def team(self) -> tuple[str, ...]:
        """Everybody who reports to them, and whoever reports to these, by code."""
        return reports_of(self.directory, self.person.code, self.day)

    @property
    def leads_a_team(self) -> bool:
        """Whether they have people under them, or a rank above that of those who are with children and families."""
        rank = self.person.rank
        return bool(self.team) or bool(rank and rank not in FIRST_RANKS)

    @property
    def reads_reviews(self) -> bool:
        """Whether practice reviews are theirs to read."""
        return self.member.oversight or self.member.reviews


def signed_in(request: Request) -> SignedIn:
    """Whoever is signed in. SignInNeeded if nobody is, if their session has ended, or if they have left their post."""
    known = getattr(request.state, "reader", None)
    if isinstance(known, SignedIn):
        return known
    site, token = site_of(request), cookie(request, SESSION)
    if token is None:
        raise SignInNeeded
    now = site.real_now()
    with reading(site.context.engine) as connection:
        session = session_of(connection, token)
        reader = _reader(connection, session, site) if session else None
    if session is None:
        raise SignInNeeded(ended=True)
    if reader is None or session.has_ended(now, site.idle, site.longest):
        with writing(site.context.engine) as connection:
            end_session(connection, token)
        raise SignInNeeded(ended=True)
    if now - session.last_seen_at >= SEEN_EVERY:
        with writing(site.context.engine) as connection:
            was_seen(connection, token, now)
    request.state.reader = reader
    return reader


def anybody(request: Request) -> SignedIn | None:
    """Whoever is signed in, or None: for pages that everybody may see."""
    try:
        return signed_in(request)
    except SignInNeeded:
        return None


def business_support_only(request: Request) -> SignedIn:
    """Whoever is signed in, if they are in the business support team: for others there is no such page."""
    reader = signed_in(request)
    if not reader.is_business_support:
        raise NotTheirs
    return reader


class NotTheirs(Exception):
    """A page that is not the reader's: answered as if it did not exist."""


class NoSuchDraft(NotTheirs):
    """A draft that is not the reader's, or is not there any more: it was raised or deleted, most often."""


Reader = Annotated[SignedIn, Depends(signed_in)]
Anybody = Annotated[SignedIn | None, Depends(anybody)]
BusinessSupport = Annotated[SignedIn, Depends(business_support_only)]


def _reader(connection: Connection, session: WebSession, site: Site) -> SignedIn | None:
    """Who a session is of; None if they are not in post today."""
    day = site.now().astimezone(LONDON).date()
    stored = current_directory(connection)
    person = stored.directory.in_post(session.person, day)
    if person is None:
        return None
    return SignedIn(person, member_of(connection, stored.directory, person, day), session, stored, day)
