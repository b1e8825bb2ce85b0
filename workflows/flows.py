"""The sweeps as Prefect flows, and the process that runs them on one machine.

Each flow does one sweep, shows in the Prefect UI what it did, and emits events that automations can use. What is
due is decided by the database alone, so every flow may run twice, late, or on several workers at once.

No other module imports Prefect. `python -m workflows.flows` serves the deployments of prefect.yaml from this one
process, for the server that PREFECT_API_URL names; workflows/engine.py starts it.
"""

# ruff: noqa: PLC0415 - `prefect deploy` loads this file, and must not need what a sweep needs: it touches no case.
from __future__ import annotations

import contextvars
import gc
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import httpx
from prefect import Flow, flow, get_client, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, FlowRunFilter
from prefect.client.schemas.responses import FlowRunResponse
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.events import emit_event
from prefect.exceptions import Abort
from prefect.flow_engine import run_flow
from prefect.logging import get_logger
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Cancelled, Crashed, Pending
from prefect.utilities.engine import propose_state_sync

from workflows.deployments import Deployment, DeploymentsError, read_deployments, with_intervals
from workflows.settings import SettingsError, load_settings
from workflows.sweep_account import as_line, as_markdown, events_of, is_idle

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from workflows.context import EngineContext

    Report = TypeVar("Report", bound=DataclassInstance)

# Enough for a server that restarts or a database that fails over. What fails for good is run anew by its schedule.
_RETRIES: dict[str, Any] = {"retries": 2, "retry_delay_seconds": 5}
# A sweep that hangs must not keep its place for ever. What it has committed stays, and the next one goes on from there.
_TIMEOUT_SECONDS = 600
# Longest wait between two looks at the server's schedule, and so the most that a run started in the UI waits.
_LOOK = timedelta(seconds=2)


class WatchdogAlarmError(RuntimeError):
    """The watchdog found something wrong. Its flow run fails, so that Prefect's automations can tell of it as well."""


def _sweep(name: str, sweep: Callable[[EngineContext], Report]) -> Report:
    """Do a sweep, log a line about it, show it in the UI unless it was idle, and emit its events."""
    from workflows.context import open_context
    from workflows.encrypted_connections import require_encrypted_prefect

    settings = load_settings()
    require_encrypted_prefect(settings)
    report = sweep(open_context(settings))
    get_run_logger().info(as_line(name, report))
    # The events first: they are handed over without waiting, and a retry would no longer find what they tell of.
    for event in events_of(name, report):
        emit_event(event.name, {"prefect.resource.id": event.resource}, payload=event.payload)
    if not is_idle(report):
        # With one key for each sweep the UI shows one artifact in many versions.
        create_markdown_artifact(key=f"golden-thread-{name}", markdown=as_markdown(name, report))
    return report


@flow(name="tick", timeout_seconds=_TIMEOUT_SECONDS, **_RETRIES)
def tick() -> None:
    """Warn, expire and move on every case whose clock is due."""
    from workflows.tick import tick as fire_due_clocks

    _sweep("tick", fire_due_clocks)


@flow(name="deliver", timeout_seconds=_TIMEOUT_SECONDS, **_RETRIES)
def deliver() -> None:
    """Deliver the messages that wait in the outbox, then the events that other systems asked for."""
    from workflows.deliver import deliver as deliver_messages
    from workflows.deliver_webhooks import WEBHOOKS, deliver_webhooks

    _sweep("deliver", deliver_messages)
    _sweep(WEBHOOKS, deliver_webhooks)


@flow(name="digest", timeout_seconds=_TIMEOUT_SECONDS, **_RETRIES)
def digest() -> None:
    """Tell each person what they owe, on the morning of a working day."""
    from workflows.digest import digest as send_digests

    _sweep("digest", send_digests)


@flow(name="watchdog", timeout_seconds=_TIMEOUT_SECONDS)
def watchdog() -> None:
    """Check that every open case has an owner and a running clock; fail if not, once the alarm is out."""
    from workflows.watchdog import watch

    report = _sweep("watchdog", watch)
    if not report.ok:
        raise WatchdogAlarmError(as_line("watchdog", report))


@flow(name="directory-freshness", timeout_seconds=_TIMEOUT_SECONDS, **_RETRIES)
def directory_freshness() -> None:
    """Ask for contacts in the directory to be confirmed that are getting old."""
    from workflows.freshness import freshness

    _sweep("directory-freshness", freshness)


FLOWS: dict[str, Flow[[], None]] = {
    flow_.fn.__name__: flow_ for flow_ in (tick, deliver, digest, watchdog, directory_freshness)
}
"""All flows by the name of their function."""


