"""How the engine says that it is, to probes and to people."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from store.sessions import open_store, writing
from tests.at_work import MONDAY, AtWork, raised, settings_for
from workflows.clock import VirtualClock
from workflows.context import EngineContext
from workflows.deliver import deliver
from workflows.health import health
from workflows.tick import tick
from workflows.watchdog import watch


def test_a_well_engine_says_so_with_its_figures(at_work: AtWork) -> None:
    raised(at_work.context)
    tick(at_work.context)
    deliver(at_work.context)
    at_work.clock.advance_by(timedelta(seconds=90))
    found = health(at_work.context)
    assert (found["ok"], found["reasons"], found["database"]) == (True, [], "ok")
    assert found["sweeps"]["tick"] == {"last": MONDAY.isoformat(), "seconds_ago": 90.0}
    assert found["cases"] == {
        "open": 1,
        "clocks_running": 2,
        "next_instant": "2026-11-03T15:00:00+00:00",
        "clocks_overdue": 0,
    }
    assert found["notices"] == {}
    assert json.loads(json.dumps(found)) == found


def test_nothing_about_any_one_case_is_in_it(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    tick(at_work.context)
    assert reference not in json.dumps(health(at_work.context))


def test_an_engine_that_stopped(at_work: AtWork) -> None:
    raised(at_work.context)
    tick(at_work.context)
    at_work.clock.advance_by(timedelta(days=3))
    assert health(at_work.context)["reasons"] == [
        "The engine has not looked for due clocks for too long.",
        "Clocks have run out, and nothing has been done about it.",
    ]


def test_a_watchdog_that_stopped_while_the_clocks_are_looked_at(at_work: AtWork) -> None:
    watch(at_work.context)
    at_work.clock.advance_by(timedelta(minutes=14))
    tick(at_work.context)
    assert health(at_work.context)["ok"]
    at_work.clock.advance_by(timedelta(minutes=2))
    tick(at_work.context)
    assert health(at_work.context)["reasons"] == ["The watchdog has not looked for too long."]


def test_what_the_watchdog_found(at_work: AtWork) -> None:
    raised(at_work.context)
    with writing(at_work.context.engine) as connection:
        connection.execute(text("UPDATE clock SET ended_at = started_at"))
    watch(at_work.context)
    found = health(at_work.context)
    assert found["watchdog"] == {"problems": 2}
    assert "The watchdog's last watch found something." in found["reasons"]


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_store_without_tables(empty_database_url: str, tmp_path: Path) -> None:
    engine = open_store(empty_database_url)
    found = health(EngineContext(engine, settings_for(empty_database_url, tmp_path), VirtualClock(MONDAY)))
    engine.dispose()
    assert (found["ok"], found["reasons"]) == (False, ["The store is not at the newest schema."])


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody:hidden@127.0.0.1:1/nothing"
    engine = open_store(url)
    found = health(EngineContext(engine, settings_for(url, tmp_path), VirtualClock(MONDAY)))
    assert (found["ok"], found["database"]) == (False, "failed")
    assert "hidden" not in json.dumps(found)
