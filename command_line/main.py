"""The `goldenthread` command."""

from __future__ import annotations

import gc
import sys
import traceback
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

UNFORESEEN = 70
"""Exit code for a fault of ours (EX_SOFTWARE of sysexits.h)."""

COMMANDS = {
    "demo": "demonstration",
    "engine": "engine",
    "web": "web",
    "case": "case",
    "review": "review",
    "tracker": "tracker",
    "draft": "draft",
    "document": "document",
    "directory": "directory",
    "procedure": "procedure",
    "due": "due",
    "simulate": "simulate",
    "verify": "verify",
    "bundle": "bundle",
    "receipts": "receipts",
    "token": "token",
    "tick": "operate",
    "deliver": "operate",
    "digest": "operate",
    "watchdog": "operate",
    "freshness": "operate",
    "health": "operate",
    "notices": "operate",
    "sign-out": "sign_out",
    "sign-in-anew": "sign_in_anew",
    "webhook": "webhook",
    "store": "store",
    "settings": "settings",
}
"""Each command and the module that holds it. Only the one that is asked for is imported: the rest costs a second."""


def application(asked: str | None) -> typer.Typer:
    """The application with the command that is asked for, or with all of them if that is none of them."""
    import typer  # noqa: PLC0415 - it is part of the start-up through which the collector is paused

    app = typer.Typer(
        help="Golden Thread: professional disagreements and practice reviews that never wait in silence.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def golden_thread() -> None:
        """Golden Thread: professional disagreements and practice reviews that never wait in silence."""

    modules = [COMMANDS[asked]] if asked in COMMANDS else list(dict.fromkeys(COMMANDS.values()))
    for module in modules:
        import_module(f"command_line.{module}").register(app)
    return app


def main() -> None:
    """Run the command. A fault of ours is told in plain words, and where it happened is kept in a file."""
    try:
        _started(sys.argv[1] if len(sys.argv) > 1 else None)()
    except Exception as problem:  # noqa: BLE001 - whatever it is, no traceback reaches a user
        sys.stderr.write(_told(problem))
        sys.exit(UNFORESEEN)


def _started(asked: str | None) -> typer.Typer:
    """The application, imported with the collector paused.

    What is imported stays to the end: looking through it for garbage again and again takes a third of a short command.
    """
    gc.disable()
    try:
        return application(asked)
    finally:
        gc.freeze()
        gc.enable()


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
