"""Counters and values of the engine itself, such as the directory's version."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from store.tables import Setting
from store.upsert import insert_into

SETTINGS: Any = Setting.__table__  # type: ignore[attr-defined]  # SQLModel adds it to every table model


def advance(connection: Connection, name: str) -> int:
    """Add one to a counter and return it. The row's lock makes two writers take turns."""
    added = (
        insert_into(connection, SETTINGS)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": SETTINGS.c.value + 1})
    )
    return int(connection.execute(added.returning(SETTINGS.c.value)).scalar_one())


def counter(connection: Connection, name: str) -> int:
    """A counter's value, 0 if it was never advanced."""
    return int(connection.execute(select(SETTINGS.c.value).where(SETTINGS.c.name == name)).scalar_one_or_none() or 0)


def set_counter(connection: Connection, name: str, value: int) -> None:
    """Set a counter to a value."""
    put = insert_into(connection, SETTINGS).values(name=name, value=value)
    connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
