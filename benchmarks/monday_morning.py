"""Monday morning: 100,000 open clocks over six months, 1,000 of them due in the same minute.

Side by side in one run: the floor of each store, this engine on each store, and one Prefect flow run for each deadline.
Run it with `make bench`; `python -m benchmarks.monday_morning --help` for smaller runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import engine_moves, floor, prefect_runs, two_workers
from tests.postgresql import PostgreSQLServer, private_server


@dataclass(frozen=True)
class Figure:
    """A measured rate: its label, what is counted in a second, and one value for each run."""

    label: str
    unit: str
    values: list[float]

    @property
    def middle(self) -> float:
        """The median of the runs."""
        return median(self.values)


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    figures: list[Figure] = []
    notes: dict[str, float] = {}
    for figure, note in _measured(asked):
        figures.append(figure)
        notes |= note
        print(f"  {figure.label}: {figure.middle:,.1f} {figure.unit}", file=sys.stderr, flush=True)
    if asked.json:
        print(json.dumps(_as_data(asked, figures, notes), indent=2))
    else:
        _print_table(asked, figures, notes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=100_000, help="open clocks")
    parser.add_argument("--due", type=int, default=1_000, help="clocks due in the same minute")
    parser.add_argument("--runs", type=int, default=5, help="runs, of which the median is taken")
    parser.add_argument("--no-prefect", action="store_true", help="leave out the flow run for each deadline")
    parser.add_argument("--json", action="store_true", help="print plain data")
    return parser.parse_args()


def _measured(asked: argparse.Namespace) -> Iterator[tuple[Figure, dict[str, float]]]:
    moves = "moves a second"
    with tempfile.TemporaryDirectory() as folder, private_server(durable=True) as server:
        directory = Path(folder)
        url = _fresh(server).replace("postgresql+psycopg://", "postgresql://")
        yield Figure("floor, psycopg", moves, floor.on_postgresql(url, asked.due, asked.open, asked.runs)), {}
        yield Figure("floor, sqlite3", moves, floor.on_sqlite(directory, asked.due, asked.open, asked.runs)), {}
        addresses: dict[str, Callable[[str], str]] = {
            "PostgreSQL": lambda _name: _fresh(server),
            "SQLite": lambda name: f"sqlite:///{directory / name}.db",
        }
        for store, address in addresses.items():
            many = engine_moves.measure(address("many"), asked.due, asked.open, asked.runs)
            yield (
                Figure(f"this engine, {store}", moves, many.rates),
                {f"idle tick, {store} (ms)": many.idle_milliseconds, "notices queued by each move": many.notices_each},
            )
            # Each run on a store of its own, so that no more cases are open than are due.
            few = [
                engine_moves.measure(address(f"few{run}"), asked.due, asked.due, 1).rates[0]
                for run in range(asked.runs)
            ]
            yield (
                Figure(f"this engine, {store}, only {asked.due:,} open", moves, few),
                {f"cost of a move at {asked.open:,} open to {asked.due:,}, {store}": median(few) / median(many.rates)},
            )
        together = two_workers.measure(_fresh(server), asked.due, asked.open, asked.runs)
        yield Figure("this engine, PostgreSQL, two workers", moves, together), {}
        if not asked.no_prefect:
            rates = prefect_runs.measure(directory / "prefect", 20, min(asked.runs, 3))
            yield Figure("one Prefect flow run for each deadline (20 deadlines)", "runs a second", rates), {}


def _fresh(server: PostgreSQLServer) -> str:
    return server.url_of(server.create_database())


def _as_data(asked: argparse.Namespace, figures: list[Figure], notes: dict[str, float]) -> dict[str, object]:
    return {
        "open": asked.open,
        "due": asked.due,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {_cores()} cores",
        "figures": [{"label": f.label, "unit": f.unit, "median": f.middle, "values": f.values} for f in figures],
        "notes": notes,
    }


def _print_table(asked: argparse.Namespace, figures: list[Figure], notes: dict[str, float]) -> None:
    print(f"\nMonday morning: {asked.open:,} open clocks, {asked.due:,} due in one minute; medians of {asked.runs}.")
    print(f"Python {platform.python_version()}, {platform.machine()}, {_cores()} cores.\n")
    base = next((f.middle for f in figures if f.label == "this engine, PostgreSQL"), 1.0)
    for figure in figures:
        spread = f"{min(figure.values):,.1f} to {max(figure.values):,.1f}"
        print(f"{figure.label:52} {figure.middle:12,.1f} {figure.unit}  ({spread}; ratio {figure.middle / base:.3f})")
    print()
    for name, value in notes.items():
        print(f"{name}: {value:.2f}")


def _cores() -> int:
    return os.cpu_count() or 1


if __name__ == "__main__":
    main()
