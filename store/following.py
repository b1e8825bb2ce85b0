"""Following a case as it changes: what has been written since one last looked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from states.any_case import AnyCase, read_case
from store.recording import table
from store.tables import CaseRow, EntryRow, NoticeRow

CASES, ENTRIES, NOTICES = table(CaseRow), table(EntryRow), table(NoticeRow)


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """An entry without its narrative. `at` is when it is true, `recorded_at` when it was written; both UTC."""

    number: int
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    on_behalf_of: str | None
    position: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WrittenNotice:
    """A notice in the outbox: for whom (by code), which template, by which entry, with its facts."""

    id: int
    entry: int | None
    recipient: str
    channel: str
    template: str
    facts: dict[str, str]
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """A case as it stands, with what is new in it, oldest first."""

    case: AnyCase
    entries: tuple[WrittenEntry, ...]
    notices: tuple[WrittenNotice, ...]


def news(connection: Connection, reference: str, *, after_entry: int, after_notice: int) -> News:
    """A case, its entries after a number and its notices after an id. LookupError if there is no such case."""
    asked = select(CASES.c.id, CASES.c.state).where(CASES.c.reference == reference)
    found = connection.execute(asked).one_or_none()
    if found is None:
        raise LookupError(f"there is no case {reference}")
    entries = connection.execute(
        select(ENTRIES).where(ENTRIES.c.case_id == found.id, ENTRIES.c.number > after_entry).order_by(ENTRIES.c.number)
    )
    notices = connection.execute(
        select(NOTICES).where(NOTICES.c.case_reference == reference, NOTICES.c.id > after_notice).order_by(NOTICES.c.id)
    )
    return News(
        read_case(found.state),
        tuple(
            WrittenEntry(
                row.number,
                row.kind,
                row.at,
                row.recorded_at,
                row.actor,
                row.on_behalf_of,
                row.position,
                json.loads(row.facts),
            )
            for row in entries
        ),
        tuple(
            WrittenNotice(
                row.id, row.entry, row.recipient, row.channel, row.template, json.loads(row.facts), row.queued_at
            )
            for row in notices
        ),
    )
