"""What a sweep tells about itself: a log line, a table and events, with references and counts and nothing else."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from workflows.sweep_account import SweepEvent, as_line, as_markdown, events_of, is_idle
from workflows.tick import StuckCase, TickReport

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENGINE = "goldenthread.engine"


def ticked(**changes: Any) -> TickReport:
    idle: dict[str, Any] = {
        "at": AT,
        "batches": 0,
        "events": {},
        "passed_on": (),
        "moved": (),
        "notices": 0,
        "stuck": (),
        "milliseconds": 1.24,
    }
    return TickReport(**(idle | changes))


BUSY = ticked(
    batches=1,
    events={"warned": 2, "moved_up_by_clock": 1},
    moved=("D-2026-0001",),
    notices=4,
    stuck=(StuckCase("D-2026-0007", "Nobody is there | anywhere"),),
)


@dataclass(frozen=True)
class Watched:
    ok: bool
    problems: tuple[str, ...]


@pytest.mark.parametrize(
    ("report", "idle", "line"),
    [
        (ticked(), True, "tick: nothing to do"),
        (ticked(batches=3, milliseconds=900.0), True, "tick: nothing to do"),
        (ticked(notices=1), False, "tick: 1 notice"),
        (BUSY, False, "tick: 2 warned, 1 moved up by clock, 4 notices, 1 stuck"),
    ],
)
def test_one_line_for_the_log(report: TickReport, idle: bool, line: str) -> None:
    assert is_idle(report) is idle
    assert as_line("tick", report) == line


def test_the_table_in_the_prefect_ui() -> None:
    table = as_markdown("tick", BUSY).splitlines()
    assert table[0] == "# Tick"
    assert "| At | 2026-03-02 09:00:00+00:00 |" in table
    assert "| Warned | 2 |" in table
    assert "| Moved | D-2026-0001 |" in table
    assert "| Stuck | D-2026-0007: Nobody is there \\| anywhere |" in table
    assert "| Milliseconds | 1.2 |" in table
    assert "| Passed on | none |" in table


def test_a_long_list_is_cut_in_the_table() -> None:
    row = as_markdown("tick", ticked(moved=tuple(f"D-{number}" for number in range(60))))
    assert "D-49<br>and 10 more |" in row
    assert "D-50" not in row


def test_every_case_that_something_happened_to_has_an_event_and_the_sweep_has_one() -> None:
    counts: dict[str, str | int] = {
        "warned": 2,
        "moved_up_by_clock": 1,
        "passed_on": 0,
        "moved": 1,
        "notices": 4,
        "stuck": 1,
    }
    assert events_of("tick", BUSY) == [
        SweepEvent("goldenthread.case.moved_up", "goldenthread.case.D-2026-0001", {"reference": "D-2026-0001"}),
        SweepEvent("goldenthread.case.stuck", "goldenthread.case.D-2026-0007", {"reference": "D-2026-0007"}),
        SweepEvent("goldenthread.tick.completed", ENGINE, counts),
    ]


def test_an_idle_sweep_still_says_that_it_ran() -> None:
    assert [event.name for event in events_of("tick", ticked())] == ["goldenthread.tick.completed"]


def test_a_busy_monday_does_not_bury_the_events() -> None:
    moved = [
        event
        for event in events_of("tick", ticked(moved=tuple(f"D-{number}" for number in range(1000))))
        if event.name == "goldenthread.case.moved_up"
    ]
    assert len(moved) == 101
    assert moved[-1] == SweepEvent("goldenthread.case.moved_up", ENGINE, {"count": 900})


def test_a_watchdog_that_found_something_adds_an_alarm() -> None:
    assert [event.name for event in events_of("watchdog", Watched(True, ()))] == ["goldenthread.watchdog.completed"]
    alarm, completed = events_of("watchdog", Watched(False, ("D-2026-0001 has no owner",)))
    assert alarm == SweepEvent("goldenthread.watchdog.alarm", ENGINE, {"problems": 1})
    assert completed.name == "goldenthread.watchdog.completed"
