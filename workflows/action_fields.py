"""The fields of an action as a form needs them: what each asks, in which kind of input, and what can be chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from procedures.review_language import Question as Asked
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states.action import LONGEST_NARRATIVE
from states.any_case import AnyCase
from states.directory import Directory
from states.open_actions import ACTIONS
from states.review_actions_rapid_review import answer_named
from workflows.action_choices import choices_of
from workflows.action_desk import Choice, Desk
from workflows.action_wording import Question
from workflows.action_words import question_of

Input = Literal["text", "narrative", "date", "instant", "yes_no", "one_of", "several_of"]
"""A line, a long text, a day, a local day and time, yes or no, one of the choices, or any number of them."""

PARTS: dict[str, tuple[str, ...]] = {"date": ("day", "month", "year"), "instant": ("day", "month", "year", "time")}
"""What a date or an instant is typed in; each part is posted as the field's name, a hyphen and its own."""

LONGEST = {"text": 100, "narrative": LONGEST_NARRATIVE}
"""Characters that an action takes in a line and in a long text."""


@dataclass(frozen=True, slots=True)
class ActionField:
    """A field of an action's form.

    `label` is a question. `choices` are there for `one_of` and `several_of` alone. `of` and `key` are the action's
    field and the question of the rules, where one field of the action answers several questions.
    """

    name: str
    label: str
    hint: str
    input: Input
    required: bool
    choices: tuple[Choice, ...] = ()
    of: str = ""
    key: str = ""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names under which a browser posts it."""
        parts = PARTS.get(self.input)
        return tuple(f"{self.name}-{part}" for part in parts) if parts else (self.name,)


def fields_of(
    kind: str, case: AnyCase | None, person: str, rules: Rules, directory: Directory, now: datetime
) -> tuple[ActionField, ...]:
    """The fields of an action that `person` (a code) is about to take on a case at `now` (aware), in the form's order.

    `case` is None for what opens one. A field that nobody could answer here, such as whose step it is where that is
    not asked, is left out. KeyError for an unknown kind.
    """
    desk = Desk(kind, case, person, rules, directory, now)
    found = [field for name in ACTIONS[kind].model_fields if name != "kind" for field in _of_field(desk, name)]
    return tuple(_each_reason_after_its_answer(found))


def _of_field(desk: Desk, name: str) -> Iterator[ActionField]:
    shape, question = shapes(desk.kind)[name], question_of(desk.kind, name)
    required = ACTIONS[desk.kind].model_fields[name].is_required()
    if shape["type"] == "object":
        yield from _of_questions(desk.rules, name, question, required=required)
        return
    choices = choices_of(desk, name)
    entry = _input(shape, choices)
    if not choices and choices is not None and not required:
        return
    # A yes or no is answered and never inferred, also where the action has a default for it.
    yes_or_no = entry == "yes_no" and not may_be_none(desk.kind, name)
    yield ActionField(name, question.label, question.hint, entry, required or yes_or_no, choices or ())


def _each_reason_after_its_answer(fields: list[ActionField]) -> Iterator[ActionField]:
    reasons = {field.key: field for field in fields if field.of == "reasons"}
    for field in fields:
        if field.of != "reasons":
            yield field
        if field.of == "answers":
            yield reasons[field.key]


def _of_questions(rules: Rules, name: str, question: Question, *, required: bool) -> Iterator[ActionField]:
    """One field for each question of the rules that a field of the action answers."""
    if not isinstance(rules, ReviewProcedure):
        return
    for asked in questions_of(rules, name):
        entry: Input = "yes_no" if name == "answers" else "narrative"
        label = asked.text if name == "answers" else f"{question.label} {asked.text}"
        yield ActionField(f"{name}-{asked.id}", label, question.hint, entry, required, of=name, key=asked.id)


def questions_of(rules: ReviewProcedure, name: str) -> tuple[Asked, ...]:
    """The questions of the rules that a field of a return or of a drafted rapid review answers."""
    if name == "views_on_criteria":
        return rules.criteria
    return rules.aims if name == "aims" else (*rules.criteria, *rules.regards)


def question_behind(kind: str, name: str, rules: Rules) -> str:
    """What the form of an action asked for what a record calls `name`: a field, or one answer of several in one.

    KeyError for an unknown kind or field. A question that the rules do not have is told by its id.
    """
    field, question = answer_named(name) or (name, "")
    label = question_of(kind, field).label
    if not question or not isinstance(rules, ReviewProcedure):
        return label
    return f"{label} {next((asked.text for asked in questions_of(rules, field) if asked.id == question), question)}"


@cache
def shapes(kind: str) -> dict[str, dict[str, Any]]:
    """What each field of an action holds, as JSON Schema says it, without whether it may be left out."""
    properties = ACTIONS[kind].model_json_schema()["properties"]
    return {name: _without_null(shape) for name, shape in properties.items() if name != "kind"}


def may_be_none(kind: str, name: str) -> bool:
    """Whether a field of an action tells no answer from every answer."""
    return "anyOf" in ACTIONS[kind].model_json_schema()["properties"][name]


def _without_null(shape: dict[str, Any]) -> dict[str, Any]:
    return next((one for one in shape.get("anyOf", ()) if one["type"] != "null"), shape)


def _input(shape: dict[str, Any], choices: tuple[Choice, ...] | None) -> Input:
    if shape["type"] == "array":
        return "several_of"
    if choices is not None:
        return "one_of"
    if shape["type"] == "boolean":
        return "yes_no"
    formats: dict[str, Input] = {"date": "date", "date-time": "instant"}
    if shape.get("format") in formats:
        return formats[shape["format"]]
    return "narrative" if shape.get("maxLength") == LONGEST_NARRATIVE else "text"
