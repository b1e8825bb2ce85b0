"""The actions that a story can tell of, as a table for its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from inspect import cleandoc
from typing import Any, get_args

from pydantic.fields import FieldInfo

from states.action import Action
from workflows.story_defaults import actions_on_disagreements, actions_on_reviews, is_instant, texts_of
from workflows.story_left_out import LEFT_OUT

MEANT = {
    ("raise_disagreement", "responding_practitioner"): "a person of the directory",
    ("raise_disagreement", "priority"): "the id of a priority of the procedure",
    ("agree_priority", "priority"): "the id of a priority of the procedure",
    ("skip_stage", "to"): "the id of a stage",
    ("skip_stage", "consulted"): "a list of people or agencies of the directory",
    ("take_fast_path", "path"): "the id of a fast path of the procedure",
    ("hold", "ground"): "one of the reasons for a hold, in the procedure's own words",
    ("redirect", "redirect"): "the id of a redirect of the procedure",
    ("hand_over", "to"): "a person of the directory",
    ("hand_over", "of"): "a person of the directory",
    ("propose_outcome", "duty"): "the id of a closing duty that both sides agree",
    ("agree_outcome", "duty"): "the id of a closing duty that both sides agree",
    (
        "finish_duty",
        "duty",
    ): "the id of another closing duty, with `__raising` or `__responding` for one that each side owes",
}
"""What a value is where its type does not say it."""

AN_AGENCY, AGENCIES = "an agency of the directory, by code", "agencies of the directory, by code"

MEANT_IN_REVIEWS = {
    "agency": AN_AGENCY,
    "agencies": AGENCIES,
    "other_agencies": AGENCIES,
    "owners": AGENCIES,
    "against": "functions of the sub-committee",
    "to": "a person of the directory",
    "of": "a person of the directory",
    "number": "the number of the recommendation, request or side record",
    "recommendation": "the number of a recommendation",
    "months": "`6` or `12`",
    "reference": "the reference of the linked disagreement",
    "outcome": "how the linked disagreement ended",
    "in_yearly_report": "the name of a yearly report",
    "views_on_criteria": "a text for each criterion on which the agency has a view, by its id",
}
"""As `MEANT`, by the name of the field alone: in practice reviews it means the same everywhere."""


def actions_as_markdown() -> str:
    """Every action on a disagreement with what it is and its fields, those that must be given in bold."""
    return _table(actions_on_disagreements())


def review_actions_as_markdown() -> str:
    """Every action on a practice review, as `actions_as_markdown` gives those on disagreements."""
    return _table(actions_on_reviews())


def _table(actions: Mapping[str, type[Action]]) -> str:
    lines = ["| `does` | What it is | Fields |", "|---|---|---|"]
    for kind, action in actions.items():
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
        return f"`{name}`: if left out, {instead.words}"
    if name in texts_of(kind):
        return f"`{name}`: a text{'' if field.is_required() else ', which need not be there'}"
    meant = MEANT_IN_REVIEWS.get(name) if kind in actions_on_reviews() else MEANT.get((kind, name))
    words = meant or _kind_of_value(field)
    return f"**`{name}`**: {words}" if field.is_required() else f"`{name}`: {words}, which need not be there"


def _kind_of_value(field: FieldInfo) -> str:
    if is_instant(field):
        return "a date and time"
    annotations = (field.annotation, *get_args(field.annotation))
    for meant, words in ((date, "a date"), (bool, "`true` or `false`")):
        if meant in annotations:
            return words
    options = [option for annotation in annotations for option in _options(annotation)]
    if options:
        return f"one of {', '.join(f'`{option}`' for option in options)}"
    raise ValueError(f"say in MEANT what a value of type {field.annotation} is")


def _options(annotation: Any) -> list[str]:
    return [option for option in get_args(annotation) if isinstance(option, str)]
