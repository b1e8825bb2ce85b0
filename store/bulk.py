"""Writing many rows at once, as fast as each store can.

The driver is spoken to directly here and nowhere else: SQLAlchemy's own handling of each value costs more than the
database's work. Instants are written as `UTCDateTime` of the tables writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table
from sqlmodel.sql.sqltypes import UTCDateTime

from store.sessions import without_the_row

TOGETHER = 50
"""How many rows PostgreSQL is handed at once: it takes them in while the next ones are being worked out."""


def insert_rows(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns. A key that is there already is an error.

    A generator's rows are worked out while PostgreSQL takes in those before them; nothing else can be asked of the
    connection meanwhile.
    """
    columns, every = _looked_into(rows)
    if not columns:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        with _cursor(connection) as cursor:
            _copy_in(cursor, f'COPY "{table.name}" ({names}) FROM STDIN', columns, every)
    else:
        marks = ", ".join("?" for _ in columns)
        statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - names are the tables' own
        connection.exec_driver_sql(statement, _plain(table, columns, {}, list(every)))


def update_rows(connection: Connection, table: Table, keys: Mapping[str, str], rows: Iterable[dict[str, Any]]) -> int:
    """Update rows that all have the same columns, worked out as for `insert_rows`. Returns how many were found.

    `keys` says which value of a row finds it by which column (value name to column name); every other value is set.
    """
    names, every = _looked_into(rows)
    if not names:
        return 0
    values = [name for name in names if name not in keys]
    if connection.dialect.name == "postgresql":
        return _update_postgresql(connection, table, keys, values, every)
    settings = ", ".join(f'"{name}" = ?' for name in values)
    conditions = " AND ".join(f'"{column}" = ?' for column in keys.values())
    statement = f'UPDATE "{table.name}" SET {settings} WHERE {conditions}'  # noqa: S608 - names are the tables' own
    order = [*values, *keys]
    return connection.exec_driver_sql(statement, _plain(table, order, keys, list(every))).rowcount


def _looked_into(rows: Iterable[dict[str, Any]]) -> tuple[list[str], Iterator[dict[str, Any]]]:
    """The names that each row has, none where there is no row; and all rows, the first one too."""
    following = iter(rows)
    first = next(following, None)
    return ([], following) if first is None else (list(first), chain((first,), following))


def _copy_in(cursor: Any, statement: str, names: Sequence[str], rows: Iterator[dict[str, Any]]) -> None:
    values = itemgetter(*names)
    with cursor.copy(statement) as copy:
        while some := "".join([_copied(values(row)) for row in islice(rows, TOGETHER)]):
            copy.write(some)


def _update_postgresql(
    connection: Connection,
    table: Table,
    keys: Mapping[str, str],
    values: Sequence[str],
    rows: Iterator[dict[str, Any]],
) -> int:
    """One statement for all rows, from a temporary table that is copied in: a fifth of the cost of one for each."""
    types = {name: table.c[keys.get(name, name)].type.compile(connection.dialect) for name in (*keys, *values)}
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    settings = ", ".join(f'"{name}" = fresh."{name}"' for name in values)
    conditions = " AND ".join(f'known."{column}" = fresh."{name}"' for name, column in keys.items())
    names = ", ".join(f'"{name}"' for name in types)
    with _cursor(connection) as cursor:
        # Nothing is known of a table just made, and a guess that many rows match would read all of the other one.
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
        cursor.execute(f"CREATE TEMPORARY TABLE fresh ({columns}) ON COMMIT DROP")
        _copy_in(cursor, f"COPY fresh ({names}) FROM STDIN", list(types), rows)
        cursor.execute(
            f'UPDATE "{table.name}" AS known SET {settings} FROM fresh WHERE {conditions}'  # noqa: S608 - as above
        )
        found = cursor.rowcount
        cursor.execute("DROP TABLE fresh")
    return int(found)


@contextmanager
def _cursor(connection: Connection) -> Iterator[Any]:
    """A cursor of the driver itself. Its errors say what failed, without the row, which may hold narrative."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a checked-out connection always has one
    try:
        with driver.cursor() as cursor:
            yield cursor
    except driver.Error as problem:
        problem.args = (without_the_row(problem) or type(problem).__name__,)
        raise


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copied(values: Any) -> str:
    """A row in the text format of COPY."""
    return "\t".join([_copied_text(value) if type(value) is str else _copied_value(value) for value in values]) + "\n"


def _copied_text(text: str) -> str:
    # Most texts need no escape, and looking is cheaper than translating.
    needs_escape = "\\" in text or "\t" in text or "\n" in text or "\r" in text
    return text.translate(_ESCAPES) if needs_escape else text


def _copied_value(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, datetime):
        return _instant_text(value)
    return _copied_text(value) if isinstance(value, str) else str(value)


def _plain(
    table: Table, names: Sequence[str], keys: Mapping[str, str], rows: Sequence[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    """Rows as SQLite's driver takes them, their values in the order of `names`."""
    instants = [name for name in names if isinstance(table.c[keys.get(name, name)].type, UTCDateTime)]
    # The row may belong to the caller: only a row with an instant to write as text is copied.
    plain = [row | {name: _naive_text(row[name]) for name in instants} for row in rows] if instants else rows
    # A getter of one name would give the bare value, and every table here has more than one column.
    values = itemgetter(*names)
    return [values(row) for row in plain]


@lru_cache(maxsize=16384)
def _instant_text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


@lru_cache(maxsize=16384)
def _naive_text(instant: datetime | None) -> str | None:
    """SQLite has no time zones: UTC is written without one, with all six digits so that texts sort as instants do."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if instant else None
