"""How often something was tried: rows, so that every process of the pages counts the same. Instants are real time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from store.recording import table
from store.tables import TryRow

TRIES = table(TryRow)


def note_try(connection: Connection, kind: str, subject: str, now: datetime, within: timedelta) -> int:
    """Note a try at `kind` by a subject (a hash). Returns how many there were in the time until now, this one too."""
    connection.execute(TRIES.insert().values(kind=kind, subject=subject, at=now))
    since = (TRIES.c.kind == kind, TRIES.c.subject == subject, TRIES.c.at > now - within)
    return int(connection.execute(select(func.count()).select_from(TRIES).where(*since)).scalar_one())


def forget_tries(connection: Connection, before: datetime) -> None:
    """Delete the tries before an instant."""
    connection.execute(delete(TRIES).where(TRIES.c.at < before))
