"""`goldenthread settings`: every setting, what it means and what it is now."""

from __future__ import annotations

import typer

from command_line.terminal import fail
from workflows.settings import SettingsError, load_settings
from workflows.settings_table import describe


def register(application: typer.Typer) -> None:
    """Add the command to an application."""
    application.command("settings")(show)


def show() -> None:
    """Every setting: its environment variable, its default and what it means."""
    try:
        rows = describe(load_settings())
    except SettingsError as problem:
        fail(str(problem))
    for row in rows:
        typer.echo(f"{row.variable}\n    {row.meaning}\n    Now: {row.value}. Default: {row.default}.")
