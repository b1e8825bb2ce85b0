"""What an agency reads of its own items, where the words for those who lead the review speak of "an agency"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workflows.action_fields import ActionField
from workflows.action_words import question_of, verb_of

VERBS = {"record_information": "Give the information, or say why not"}
DONE = {
    "request_information": "Your agency was asked for information",
    "record_information": "What your agency answered",
    "add_recommendation": "What is recommended to your agency",
}
LABELS = {
    ("request_information", "due_on"): "Asked for by",
    ("record_information", "given"): "Does your agency give the information?",
    ("record_information", "note"): "What is the information, or why is it not given?",
    ("add_recommendation", "due_on"): "To be carried out by",
}


def own_verb(kind: str) -> str:
    """What a link or a heading calls an action on an agency's own item."""
    return VERBS.get(kind) or verb_of(kind)


def own_label(kind: str, field: str) -> str:
    """What a field of it asks, or what a fact says."""
    return LABELS.get((kind, field)) or question_of(kind, field).label


def own_fields(kind: str, fields: Sequence[ActionField]) -> tuple[ActionField, ...]:
    """The fields of such an action, each with the agency's question."""
    return tuple(replace(field, label=LABELS.get((kind, field.name), field.label)) for field in fields)
