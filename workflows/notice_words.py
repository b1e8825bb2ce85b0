"""Notices in plain words: what each kind is about, and what a case's record says of one that reached nobody."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "owed": "Something is owed",
        "warning": "Time is running out",
        "expired_owner": "Time has run out",
        "moved_up": "It has moved up",
        "told": "What has happened",
        "answered": "It was answered",
        "outcome": "How it ended",
        "duty": "A closing duty is owed",
        "chaser": "A reminder of what is late",
        "handed_over": "A step was handed over",
        "undelivered": "Somebody else could not be reached",
        "digest": "What is owed today",
        "freshness": "Please confirm your contact details",
        "stale_contacts": "How many contact details are old",
        "sign_in": "A link to sign in",
    }
)
"""What a notice is about, by template."""

NOTICE_HAPPENED: Mapping[str, str] = MappingProxyType({"notice_undelivered": "A notice did not reach its person"})
"""What happened to a notice, by the kind of the entry on its case."""


def about(template: str) -> str:
    """What a notice with this template is about."""
    return ABOUT.get(template, template.replace("_", " ").capitalize())
