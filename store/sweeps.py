"""When each sweep of the engine last ran."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from store.recording import table
from store.sessions import reading, without_waiting_for_disk, writing
from store.tables import SweepRow
from store.upsert import insert_into

SWEEPS = table(SweepRow)


@dataclass(frozen=True)
class LastRun:
    """When a sweep last finished, by the engine's clock, and with what; `started_at` is the first time that it ran."""

    name: str
    started_at: datetime
    finished_at: datetime | None
    report: dict[str, Any]


def sweep_finished(engine: Engine, name: str, now: datetime, report: dict[str, Any]) -> None:
    """Note that a sweep has finished, with counts and references only."""
    with writing(engine) as connection:
        without_waiting_for_disk(connection)
        note_finished(connection, name, now, report)


def note_finished(connection: Connection, name: str, now: datetime, report: dict[str, Any]) -> None:
    """As `sweep_finished`, in a transaction that does more."""
    noted = {"finished_at": now, "report": json.dumps(report)}
    put = insert_into(connection, SWEEPS).values(name=name, started_at=now, **noted)
    connection.execute(put.on_conflict_do_update(index_elements=["name"], set_=noted))


def last_runs(engine: Engine) -> dict[str, LastRun]:
    """The last run of each sweep that ever ran."""
    with reading(engine) as connection:
        return {
            row.name: LastRun(row.name, row.started_at, row.finished_at, json.loads(row.report))
            for row in connection.execute(select(SWEEPS))
        }
