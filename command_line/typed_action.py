"""An action as somebody types it: fields in a YAML file, as NAME=VALUE, or both, read into the action that is meant."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from command_line.refused_first import expect_action
from command_line.terminal import fail, in_plain_words
from procedures.fault import ProcedureError
from procedures.yaml_file import MOST_BYTES, read_yaml, read_yaml_text
from states.action import Action
from workflows.story_instant import local_instant

A = TypeVar("A", bound=Action)

ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for a time that cannot be understood while the other fields are looked at."""

SAY_THE_TIME = "say the time of day too, such as 2026-12-03 17:00"


def typed_action(
    kinds: Mapping[str, type[Action]], kind: str, words: Iterable[str] = (), file: Path | None = None
) -> Action:
    """The action `kind` with the fields in a file, if one is given, and in words such as `reason=A reason`.

    Several values of a field are separated by `;` where they are typed. A time without a zone is London time. Ends
    with a plain message if there is no such action, or if it cannot be done like this.
    """
    expect_action(kinds, kind)
    wanted = kinds[kind]
    fields = {} if file is None else fields_of(file, f"{_first_field(wanted)}: ...")
    for name, value in map(_pair, words):
        if name in fields:
            fail(f"{name} is given twice: leave it out of one of the two places.")
        fields[name] = _value(wanted.model_fields.get(name), name, value)
    return read_fields(wanted, fields, f"The action {kind} cannot be done like this:")


def read_fields(wanted: type[A], fields: Mapping[str, Any], otherwise: str) -> A:
    """An action of these fields. Ends with `otherwise`, and with what is wrong, if they do not fit."""
    known = {name: field for name, field in wanted.model_fields.items() if name != "kind"}
    if "kind" in fields:
        fail(f"{otherwise}\nkind: there is no such field")
    given: dict[str, Any] = {}
    wrong: list[str] = []
    for name, value in fields.items():
        try:
            given[name] = _in_london(known[name], value) if name in known else value
        except _Unclear as problem:
            wrong.append(f"{name}: {problem}")
            given[name] = ANY_TIME
    try:
        action = wanted.model_validate(given)
    except ValidationError as problem:
        wrong.append(in_plain_words(problem, known))
    if wrong:
        fail("\n".join([otherwise, *wrong]))
    return action


def fields_of(file: Path, example: str) -> dict[str, Any]:
    """The fields in a YAML file, or on standard input for `-`. Ends with a plain message if it holds none.

    `example` is a field as it is written, such as `incident: death`.
    """
    try:
        # Nothing in it is believed: neither its size, nor its depth, nor what its values claim to be.
        if str(file) == "-":
            node = read_yaml_text("standard input", sys.stdin.buffer.read(MOST_BYTES + 1))
        else:
            node = read_yaml(file)
    except ProcedureError as problem:
        fail(str(problem))
    if not node.mapping:
        fail(f"{file}: expected fields, such as `{example}`")
    return {name: value.plain() for name, value in node.mapping.items()}


def _first_field(wanted: type[Action]) -> str:
    return next((name for name in wanted.model_fields if name != "kind"), "note")


class _Unclear(ValueError):
    """A time that cannot be understood; the message says why."""


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        fail(f"{word!r} is no field: write NAME=VALUE")
    return name, value


def _value(field: FieldInfo | None, name: str, value: str) -> Any:
    kinds = kinds_of_field(field)
    if tuple in kinds:
        return [part.strip() for part in value.split(";") if part.strip()]
    if dict in kinds:
        fail(f"{name} has an answer for each of several questions: write it into a file, and give --file.")
    if field is not None and get_origin(field.annotation) is Literal:
        # Where one of some numbers is chosen, a number is meant.
        return next((choice for choice in get_args(field.annotation) if str(choice) == value.strip()), value)
    return value


def _in_london(field: FieldInfo, value: Any) -> Any:
    if datetime not in kinds_of_field(field) or not isinstance(value, str | date):
        return value
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    text = value.strip() if isinstance(value, str) else value.isoformat()
    if _is_a_day(text):
        raise _Unclear(f"{SAY_THE_TIME}; found {text!r}")
    try:
        return local_instant(text)
    except ValueError as problem:
        raise _Unclear(str(problem)) from None


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def kinds_of_field(field: FieldInfo | None) -> set[Any]:
    """What the values of a field may be: `datetime`, `tuple` for several values, `dict` for one to each question."""
    return set(_plain_types(field.annotation)) if field else set()


def _plain_types(annotation: Any) -> Iterator[Any]:
    found = get_origin(annotation)
    if found in (Union, UnionType, Annotated):
        for part in get_args(annotation):
            yield from _plain_types(part)
    elif isinstance(found or annotation, type):
        yield found or annotation
