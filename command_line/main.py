"""The `goldenthread` command."""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import typer

from command_line import case, directory, due
from command_line.demonstration import demonstrate

UNFORESEEN = 70
"""Exit code for a fault of ours (EX_SOFTWARE of sysexits.h)."""

app = typer.Typer(
    help="Golden Thread: professional disagreements and practice reviews that never wait in silence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
due.register(app)
app.add_typer(case.app, name="case")
app.add_typer(directory.app, name="directory")
app.command("demo")(demonstrate)


def main() -> None:
    """Run the command. A fault of ours is told in plain words, and where it happened is kept in a file."""
    try:
        app()
    except Exception as problem:  # noqa: BLE001 - whatever it is, no traceback reaches a user
        sys.stderr.write(_told(problem))
        sys.exit(UNFORESEEN)


def _told(problem: Exception) -> str:
    """What to tell. The file holds where it happened and not the error's own text, which could quote a case."""
    frames = traceback.extract_tb(problem.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    report = Path("goldenthread-fault.txt")
    kind = type(problem).__name__
    try:
        report.write_text("\n".join([f"{datetime.now(UTC).isoformat()} {kind}", *lines, ""]), encoding="utf-8")
    except OSError:
        return f"This is a fault of Golden Thread ({kind}, at {lines[-1] if lines else 'an unknown place'}).\n"
    return (
        f"This is a fault of Golden Thread and not of what you asked: {kind}. Nothing half done was kept. "
        f"Where it happened stands in {report.resolve()}; please report it with that file.\n"
    )
