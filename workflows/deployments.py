"""The deployments in prefect.yaml, read without Prefect, so that the engine on one machine serves the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

ROOT = Path(__file__).resolve().parents[1]
PREFECT_YAML = ROOT / "prefect.yaml"


class DeploymentsError(ValueError):
    """prefect.yaml cannot be used. The message says where and why."""


@dataclass(frozen=True)
class Deployment:
    """A flow that runs by itself: every `interval`, or whenever `cron` says so in `timezone`.

    `function` is the flow's name in workflows/flows.py. Just one of `interval` and `cron` is set.
    """

    name: str
    description: str
    entrypoint: str
    tags: tuple[str, ...]
    interval: timedelta | None = None
    cron: str | None = None
    timezone: str | None = None

    @property
    def function(self) -> str:
        """The name of the flow's function."""
        return self.entrypoint.rpartition(".")[2]


def read_deployments(path: Path = PREFECT_YAML) -> tuple[Deployment, ...]:
    """All deployments of a prefect.yaml, in its order. Raises DeploymentsError if it cannot be used."""
    try:
        content = YAML(typ="safe").load(path)
        return tuple(_deployment(one) for one in content["deployments"])
    except OSError as problem:
        raise DeploymentsError(f"{path} cannot be read: {problem.strerror}") from None
    except (YAMLError, KeyError, TypeError, ValueError) as problem:
        raise DeploymentsError(f"{path} is not a file of deployments: {type(problem).__name__}, {problem}") from None


def with_intervals(deployments: tuple[Deployment, ...], seconds: Mapping[str, int | None]) -> tuple[Deployment, ...]:
    """The same deployments with other intervals, by name and in seconds; None leaves one as it is."""
    return tuple(
        one if (changed := seconds.get(one.name)) is None else replace(one, interval=timedelta(seconds=changed))
        for one in deployments
    )


def _deployment(content: Mapping[str, Any]) -> Deployment:
    schedules = content["schedules"]
    if len(schedules) != 1 or ("interval" in schedules[0]) == ("cron" in schedules[0]):
        raise ValueError(f"{content['name']} needs one schedule, with either an interval or a cron")
    schedule = schedules[0]
    return Deployment(
        name=content["name"],
        description=content["description"],
        entrypoint=content["entrypoint"],
        tags=tuple(content["tags"]),
        interval=timedelta(seconds=schedule["interval"]) if "interval" in schedule else None,
        cron=schedule.get("cron"),
        timezone=schedule.get("timezone"),
    )
