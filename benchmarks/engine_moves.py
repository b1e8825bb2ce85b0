"""This engine: due clocks moved on through its own tick, on a store full of open cases."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from statistics import median

from benchmarks.world import fill
from workflows.tick import sweep


@dataclass(frozen=True)
class Moves:
    """Moves a second for each run, the milliseconds of an idle tick, and how many notices each move queued."""

    rates: list[float]
    idle_milliseconds: float
    notices_each: float


def settled() -> None:
    """Set aside what stays for a process's life, as the engine's own process does once it is up."""
    gc.collect()
    gc.freeze()


def measure(url: str, due: int, open_cases: int, runs: int) -> Moves:
    """Move `due` cases in one minute on each of `runs` days, among `open_cases` open ones."""
    engine, instants = fill(url, due, runs, open_cases)
    # A first look at the directory and the procedure is paid once in a process's life.
    sweep(engine, instants[0].replace(hour=16))
    settled()
    rates, notices = [], 0
    for instant in instants:
        began = time.perf_counter()
        report = sweep(engine, instant)
        took = time.perf_counter() - began
        assert report.events == {"moved_up_by_clock": due}, report
        rates.append(due / took)
        notices += report.notices
    idle = []
    for _ in range(50):
        began = time.perf_counter()
        sweep(engine, instants[-1])
        idle.append((time.perf_counter() - began) * 1000)
    engine.dispose()
    return Moves(rates, median(idle), notices / (due * runs))
