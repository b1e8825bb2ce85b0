"""What somebody has typed into a form and not sent yet: kept for them alone, in case they are called away.

It stands beside the drafts of disagreements, under the same keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, type_coerce
from sqlalchemy.types import NullType

from store.drafts import DRAFTS, StoredDraft, draft_place, opened_draft
from store.narratives import NarrativeReader, Unread, encrypting_key
from store.upsert import insert_into

MOST = 20
"""Forms of one person that are kept: more are begun by nobody, and whoever fills the store on purpose is stopped."""

LONGEST = 600_000
"""Characters of one form: the longest has room for about thirty answers of the longest kind."""


@dataclass(frozen=True)
class Unsent:
    """What was typed, by the name of the input, and when it was last kept (UTC)."""

    typed: dict[str, str | list[str]]
    saved_at: datetime


class TooMuch(ValueError):
    """More was typed than is kept of any form."""


def keep_unsent(
    connection: Connection, author: str, form: str, typed: Mapping[str, str | list[str]], now: datetime
) -> None:
    """Keep what was typed into the form at an address, in place of what was kept of it before.

    TooMuch if it is longer than `LONGEST`; KeyMissing if there is no key to encrypt it with.
    """
    text = json.dumps(typed)
    if len(text) > LONGEST:
        raise TooMuch
    key = encrypting_key(connection)
    begun = insert_into(connection, DRAFTS).values(author=author, form=form, key=key.id, fields=b"", saved_at=now)
    connection.execute(begun.on_conflict_do_nothing())
    # What it is bound to has its id in it, which only the database gives.
    number = connection.execute(
        select(DRAFTS.c.id).where(DRAFTS.c.author == author, DRAFTS.c.form == form)
    ).scalar_one()
    kept = {"key": key.id, "fields": key.encrypt(text, draft_place(number, author)), "saved_at": now}
    connection.execute(DRAFTS.update().where(DRAFTS.c.id == number).values(kept))
    forms = select(DRAFTS.c.id).where(DRAFTS.c.author == author, DRAFTS.c.form.is_not(None))
    newest = forms.order_by(DRAFTS.c.saved_at.desc(), DRAFTS.c.id.desc()).limit(MOST)
    connection.execute(DRAFTS.delete().where(DRAFTS.c.id.in_(forms), DRAFTS.c.id.not_in(newest)))


def unsent_of(connection: Connection, author: str, form: str) -> Unsent | None:
    """What an author typed into the form at an address; None if nothing is kept, or if it cannot be read at present."""
    fields = type_coerce(DRAFTS.c.fields, NullType()).label("fields")
    asked = select(DRAFTS.c.id, DRAFTS.c.key, fields, DRAFTS.c.saved_at)
    row = connection.execute(asked.where(DRAFTS.c.author == author, DRAFTS.c.form == form)).one_or_none()
    if row is None:
        return None
    text = NarrativeReader(connection).opened_at(draft_place(row.id, author), row.key, row.fields)
    return None if isinstance(text, Unread) else Unsent(json.loads(text), row.saved_at)


def begun_by(connection: Connection, author: str) -> tuple[list[StoredDraft], dict[str, Unsent]]:
    """All that an author has begun and not sent, the latest first: drafts, and what was typed into forms, by address.

    Of the latter what cannot be read at present is left out.
    """
    fields = type_coerce(DRAFTS.c.fields, NullType()).label("fields")
    asked = select(DRAFTS.c.id, DRAFTS.c.author, DRAFTS.c.form, DRAFTS.c.key, fields, DRAFTS.c.saved_at)
    mine = asked.where(DRAFTS.c.author == author).order_by(DRAFTS.c.saved_at.desc(), DRAFTS.c.id.desc())
    reader = NarrativeReader(connection)
    drafts: list[StoredDraft] = []
    unsent: dict[str, Unsent] = {}
    for row in connection.execute(mine):
        if row.form is None:
            drafts.append(opened_draft(row, reader))
            continue
        text = reader.opened_at(draft_place(row.id, author), row.key, row.fields)
        if not isinstance(text, Unread):
            unsent[row.form] = Unsent(json.loads(text), row.saved_at)
    return drafts, unsent


def forget_unsent(connection: Connection, author: str, form: str) -> None:
    """Delete what an author typed into the form at an address: it was sent, or is not wanted any more."""
    connection.execute(DRAFTS.delete().where(DRAFTS.c.author == author, DRAFTS.c.form == form))


def forget_old_unsent(connection: Connection, saved_by: datetime) -> None:
    """Delete what was last kept by an instant and never sent, whoever typed it."""
    connection.execute(DRAFTS.delete().where(DRAFTS.c.form.is_not(None), DRAFTS.c.saved_at <= saved_by))
