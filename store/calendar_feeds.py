"""Calendars that people subscribe to: an address for each person at most, known by a hash alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from store.outside_tables import CalendarFeedRow
from store.recording import table
from store.upsert import insert_into
from store.web_sessions import hash_of

FEEDS = table(CalendarFeedRow)


@dataclass(frozen=True)
class CalendarFeed:
    """A person's calendar: since when it has its address, and whether it reminds. Instants are real time, in UTC."""

    person: str
    made_at: datetime
    reminder: bool


def make_feed(connection: Connection, person: str, now: datetime, *, reminder: bool) -> str:
    """Give a person's calendar an address, a new one if it has one: the former ends. Returns its secret part.

    It is random, and stored nowhere.
    """
    token = secrets.token_urlsafe(32)
    values = {
        "token_hash": hash_of(token),
        "made_at": now,
        "reminder": reminder,
        "content_hash": None,
        "changed_at": None,
    }
    put = insert_into(connection, FEEDS).values(person=person, **values)
    connection.execute(put.on_conflict_do_update(index_elements=["person"], set_=values))
    return token


def end_feed(connection: Connection, person: str) -> bool:
    """Let a person's calendar be subscribed to no longer. False if it was not."""
    return bool(connection.execute(delete(FEEDS).where(FEEDS.c.person == person)).rowcount)


def feed_of(connection: Connection, person: str) -> CalendarFeed | None:
    """The calendar of a person, or None if it has no address."""
    asked = select(FEEDS.c.person, FEEDS.c.made_at, FEEDS.c.reminder).where(FEEDS.c.person == person)
    row = connection.execute(asked).one_or_none()
    return CalendarFeed(*row) if row else None


def feed_behind(connection: Connection, token: str) -> CalendarFeed | None:
    """The calendar whose address has this secret part, or None."""
    asked = select(FEEDS.c.person, FEEDS.c.made_at, FEEDS.c.reminder).where(FEEDS.c.token_hash == hash_of(token))
    row = connection.execute(asked).one_or_none()
    return CalendarFeed(*row) if row else None


def changed_at(connection: Connection, person: str, content_hash: str) -> datetime | None:
    """Since when the calendar of a person is as this hash of its content says; None if it was another before."""
    asked = select(FEEDS.c.changed_at).where(FEEDS.c.person == person, FEEDS.c.content_hash == content_hash)
    return connection.execute(asked).scalar_one_or_none()


def note_change(connection: Connection, person: str, content_hash: str, now: datetime) -> None:
    """Note that the content of a person's calendar is new."""
    changed = update(FEEDS).where(FEEDS.c.person == person)
    connection.execute(changed.values(content_hash=content_hash, changed_at=now))
