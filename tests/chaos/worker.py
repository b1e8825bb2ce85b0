"""A worker in a process of its own, which a test may kill: one sweep at a given instant, its report as JSON.

python -m tests.chaos.worker SWEEP DATABASE_URL HOME SMTP_PORT NOW AT_ONCE
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from store.sessions import open_store
from tests.at_work import AtWork, settings_for
from workflows.clock import VirtualClock
from workflows.context import EngineContext
from workflows.deliver import deliver
from workflows.deliver_webhooks import deliver_webhooks
from workflows.tick import tick

ROOT = Path(__file__).parents[2]
READY = "ready\n"


def start(sweep: str, at_work: AtWork, *, trip: str = "", at_once: int = 4) -> subprocess.Popen[str]:
    """Start a worker on the store of an engine at work, at the instant of its clock, to trip at a point if given.

    It gets ready, and waits for `end`.
    """
    settings = at_work.context.settings
    arguments = [sweep, settings.database_url, settings.home, at_work.mailbox.port, at_work.clock.now(), at_once]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.worker", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"GOLDENTHREAD_TEST_TRIP": trip},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(*workers: subprocess.Popen[str]) -> list[tuple[int, dict[str, Any]]]:
    """Let workers begin, all at once, and wait for them.

    Returns the exit code of each, negative for a signal, and its report, empty if it was killed.
    """
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == READY
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("begin\n")
        worker.stdin.flush()
    said = [worker.communicate(timeout=90) for worker in workers]
    for worker, (_, errors) in zip(workers, said, strict=True):
        assert worker.returncode <= 0, errors
    return [(worker.returncode, json.loads(out) if out else {}) for worker, (out, _) in zip(workers, said, strict=True)]


def main(arguments: Sequence[str]) -> None:
    """Do one sweep, once told to begin."""
    sweep, url, home, port, now, at_once = arguments
    settings = settings_for(url, Path(home), int(port))
    context = EngineContext(open_store(url), settings, VirtualClock(datetime.fromisoformat(now)))
    sys.stdout.write(READY)
    sys.stdout.flush()
    sys.stdin.readline()
    sweeps = {
        "tick": lambda: asdict(tick(context)),
        "deliver": lambda: asdict(deliver(context, at_once=int(at_once))),
        "webhooks": lambda: asdict(deliver_webhooks(context)),
    }
    sys.stdout.write(json.dumps(sweeps[sweep](), default=str))


if __name__ == "__main__":
    main(sys.argv[1:])
