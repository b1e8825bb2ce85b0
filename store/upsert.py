"""Writing a row that may be there already, without two writers at once tripping over each other."""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can be told what to do where its key is there already, in the words of this store.

    A look first and an INSERT after it would fail for the second of two workers that look at once.
    """
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
