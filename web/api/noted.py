"""Keeping that something was read through the interface: who, what of which case, when, and with which token."""

from __future__ import annotations

from fastapi import Request

from store.case_readings import note_reading
from store.sessions import writing
from web.api.callers import Caller
from web.site import site_of

READ = "api"
"""What is kept of a case that was read through the interface."""


def note(request: Request, caller: Caller, reference: str, what: str = "") -> None:
    """Keep that the caller has read a case, or `what` of it."""
    site = site_of(request)
    read = f"{READ} {what}" if what else READ
    with writing(site.context.engine) as connection:
        note_reading(connection, caller.code, reference, site.now(), f"{read} (token {caller.token.id})")
