"""How often something may be tried: counted in the store, so that every process counts the same."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request

from store.sessions import writing
from store.tries import note_try
from web.site import site_of
from workflows.secret import keyed_hash

SIGN_IN_WINDOW = timedelta(minutes=15)
RAISING_WINDOW = timedelta(hours=1)


class TooOften(Exception):
    """It was tried too often. `wait` says in words how long to wait, `kind` what was tried."""

    def __init__(self, wait: str, kind: str) -> None:
        self.wait = wait
        self.kind = kind
        super().__init__("tried too often")


def count_try(request: Request, kind: str, subject: str, most: int, within: timedelta) -> None:
    """Count a try by a subject (an address, a person's code); TooOften if there were more than `most` in the time."""
    site = site_of(request)
    with writing(site.context.engine) as connection:
        tries = note_try(connection, kind, keyed_hash(site.secret, kind, subject), site.real_now(), within)
    if tries > most:
        minutes = int(within.total_seconds() // 60)
        raise TooOften("an hour" if minutes == 60 else f"{minutes} minutes", kind)  # noqa: PLR2004 - minutes of an hour


def count_raising(request: Request, person: str) -> None:
    """Count a disagreement that a person is about to raise; TooOften if they have raised too many in an hour."""
    count_try(request, "raise", person, site_of(request).settings.raises_an_hour, RAISING_WINDOW)


def count_document(request: Request, person: str) -> None:
    """Count a document that a person is about to add; TooOften if they have tried too many in an hour."""
    count_try(request, "document", person, site_of(request).settings.documents_an_hour, RAISING_WINDOW)


def count_sign_in(request: Request, address: str | None = None) -> None:
    """Count a try to sign in from where the request came, and one with an e-mail address if one was typed."""
    settings = site_of(request).settings
    place = request.client.host if request.client else "unknown"
    count_try(request, "sign-in of a place", place, settings.sign_in_tries_of_a_place, SIGN_IN_WINDOW)
    if address is not None:
        count_try(request, "sign-in", address.strip().lower(), settings.sign_in_tries, SIGN_IN_WINDOW)
