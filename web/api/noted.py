"""Keeping that something was read through the interface: who, what of which case, when, and with which token."""

from __future__ import annotations

from fastapi import Request

from store.case_readings import API, note_reading
from store.sessions import writing
from web.api.callers import Caller
from web.site import site_of


def note(request: Request, caller: Caller, reference: str, what: str = "") -> None:
    """Keep that the caller has read a case, or `what` of it."""
    site = site_of(request)
    read = f"{API} {what}" if what else API
    with writing(site.context.engine) as connection:
        note_reading(connection, caller.code, reference, site.now(), f"{read} (token {caller.token.id})")
