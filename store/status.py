"""Where cases stand, in SQL and from their records alone, for lists that are not to trust a case's own row.

`states.standing.derive` says the same of one case; a test shows that the two and the stored columns agree.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from procedures.graph import CLOSED
from store.recording import table
from store.tables import EntryRow

ENTRIES = table(EntryRow)


def standings(connection: Connection) -> Select[Any]:
    """One row for each case, from its newest entry: case_id, version, position, owner and is_open.

    `owner` is empty once a case is closed.
    """
    newest = select(ENTRIES.c.case_id, func.max(ENTRIES.c.number).label("version")).group_by(ENTRIES.c.case_id)
    last = newest.subquery("newest")
    return select(
        ENTRIES.c.case_id,
        last.c.version,
        ENTRIES.c.position,
        _text(connection, ENTRIES.c.facts, "owner").label("owner"),
        (ENTRIES.c.position != CLOSED.value).label("is_open"),
    ).join(last, and_(last.c.case_id == ENTRIES.c.case_id, last.c.version == ENTRIES.c.number))


def _text(connection: Connection, json: Any, name: str) -> ColumnElement[Any]:
    """A value of a JSON object, as text."""
    if connection.dialect.name == "postgresql":
        return func.jsonb_extract_path_text(cast(json, JSONB), name)
    return cast(func.json_extract(json, f"$.{name}"), String)
