"""The sweep that fires due clocks: warn, expire, move on, chase. Every event goes through the door's own rule."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine

from states.any_case import clock_ran
from states.decision import Decision, Refusal
from store.cases import DueClock, claim_due, first_look, next_instant
from store.directory import current_directory
from store.procedure_versions import procedure_of
from store.recording import LockedCase, Recorded, record
from store.sessions import reading, without_waiting_for_disk, writing
from store.sweeps import note_finished, sweep_finished
from workflows.context import EngineContext
from workflows.passing_on import LOOKED_AT, has_looked, pass_on
from workflows.trip_points import reached

BATCH = 500
"""Cases in one transaction: large enough to spread its cost, small enough that a person's click waits little and that
two workers can share a morning's thousand."""


@dataclass(frozen=True, slots=True)
class StuckCase:
    """A case whose due clock could not be worked, and why: for the watchdog to cry about."""

    reference: str
    reason: str


@dataclass(frozen=True)
class TickReport:
    """What one tick did. `events` counts entries by kind; `moved` names the cases that moved up."""

    at: datetime
    batches: int
    events: dict[str, int]
    passed_on: tuple[str, ...]
    moved: tuple[str, ...]
    notices: int
    stuck: tuple[StuckCase, ...]
    milliseconds: float

    @property
    def fired(self) -> int:
        """How many clock points were marked."""
        return sum(self.events.values())


@dataclass
class _Tally:
    events: Counter[str] = field(default_factory=Counter)
    moved: list[str] = field(default_factory=list)
    notices: int = 0
    stuck: dict[int, StuckCase] = field(default_factory=dict)
    overtaken: set[int] = field(default_factory=set)


def tick(context: EngineContext) -> TickReport:
    """Mark every clock point that has been reached by now, in order, and catch up after an outage."""
    return sweep(context.engine, context.clock.now())


def sweep(engine: Engine, now: datetime) -> TickReport:
    """As `tick`, at a given instant. Safe to repeat and to run twice at once: each point is marked once."""
    began = time.perf_counter()
    if _is_idle(engine, now):
        return TickReport(now, 0, {}, (), (), 0, (), (time.perf_counter() - began) * 1000)
    tally, batches = _Tally(), 0
    # Before any clock fires: a warning must not go to somebody who has left.
    passed = pass_on(engine, now)
    while _batch(engine, now, tally):
        batches += 1
        if not _is_due(engine, now):
            break
    report = TickReport(
        now,
        batches,
        dict(tally.events),
        passed.passed_on,
        tuple(tally.moved),
        tally.notices,
        (*(StuckCase(*refused) for refused in passed.refused), *tally.stuck.values()),
        (time.perf_counter() - began) * 1000,
    )
    sweep_finished(engine, "tick", now, {"fired": report.fired, "stuck": [s.reference for s in report.stuck]})
    return report


def _is_idle(engine: Engine, now: datetime) -> bool:
    """Whether there is nothing to do, as on most ticks; if so it is noted that the engine looked."""
    with writing(engine) as connection:
        first, looked = first_look(connection, LOOKED_AT)
        idle = (first is None or first > now) and has_looked(looked, now)
        if idle:
            without_waiting_for_disk(connection)
            note_finished(connection, "tick", now, {"fired": 0, "stuck": []})
    return idle


def _is_due(engine: Engine, now: datetime) -> bool:
    """Whether any clock has reached its next point, as it may again right after a batch: a look that takes no lock."""
    with reading(engine) as connection:
        first = next_instant(connection)
    return first is not None and first <= now


def _batch(engine: Engine, now: datetime, tally: _Tally) -> int:
    """One transaction: claim, decide, record. Returns how many clocks were claimed, 0 when there is none left."""
    with _collector_paused(), writing(engine) as connection:
        due = claim_due(connection, now, BATCH, leave=tally.stuck)
        if not due:
            return 0
        decided = _decide_each(connection, due, now, tally)
        done = _record(connection, decided, tally)
        reached("tick.recorded")
    for decision, recorded in done:
        kinds = [entry.kind for entry in decision.entries]
        for kind in kinds:
            tally.events[kind] += 1
        if "moved_up_by_clock" in kinds:
            tally.moved.append(decision.case.reference)
        tally.notices += recorded.notices
    return len(due)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the collector from searching a batch's decisions, all still wanted, again and again: a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _record(
    connection: Connection, decided: list[tuple[LockedCase, Decision]], tally: _Tally
) -> list[tuple[Decision, Recorded]]:
    """Record decisions all at once; if one of them cannot be written, each by itself, and leave that one."""
    channels = current_directory(connection).channels
    try:
        with connection.begin_nested():
            return [
                (decision, recorded)
                for (_, decision), recorded in zip(decided, record(connection, decided, channels), strict=True)
            ]
    except Exception:
        if connection.invalidated:
            raise
    done = []
    for locked, decision in decided:
        try:
            with connection.begin_nested():
                done.append((decision, record(connection, [(locked, decision)], channels)[0]))
        except Exception as problem:
            if connection.invalidated:
                raise
            tally.stuck[locked.id] = StuckCase(decision.case.reference, type(problem).__name__)
    return done


def _decide_each(
    connection: Connection, due: list[DueClock], now: datetime, tally: _Tally
) -> list[tuple[LockedCase, Decision]]:
    """Decide the first due point of each case; a second clock of the same case waits for the next batch."""
    directory = current_directory(connection).directory
    decided: dict[int, tuple[LockedCase, Decision]] = {}
    for clock in due:
        locked = clock.locked
        if clock.case_id in decided or clock.case_id in tally.stuck:
            continue
        if locked is None:
            tally.stuck[clock.case_id] = StuckCase(clock.reference, "What the store holds of it cannot be read.")
            continue
        try:
            rules = procedure_of(connection, locked.case.procedure)
            decision = clock_ran(locked.case, clock.number, rules, directory, now)
        except Exception as problem:  # noqa: BLE001 - one broken case must not stop everybody else's clocks
            # The message could quote a case's content, so only its kind is kept.
            tally.stuck[locked.id] = StuckCase(locked.case.reference, type(problem).__name__)
            continue
        if isinstance(decision, Refusal) and decision.stale and locked.id not in tally.overtaken:
            # Another worker marked it between the reading of its clock and the lock: looked at once more.
            tally.overtaken.add(locked.id)
            continue
        if isinstance(decision, Refusal):
            # The clock row and the case disagree, or nobody is there: left for the watchdog, not tried for ever.
            tally.stuck[locked.id] = StuckCase(locked.case.reference, decision.reason)
            continue
        tally.overtaken.discard(locked.id)
        decided[locked.id] = (locked, decision)
    return list(decided.values())
