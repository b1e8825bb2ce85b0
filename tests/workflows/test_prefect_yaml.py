"""prefect.yaml agrees with the flows, with the engine on one machine, and with what Prefect can do."""

from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import prefect
import pytest
from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import load_flow_from_entrypoint
from ruamel.yaml import YAML

from workflows.deliver import DeliveryReport
from workflows.deployments import (
    PREFECT_YAML,
    Deployment,
    DeploymentsError,
    read_deployments,
    with_intervals,
)
from workflows.flows import FLOWS
from workflows.tick import TickReport
from workflows.watchdog import WatchdogReport

DEPLOYMENTS = read_deployments()
CONTENT = YAML(typ="safe").load(PREFECT_YAML)


def by_name(deployment: Deployment) -> str:
    return deployment.name


def test_every_flow_has_one_deployment() -> None:
    assert sorted(one.function for one in DEPLOYMENTS) == sorted(FLOWS)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=by_name)
def test_prefect_finds_the_flow_and_its_name_is_the_deployments(deployment: Deployment) -> None:
    flow: Flow[[], None] = load_flow_from_entrypoint(deployment.entrypoint)
    assert flow.name == deployment.name
    assert flow.fn.__name__ == deployment.function
    assert flow.description


@pytest.mark.parametrize(
    ("name", "interval", "cron"),
    [
        ("tick", timedelta(seconds=60), None),
        ("deliver", timedelta(seconds=30), None),
        ("digest", None, "30 7 * * 1-5"),
        ("watchdog", timedelta(minutes=5), None),
        ("directory-freshness", None, "0 8 * * 1"),
    ],
)
def test_when_each_runs(name: str, interval: timedelta | None, cron: str | None) -> None:
    (deployment,) = [one for one in DEPLOYMENTS if one.name == name]
    assert (deployment.interval, deployment.cron) == (interval, cron)
    if cron:
        assert CronSchedule(cron=cron, timezone=deployment.timezone).timezone == "Europe/London"


def test_each_runs_in_the_process_pool() -> None:
    assert {one["work_pool"]["name"] for one in CONTENT["deployments"]} == {"goldenthread"}


def test_runs_never_pile_up_and_nothing_can_silence_the_watchdog() -> None:
    limits = {one["name"]: one.get("concurrency_limit") for one in CONTENT["deployments"]}
    assert limits.pop("watchdog") is None
    assert {(limit["limit"], limit["collision_strategy"]) for limit in limits.values()} == {(1, "CANCEL_NEW")}


def test_the_file_is_for_the_prefect_that_is_installed() -> None:
    assert CONTENT["prefect-version"] == prefect.__version__


@pytest.mark.parametrize(
    ("report", "names"),
    [
        (TickReport, {"moved", "stuck"}),
        (DeliveryReport, {"undelivered"}),
        (WatchdogReport, {"ok", "problems"}),
    ],
)
def test_the_reports_have_the_fields_that_become_events(report: type, names: set[str]) -> None:
    assert names <= {field.name for field in fields(report)}


def test_other_intervals_for_a_fast_clock() -> None:
    changed = {one.name: one for one in with_intervals(DEPLOYMENTS, {"tick": 5, "deliver": None})}
    assert changed["tick"].interval == timedelta(seconds=5)
    assert changed["deliver"].interval == timedelta(seconds=30)
    assert changed["digest"].cron == "30 7 * * 1-5"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("deployments: [", "is not a file of deployments"),
        ("name: goldenthread", "'deployments'"),
        (
            "deployments: [{name: tick, description: d, entrypoint: e.f, tags: [], schedules: [{timezone: UTC}]}]",
            "tick needs one schedule",
        ),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "prefect.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DeploymentsError, match=message):
        read_deployments(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeploymentsError, match="cannot be read: No such file"):
        read_deployments(tmp_path / "prefect.yaml")
