"""The sweep that asks people whose contact details are getting old to confirm them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from notifications.dates import months_ago_in_words
from procedures.counting import same_day_number
from states.decision import NoticeOwed
from states.directory import BUSINESS_SUPPORT
from store.directory import NO_CHANNEL, StoredDirectory, current_directory
from store.outbox import queue_once
from store.recording import notice_row
from store.sessions import writing
from store.sweeps import sweep_finished
from workflows.context import EngineContext
from workflows.parcels import DEFAULT_CALENDAR
from workflows.settings import Settings

FRESHNESS = "freshness"
STALE_CONTACTS = "stale_contacts"


@dataclass(frozen=True)
class FreshnessReport:
    """How many were asked now to confirm their details, of how many whose details are old or have no address."""

    at: datetime
    asked: int
    stale: int
    without_address: int
    milliseconds: float


def freshness(context: EngineContext) -> FreshnessReport:
    """Ask everybody in post whose details were last confirmed too long ago, and tell business support how many.

    Each is asked once in a calendar month, and business support told once, however often this runs.
    """
    began, now = time.perf_counter(), context.clock.now()
    today = DEFAULT_CALENDAR.day_of(now)
    with writing(context.engine) as connection:
        stored = current_directory(connection)
        oldest = oldest_fresh(context.settings, today)
        stale = [person for person in _in_post(stored, today) if is_stale(stored, person, oldest)]
        asked = 0
        for person in stale:
            if stored.channels(person) != (NO_CHANNEL,):
                facts = {"last_confirmed": _last_confirmed(stored.contacts[person].last_confirmed, today)}
                asked += queue_once(connection, [_row(stored, NoticeOwed(person, FRESHNESS, facts), today, now)])
        without = [person for person in _in_post(stored, today) if stored.channels(person) == (NO_CHANNEL,)]
        if stale or without:
            for owed in _for_business_support(
                stored, stale, without, context.settings.directory_freshness_months, today
            ):
                queue_once(connection, [_row(stored, owed, today, now)])
    report = FreshnessReport(now, asked, len(stale), len(without), (time.perf_counter() - began) * 1000)
    sweep_finished(context.engine, FRESHNESS, context.clock.now(), {"asked": asked, "stale": len(stale)})
    return report


def _in_post(stored: StoredDirectory, today: date) -> list[str]:
    return [code for code in sorted(stored.contacts) if stored.directory.in_post(code, today)]


def oldest_fresh(settings: Settings, today: date) -> date:
    """The first day on which contact details can have been confirmed without being old today."""
    return same_day_number(today, -settings.directory_freshness_months)


def is_stale(stored: StoredDirectory, person: str, oldest: date) -> bool:
    """Whether a person's contact details were last confirmed before a day, or never."""
    confirmed = stored.contacts[person].last_confirmed
    return confirmed is None or confirmed < oldest


def _last_confirmed(confirmed: date | None, today: date) -> str:
    return "never" if confirmed is None else months_ago_in_words(min(confirmed, today), today)


def _for_business_support(
    stored: StoredDirectory, stale: list[str], without: list[str], months: int, today: date
) -> list[NoticeOwed]:
    facts = {"unconfirmed": _people(len(stale)), "older_than": f"{months} {'month' if months == 1 else 'months'}"}
    if without:
        facts["without_address"] = _people(len(without))
    team = [
        stored.directory.stand_in(member.code, today) for member in stored.directory.with_role(BUSINESS_SUPPORT, today)
    ]
    return [NoticeOwed(code, STALE_CONTACTS, facts) for code in dict.fromkeys(person.code for person in team if person)]


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"


def _row(stored: StoredDirectory, owed: NoticeOwed, today: date, now: datetime) -> dict[str, Any]:
    """The outbox row of a question about contact details, known by its month. It goes out by one channel alone."""
    channel = stored.channels(owed.recipient)[0]
    key = f"{owed.template}/{today:%Y-%m}/{owed.recipient}"
    return notice_row("", None, now, owed, channel) | {"key": key}
