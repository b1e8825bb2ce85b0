"""Where a partnership keeps procedures of its own, for commands that need no store and must not pay for one."""

from __future__ import annotations

from pathlib import Path

import typer


def own_directories() -> list[Path]:
    """The directory that the settings name for a partnership's own procedures, if they name one.

    Settings that cannot be used are told on standard error, with exit code 2.
    """
    # Late: a count of days asks for no settings, and reading them takes longer to import than the count.
    from workflows.settings import SettingsError, load_settings  # noqa: PLC0415

    try:
        directory = load_settings().procedure_directory
    except SettingsError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from None
    return [directory] if directory else []
