"""Drafts: a disagreement being written, its author's alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from store.recording import table
from store.tables import DraftRow

DRAFTS = table(DraftRow)


@dataclass(frozen=True)
class StoredDraft:
    """A draft as it was last saved. `fields` may be incomplete or wrong: nothing typed is ever lost."""

    id: int
    author: str
    fields: dict[str, Any]
    saved_at: datetime


def save_draft(
    connection: Connection, author: str, fields: dict[str, Any], now: datetime, draft: int | None = None
) -> int | None:
    """Save a draft, a new one or over one of the author's own. Its id, or None if it is not theirs."""
    text = json.dumps(fields, ensure_ascii=False)
    if draft is None:
        inserted = DRAFTS.insert().values(author=author, fields=text, saved_at=now).returning(DRAFTS.c.id)
        return int(connection.execute(inserted).scalar_one())
    changed = connection.execute(
        DRAFTS.update().where(DRAFTS.c.id == draft, DRAFTS.c.author == author).values(fields=text, saved_at=now)
    ).rowcount
    return draft if changed else None


def delete_draft(connection: Connection, author: str, draft: int) -> bool:
    """Delete a draft of the author's own; nothing of it remains. False if it is not there or not theirs."""
    return bool(connection.execute(DRAFTS.delete().where(DRAFTS.c.id == draft, DRAFTS.c.author == author)).rowcount)


def drafts_of(connection: Connection, author: str) -> list[StoredDraft]:
    """An author's drafts, the latest saved first."""
    asked = select(DRAFTS).where(DRAFTS.c.author == author).order_by(DRAFTS.c.saved_at.desc(), DRAFTS.c.id.desc())
    return [StoredDraft(r.id, r.author, json.loads(r.fields), r.saved_at) for r in connection.execute(asked)]


def draft_of(connection: Connection, author: str, draft: int) -> StoredDraft | None:
    """One draft of the author's own, or None."""
    return next((found for found in drafts_of(connection, author) if found.id == draft), None)
