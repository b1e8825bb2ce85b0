"""Drafts: a disagreement being written, its author's alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, type_coerce
from sqlalchemy.types import NullType

from store.narrative_keys import KeyMissing
from store.narratives import NarrativeReader, Unread, encrypting_key
from store.recording import table
from store.tables import DraftRow

DRAFTS = table(DraftRow)

QUESTIONS = "/raise/{draft}/"
"""Where the pages ask the questions of a draft. What was typed into one and not saved yet goes with the draft."""


class DraftUnreadable(KeyMissing):
    """What a draft holds cannot be read at present, so nothing is saved over it; the message says what to do."""


@dataclass(frozen=True)
class StoredDraft:
    """A draft as it was last saved. `fields` may be incomplete or wrong: nothing typed is ever lost.

    `unreadable` says why they cannot be read, where that is so; they are empty then. `key` is the id of the key that is
    missing, if that is why.
    """

    id: int
    author: str
    fields: dict[str, Any]
    saved_at: datetime
    unreadable: str | None = None
    key: str | None = None


def save_draft(
    connection: Connection, author: str, fields: dict[str, Any], now: datetime, draft: int | None = None
) -> int | None:
    """Save a draft, a new one or over one of the author's own. Its id, or None if it is not theirs.

    KeyMissing if there is no key to encrypt it with. DraftUnreadable if what it holds cannot be read at present: it
    would be lost.
    """
    key = encrypting_key(connection)
    if draft is not None:
        _refuse_unreadable(connection, author, draft)
    else:
        # What it is bound to has its id in it, which only the database gives.
        begun = DRAFTS.insert().values(author=author, key=key.id, fields=b"", saved_at=now).returning(DRAFTS.c.id)
        draft = int(connection.execute(begun).scalar_one())
    text = key.encrypt(json.dumps(fields), draft_place(draft, author))
    changed = connection.execute(
        DRAFTS.update()
        .where(DRAFTS.c.id == draft, _of_disagreements(author))
        .values(key=key.id, fields=text, saved_at=now)
    ).rowcount
    return draft if changed else None


def readable(draft: StoredDraft) -> StoredDraft:
    """The draft, to go on with. DraftUnreadable if what it holds cannot be read at present."""
    if draft.unreadable:
        raise DraftUnreadable(draft.unreadable, draft.key)
    return draft


def delete_draft(connection: Connection, author: str, draft: int) -> bool:
    """Delete a draft of the author's own; nothing of it remains. False if it is not there or not theirs."""
    deleted = connection.execute(DRAFTS.delete().where(DRAFTS.c.id == draft, _of_disagreements(author))).rowcount
    if deleted:
        typed = DRAFTS.c.form.startswith(QUESTIONS.format(draft=draft), autoescape=True)
        connection.execute(DRAFTS.delete().where(DRAFTS.c.author == author, typed))
    return bool(deleted)


def drafts_of(connection: Connection, author: str) -> list[StoredDraft]:
    """An author's drafts, the latest saved first."""
    reader = NarrativeReader(connection)
    rows = connection.execute(_asked(author).order_by(DRAFTS.c.saved_at.desc(), DRAFTS.c.id.desc())).all()
    return [opened_draft(row, reader) for row in rows]


def _refuse_unreadable(connection: Connection, author: str, draft: int) -> None:
    """DraftUnreadable if a draft of the author's own is there and cannot be read. It is locked until the end."""
    reader = NarrativeReader(connection)
    asked = _asked(author).where(DRAFTS.c.id == draft).with_for_update()
    row = connection.execute(asked).one_or_none()
    if row is not None:
        readable(opened_draft(row, reader))


def _asked(author: str) -> Any:
    kept = type_coerce(DRAFTS.c.fields, NullType()).label("fields")
    asked = select(DRAFTS.c.id, DRAFTS.c.author, DRAFTS.c.key, kept, DRAFTS.c.saved_at)
    return asked.where(_of_disagreements(author))


def _of_disagreements(author: str) -> ColumnElement[bool]:
    """An author's drafts, without what they typed into other forms: see `store.unsent`."""
    return and_(DRAFTS.c.author == author, DRAFTS.c.form.is_(None))


def opened_draft(row: Any, reader: NarrativeReader) -> StoredDraft:
    """The draft in a row of `DRAFTS`."""
    text = reader.opened_at(draft_place(row.id, row.author), row.key, row.fields)
    if isinstance(text, Unread):
        why, missing = reader.says(text, row.key), row.key if text is Unread.NO_KEY else None
        return StoredDraft(row.id, row.author, {}, row.saved_at, why, missing)
    return StoredDraft(row.id, row.author, json.loads(text), row.saved_at)


def draft_place(draft: int, author: str) -> str:
    """What a draft's ciphertext is bound to, so that it opens as no other draft and for no other author."""
    return f"draft {draft} {author}"


def old_drafts(connection: Connection, saved_by: datetime) -> dict[str, tuple[int, datetime]]:
    """By author: how many drafts were last saved by an instant, and when (UTC) the oldest was; nothing in them."""
    asked = (
        select(DRAFTS.c.author, func.count().label("number"), func.min(DRAFTS.c.saved_at).label("oldest"))
        .where(DRAFTS.c.saved_at <= saved_by, DRAFTS.c.form.is_(None))
        .group_by(DRAFTS.c.author)
    )
    return {row.author: (row.number, row.oldest) for row in connection.execute(asked)}


def draft_of(connection: Connection, author: str, draft: int) -> StoredDraft | None:
    """One draft of the author's own, or None."""
    return next((found for found in drafts_of(connection, author) if found.id == draft), None)
