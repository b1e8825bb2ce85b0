"""What commands share: the store that the settings name, refusals and bad input in plain words, and exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from procedures.fault import ProcedureError
from store.sessions import StoreError
from workflows.context import EngineContext, open_context
from workflows.settings import SettingsError, load_settings

BAD_INPUT = 2
"""Exit code where what was asked cannot be understood, or the surroundings do not let it be done."""

REFUSED = 1
"""Exit code where the engine refuses with a reason, or a check found a fault."""


def fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    """Say on standard error what is wrong and what to do, and end."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


@contextmanager
def the_store(*, create: bool = True) -> Iterator[EngineContext]:
    """The store that the settings name, brought to the newest schema if `create`; errors in plain words."""
    try:
        yield open_context(load_settings(), create=create)
    except (SettingsError, StoreError, ProcedureError) as problem:
        fail(str(problem))
    except OperationalError as problem:
        # The driver's own text names the host and the cause, and no parameters.
        reason = str(problem.orig).strip().splitlines()[0] if problem.orig else "no reason given"
        fail(f"The database cannot be used: {reason}. Look at GOLDENTHREAD_DATABASE_URL.")


def in_plain_words(problem: ValidationError) -> str:
    """What is wrong with some fields, one line for each: the field and what was expected."""
    lines = []
    for error in problem.errors():
        field = ".".join(str(step) for step in error["loc"]) or "the input"
        lines.append(f"{field}: {error['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)
