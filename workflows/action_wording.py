"""The words of one action on a page: what it is called, and what each of its fields asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """What a field asks, as a question in plain English, and a hint below it where one helps."""

    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ActionWording:
    """A verb phrase, such as "Answer the disagreement", and the question of each field by its name."""

    verb: str
    questions: Mapping[str, Question]


def action(verb: str, **questions: str | tuple[str, str]) -> ActionWording:
    """The words of an action: each field's question, alone or with its hint."""
    return ActionWording(
        verb,
        {name: Question(asked) if isinstance(asked, str) else Question(*asked) for name, asked in questions.items()},
    )
