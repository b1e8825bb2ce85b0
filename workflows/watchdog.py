"""The watchdog: it looks over everything, alarms, and repairs nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from notifications import channels
from notifications.dates import day_in_words
from notifications.notice import Notice
from notifications.outcome import OutcomeKind
from notifications.wording import LONGEST_FACT, compose
from store.checkpoints import CheckpointError, write_checkpoint
from store.directory import current_directory
from store.open_cases import open_cases
from store.sessions import reading
from store.sweeps import LastRun, last_runs, sweep_finished
from workflows.case_checks import Problem, case_problems, dispute_problems, procedure_problems
from workflows.context import EngineContext
from workflows.engine_checks import Patience, key_problems, notice_problems, ran_at, rules_problems, sweep_problems
from workflows.parcels import DEFAULT_CALENDAR
from workflows.ways_out import channel_settings
from workflows.webhook_checks import webhook_problems

WATCHDOG = "watchdog"
CHECKPOINT = "checkpoint"

ALARM_AGAIN_AFTER = timedelta(hours=1)
"""How long nothing is said again about problems that were told of. A local default."""

AT_WORK_SINCE = "at_work_since"
"""In the watchdog's report: when the row of watches without a long break began, to which this one belongs."""

FOUND = "found"
"""In the watchdog's report: what it found last, each with its case's reference and in words, for the engine's page."""

_MOST_REMEMBERED = 500
_MOST_SHOWN = 50


@dataclass(frozen=True)
class WatchdogReport:
    """What one watch found. `ok` is whether nothing is wrong; `last_tick` when the engine last looked for due clocks.

    `alarmed` is how many addresses were told, none if there are none or they were told of the same before.
    """

    at: datetime
    ok: bool
    cases_checked: int
    problems: tuple[Problem, ...]
    last_tick: datetime | None
    alarmed: int
    milliseconds: float


def watch(context: EngineContext) -> WatchdogReport:
    """Check every open case and the engine itself; tell of what is wrong, and call the heartbeat if nothing is.

    Writes a checkpoint of the record once a day as well. Reads the cases in pages, so that it needs no more memory
    for many than for few.
    """
    began, now = time.perf_counter(), context.clock.now()
    patience = Patience.of(context.settings, context.clock.speed)
    runs = last_runs(context.engine)
    with reading(context.engine) as connection:
        directory = current_directory(connection).directory
        problems = list(notice_problems(connection, patience, now))
        problems += dispute_problems(connection)
        problems += key_problems(connection)
        problems += webhook_problems(connection, context.settings, now - patience.deliver, now)
    checked, long_open = 0, False
    for open_case in open_cases(context.engine):
        checked += 1
        long_open |= open_case.raised_at < now - patience.tick
        problems += case_problems(open_case, directory, now, now - patience.tick)
        if open_case.rules is not None:
            problems += [one for one in procedure_problems(open_case.rules) if one not in problems]
    since = _at_work_since(runs, patience, now, context.clock.speed)
    known = set(problems)
    problems += [one for one in rules_problems(context.settings, DEFAULT_CALENDAR.day_of(now)) if one not in known]
    problems += sweep_problems(runs, patience, now, long_open=long_open, at_work_since=since)
    problems += _write_checkpoint(context, now)
    alarmed, told = 0, {}
    last_tick = ran_at(runs.get("tick"))
    if problems:
        told = runs[WATCHDOG].report if WATCHDOG in runs else {}
        if _is_news(problems, told, now, context.clock.speed):
            alarmed, unreached = _alarm(context, problems, last_tick, now)
            problems += unreached
            # An alarm that nobody took is given again by the next watch, and not in an hour.
            told = {} if unreached and not alarmed else {"told": _remembered(problems), "told_at": now.isoformat()}
    else:
        problems += _call_heartbeat(context)
    report = WatchdogReport(
        at=now,
        ok=not problems,
        cases_checked=checked,
        problems=tuple(problems),
        last_tick=last_tick,
        alarmed=alarmed,
        milliseconds=(time.perf_counter() - began) * 1000,
    )
    found = [[problem.reference, problem.message] for problem in problems[:_MOST_SHOWN]]
    kept: dict[str, Any] = {name: told[name] for name in ("told", "told_at") if name in told}
    kept |= {"problems": len(problems), FOUND: found, AT_WORK_SINCE: since.isoformat()}
    sweep_finished(context.engine, WATCHDOG, context.clock.now(), kept)
    return report


