"""Deadlines as an iCalendar file (RFC 5545): the reference of the case and what is owed, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event

from notifications.dates import LONDON

REFRESH = timedelta(hours=1)
"""How often a calendar may ask again. A local default; many ask less often, whatever they are told."""

REMINDER = timedelta(days=1)
"""How long before it is due a calendar reminds, if one wants that. A local default."""

_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class Deadline:
    """Something that is owed in a case by an instant. `name` tells it from everything else owed in that case.

    It stays the same if the deadline moves: `since` is from when the present one counts, and `turn` is greater for each
    that follows another.
    """

    reference: str
    name: str
    owes: str
    due_at: datetime
    since: datetime
    turn: int
    path: str


def calendar_of(deadlines: Iterable[Deadline], base_url: str, *, reminder: bool) -> bytes:
    """The file. It is the same, byte for byte, for the same deadlines, whenever it is made.

    Calendars know an event again by its UID: one that has moved is moved, and one that is missing is taken out.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Golden Thread//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Golden Thread deadlines")
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    # What Outlook reads in its place, which the library knows as text alone.
    calendar.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    for deadline in sorted(deadlines, key=lambda one: (one.due_at, one.reference, one.name)):
        calendar.add_component(_event(deadline, base_url, reminder=reminder))
    return bytes(calendar.to_ical())


def _event(deadline: Deadline, base_url: str, *, reminder: bool) -> Event:
    event, summary = Event(), f"{deadline.reference}: {deadline.owes}"
    event.add("uid", _uid(deadline, base_url))
    event.add("dtstamp", deadline.since.astimezone(UTC))
    event.add("sequence", deadline.turn)
    event.add("summary", summary)
    last_day = _last_day(deadline.due_at)
    if last_day is None:
        # As an instant in UTC, so that no program need know when the clocks change here. It takes no time.
        event.add("dtstart", deadline.due_at.astimezone(UTC))
    else:
        event.add("dtstart", last_day)
        event.add("dtend", last_day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("url", base_url + deadline.path)
    if reminder:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", -REMINDER)
        event.add_component(alarm)
    return event


def _last_day(due: datetime) -> date | None:
    """The day in London that something has until the end of; None where it is due at a time of day."""
    local = due.astimezone(LONDON)
    if local.time() == time.min:
        return local.date() - timedelta(days=1)
    return local.date() if local.time() >= _LAST_MINUTE else None


def _uid(deadline: Deadline, base_url: str) -> str:
    # Hashed, so that it tells no more than the summary does: a clock may be named after an agency.
    name = hashlib.sha256(f"{deadline.reference}\n{deadline.name}".encode()).hexdigest()[:24]
    return f"{name}@{urlsplit(base_url).hostname}"
