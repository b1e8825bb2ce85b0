"""The mark of a store that the demonstration made: no other may be opened by choosing a role."""

from __future__ import annotations

from sqlalchemy import Connection

from store.counters import counter, set_counter

MARK = "made by the demonstration"


def mark_as_demonstration(connection: Connection) -> None:
    """Mark a store as one that the demonstration has just made. Never call it on any other."""
    set_counter(connection, MARK, 1)


def is_demonstration(connection: Connection) -> bool:
    """Whether the demonstration made this store."""
    return counter(connection, MARK) == 1
