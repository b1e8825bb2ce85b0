"""The Prefect server of one machine, as its HTTP interface and its environment show it. Needs no Prefect import."""

from __future__ import annotations

import http.client
import json
import os
import socket
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from workflows.settings import Settings

HOST = "127.0.0.1"
_DAY_SECONDS = 86_400
_ANSWER_SECONDS = 5.0


def free_port(wanted: int) -> int:
    """`wanted` if nothing listens there, and another free port if something does or if it is 0."""
    for port in (wanted, 0):
        with closing(socket.socket()) as listener:
            # The server sets this as well, so a port that was in use a moment ago counts as free to both.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((HOST, port))
            except OSError:
                continue
            return int(listener.getsockname()[1])
    raise OSError("no port is free on this machine")


def environment_for(settings: Settings, directory: Path, port: int) -> dict[str, str]:
    """The environment of the server and of the process that serves the flows.

    In: the directory for all that Prefect keeps, and the server's port. Prefect settings of the surroundings are
    left out: they may point at another server.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return (
        kept
        | settings.as_environment()
        | {
            "DO_NOT_TRACK": "1",
            "PREFECT_HOME": str(directory),
            "PREFECT_API_URL": f"http://{HOST}:{port}/api",
            "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{directory / 'prefect.db'}",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
            # By itself the server copies its pages to where Prefect is installed, which a service may not write to.
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(directory / "pages"),
            # On the console, that is in the log file. The flow runs' own lines go to the server whatever their level.
            "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
            # A run every few seconds would fill the disk. What became of a case is in the case's record, not here.
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(settings.prefect_keep_days * _DAY_SECONDS),
            "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{settings.prefect_keep_days}D",
        }
    )


def answers(port: int) -> bool:
    """Whether the server is up: its health endpoint answers."""
    return _ask(port, "GET", "/api/health") is not None


def serves(port: int, names: Iterable[str], since: datetime) -> bool:
    """Whether some process has asked for the runs of all these deployments since then, and none of them is paused."""
    found = _ask(port, "POST", "/api/deployments/filter", "{}") or []
    asked_for = {one["name"]: one["last_polled"] for one in found if not one["paused"] and one["last_polled"]}
    return all(name in asked_for and datetime.fromisoformat(str(asked_for[name])) >= since for name in names)


def _ask(port: int, method: str, path: str, body: str | None = None) -> list[dict[str, object]] | None:
    """The answer as JSON; None if there is none, or one that says no."""
    try:
        with closing(http.client.HTTPConnection(HOST, port, timeout=_ANSWER_SECONDS)) as connection:
            connection.request(method, path, body, {"content-type": "application/json"})
            answer = connection.getresponse()
            content = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    if answer.status != http.client.OK:
        return None
    return content if isinstance(content, list) else []
