"""How the engine is: when each sweep last ran, what the watchdog found, what is late, and which cases are stuck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from notifications.dates import due_in_words
from procedures.language import Procedure
from procedures.rules import Rules
from procedures.wording import name_words
from store.late_clocks import DueClock, late_clocks
from store.procedure_versions import procedure_of
from store.sessions import reading
from store.sweeps import LastRun, last_runs
from web.pages import page
from web.reader import BusinessSupport, SignedIn
from web.site import site_of
from workflows.engine_checks import Patience, ran_at
from workflows.health import health
from workflows.watchdog import FOUND, WATCHDOG

router = APIRouter()

SHOWN = 25
"""Late steps that the page names."""

SWEEPS = {
    "tick": "Clocks: warns, expires and moves up what is due",
    "deliver": "Delivery: sends what waits, and tells others of what cannot arrive",
    "digest": "Morning mail: one to each person with all that they owe",
    "watchdog": "Watchdog: looks over every open case and the engine itself",
    "freshness": "Contact details: asks people to confirm what is getting old",
    "checkpoint": "Checkpoint: keeps the heads of all records outside the database",
}


DID = {
    "fired": "points of clocks seen to",
    "queued": "mails queued",
    "steps": "steps told of",
    "retried": "to be tried again",
    "held_up": "waiting for a way out",
    "redirected": "given to others instead",
    "cancelled": "no longer wanted",
    "nobody_configured": "with nothing set up",
    "asked": "people asked to confirm their details",
    "stale": "people with old details",
    "without_address": "people without an address",
}
"""What a sweep counts, after the number, where its own name for it does not say it."""


@dataclass(frozen=True)
class Sweep:
    """A sweep: what it is for, when it last ran, whether that is too long ago, and what it did."""

    name: str
    words: str
    ran: str
    is_late: bool
    did: str


@router.get("/engine")
def show_engine(request: Request, reader: BusinessSupport) -> Response:
    """The page."""
    site = site_of(request)
    context, now = site.context, site.now()
    runs = last_runs(context.engine)
    found = health(context, runs)
    with reading(context.engine) as connection:
        late, longest = late_clocks(connection, now, SHOWN)
        steps = [_late(connection, one, reader) for one in longest]
    patience = Patience.of(context.settings, context.clock.speed)
    limits = {name: getattr(patience, name, None) for name in SWEEPS}
    last = ran_at(runs.get("tick"))
    watched = runs[WATCHDOG].report if WATCHDOG in runs else {}
    return page(
        request,
        "engine.html",
        found=found,
        last_ran=due_in_words(last) if last else "",
        sweeps=[
            _sweep(name, words, runs.get(name), now, limits[name]) for name, words in SWEEPS.items()
        ],
        findings=watched.get(FOUND, []),
        problems=watched.get("problems", 0),
        has_watched=WATCHDOG in runs,
        stuck=[str(one) for one in runs["tick"].report.get("stuck", [])] if "tick" in runs else [],
        late=late,
        steps=steps,
        next_instant=due_in_words(datetime.fromisoformat(_next(found))) if _next(found) else "",
    )  # fmt: skip


def _next(found: dict[str, Any]) -> str:
    return str(found.get("cases", {}).get("next_instant") or "")


def _sweep(name: str, words: str, run: LastRun | None, now: datetime, longest: Any) -> Sweep:
    last = ran_at(run)
    counts = {key: value for key, value in (run.report if run else {}).items() if isinstance(value, int) and value}
    did = ", ".join(f"{count} {DID.get(key, name_words(key))}" for key, count in counts.items())
    return Sweep(
        name=name,
        words=words,
        ran=due_in_words(last) if last else "Never",
        is_late=last is not None and longest is not None and now - last > longest,
        did=did or ("Nothing to do" if last else ""),
    )


def _late(connection: Connection, one: DueClock, reader: SignedIn) -> tuple[str, str, str, str]:
    """A late step: its case's reference, what is owed, by whom, and since when."""
    title = _title(procedure_of(connection, one.procedure), one)
    return one.reference, title, reader.directory.title_of(one.owner), due_in_words(one.due_at)


def _title(rules: Rules, one: DueClock) -> str:
    if isinstance(rules, Procedure):
        rule = rules.clock_at(one.stage, one.clock)
        return rule.title if rule else name_words(one.clock)
    deadline = rules.deadlines_by_id.get(one.clock.partition("__")[0])
    return deadline.title if deadline else name_words(one.clock)
