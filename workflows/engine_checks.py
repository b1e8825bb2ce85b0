"""What the watchdog asks of the engine itself: that its sweeps run, and that notices get out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from notifications.dates import day_in_words
from notifications.delivery_decision import DEFAULT_LIMITS
from procedures.catalogue import REVIEW_RULES, load, load_review
from procedures.fault import ProcedureError
from procedures.rules import Rules
from store.delivery_history import overdue_notices, troubled_notices
from store.key_rotation import missing_keys
from store.narrative_keys import KeyMissing
from store.sweeps import LastRun
from workflows.case_checks import Problem, procedure_problems
from workflows.settings import Settings

FAILED_FOR = timedelta(days=7)
"""How long a notice that reached nobody goes on raising the alarm. A local default."""

_AT_MOST = 1000
# A sweep that runs less often by its own setting is late after three of its rounds.
_ROUNDS = 3
_EVERY_MORNING = timedelta(days=6)
_EVERY_WEEK = timedelta(days=10)
# How often the watchdog looks, as prefect.yaml has it.
_WATCH_SECONDS = 300


@dataclass(frozen=True)
class Patience:
    """How long the engine may take, by its own clock: a clock that runs fast uses up real time faster."""

    tick: timedelta
    deliver: timedelta
    digest: timedelta
    freshness: timedelta
    watchdog: timedelta
    way_out: timedelta

    @classmethod
    def of(cls, settings: Settings, clock_speed: float) -> Patience:
        """As the settings have it, for a clock of that speed.

        For the digest and freshness, which run by the day, time for long weekends.
        """
        late = settings.watchdog_late_after_seconds

        def real(seconds: int | None) -> timedelta:
            return timedelta(seconds=max(late, _ROUNDS * (seconds or 0))) * clock_speed

        return cls(
            tick=real(settings.tick_seconds),
            deliver=real(settings.deliver_seconds),
            digest=_EVERY_MORNING * clock_speed,
            freshness=_EVERY_WEEK * clock_speed,
            watchdog=real(_WATCH_SECONDS),
            way_out=DEFAULT_LIMITS.alarm_after * clock_speed,
        )


def ran_at(run: LastRun | None) -> datetime | None:
    """When a sweep last finished, or started if it never finished; None if it never ran."""
    return None if run is None else run.finished_at or run.started_at


def sweep_problems(
    runs: Mapping[str, LastRun], patience: Patience, now: datetime, *, long_open: bool, at_work_since: datetime
) -> Iterator[Problem]:
    """Sweeps that did not run when they should have, and cases that the last tick could not work.

    In: whether any case has been open for longer than a tick may take, and since when the engine has been at work.
    """
    if long_open and "tick" not in runs:
        yield Problem("engine_stopped", None, "The engine has never looked for due clocks.")
    for name, longest in (
        ("tick", patience.tick),
        ("deliver", patience.deliver),
        ("digest", patience.digest),
        ("freshness", patience.freshness),
    ):
        last = ran_at(runs.get(name))
        if last is not None and now - last > longest:
            yield Problem("engine_stopped", None, f"The sweep {name} last ran on {day_in_words(last)}.")
    for name, longest in (("digest", patience.digest), ("freshness", patience.freshness)):
        if name not in runs and now - at_work_since > longest:
            since = day_in_words(at_work_since)
            yield Problem("never_ran", None, f"The sweep {name} has never run, and the watchdog has since {since}.")
    stuck = runs["tick"].report.get("stuck", []) if "tick" in runs else []
    for reference in stuck:
        yield Problem("stuck", str(reference), "The last tick could not do what this case's clock asked for.")


def rules_problems(settings: Settings, day: date) -> Iterator[Problem]:
    """Rules that a case would open under today and that cannot be used: nobody could raise or refer anything."""
    directories = [settings.procedure_directory] if settings.procedure_directory else []
    for what, name, read in (
        ("disagreement can be raised", settings.raising_procedure, load),
        ("practice review can begin", REVIEW_RULES, load_review),
    ):
        try:
            rules: Rules = read(name, on=day, directories=directories)
        except ProcedureError as problem:
            yield Problem("rules", None, f"No {what}: {problem.faults[0]}")
            continue
        yield from procedure_problems(rules)


def notice_problems(connection: Connection, patience: Patience, now: datetime) -> Iterator[Problem]:
    """Notices that nobody looks at, that reached nobody, or that wait for what only a person can mend."""
    waiting = overdue_notices(connection, now - patience.deliver, _AT_MOST)
    if waiting and waiting[0].next_attempt_at:
        since = day_in_words(waiting[0].next_attempt_at)
        yield Problem("notices_waiting", None, f"{_notices(len(waiting))} to be sent since {since} at the earliest.")
    troubled = troubled_notices(
        connection, queued_since=now - FAILED_FOR, waiting_since=now - patience.way_out, limit=_AT_MOST
    )
    together: dict[tuple[str, str | None, str], int] = {}
    for notice in troubled:
        reason = notice.reason or "No attempt has been made yet."
        if notice.state == "failed":
            kind, reference = "undelivered", notice.case_reference or None
        else:
            # The fault lies in a setting or in the directory, whatever the case.
            kind = "nobody_configured" if notice.state == "nobody_configured" else "held_up"
            reference = None
            reason = reason if kind == "nobody_configured" else f"What sends {notice.waits_for} does not work."
        together[kind, reference, reason] = together.get((kind, reference, reason), 0) + 1
    for (kind, reference, reason), count in together.items():
        yield Problem(kind, reference, f"{_notices(count)} cannot go out: {reason}")


def key_problems(connection: Connection) -> Iterator[Problem]:
    """Keys to what people write that are not there although something is encrypted with them."""
    try:
        missing = missing_keys(connection)
    except KeyMissing as problem:
        yield Problem("key_missing", None, str(problem))
        return
    for key in missing:
        yield Problem(
            "key_missing",
            None,
            f"The key {key} is missing, so what was written with it cannot be read. "
            "Put it back from the back-up of the keys.",
        )


def _notices(count: int) -> str:
    if count >= _AT_MOST:
        return f"{_AT_MOST} notices or more"
    return f"{count} {'notice' if count == 1 else 'notices'}"
