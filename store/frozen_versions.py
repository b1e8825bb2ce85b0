"""The versions of procedures that cases have been frozen to, for the library's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from store.procedure_versions import VERSIONS


@dataclass(frozen=True)
class FrozenVersion:
    """A procedure as the store has it: the hash of its text, its id, and when a case first ran on it."""

    version: str
    procedure: str
    frozen_at: datetime


def frozen_versions(connection: Connection) -> list[FrozenVersion]:
    """All versions that cases run or ran on, the newest first, without their texts."""
    asked = select(VERSIONS.c.hash, VERSIONS.c.procedure, VERSIONS.c.frozen_at)
    rows = connection.execute(asked.order_by(VERSIONS.c.frozen_at.desc(), VERSIONS.c.hash))
    return [FrozenVersion(row.hash, row.procedure, row.frozen_at) for row in rows]
