"""The actions that a story can tell of, as a table for its documentation."""

from __future__ import annotations

from datetime import date, datetime
from inspect import cleandoc
from typing import get_args

from pydantic.fields import FieldInfo

from states.actions import Action
from workflows.story_defaults import LEFT_OUT, actions_by_kind

MEANT = {
    ("raise_disagreement", "responding_practitioner"): "a person of the directory",
    ("raise_disagreement", "priority"): "the id of a priority of the procedure",
    ("agree_priority", "priority"): "the id of a priority of the procedure",
    ("skip_stage", "to"): "the id of a stage",
    ("skip_stage", "consulted"): "a list of those who were consulted",
    ("take_fast_path", "path"): "the id of a fast path of the procedure",
    ("hold", "ground"): "one of the reasons for a hold, in the procedure's own words",
    ("redirect", "redirect"): "the id of a redirect of the procedure",
    ("hand_over", "to"): "a person of the directory",
    ("finish_duty", "duty"): "the id of a closing duty, with `__raising` or `__responding` for one that each side owes",
}
"""What a value is where its type does not say it."""


def actions_as_markdown() -> str:
    """Every action with what it is and its fields, those that must be given in bold."""
    lines = ["| `does` | What it is | Fields |", "|---|---|---|"]
    for kind, action in actions_by_kind().items():
        lines.append(f"| `{kind}` | {_what_it_is(action)} | {_fields(kind, action)} |")
    return "\n".join(lines) + "\n"


def _what_it_is(action: type[Action]) -> str:
    return cleandoc(action.__doc__ or "").partition("\n\n")[0].replace("\n", " ")


def _fields(kind: str, action: type[Action]) -> str:
    described = [_field(kind, action, name, field) for name, field in action.model_fields.items() if name != "kind"]
    return "<br>".join(described) or "none"


def _field(kind: str, action: type[Action], name: str, field: FieldInfo) -> str:
    instead = LEFT_OUT.get(kind, {}).get(name)
    if instead is not None:
        return f"`{name}`: if left out, {instead}"
    if name in action.NARRATIVE:
        return f"`{name}`: a text{'' if field.is_required() else ', which need not be there'}"
    words = MEANT.get((kind, name)) or _kind_of_value(field)
    return f"**`{name}`**: {words}" if field.is_required() else f"`{name}`: {words}, which need not be there"


def _kind_of_value(field: FieldInfo) -> str:
    for annotation in (field.annotation, *get_args(field.annotation)):
        if annotation is datetime:
            return "a date and time"
        if annotation is date:
            return "a date"
    options = [str(option) for option in get_args(field.annotation) if isinstance(option, str)]
    if options:
        return f"one of {', '.join(f'`{option}`' for option in options)}"
    raise ValueError(f"say in MEANT what a value of type {field.annotation} is")
