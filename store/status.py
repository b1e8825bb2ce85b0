"""Where cases stand, in SQL and from their records alone, for lists that are not to trust a case's own row.

`states.standing.derive` says the same of one case; a test shows that the two and the stored columns agree.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

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


def running_clocks(connection: Connection) -> Select[Any]:
    """One row for each clock that an entry started and none ended: case_id, number, clock, owner and due.

    `due` is ISO text. The owner is whoever it went to last.
    """
    started, handed, ended = (_told(connection, name) for name in ("clocks_started", "clocks_handed", "clocks_ended"))
    given = union_all(
        *(
            select(told.c.case_id, told.c.number, told.c.owner, told.c.entry, literal(turn).label("turn"))
            for turn, told in enumerate((started, handed))
        )
    ).subquery("given")
    order = func.row_number().over(
        partition_by=(given.c.case_id, given.c.number), order_by=(given.c.entry.desc(), given.c.turn.desc())
    )
    owners = select(given.c.case_id, given.c.number, given.c.owner, order.label("place")).subquery("owners")
    over = exists().where(ended.c.case_id == started.c.case_id, ended.c.number == started.c.number)
    return (
        select(started.c.case_id, started.c.number, started.c.clock, owners.c.owner, started.c.due)
        .join(
            owners,
            and_(owners.c.case_id == started.c.case_id, owners.c.number == started.c.number, owners.c.place == 1),
        )
        .where(~over)
    )


def _told(connection: Connection, name: str) -> FromClause:
    """What entries say of clocks under one name of their facts, a row for each clock."""
    if connection.dialect.name == "postgresql":
        items = func.jsonb_path_query(cast(ENTRIES.c.facts, JSONB), cast(f"$.{name}[*]", JSONPATH))
        each: Any = items.table_valued("value", name=f"each_{name}").render_derived().lateral()
    else:
        each = func.json_each(ENTRIES.c.facts, f"$.{name}").table_valued("value", name=f"each_{name}")
    return (
        select(
            ENTRIES.c.case_id,
            ENTRIES.c.number.label("entry"),
            cast(_text(connection, each.c.value, "number"), Integer).label("number"),
            _text(connection, each.c.value, "clock").label("clock"),
            _text(connection, each.c.value, "owner").label("owner"),
            _text(connection, each.c.value, "due").label("due"),
        )
        .select_from(ENTRIES.join(each, true()))
        .subquery(name)
    )


def _text(connection: Connection, json: Any, name: str) -> ColumnElement[Any]:
    """A value of a JSON object, as text."""
    if connection.dialect.name == "postgresql":
        return func.jsonb_extract_path_text(cast(json, JSONB), name)
    return cast(func.json_extract(json, f"$.{name}"), String)
