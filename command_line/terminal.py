"""What commands share: the store that the settings name, refusals and bad input in plain words, and exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import DatabaseError

from procedures.fault import ProcedureError
from store.sessions import StoreError

if TYPE_CHECKING:
    from workflows.context import EngineContext

BAD_INPUT = 2
"""Exit code where what was asked cannot be understood, or the surroundings do not let it be done."""

REFUSED = 1
"""Exit code where the engine refuses with a reason, or a check found a fault."""

SHORT = 200
"""Fields that take no more characters than this hold codes and names, and not what people tell."""


WHAT_TO_WRITE = {
    "string_type": "write this as text, between quotation marks if need be",
    "int_parsing": "write a number",
    "int_type": "write a number",
    "tuple_type": "write several, each on a line of its own after a hyphen",
    "dict_type": "answer each of its questions by itself: an empty form has them",
}
"""What to write instead of what cannot be an answer, by the kind of the error."""


def fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    """Say on standard error what is wrong and what to do, and end."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def plain_json(data: object) -> str:
    """Plain data as JSON text; days and instants as ISO 8601 has them. TypeError for what has no plain form."""
    return json.dumps(data, indent=2, ensure_ascii=False, default=_in_iso_form)


def _in_iso_form(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form")


@contextmanager
def the_store(*, create: bool = False) -> Iterator[EngineContext]:
    """The store that the settings name, made and brought to the newest schema if `create`; errors in plain words.

    Only what begins a store creates one: anything else would answer for an empty store that nothing is wrong.
    """
    # Late: a story asks for no settings, and reading them takes a tenth of a second to import.
    from workflows.context import open_context  # noqa: PLC0415
    from workflows.settings import SettingsError, load_settings  # noqa: PLC0415

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
    # A key that will not do is named by itself: pydantic adds a word of its own to its place.
    place = [str(part) for part in error["loc"] if part != "[key]"]
    kind, field = error["type"], ".".join(place) or "the input"
    if kind == "missing":
        return f"{field}: this is needed and is not there"
    if kind == "extra_forbidden":
        near = get_close_matches(field, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else f". There are: {', '.join(known)}" if known else ""
        return f"{field}: there is no such field{hint}"
    if error.get("input") is None and not kind.startswith("bool"):
        return f"{field}: this is empty"
    if kind in WHAT_TO_WRITE:
        return f"{field}: {WHAT_TO_WRITE[kind]}"
    if kind == "literal_error":
        return f"{field}: choose one of: {error['ctx']['expected'].replace(chr(39), '')}"
    if kind.startswith(("date", "datetime")):
        return f"{field}: {error.get('input')!r} is no day or time that there is; write 2026-12-03 or 2026-12-03T17:00Z"
    if kind.startswith("bool"):
        return f"{field}: say yes or no"
    if kind == "too_short":
        return f"{field}: name at least one"
    if kind == "string_too_short":
        return f"{field}: this is empty"
    if kind == "string_too_long":
        return f"{field}: {_too_long(len(str(error.get('input', ''))), int(error['ctx']['max_length']))}"
    return f"{field}: {str(error['msg']).removeprefix('Value error, ')}"


def _too_long(length: int, most: int) -> str:
    """What a text that is too long should have been: a name or a few words, or an account that is not so long."""
    short = "expected a code, or a few words as the procedure has them, of" if most <= SHORT else "expected"
    return f"{short} at most {most:,} characters, and this has {length:,}"
