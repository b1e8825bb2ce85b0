"""`goldenthread engine`: run everything on one machine until Ctrl-C."""

from __future__ import annotations

import typer

from command_line.terminal import fail, the_store
from workflows.engine import EngineError, run_engine


def register(application: typer.Typer) -> None:
    """Add the command to an application."""
    application.command("engine")(run)


def run() -> None:
    """Run the engine on this machine: a Prefect server and the five deployments. Ctrl-C stops it."""
    with the_store(create=True) as context:
        try:
            run_engine(context.settings, typer.echo)
        except EngineError as problem:
            fail(str(problem))
