"""Whether the engine is well, from a few quick questions: for probes and for people, in place of a whole watch."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from store.cases import next_instant
from store.delivery_history import count_by_state
from store.migrations import NEWEST, current
from store.open_cases import counts, overdue_clocks
from store.sessions import reading
from store.sweeps import LastRun, last_runs
from workflows.context import EngineContext
from workflows.engine_checks import Patience, ran_at
from workflows.watchdog import WATCHDOG


def health(context: EngineContext, runs: dict[str, LastRun] | None = None) -> dict[str, Any]:
    """How the engine is, as JSON values: instants in ISO form and UTC, durations in real seconds.

    In: the last runs of the sweeps, if they have been read already.

    Keys: `ok`; `reasons` (why not, in plain words); `at`; `database` and `schema`; `sweeps` (by name: when each last
    finished, and how long ago); `cases` (open, clocks running, next instant, clocks overdue); `notices` (how many not
    delivered, by state); `watchdog` (how many problems its last watch found). Nothing about any one case.
    """
    now = context.clock.now()
    try:
        found = current(context.engine)
        if found != NEWEST:
            return {
                "ok": False,
                "reasons": ["The store is not at the newest schema."],
                "at": now.isoformat(),
                "database": "ok",
                "schema": found,
            }
        runs = last_runs(context.engine) if runs is None else runs
        with reading(context.engine) as connection:
            asked = _of_the_store(connection, context, now)
    except SQLAlchemyError as problem:
        # The driver's own words could hold a password.
        reasons = [f"The database cannot be used ({type(problem).__name__})."]
        return {"ok": False, "reasons": reasons, "at": now.isoformat(), "database": "failed"}
    reasons = _reasons(context, asked, runs, now)
    return {
        "ok": not reasons,
        "reasons": reasons,
        "at": now.isoformat(),
        "database": "ok",
        "schema": found,
        "sweeps": {name: _of_a_sweep(run, now, context.clock.speed) for name, run in sorted(runs.items())},
        **asked,
        WATCHDOG: {"problems": runs[WATCHDOG].report.get("problems", 0)} if WATCHDOG in runs else None,
    }


def _of_the_store(connection: Connection, context: EngineContext, now: datetime) -> dict[str, Any]:
    cases, clocks = counts(connection)
    following = next_instant(connection)
    overdue = overdue_clocks(connection, now - Patience.of(context.settings, context.clock.speed).tick)
    return {
        "cases": {
            "open": cases,
            "clocks_running": clocks,
            "next_instant": following.isoformat() if following else None,
            "clocks_overdue": overdue,
        },
        "notices": count_by_state(connection),
    }


def _of_a_sweep(run: LastRun, now: datetime, clock_speed: float) -> dict[str, Any]:
    last = ran_at(run)
    return {
        "last": last.isoformat() if last else None,
        "seconds_ago": round((now - last).total_seconds() / clock_speed, 1) if last else None,
    }


def _reasons(context: EngineContext, asked: dict[str, Any], runs: dict[str, LastRun], now: datetime) -> list[str]:
    """Why the engine is not well, in plain words; none if it is."""
    patience = Patience.of(context.settings, context.clock.speed)
    last = ran_at(runs.get("tick"))
    reasons = []
    if last is not None and now - last > patience.tick:
        reasons.append("The engine has not looked for due clocks for too long.")
    if asked["cases"]["clocks_overdue"]:
        reasons.append("Clocks have run out, and nothing has been done about it.")
    if asked["notices"].get("nobody_configured"):
        reasons.append("Notices cannot go out because something is not set up.")
    watched = runs.get(WATCHDOG)
    looked = ran_at(watched)
    if looked is not None and now - looked > patience.watchdog:
        reasons.append("The watchdog has not looked for too long.")
    if watched and watched.report.get("problems"):
        reasons.append("The watchdog's last watch found something.")
    return reasons
