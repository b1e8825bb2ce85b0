"""Statements that a store is sent while something is done, seen as they go out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

MOST_STATEMENTS = 12
"""How many a page may send, whatever the number of cases."""


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Every statement but those that begin a transaction or set up a connection."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
