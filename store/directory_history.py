"""Who changed what of the directory, and when. Rows are only ever added."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from store.directory_tables import DirectoryChangeRow
from store.recording import table

CHANGES = table(DirectoryChangeRow)

ADDED = "added"
CHANGED = "changed"
CONFIRMED = "confirmed"
LEFT = "left"
AWAY = "away"
BACK = "back"
STEPS_PASSED_ON = "steps_passed_on"
IMPORTED = "imported"
SIGN_IN_ANEW = "sign_in_anew"


@dataclass(frozen=True, slots=True)
class DirectoryChange:
    """One change. `by` is who made it (a code), None where it was made on the command line.

    `person` is whom it is about, None for a whole file. `facts` are codes, days and addresses, never a channel's own
    address: that may hold a password.
    """

    id: int
    at: datetime
    by: str | None
    person: str | None
    kind: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes the directory, a person's code or None for the command line, and the instant."""

    by: str | None
    at: datetime


def note_change(
    connection: Connection, author: Author, kind: str, person: str | None = None, facts: Mapping[str, Any] | None = None
) -> int:
    """Add a change to the history, in the transaction that makes it. Returns its number."""
    row = {"at": author.at, "by": author.by, "person": person, "kind": kind, "facts": json.dumps(dict(facts or {}))}
    return int(connection.execute(CHANGES.insert().values(**row).returning(CHANGES.c.id)).scalar_one())


def note_changes(
    connection: Connection, author: Author, kind: str, changes: Sequence[tuple[str, Mapping[str, Any]]]
) -> None:
    """Add one change of a kind for each of these people, with its facts."""
    if changes:
        rows = [
            {"at": author.at, "by": author.by, "person": person, "kind": kind, "facts": json.dumps(dict(facts))}
            for person, facts in changes
        ]
        connection.execute(CHANGES.insert(), rows)


def changes_of(
    connection: Connection, person: str | None = None, *, number: int = 1, size: int
) -> list[DirectoryChange]:
    """A page of the history, the newest first: all of it, or what is about or was done to one person."""
    asked = select(CHANGES).order_by(CHANGES.c.id.desc()).limit(size).offset((number - 1) * size)
    if person is not None:
        asked = asked.where(CHANGES.c.person == person)
    return [
        DirectoryChange(row.id, row.at, row.by, row.person, row.kind, json.loads(row.facts))
        for row in connection.execute(asked)
    ]


def count_changes(connection: Connection) -> int:
    """How many changes there are."""
    return int(connection.execute(select(func.count()).select_from(CHANGES)).scalar_one())
