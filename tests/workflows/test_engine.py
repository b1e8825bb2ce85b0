"""The engine on one machine, for real: a Prefect server, the flows served on it, and a store of cases."""

import http.client
import json
import os
import signal
import socket
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import until
from workflows.deployments import read_deployments
from workflows.engine import EmbeddedEngine, EngineError
from workflows.prefect_server import HOST, answers, environment_for, free_port
from workflows.settings import Settings

NAMES = {one.name for one in read_deployments()}


def ask(engine: EmbeddedEngine, path: str, **query: Any) -> Any:
    with closing(http.client.HTTPConnection(engine.ui_url.removeprefix("http://"), timeout=20)) as connection:
        connection.request("POST", f"/api{path}", json.dumps(query), {"content-type": "application/json"})
        return json.loads(connection.getresponse().read())


def completed(engine: EmbeddedEngine, flow: str, since: datetime) -> list[dict[str, Any]]:
    runs = {"state": {"name": {"any_": ["Completed"]}}, "start_time": {"after_": since.isoformat()}}
    found: list[dict[str, Any]] = ask(engine, "/flow_runs/filter", flows={"name": {"any_": [flow]}}, flow_runs=runs)
    return found


def process_of(module: str, home: Path) -> int:
    """The process id of a program of this home's engine: the one whose parent is its leash."""
    listed = subprocess.run(["ps", "eww", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    (line,) = [
        line
        for line in listed.splitlines()
        if f"-m {module}" in line and "workflows.leash" not in line and f"PREFECT_HOME={home}/prefect" in line
    ]
    return int(line.split()[0])


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_day_in_the_life_of_an_engine(tmp_path: Path) -> None:
    told: list[str] = []
    settings = Settings(home=tmp_path, prefect_port=0, tick_seconds=2)
    engine = EmbeddedEngine(settings)
    assert not engine.is_healthy()
    began = datetime.now(UTC)
    with engine:
        engine.start(told.append)

        # It says what it does, and where to look.
        assert told[0].startswith("Starting the Prefect server")
        assert f"The Prefect server is up: {engine.ui_url}" in told
        assert told[-1].startswith("Serving tick, deliver, digest")
        assert engine.is_healthy()

        # All deployments are there, with the schedules of prefect.yaml, but for the tick that was asked for.
        deployments = {one["name"]: one for one in ask(engine, "/deployments/filter")}
        assert set(deployments) == NAMES
        assert not any(one["paused"] for one in deployments.values())
        schedules = {name: one["schedules"][0]["schedule"] for name, one in deployments.items()}
        assert schedules["tick"]["interval"] == 2
        assert schedules["deliver"]["interval"] == 30
        assert (schedules["digest"]["cron"], schedules["digest"]["timezone"]) == ("30 7 * * 1-5", "Europe/London")

        # The ticks go on and on, each a flow run of the server, on a store that did not exist before.
        run = until(lambda: completed(engine, "tick", began)[1:])[0]
        assert run["deployment_id"] == deployments["tick"]["id"]
        assert (tmp_path / "goldenthread.db").exists()
        logs = until(lambda: ask(engine, "/logs/filter", logs={"flow_run_id": {"any_": [run["id"]]}}))
        assert "tick: nothing to do" in {line["message"] for line in logs}
        names = {"event": {"name": ["goldenthread.tick.completed"]}}
        events = until(lambda: ask(engine, "/events/filter", filter=names)["events"])
        assert events[0]["payload"]["moved"] == 0
        # What has an interval runs once at the start, to catch up.
        until(lambda: completed(engine, "deliver", began))

        # A second engine in the same place is refused, and the first is none the worse.
        with pytest.raises(EngineError, match=f"An engine already runs in {tmp_path}: {engine.ui_url}"):
            EmbeddedEngine(settings).start(told.append)

        # The process that serves the flows is killed: another takes its place, and closes what the first left behind.
        killed = process_of("workflows.flows", tmp_path)
        os.kill(killed, signal.SIGKILL)
        at = datetime.now(UTC)
        until(lambda: completed(engine, "tick", at))
        assert process_of("workflows.flows", tmp_path) != killed

        # The server is killed: it comes back on the same port, and the ticks go on.
        os.kill(process_of("prefect", tmp_path), signal.SIGKILL)
        port = int(engine.ui_url.rpartition(":")[2])
        until(lambda: not answers(port))
        until(lambda: answers(port))
        back = datetime.now(UTC)
        until(lambda: completed(engine, "tick", back))
        until(engine.is_healthy)

    assert not answers(port)
    assert not engine.is_healthy()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "prefect").mkdir()
    (tmp_path / "prefect" / "prefect.db").write_text("This is not a database.", encoding="utf-8")
    engine = EmbeddedEngine(Settings(home=tmp_path, prefect_port=0))
    with pytest.raises(EngineError, match=r"(?s)The Prefect server ended while starting:.*See .*server\.log"):
        engine.start(lambda line: None)
    assert not engine.is_healthy()


def test_a_port_that_is_taken_is_left_alone() -> None:
    with closing(socket.socket()) as listener:
        listener.bind((HOST, 0))
        listener.listen()
        taken = listener.getsockname()[1]
        assert free_port(taken) not in {0, taken}
    assert free_port(0) > 0


def test_the_surroundings_prefect_settings_are_not_the_engines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "https://elsewhere.example.org/api")
    monkeypatch.setenv("PREFECT_API_KEY", "of-somebody-else")
    environment = environment_for(Settings(home=tmp_path, tick_seconds=5), tmp_path / "prefect", 4321)
    assert environment["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
    assert "PREFECT_API_KEY" not in environment
    assert environment["GOLDENTHREAD_HOME"] == str(tmp_path)
    assert environment["GOLDENTHREAD_TICK_SECONDS"] == "5"
    assert environment["PATH"] == os.environ["PATH"]
