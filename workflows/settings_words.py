"""What is wrong with settings, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import ValidationError
from pydantic.fields import FieldInfo

_EXPECTED = {
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "float_parsing": "write a number",
    "bool_parsing": "write true or false",
}


def faults_in_words(
    problem: ValidationError, fields: Mapping[str, FieldInfo], variable: Callable[[str], str]
) -> list[str]:
    """What is wrong with some settings, a line for each: its variable, and what to write; no secret is repeated."""
    lines = []
    for error in problem.errors(include_url=False):
        # A default that is made from another setting is missed where that one could not be read.
        if error["type"] == "default_factory_not_called":
            continue
        words = error["msg"].removeprefix("Value error, ").replace("Input should be ", "it should be ")
        if error["type"] == "too_short":
            words = f"write {error['ctx']['min_length']} characters or more"
        if not error["loc"]:
            lines.append(f"{words}.")
            continue
        field = str(error["loc"][0])
        # A secret is never repeated, and neither is a database URL, which may hold a password.
        secret = field == "database_url" or "Secret" in str(fields[field].annotation)
        given = "what is set" if secret else repr(error["input"])
        lines.append(f"{variable(field)}: {given} cannot be used: {_EXPECTED.get(error['type'], words)}.")
    return lines
