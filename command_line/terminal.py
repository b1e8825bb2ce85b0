"""What commands share: the store that the settings name, refusals and bad input in plain words, and exit codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import DatabaseError

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
    except DatabaseError as problem:
        # The driver's own text names the host and the cause, and no parameters.
        reason = str(problem.orig).strip().splitlines()[0] if problem.orig else "no reason given"
        fail(f"The database cannot be used: {reason}. Look at GOLDENTHREAD_DATABASE_URL.")


def in_plain_words(problem: ValidationError, known: Iterable[str] = ()) -> str:
    """What is wrong with some fields, one line for each: the field and what was expected.

    `known` are the fields there are, for a suggestion where one is misspelt.
    """
    fields = sorted(known)
    return "\n".join(_line(dict(error), fields) for error in problem.errors())


def _line(error: dict[str, Any], known: list[str]) -> str:
    kind, field = error["type"], str(error["loc"][-1]) if error["loc"] else "the input"
    if kind == "missing":
        return f"{field}: this is needed and is not there"
    if kind == "extra_forbidden":
        near = get_close_matches(field, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else f". There are: {', '.join(known)}" if known else ""
        return f"{field}: there is no such field{hint}"
    if kind.startswith(("date", "datetime")):
        return f"{field}: {error.get('input')!r} is no day or time that there is; write 2026-12-03 or 2026-12-03T17:00Z"
    if kind == "string_too_short":
        return f"{field}: this is empty"
    return f"{field}: {str(error['msg']).removeprefix('Value error, ')}"
