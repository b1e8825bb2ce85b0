"""Reading as it stands at one instant, with whatever the columns hold: for those who look whether it is as written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Select, select, type_coerce
from sqlalchemy.types import NullType
from sqlmodel.sql.sqltypes import UTCDateTime


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction in which everything is read as it stood at its beginning, on both stores."""
    with engine.connect() as opened:
        connection = opened
        if engine.dialect.name == "postgresql":
            connection = opened.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def as_kept(source: Any, names: Sequence[str] = ()) -> Select[Any]:
    """Some columns of a table, or all, instants as the driver gives them: one that cannot be read must not end it."""
    return select(
        *(
            type_coerce(column, NullType()).label(column.name) if isinstance(column.type, UTCDateTime) else column
            for column in (source.c[name] for name in names or source.c.keys())
        )
    )
