"""The floor: one SQL statement that claims due clocks, marks them and queues two notices. No rules, no record."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import psycopg

CLAIM_POSTGRESQL = """
WITH due AS (
    SELECT id FROM floor_clock WHERE fired_at IS NULL AND due_at <= %(now)s
    ORDER BY due_at LIMIT 500 FOR UPDATE SKIP LOCKED
), fired AS (
    UPDATE floor_clock SET fired_at = %(now)s FROM due WHERE floor_clock.id = due.id RETURNING floor_clock.id
)
INSERT INTO floor_notice (clock, recipient)
SELECT fired.id, recipient FROM fired CROSS JOIN (VALUES ('owner'), ('raiser')) AS told (recipient)
"""

TABLES = """
CREATE TABLE floor_clock (id INTEGER PRIMARY KEY, due_at BIGINT NOT NULL, fired_at BIGINT);
CREATE INDEX floor_due ON floor_clock (due_at) WHERE fired_at IS NULL;
CREATE TABLE floor_notice (clock INTEGER NOT NULL, recipient TEXT NOT NULL);
"""


def on_postgresql(url: str, due: int, clocks: int, runs: int) -> list[float]:
    """Clocks fired in a second through psycopg, for each run."""
    rates = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
        with connection.cursor() as cursor, cursor.copy("COPY floor_clock (id, due_at) FROM STDIN") as copy:
            for number in range(clocks):
                copy.write_row((number, number // due))
        connection.execute("ANALYZE floor_clock")
        for run in range(runs):
            began = time.perf_counter()
            fired = 0
            while found := connection.execute(CLAIM_POSTGRESQL, {"now": run}).rowcount:
                fired += found // 2
            rates.append(fired / (time.perf_counter() - began))
    return rates


def on_sqlite(directory: Path, due: int, clocks: int, runs: int) -> list[float]:
    """Clocks fired in a second through sqlite3, for each run."""
    rates = []
    connection = sqlite3.connect(directory / "floor.db", isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + TABLES)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO floor_clock (id, due_at) VALUES (?, ?)", ((number, number // due) for number in range(clocks))
    )
    connection.execute("COMMIT")
    for run in range(runs):
        began = time.perf_counter()
        fired = 0
        while True:
            connection.execute("BEGIN IMMEDIATE")
            marked = connection.execute(
                "UPDATE floor_clock SET fired_at = ? WHERE id IN (SELECT id FROM floor_clock WHERE fired_at IS NULL "
                "AND due_at <= ? ORDER BY due_at LIMIT 500) RETURNING id",
                (run, run),
            ).fetchall()
            connection.executemany(
                "INSERT INTO floor_notice (clock, recipient) VALUES (?, ?)",
                [(number, recipient) for (number,) in marked for recipient in ("owner", "raiser")],
            )
            connection.execute("COMMIT")
            if not marked:
                break
            fired += len(marked)
        rates.append(fired / (time.perf_counter() - began))
    connection.close()
    return rates
