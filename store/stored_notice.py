"""A notice as the outbox holds it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from store.recording import table
from store.tables import NoticeRow

NOTICES = table(NoticeRow)


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A row of the outbox: what is owed to whom, and how far its delivery has come. Instants are UTC.

    Fields:
        attempts: how many were begun, one that is under way included.
        next_attempt_at: when it is next looked at; while it is being sent, when its lease runs out; None if never.
        waits_for: the way out that has to work again before it can go.
        fall_back_at: when it became owed to others because it could not reach its person.
        passed_on_at: when it was given to them.
        passed_on_from: the id of the notice that it stands in for, if it was passed on.
    """

    id: int
    key: str
    case_reference: str
    entry: int | None
    clock: int | None
    recipient: str
    channel: str
    template: str
    facts: dict[str, str]
    queued_at: datetime
    state: str
    attempts: int
    next_attempt_at: datetime | None
    leased_until: datetime | None
    sent_at: datetime | None
    receipt: str | None
    reason: str | None
    waits_for: str | None
    fall_back_at: datetime | None
    passed_on_at: datetime | None
    passed_on_from: int | None

    @property
    def root(self) -> int:
        """The id of the notice that all of its stand-ins go back to: its own, unless it is one of them."""
        return self.passed_on_from or self.id


def notice_of(row: Row[Any]) -> StoredNotice:
    """The notice of a whole row of the outbox."""
    columns = dict(row._mapping)
    return StoredNotice(**(columns | {"facts": json.loads(row.facts)}))
