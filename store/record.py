"""The record's hash chain: each entry carries the hash of the one before it."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from states.decision import Entry

FIRST = "0" * 64
"""What stands before a case's first entry."""

SALT_CHARACTERS = 32
"""The length of a salt: 128 random bits in hexadecimal."""


def canonical(value: dict[str, Any]) -> str:
    """JSON text that is the same for the same value: keys sorted, no spaces, letters as they are."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


@lru_cache(maxsize=4096)
def moment(instant: datetime) -> str:
    """An instant as the chain writes it: UTC with microseconds, whatever the database gives back."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def salted(narrative: dict[str, str]) -> str:
    """A narrative's canonical text behind a salt of its own: without it a short text could be guessed by its hash."""
    return os.urandom(SALT_CHARACTERS // 2).hex() + canonical(narrative)


def narrative_hash(text: str) -> str:
    """The hash that stands for a salted text in the chain, so that the chain can be checked without reading it."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(
    reference: str,
    number: int,
    kind: str,
    at: datetime,
    recorded_at: datetime,
    actor: str,
    on_behalf_of: str | None,
    position: str,
    audience: str,
    facts: str,
    narrative_hash: str | None,
    state_hash: str | None,
    previous: str,
) -> str:
    """The hash of an entry: SHA-256 over all of its columns, the case's reference and the hash before it."""
    parts = (
        previous,
        reference,
        str(number),
        kind,
        moment(at),
        moment(recorded_at),
        actor,
        on_behalf_of or "",
        position,
        audience,
        facts,
        narrative_hash or "",
        state_hash or "",
    )
    # The unit separator cannot be typed into any column, so no two entries give the same text.
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def state_hash(state: str) -> str:
    """The hash of a case's state, as its row keeps it."""
    return hashlib.sha256(state.encode()).hexdigest()


def entry_row(
    case_id: int, reference: str, entry: Entry, previous: str, state: str | None = None, written: str | None = None
) -> dict[str, Any]:
    """The row of an entry, chained to the one before it.

    `state` is given with the last entry of a decision, `written` (the `salted` text of its narrative) with an entry
    that has one: the row holds its hash.
    """
    facts = canonical(entry.facts)
    vouched = narrative_hash(written) if written is not None else None
    sealed = state_hash(state) if state is not None else None
    return {
        "case_id": case_id,
        "number": entry.number,
        "kind": entry.kind,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "actor": entry.actor,
        "on_behalf_of": entry.on_behalf_of,
        "position": entry.position,
        "audience": entry.audience,
        "facts": facts,
        "narrative_hash": vouched,
        "state_hash": sealed,
        "previous": previous,
        "hash": entry_hash(
            reference,
            entry.number,
            entry.kind,
            entry.at,
            entry.recorded_at,
            entry.actor,
            entry.on_behalf_of,
            entry.position,
            entry.audience,
            facts,
            vouched,
            sealed,
            previous,
        ),
    }
