"""Sign-in links that were asked for by e-mail. Each is good once, and not for long. Instants are real time, in UTC.

A link is bound to the browser in which it was asked for and to a code that was shown there: one of the two is needed
to use it up. Both are kept as keyed hashes, made by whoever calls this.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, case, delete, or_, select, update

from store.recording import table
from store.sign_in_tables import SignInLinkRow

LINKS = table(SignInLinkRow)
MOST_WRONG_CODES = 5
"""How many wrong codes use a link up: a million codes, so nobody guesses one by then. A local default."""


@dataclass(frozen=True)
class SignInLink:
    """For whom a link is (by code), the page to which it leads, and in which browser it was asked for (its hash)."""

    person: str
    return_to: str
    visitor_hash: str


def new_link_id() -> str:
    """An id for a link, which is half of it: the other half is made from a secret. 128 random bits."""
    return secrets.token_urlsafe(16)


def keep_link(
    connection: Connection, link: str, wanted: SignInLink, *, code_hash: str, now: datetime, good_for: timedelta
) -> None:
    """Note that a person asked for a link of a new id."""
    row = {
        "id": link,
        "person": wanted.person,
        "return_to": wanted.return_to,
        "visitor_hash": wanted.visitor_hash,
        "code_hash": code_hash,
        "wrong_codes": 0,
        "asked_at": now,
        "expires_at": now + good_for,
    }
    connection.execute(LINKS.insert().values(**row))


def link_of(connection: Connection, link: str, now: datetime) -> SignInLink | None:
    """A link that is still good; None if there is none such, or it was used, or its time is over."""
    row = connection.execute(select(*_LINK).where(*_good(link, now))).one_or_none()
    return SignInLink(*row) if row else None


def use_link(
    connection: Connection, link: str, now: datetime, *, visitor_hash: str, code_hash: str | None
) -> SignInLink | None:
    """Use up a link, from the browser in which it was asked for or with the code that was shown there.

    Whose it is, or None if it is no longer good, or neither fits. Of two clicks at once only one gets it.
    """
    fits = or_(LINKS.c.visitor_hash == visitor_hash, LINKS.c.code_hash == code_hash)
    used = update(LINKS).where(*_good(link, now), fits).values(used_at=now).returning(*_LINK)
    row = connection.execute(used).one_or_none()
    return SignInLink(*row) if row else None


def wrong_code(connection: Connection, link: str, now: datetime) -> int | None:
    """Note that a wrong code was given with a link. How many more it takes; 0 if it is used up by this one.

    None if it was no longer good before.
    """
    number = LINKS.c.wrong_codes + 1
    noted = (
        update(LINKS)
        .where(*_good(link, now))
        .values(wrong_codes=number, used_at=case((number >= MOST_WRONG_CODES, now), else_=None))
        .returning(LINKS.c.wrong_codes)
    )
    wrong = connection.execute(noted).scalar_one_or_none()
    return None if wrong is None else MOST_WRONG_CODES - int(wrong)


def forget_links_of(connection: Connection, person: str) -> None:
    """Delete every link of a person, so that none that was mailed before can still let anybody in."""
    connection.execute(delete(LINKS).where(LINKS.c.person == person))


def forget_links(connection: Connection, asked_before: datetime) -> None:
    """Delete links that were asked for before an instant."""
    connection.execute(delete(LINKS).where(LINKS.c.asked_at < asked_before))


_LINK = (LINKS.c.person, LINKS.c.return_to, LINKS.c.visitor_hash)


def _good(link: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return LINKS.c.id == link, LINKS.c.used_at.is_(None), LINKS.c.expires_at > now
