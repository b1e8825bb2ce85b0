"""Sign-in links that were asked for by e-mail. Each is good once, and not for long. Instants are real time, in UTC."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, select, update

from store.recording import table
from store.tables import SignInLinkRow

LINKS = table(SignInLinkRow)


@dataclass(frozen=True)
class SignInLink:
    """For whom a link is (by code), and the page to which it leads."""

    person: str
    return_to: str


def new_link(connection: Connection, person: str, return_to: str, now: datetime, good_for: timedelta) -> str:
    """Note that a person asked for a link. Its id, which is half of the link: the other half is made from a secret."""
    link = secrets.token_urlsafe(16)
    row = {"id": link, "person": person, "return_to": return_to, "asked_at": now, "expires_at": now + good_for}
    connection.execute(LINKS.insert().values(**row))
    return link


def link_of(connection: Connection, link: str, now: datetime) -> SignInLink | None:
    """A link that is still good; None if there is none such, or it was used, or its time is over."""
    asked = select(LINKS.c.person, LINKS.c.return_to).where(*_good(link, now))
    row = connection.execute(asked).one_or_none()
    return SignInLink(*row) if row else None


def use_link(connection: Connection, link: str, now: datetime) -> SignInLink | None:
    """Use up a link: whose it is, or None if it is no longer good. Of two clicks at once only one gets it."""
    used = update(LINKS).where(*_good(link, now)).values(used_at=now).returning(LINKS.c.person, LINKS.c.return_to)
    row = connection.execute(used).one_or_none()
    return SignInLink(*row) if row else None


def forget_links_of(connection: Connection, person: str) -> None:
    """Delete every link of a person, so that none that was mailed before can still let anybody in."""
    connection.execute(delete(LINKS).where(LINKS.c.person == person))


def forget_links(connection: Connection, asked_before: datetime) -> None:
    """Delete links that were asked for before an instant."""
    connection.execute(delete(LINKS).where(LINKS.c.asked_at < asked_before))


def _good(link: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return LINKS.c.id == link, LINKS.c.used_at.is_(None), LINKS.c.expires_at > now
