"""This engine in two processes that share a sweep, as PostgreSQL allows: each skips the cases that the other holds."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from benchmarks.engine_moves import settled
from benchmarks.world import fill
from store.sessions import open_store
from workflows.tick import sweep

WORKERS = 2


def measure(url: str, due: int, open_cases: int, runs: int) -> list[float]:
    """Moves a second of both together, for each run: from the word to begin until both have finished."""
    engine, instants = fill(url, due, runs, open_cases)
    engine.dispose()
    rates = []
    with _workers(url) as workers:
        # The first look of each at the directory and the procedure is paid once in a process's life.
        _sweep_in_all(workers, instants[0].replace(hour=16))
        for instant in instants:
            began = time.perf_counter()
            moved = _sweep_in_all(workers, instant)
            rates.append(due / (time.perf_counter() - began))
            assert sum(moved) == due, moved
    return rates


@contextmanager
def _workers(url: str) -> Iterator[list[tuple[IO[str], IO[str]]]]:
    """Processes that sweep: where to write an instant to each, and where to read how many cases it moved."""
    command = [sys.executable, "-m", "benchmarks.two_workers", url]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(WORKERS)
    ]
    try:
        yield [(process.stdin, process.stdout) for process in processes if process.stdin and process.stdout]
    finally:
        for process in processes:
            process.communicate()


def _sweep_in_all(workers: list[tuple[IO[str], IO[str]]], instant: datetime) -> list[int]:
    for asked, _ in workers:
        asked.write(f"{instant.isoformat()}\n")
        asked.flush()
    return [int(answer.readline()) for _, answer in workers]


def main() -> None:
    """One worker: reads an instant from each line, sweeps at it, and writes how many cases it moved."""
    engine = open_store(sys.argv[1])
    for place, line in enumerate(sys.stdin):
        print(len(sweep(engine, datetime.fromisoformat(line.strip())).moved), flush=True)
        if place == 0:
            settled()


if __name__ == "__main__":
    main()
