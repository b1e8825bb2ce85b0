"""The engine on one machine: a Prefect server and a process that serves the flows, kept running with no set-up.

Prefect runs in processes of its own and is not imported here: it takes over a second, which pages and the command
line must not pay.
"""

from __future__ import annotations

import fcntl
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import IO, Self

from workflows.deployments import read_deployments
from workflows.leashed_process import LeashedProcess
from workflows.prefect_server import HOST, answers, environment_for, free_port, serves
from workflows.settings import Settings

Progress = Callable[[str], None]

# How long a sweep that is under way may take to finish when the engine stops; a killed one loses nothing.
_FLOWS_GRACE_SECONDS = 20
_SERVER_GRACE_SECONDS = 10
_LOOK_SECONDS = 0.2
_TELL_SECONDS = 5
_FIRST_WAIT_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 30.0
# The serving process asks for runs every two seconds.
_POLLED_WITHIN = timedelta(seconds=30)
# A process that ran this long before it ended was well: the waits between restarts begin again.
_WELL_SECONDS = 60.0


class EngineError(RuntimeError):
    """The engine cannot start. The message says why, and where to read more."""


class EmbeddedEngine:
    """A Prefect server with SQLite in the home directory, and the five deployments of prefect.yaml served on it.

    Only one engine runs in a home directory. Its processes are restarted when they die, and end with this one.
    As a context manager it stops on the way out; `start` is called inside.
    """

    def __init__(self, settings: Settings) -> None:
        """Takes from the settings: home, prefect_port, prefect_start_seconds, prefect_keep_days, and the intervals."""
        self._settings = settings
        self._directory = settings.home / "prefect"
        self._names = tuple(one.name for one in read_deployments())
        self._stopping = threading.Event()
        self._lock: IO[str] | None = None
        self._port = 0
        self._processes: list[LeashedProcess] = []
        self._keeper: threading.Thread | None = None

    @property
    def ui_url(self) -> str:
        """Address of the Prefect UI. Known once `start` was called."""
        return f"http://{HOST}:{self._port}"

    def start(self, progress: Progress) -> None:
        """Start everything, and return when all deployments are served. `progress` is told what is going on.

        Raises EngineError if another engine runs in the home directory, or if one of the processes does not start.
        """
        self._directory.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        try:
            self._stopping.clear()
            self._port = free_port(self._settings.prefect_port)
            self._write_lock()
            environment = environment_for(self._settings, self._directory, self._port)
            python = sys.executable
            serve = ["server", "start", "--host", HOST, "--port", str(self._port)]
            logs = self._directory
            server = LeashedProcess(
                "Prefect server",
                [python, "-m", "prefect", *serve],
                environment,
                logs / "server.log",
                _SERVER_GRACE_SECONDS,
            )
            flows = LeashedProcess(
                "flows", [python, "-m", "workflows.flows"], environment, logs / "flows.log", _FLOWS_GRACE_SECONDS
            )
            self._processes = [server, flows]
            first = "" if (self._directory / "prefect.db").exists() else "; the first time this takes half a minute"
            self._start_one(server, lambda: answers(self._port), progress, f"Starting the Prefect server{first}")
            progress(f"The Prefect server is up: {self.ui_url}")
            began = datetime.now(UTC)
            self._start_one(
                flows, lambda: serves(self._port, self._names, began), progress, "Registering the deployments"
            )
            progress(f"Serving {', '.join(self._names)}")
        except BaseException:
            self.stop()
            raise
        self._keeper = threading.Thread(target=self._keep_running, name="engine-keeper", daemon=True)
        self._keeper.start()

    def stop(self) -> None:
        """Stop everything in order: the flows finish what they are at, then the server ends. Safe to repeat."""
        self._stopping.set()
        if self._keeper is not None:
            self._keeper.join()
            self._keeper = None
        for process in reversed(self._processes):
            process.stop()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def is_healthy(self) -> bool:
        """Whether both processes run, the server answers, and all deployments are served."""
        if not self._processes or not all(one.is_running for one in self._processes):
            return False
        return serves(self._port, self._names, datetime.now(UTC) - _POLLED_WITHIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start_one(self, process: LeashedProcess, ready: Callable[[], bool], progress: Progress, what: str) -> None:
        progress(f"{what} ...")
        began = time.monotonic()
        told = began
        process.start()
        while not ready():
            passed = time.monotonic() - began
            if not process.is_running:
                raise EngineError(
                    f"The {process.name} ended while starting:\n{process.last_words()}\nSee {process.log}"
                )
            if passed > self._settings.prefect_start_seconds:
                raise EngineError(
                    f"The {process.name} did not start within {self._settings.prefect_start_seconds} seconds. "
                    f"See {process.log}, or set GOLDENTHREAD_PREFECT_START_SECONDS higher."
                )
            if time.monotonic() - told >= _TELL_SECONDS:
                told = time.monotonic()
                progress(f"  ... {passed:.0f} s")
            self._stopping.wait(_LOOK_SECONDS)

    def _keep_running(self) -> None:
        """Start again whatever has ended, after a wait that doubles while it keeps ending."""
        waits = dict.fromkeys(self._processes, _FIRST_WAIT_SECONDS)
        started = dict.fromkeys(self._processes, time.monotonic())
        while not self._stopping.wait(_LOOK_SECONDS):
            for process in self._processes:
                if process.is_running:
                    continue
                if time.monotonic() - started[process] > _WELL_SECONDS:
                    waits[process] = _FIRST_WAIT_SECONDS
                if self._stopping.wait(waits[process]):
                    return
                waits[process] = min(waits[process] * 2, _LONGEST_WAIT_SECONDS)
                started[process] = time.monotonic()
                process.start()

    def _take_lock(self) -> None:
        path = self._directory / "engine.lock"
        # Not a file that merely exists: the system lets go of this lock whatever way its holder ends.
        lock = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise EngineError(
                f"An engine already runs in {self._settings.home}{f': {holder}' if holder else ''}. Stop that one, or "
                "set GOLDENTHREAD_HOME to another directory."
            ) from None
        self._lock = lock

    def _write_lock(self) -> None:
        if self._lock is not None:
            self._lock.truncate(0)
            self._lock.write(self.ui_url)
            self._lock.flush()


def run_engine(settings: Settings, progress: Progress) -> None:
    """Run the engine until Ctrl-C or SIGTERM, then stop it. Raises EngineError if it cannot start.

    To be called from the main thread, which is the one that signals reach.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with EmbeddedEngine(settings) as engine:
        try:
            engine.start(progress)
            progress("The engine runs. Ctrl-C stops it.")
            threading.Event().wait()
        except KeyboardInterrupt:
            progress("Stopping ...")