class Serving:
    """Runs in this process what the server has scheduled, one run of each deployment at a time.

    Prefect's own `serve` starts a new process for every run, which costs more than ten times the processor time of
    this, and a core for itself at a run every few seconds (docs/decisions/0005). Schedules, runs, states, logs and
    events are the server's all the same.
    """

    def __init__(self, client: SyncPrefectClient, pool: ThreadPoolExecutor, flows: dict[UUID, Flow[[], None]]) -> None:
        """`flows` are the registered deployments by id; `pool` has a thread for each of them."""
        self._client = client
        self._pool = pool
        self._flows = flows
        self._running: dict[UUID, Future[Any]] = {}
        self._log = get_logger("serving")

    def close_unfinished(self) -> None:
        """Mark runs as crashed that a killed process of this kind has left behind."""
        ours = DeploymentFilter(id=DeploymentFilterId(any_=list(self._flows)))
        unfinished = FlowRunFilter.model_validate({"state": {"type": {"any_": ["PENDING", "RUNNING"]}}})
        for run in self._client.read_flow_runs(deployment_filter=ours, flow_run_filter=unfinished):
            self._client.set_flow_run_state(run.id, Crashed(message="Its process was ended."), force=True)

    def look(self) -> float:
        """Start the runs that are due. Returns how many seconds to wait until the next look."""
        now = datetime.now(UTC)
        found = self._client.get_scheduled_flow_runs_for_deployments(list(self._flows), scheduled_before=now + _LOOK)
        following = now + _LOOK
        runs = sorted((str(run.deployment_id), run.next_scheduled_start_time or now, run.id, run) for run in found)
        for _, group in groupby(runs, key=lambda entry: entry[0]):
            due = []
            for _, start, _, run in group:
                if start <= now:
                    due.append(run)
                else:
                    following = min(following, start)
            if due:
                self._start_newest(due)
        return max((following - datetime.now(UTC)).total_seconds(), 0.05)

    def _start_newest(self, due: Sequence[FlowRunResponse]) -> None:
        *overtaken, newest = due
        deployment = newest.deployment_id
        if deployment is None or ((running := self._running.get(deployment)) and not running.done()):
            return
        for run in overtaken:
            # A sweep catches up on everything that is due, so one run does the work of all that were missed.
            self._client.set_flow_run_state(run.id, Cancelled(message="Overtaken by a later run."), force=True)
        try:
            state = propose_state_sync(self._client, Pending(), flow_run_id=newest.id)
        except Abort:
            return
        if state.is_pending():
            flow_run = self._client.read_flow_run(newest.id)
            work = partial(run_flow, self._flows[deployment], flow_run=flow_run, return_type="state")
            # The thread needs this one's Prefect settings, which are kept in context variables.
            self._running[deployment] = self._pool.submit(contextvars.copy_context().run, work)
            self._running[deployment].add_done_callback(self._tell_of_failure)

    def _tell_of_failure(self, run: Future[Any]) -> None:
        if problem := run.exception():
            self._log.error("A run could not be carried through: %s: %s", type(problem).__name__, problem)


def serve(deployments: Sequence[Deployment], stop: threading.Event) -> None:
    """Register the deployments with the server and run them here until `stop` is set; then pause their schedules.

    Whatever has an interval runs at once as well, to catch up on what fell due while nothing ran.
    """
    # A heartbeat tells of a lost process, and costs each run a second on its way out. Here `close_unfinished` tells.
    settings = temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})
    with settings, get_client(sync_client=True) as client, ThreadPoolExecutor(len(deployments)) as pool:
        registered = {_register(client, deployment): deployment for deployment in deployments}
        serving = Serving(client, pool, {id_: FLOWS[one.function] for id_, one in registered.items()})
        serving.close_unfinished()
        for id_, deployment in registered.items():
            if deployment.interval:
                client.create_flow_run_from_deployment(id_)
        while not stop.is_set():
            try:
                wait = serving.look()
            except httpx.HTTPError as problem:
                get_logger("serving").warning("The Prefect server does not answer: %s", type(problem).__name__)
                wait = _LOOK.total_seconds()
            stop.wait(wait)
        # No answer means that the server has ended first. It then keeps scheduling, and the next start catches up.
        with suppress(httpx.HTTPError):
            for id_ in registered:
                client.pause_deployment(id_)


def _register(client: SyncPrefectClient, deployment: Deployment) -> UUID:
    schedule = (
        CronSchedule(cron=deployment.cron, timezone=deployment.timezone)
        if deployment.cron
        else IntervalSchedule(interval=deployment.interval or timedelta(minutes=1))
    )
    return client.create_deployment(
        client.create_flow(FLOWS[deployment.function]),
        deployment.name,
        description=deployment.description,
        entrypoint=deployment.entrypoint,
        tags=list(deployment.tags),
        schedules=[DeploymentScheduleCreate(schedule=schedule)],
        paused=False,
    )


def main() -> int:
    """Serve all deployments for the engine on one machine. Returns 2 with a message if that cannot begin."""
    from store.sessions import StoreError
    from workflows.context import open_context

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings = load_settings()
        open_context(settings, create=True)
        # What is loaded stays for the life of the process: the collector need not walk through it in each sweep.
        gc.collect()
        gc.freeze()
        intervals = {"tick": settings.tick_seconds, "deliver": settings.deliver_seconds}
        deployments = with_intervals(read_deployments(), intervals)
    except (SettingsError, StoreError, DeploymentsError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    serve(deployments, stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
