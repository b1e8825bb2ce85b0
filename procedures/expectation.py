"""What a field expected, in plain words, from what pydantic found wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from procedures.duration import Duration
from procedures.language import Procedure
from procedures.overlay import ONLY_IN_OVERLAYS

LONGEST_FOUND = 60


def expected(error: ErrorDetails, language: type[BaseModel] = Procedure) -> str:
    """One sentence about one of pydantic's errors: what the field expects, what stands there, what may be meant.

    `language` is what the file was read as.
    """
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown_field(error["loc"], language)
    if kind.startswith("model_") and parts_at(error["loc"], language) == [Duration]:
        return "expected an amount and a unit, such as 5 working_days" + _found(error)
    if kind in _WORDS:
        return _WORDS[kind](error) + _found(error)
    message = str(error["msg"]).removeprefix("Value error, ")
    return message if kind == "value_error" else message[:1].lower() + message[1:] + _found(error)


def _found(error: ErrorDetails) -> str:
    value = error.get("input")
    if error["type"] == "missing" or error["type"].startswith("too_"):
        return ""
    if value is None:
        return "; found nothing"
    if isinstance(value, dict | list | tuple):
        return f"; found {'a list' if isinstance(value, list | tuple) else 'a mapping'}"
    shown = repr(value)
    return f"; found {shown if len(shown) <= LONGEST_FOUND else shown[:LONGEST_FOUND] + '...'}"


def _one_of(error: ErrorDetails) -> str:
    allowed = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    near = get_close_matches(str(error.get("input")), allowed, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"expected one of {', '.join(allowed)}{hint}"


def _name(error: ErrorDetails) -> str:
    if error["loc"] and error["loc"][-1] == "grade":
        return "expected a grade: A, B, C or I, or two of them such as A/I"
    return "expected a name of lower-case letters, digits and single underscores that begins with a letter"


_WORDS: dict[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda _: "this field is needed and is not there",
    "enum": _one_of,
    "literal_error": _one_of,
    "string_pattern_mismatch": _name,
    "string_too_long": lambda error: f"expected no more than {error.get('ctx', {}).get('max_length'):,} characters",
    "string_too_short": lambda _: "expected words, and there are none",
    "string_type": lambda _: "expected text; put a number or a date in quotes",
    "int_type": lambda _: "expected a whole number",
    "int_parsing": lambda _: "expected a whole number",
    "int_from_float": lambda _: "expected a whole number",
    "bool_type": lambda _: "expected true or false",
    "bool_parsing": lambda _: "expected true or false",
    "date_type": lambda _: "expected a date, such as 2026-04-01",
    "date_parsing": lambda _: "expected a date, such as 2026-04-01",
    "date_from_datetime_parsing": lambda _: "expected a date, such as 2026-04-01",
    "date_from_datetime_inexact": lambda _: "expected a date without a time, such as 2026-04-01",
    "time_parsing": lambda _: "expected a time in quotes, such as '17:00'",
    "tuple_type": lambda _: "expected a list",
    "dict_type": lambda _: "expected a mapping of names to values",
    "model_type": lambda _: "expected fields of its own",
    "model_attributes_type": lambda _: "expected fields of its own",
    "too_short": lambda error: f"expected at least {error.get('ctx', {}).get('min_length', 1)} item",
    "greater_than_equal": lambda error: f"expected {error.get('ctx', {}).get('ge')} or more",
}


def _unknown_field(path: tuple[str | int, ...], language: type[BaseModel]) -> str:
    name = str(path[-1])
    if name in ONLY_IN_OVERLAYS:
        return f"{name!r} may stand only in an overlay, in an item of a list whose base has a list there too"
    fields = sorted({field for part in parts_at(path[:-1], language) for field in part.model_fields})
    near = get_close_matches(name, fields, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"the fields here are: {', '.join(fields)}"
    return f"there is no field {name!r} here; {hint}"


def parts_at(path: tuple[str | int, ...], language: type[BaseModel] = Procedure) -> list[type[BaseModel]]:
    """The kinds of part that can stand at a path of a file of a language: one, or none if nothing with fields can."""
    here: list[type[BaseModel]] = [language]
    for step in path:
        if isinstance(step, str):
            found = [part.model_fields[step].annotation for part in here if step in part.model_fields]
            here = [part for annotation in found for part in _parts_in(annotation)] or here
    return here


def _parts_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _parts_in(argument)
