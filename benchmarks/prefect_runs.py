"""One Prefect flow run for each deadline: what it would cost to let Prefect be the timer of a single case."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from workflows.engine import EmbeddedEngine
from workflows.prefect_server import environment_for
from workflows.settings import Settings

RUN = """
import json, sys, time
from prefect import flow

@flow
def one_deadline(reference: str) -> str:
    return reference

one_deadline("warm-up")
rates = []
for run in range(int(sys.argv[2])):
    began = time.perf_counter()
    for number in range(int(sys.argv[1])):
        one_deadline(f"D-2026-{number:04d}")
    rates.append(int(sys.argv[1]) / (time.perf_counter() - began))
print(json.dumps(rates))
"""


def measure(directory: Path, deadlines: int, runs: int) -> list[float]:
    """Flow runs a second against a real Prefect server, in a process that has Prefect imported already.

    The flow does nothing, so this is the price of the run alone, in the cheapest way that there is to run one; a new
    process for each costs several times that.
    """
    settings = Settings(home=directory, prefect_port=0)
    with EmbeddedEngine(settings) as engine:
        engine.start(lambda line: None)
        port = int(engine.ui_url.rpartition(":")[2])
        environment = environment_for(settings, directory / "prefect", port)
        finished = subprocess.run(
            [sys.executable, "-c", RUN, str(deadlines), str(runs)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        )
    rates: list[float] = json.loads(finished.stdout.strip().splitlines()[-1])
    return rates
