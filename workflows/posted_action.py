"""`action_from`: the action that somebody has typed into a form, or what is wrong with which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from states.action import Action, as_typed
from states.open_actions import ACTIONS
from workflows.action_fields import LONGEST, PARTS, ActionField, Input, shapes
from workflows.typed_date import NoDate, typed_day, typed_instant

Typed = Mapping[str, str | list[str]]
"""What a browser has posted: each input's text, or several where one can be chosen more than once."""

WHAT_TO_DO: dict[Input, str] = {
    "text": "Write your answer.",
    "narrative": "Write your answer.",
    "date": "Give the day.",
    "instant": "Give the day and the time.",
    "yes_no": "Choose yes or no.",
    "one_of": "Choose one.",
    "several_of": "Choose at least one.",
}
"""What to do about a question that was left open and must not be."""

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with a field, in words that say what to do, and what was typed into its inputs.

    `input` is the name of the input to go to first.
    """

    field: str
    message: str
    input: str
    typed: Mapping[str, str | list[str]]


class Unusable(ValueError):
    """What was typed cannot be an answer. Its text says what to do; `part` is the part of a date that is at fault."""

    def __init__(self, what_to_do: str, part: str = "") -> None:
        self.part = part
        super().__init__(what_to_do)


def action_from(kind: str, typed: Typed, fields: Iterable[ActionField], zone: ZoneInfo) -> Action | list[FieldError]:
    """The action that was typed into the form of `fields_of`, or an error for each field that cannot stand.

    `zone` is that of the rules, in which days and times are typed. Inputs of no field are left alone. Whether the
    action may be done is not asked here: that is the door's. KeyError for an unknown kind.
    """
    values: dict[str, Any] = {}
    errors: dict[str, FieldError] = {}
    known = {field.name: field for field in fields}
    for field in known.values():
        try:
            value = _value(field, typed, zone)
            if value is None and field.required:
                raise Unusable(WHAT_TO_DO[field.input])  # noqa: TRY301 - one place says how an error is told
        except Unusable as problem:
            errors[field.name] = _error(field, typed, str(problem), problem.part)
            continue
        if field.of:
            values.setdefault(field.of, {})
        if value is not None and field.of:
            values[field.of][field.key] = value
        elif value is not None:
            values[field.name] = int(value) if shapes(kind)[field.name]["type"] == "integer" else value
    if errors:
        return list(errors.values())
    try:
        return ACTIONS[kind].model_validate(values)
    except ValidationError as problem:
        places = ["-".join(map(str, error["loc"][:2])) for error in problem.errors()]
        names = [next((name for name in known if place.startswith(name)), None) for place in places]
        if None in names:
            # The form lacks a field that the action needs: nothing that whoever typed can mend.
            raise
        return [_error(known[name], typed, "Check this answer.") for name in dict.fromkeys(names) if name]


def typed_value(field: ActionField, typed: Typed, zone: ZoneInfo, *, may_be_open: bool = False) -> Any | FieldError:
    """What was typed into one field of a form, or what is wrong with it; None if nothing was.

    For forms that ask one question at a time. With `may_be_open` it is no error to leave open what must be answered.
    """
    try:
        value = _value(field, typed, zone)
    except Unusable as problem:
        return _error(field, typed, str(problem), problem.part)
    if value is None and field.required and not may_be_open:
        return _error(field, typed, WHAT_TO_DO[field.input])
    return value


def _value(field: ActionField, typed: Typed, zone: ZoneInfo) -> Any:
    """The field's value; None if nothing was typed."""
    texts = [_text(typed, name) for name in field.inputs]
    if field.input in PARTS and not any(texts):
        return None
    try:
        if field.input == "date":
            return typed_day(*texts)
        if field.input == "instant":
            day, month, year, at = texts
            return typed_instant(day, month, year, at, zone)
    except NoDate as problem:
        raise Unusable(str(problem), problem.part) from None
    if field.input == "several_of":
        return _several(field, typed) or None
    text = texts[0]
    if not text:
        return None
    if field.input == "yes_no":
        return _one_of(text, {YES: True, NO: False}, WHAT_TO_DO["yes_no"])
    if field.input == "one_of":
        return _one_of(text, {choice.value: choice.value for choice in field.choices}, "Choose one of the list.")
    longest = LONGEST[field.input]
    if len(text) > longest:
        raise Unusable(f"Write no more than {longest:,} characters. These are {len(text):,}.")
    return text


def _text(typed: Typed, name: str) -> str:
    """What was typed into an input, with the line ends that a record has: a browser posts those of another system."""
    given = typed.get(name, "")
    text = given if isinstance(given, str) else next(iter(given), "")
    return as_typed(text)


def _several(field: ActionField, typed: Typed) -> list[str]:
    given = typed.get(field.name, [])
    chosen = [text.strip() for text in ([given] if isinstance(given, str) else given) if text.strip()]
    known = {choice.value: choice.value for choice in field.choices}
    return [_one_of(text, known, "Choose from the list.") for text in dict.fromkeys(chosen)]


def _one_of(text: str, known: Mapping[str, Any], what_to_do: str) -> Any:
    if text not in known:
        raise Unusable(what_to_do)
    return known[text]


def _error(field: ActionField, typed: Typed, what_to_do: str, part: str = "") -> FieldError:
    at = f"{field.name}-{part}" if part else field.inputs[0]
    kept = {name: typed[name] for name in field.inputs if name in typed}
    return FieldError(field.name, f"{field.label} {what_to_do}", at, kept)
