"""Actions as stories write them: what may be left out, and what then stands in its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, get_args, get_origin

from procedures.language import Procedure
from states.actions import Action, AnyAction
from states.directory import Directory
from workflows.story_instant import local_instant

TEXTS = {
    "about": "What the disagreement is about.",
    "tried": "What has been tried.",
    "would_settle": "What would settle it.",
    "reason": "The reason.",
    "agreed": "What both sides agree on.",
}
"""What stands for a text that a story leaves out; any other is "Text of the answer." and so on."""

LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "raise_disagreement": {
        "responding_agency": "the agency of the responding practitioner",
        "category": "the first category of the procedure",
    },
    "record_meeting": {"held_on": "the day of the step"},
}
"""Fields beside texts that a story may leave out, and what is then meant."""


@lru_cache(maxsize=1)
def actions_by_kind() -> dict[str, type[Action]]:
    """Every action by the word that a story's `does` has for it."""
    union = get_args(AnyAction)[0]
    return {action.model_fields["kind"].default: action for action in get_args(union)}


def kinds_of_action() -> list[str]:
    """The words that `does` knows."""
    return list(actions_by_kind())


def action_class(kind: str) -> type[Action]:
    """The action of a kind. ValueError, suggesting the nearest, if there is none."""
    found = actions_by_kind().get(kind)
    if found is None:
        near = get_close_matches(kind, kinds_of_action(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"the actions are: {', '.join(kinds_of_action())}"
        raise ValueError(f"there is no action {kind!r}; {hint}")
    return found


def fields_of(kind: str) -> list[str]:
    """The fields of an action, apart from its kind."""
    return [name for name in action_class(kind).model_fields if name != "kind"]


def check_action(kind: str, given: Mapping[str, Any]) -> Action:
    """The action with placeholders for what is known only when the story is told.

    ValidationError, by field, for what cannot be; ValueError for an unknown kind.
    """
    return _made(kind, given, {"responding_agency": "to be found", "category": "to be found", "held_on": date.max})


def complete_action(
    kind: str, given: Mapping[str, Any], procedure: Procedure, directory: Directory, day: date
) -> Action:
    """The action as it is done on a day: what the story gives, and a sensible value for what it leaves out."""
    practitioner = directory.people.get(str(given.get("responding_practitioner", "")))
    return _made(
        kind,
        given,
        {
            "responding_agency": practitioner.agency if practitioner else "unknown",
            "category": procedure.categories[0].id,
            "held_on": day,
        },
    )


def _made(kind: str, given: Mapping[str, Any], known: Mapping[str, Any]) -> Action:
    action = action_class(kind)
    values: dict[str, Any] = {name: known[name] for name in LEFT_OUT.get(kind, ())}
    values |= {name: TEXTS.get(name, f"Text of the {name.replace('_', ' ')}.") for name in _required_texts(action)}
    for name, value in given.items():
        field = action.model_fields.get(name)
        if field is not None and field.annotation is datetime:
            values[name] = _instant(value)
        elif field is not None and get_origin(field.annotation) is tuple and isinstance(value, str):
            values[name] = [value]
        else:
            values[name] = value
    return action.model_validate(values)


def _required_texts(action: type[Action]) -> list[str]:
    return [name for name in action.NARRATIVE if action.model_fields[name].is_required()]


def _instant(value: Any) -> Any:
    try:
        return local_instant(value)
    except ValueError:
        return value  # pydantic refuses it below, and names the field
