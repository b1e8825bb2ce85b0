"""Actions as stories write them: what may be left out, and what then stands in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from states.action import Action
from states.actions import AnyAction
from states.review_actions import AnyReviewAction
from workflows.story_instant import local_instant
from workflows.story_left_out import LEFT_OUT, Instead, Situation, yes_to

TEXTS = {
    "about": "What the disagreement is about.",
    "tried": "What has been tried.",
    "would_settle": "What would settle it.",
    "reason": "The reason.",
    "agreed": "What both sides agree on.",
}
"""What stands for a text that a story leaves out; any other is "Text of the answer." and so on."""

TEXTS_OF_AN_ACTION = {("refer_incident", "about"): "What has happened."}

WRITTEN_OUT_OF_NARRATIVE = {"draft_rapid_review": ("identity", "national_issues")}
"""Texts of an action that puts its narrative together by itself."""


@lru_cache(maxsize=1)
def actions_on_disagreements() -> dict[str, type[Action]]:
    """Every action on a disagreement by the word that a story's `does` has for it."""
    return _by_kind(AnyAction)


@lru_cache(maxsize=1)
def actions_on_reviews() -> dict[str, type[Action]]:
    """Every action on a practice review by the word that a story's `does` has for it."""
    return _by_kind(AnyReviewAction)


def _by_kind(union: Any) -> dict[str, type[Action]]:
    return {action.model_fields["kind"].default: action for action in get_args(get_args(union)[0])}


def kinds_of_action() -> list[str]:
    """The words that `does` knows."""
    return [*actions_on_disagreements(), *actions_on_reviews()]


def action_class(kind: str) -> type[Action]:
    """The action of a kind. ValueError, suggesting the nearest, if there is none."""
    found = actions_on_disagreements().get(kind) or actions_on_reviews().get(kind)
    if found is None:
        near = get_close_matches(kind, kinds_of_action(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"the actions are: {', '.join(kinds_of_action())}"
        raise ValueError(f"there is no action {kind!r}; {hint}")
    return found


def fields_of(kind: str) -> list[str]:
    """The fields of an action, apart from its kind."""
    return [name for name in action_class(kind).model_fields if name != "kind"]


def texts_of(kind: str) -> tuple[str, ...]:
    """The fields of an action that hold what somebody wrote."""
    return (*action_class(kind).NARRATIVE, *WRITTEN_OUT_OF_NARRATIVE.get(kind, ()))


def is_instant(field: FieldInfo) -> bool:
    """Whether a field of an action is an instant, which need not be there or must be."""
    return any(datetime in (one, *get_args(one)) for one in (field.annotation, *get_args(field.annotation)))


def check_action(kind: str, given: Mapping[str, Any]) -> Action:
    """The action with placeholders for what is known only when the story is told.

    ValidationError, by field, for what cannot be; ValueError for an unknown kind.
    """
    answers = given.get("answers")
    if isinstance(answers, list):
        given = {**given, "answers": dict.fromkeys(map(str, answers), True)}
    return _made(kind, given, lambda instead: instead.until_then)


def complete_action(kind: str, situation: Situation) -> Action:
    """The action as it is done: what the story gives, and a sensible value for what it leaves out.

    Answers to the questions of the rules that are given as a list are those answered yes.
    """
    given = dict(situation.given)
    answers = given.get("answers")
    if isinstance(answers, list):
        given["answers"] = yes_to(answers, situation)
    return _made(kind, given, lambda instead: instead.found(situation))


def _made(kind: str, given: Mapping[str, Any], value_of: Callable[[Instead], Any]) -> Action:
    action = action_class(kind)
    left_out = {name: instead for name, instead in LEFT_OUT.get(kind, {}).items() if name not in given}
    values: dict[str, Any] = {name: value_of(instead) for name, instead in left_out.items()}
    values |= {name: _text(kind, name) for name in texts_of(kind) if action.model_fields[name].is_required()}
    for name, value in given.items():
        field = action.model_fields.get(name)
        if field is not None and is_instant(field):
            values[name] = _instant(value)
        elif field is not None and get_origin(field.annotation) is tuple and isinstance(value, str):
            values[name] = [value]
        else:
            values[name] = value
    return action.model_validate(values)


def _text(kind: str, name: str) -> str:
    usual = TEXTS.get(name, f"Text of the {name.replace('_', ' ')}.")
    return TEXTS_OF_AN_ACTION.get((kind, name), usual)


def _instant(value: Any) -> Any:
    try:
        return local_instant(value)
    except ValueError:
        return value  # pydantic refuses it below, and names the field
