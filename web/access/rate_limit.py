"""How often something may be tried: counted in the store, so that every process counts the same."""

from __future__ import annotations

import math
from datetime import timedelta

from fastapi import Request
from sqlalchemy import Connection

from store.case_readings import note_reading, readings_since
from store.sessions import writing
from store.tries import note_try
from web.site import Site, site_of
from workflows.secret import keyed_hash

SIGN_IN_WINDOW = timedelta(minutes=15)
RAISING_WINDOW = timedelta(hours=1)
READING_WINDOW = timedelta(hours=1)


class TooOften(Exception):
    """It was tried too often. `wait` is how long to wait, `kind` what was tried."""

    def __init__(self, wait: timedelta, kind: str) -> None:
        self.wait = wait
        self.kind = kind
        super().__init__("tried too often")

    @property
    def in_words(self) -> str:
        """How long to wait, in whole minutes and words."""
        minutes = max(1, math.ceil(self.wait / timedelta(minutes=1)))
        return {1: "a minute", 60: "an hour"}.get(minutes, f"{minutes} minutes")


def count_try(request: Request, kind: str, subject: str, most: int, within: timedelta) -> None:
    """Count a try by a subject (an address, a person's code); TooOften if there were more than `most` in the time."""
    _count_try(site_of(request), kind, subject, most, within)


def _count_try(site: Site, kind: str, subject: str, most: int, within: timedelta) -> None:
    with writing(site.context.engine) as connection:
        tries = note_try(connection, kind, keyed_hash(site.secret, kind, subject), site.real_now(), within)
    if tries > most:
        raise TooOften(within, kind)


def count_raising(request: Request, person: str) -> None:
    """Count a disagreement that a person is about to raise; TooOften if they have raised too many in an hour."""
    count_try(request, "raise", person, site_of(request).settings.raises_an_hour, RAISING_WINDOW)


def count_document(request: Request, person: str) -> None:
    """Count a document that a person is about to add; TooOften if they have tried too many in an hour."""
    count_try(request, "document", person, site_of(request).settings.documents_an_hour, RAISING_WINDOW)


def count_export(site: Site, person: str) -> None:
    """Count a list that a person is about to take away; TooOften if they have taken too many in an hour."""
    _count_try(site, "export", person, site.settings.exports_an_hour, READING_WINDOW)


def note_reading_within_limits(connection: Connection, site: Site, person: str, reference: str, what: str) -> None:
    """Note that a person reads a case, or `what` of it; TooOften, with nothing noted, if they have read too often.

    What they have read in the hour before is counted from what is kept of it, by the clock that cases run on.
    """
    now = site.now()
    count, first = readings_since(connection, person, now - READING_WINDOW)
    if first is not None and count >= site.settings.readings_an_hour:
        raise TooOften(first + READING_WINDOW - now, "reading")
    note_reading(connection, person, reference, now, what)


def count_sign_in(request: Request, address: str | None = None) -> None:
    """Count a try to sign in from where the request came, and one with an e-mail address if one was typed."""
    settings = site_of(request).settings
    place = request.client.host if request.client else "unknown"
    count_try(request, "sign-in of a place", place, settings.sign_in_tries_of_a_place, SIGN_IN_WINDOW)
    if address is not None:
        count_try(request, "sign-in", address.strip().lower(), settings.sign_in_tries, SIGN_IN_WINDOW)