def _at_work_since(runs: Mapping[str, LastRun], patience: Patience, now: datetime, clock_speed: float) -> datetime:
    """Since when watches have followed one another without a break as long as a sweep of each morning may take.

    A watch by hand long before the engine was started counts for nothing, and neither does time that ran fast: the
    sweeps that run by the day go by real days.
    """
    last, began = ran_at(runs.get(WATCHDOG)), runs[WATCHDOG].report.get(AT_WORK_SINCE) if WATCHDOG in runs else None
    if last is None or began is None or clock_speed != 1 or now - last > patience.digest:
        return now
    return datetime.fromisoformat(began)


def _remembered(problems: Sequence[Problem]) -> list[str]:
    return sorted({f"{problem.kind} {problem.reference or ''}" for problem in problems})[:_MOST_REMEMBERED]


def _is_news(problems: Sequence[Problem], told: dict[str, Any], now: datetime, clock_speed: float) -> bool:
    """Whether to alarm: for what has not been told of, and again once some time has passed."""
    if "told_at" not in told:
        return True
    if now - datetime.fromisoformat(told["told_at"]) >= ALARM_AGAIN_AFTER * clock_speed:
        return True
    return not set(_remembered(problems)) <= set(told["told"])


def _alarm(
    context: EngineContext, problems: Sequence[Problem], last_tick: datetime | None, now: datetime
) -> tuple[int, list[Problem]]:
    """Tell every address of the settings, in one message. Returns how many took it, and what went wrong."""
    notice = Notice(
        key=f"{WATCHDOG}/{now:%Y%m%dT%H%M%S}",
        template=WATCHDOG,
        case_reference="",
        facts={
            "finding": in_short(problems),
            "last_ran": day_in_words(last_tick) if last_tick else "never",
            "what_to_do": "Run goldenthread watchdog on the engine's machine: it lists every finding.",
        },
        recipient_title="Whoever runs the engine",
    )
    message = compose(notice, base_url=context.settings.base_url, safety_line=context.settings.safety_line)
    # Where alarms go is said in the settings themselves.
    sending = replace(channel_settings(context.settings), hosts=None)
    took, unreached = 0, []
    for url in context.settings.watchdog_alarm_urls:
        outcome = channels.send(message, url.get_secret_value(), sending, now=now)
        if outcome.kind is OutcomeKind.SENT:
            took += 1
        else:
            unreached.append(Problem("alarm_not_sent", None, f"An alarm could not be sent: {outcome.reason}"))
    return took, unreached


def in_short(problems: Sequence[Problem]) -> str:
    """All problems, at least one, in one line that fits into a notice: how many, where, and the first in words."""
    first = problems[0]
    words = f"{first.reference}: {first.message}" if first.reference else first.message
    if len(problems) > 1:
        words = f"{len(problems)} problems, {_whereabouts(problems)}. The first: {words}"
    return words if len(words) <= LONGEST_FACT else f"{words[: LONGEST_FACT - 3]}..."


def _whereabouts(problems: Sequence[Problem]) -> str:
    """Where problems lie: `in 2 cases and in the engine itself`."""
    cases = len({problem.reference for problem in problems if problem.reference})
    places = [f"in {cases} {'case' if cases == 1 else 'cases'}"] if cases else []
    if any(problem.reference is None for problem in problems):
        places.append("in the engine itself")
    return " and ".join(places)


class _NoRedirect(HTTPRedirectHandler):
    """Lets no redirect be followed: it is an answer that is not as it should be."""

    def redirect_request(self, *_args: Any) -> None:
        """None."""


def _call_heartbeat(context: EngineContext) -> list[Problem]:
    """Call the address outside that misses us if we stop. That it fails is a problem like any other."""
    url = context.settings.heartbeat_url
    if url is None:
        return []
    address = url.get_secret_value()
    if not address.lower().startswith(("https://", "http://")):
        return [Problem("heartbeat", None, "The heartbeat's address is not one of the web.")]
    try:
        request = Request(address, headers={"User-Agent": "Golden Thread"})  # noqa: S310 - looked at above
        with build_opener(_NoRedirect).open(request, timeout=context.settings.channel_timeout_seconds):
            return []
    except (URLError, OSError, ValueError):
        return [Problem("heartbeat", None, "The heartbeat's address did not answer as it should.")]


def _write_checkpoint(context: EngineContext, now: datetime) -> list[Problem]:
    """Write the day's checkpoint of the record, unless it is written."""
    last = last_runs(context.engine).get(CHECKPOINT)
    if last and last.finished_at and DEFAULT_CALENDAR.day_of(last.finished_at) == DEFAULT_CALENDAR.day_of(now):
        return []
    try:
        path = write_checkpoint(context.engine, context.settings.checkpoint_directory, now)
    except CheckpointError as problem:
        return [Problem(CHECKPOINT, None, str(problem))]
    sweep_finished(context.engine, CHECKPOINT, now, {"file": path.name})
    return []
