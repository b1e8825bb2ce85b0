"""What a caller may do to a case, as the interface offers it: each action with its fields, or why it is not open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from states.open_action import OpenAction
from states.open_actions import open_actions
from store.case_pages import ListedCase
from web.api.callers import Caller
from workflows.action_desk import Choice
from workflows.action_fields import ActionField, fields_of
from workflows.action_words import verb_of


class ChoiceOffered(BaseModel):
    """One of the values that a field takes."""

    value: str
    words: str


class FieldOffered(BaseModel):
    """A field of an action, with the question that a person is asked."""

    name: str = Field(description="The field's name in the action.")
    key: str = Field(description="The key within the field, where one field answers several questions; else empty.")
    question: str
    hint: str
    input: str = Field(description="text, narrative, date, instant, yes_no, one_of or several_of.")
    required: bool
    choices: list[ChoiceOffered]


class ActionOffered(BaseModel):
    """An action that is the caller's, now or at another time."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "acknowledge",
                    "words": "Acknowledge it",
                    "about": {},
                    "standing": "open",
                    "reason": None,
                    "fields": [],
                }
            ]
        }
    )

    kind: str = Field(description="The action's `kind`.")
    words: str = Field(description="What it does, as a verb phrase.")
    about: dict[str, Any] = Field(description="Fields that say what it is about, such as a closing duty.")
    standing: Literal["open", "not_open_now"]
    reason: str | None = Field(description="Why it is not open now; null where it is.")
    fields: list[FieldOffered] = Field(description="What it asks. Empty where it is not open.")


class OfferedActions(BaseModel):
    """What may be done to a case, with the version that it has now."""

    reference: str
    version: int = Field(description="Send it with the action.")
    actions: list[ActionOffered]


def offered_actions(listed: ListedCase, caller: Caller, now: datetime) -> OfferedActions:
    """What is the caller's to do, open or not. An agency's system acts for nobody, so it is offered nothing."""
    found: list[ActionOffered] = []
    if caller.person is not None:
        mine = open_actions(listed.case, caller.code, listed.rules, caller.directory, now)
        found = [_offered(one, listed, caller, now) for one in mine if one.standing != "not_yours"]
    return OfferedActions(reference=listed.case.reference, version=listed.case.version, actions=found)


def offered(kind: str, about: dict[str, Any], fields: Iterable[ActionField] = (), why_not: str = "") -> ActionOffered:
    """One action with its fields, or why it is not open now."""
    return ActionOffered(
        kind=kind,
        words=verb_of(kind),
        about=about,
        standing="not_open_now" if why_not else "open",
        reason=why_not or None,
        fields=[_field(field) for field in fields],
    )


def _offered(one: OpenAction, listed: ListedCase, caller: Caller, now: datetime) -> ActionOffered:
    if one.standing != "open":
        return offered(one.kind, one.fields, why_not=one.reason or "")
    return offered(
        one.kind, one.fields, fields_of(one.kind, listed.case, caller.code, listed.rules, caller.directory, now)
    )


def _field(field: ActionField) -> FieldOffered:
    return FieldOffered(
        name=field.of or field.name,
        key=field.key,
        question=field.label,
        hint=field.hint,
        input=field.input,
        required=field.required,
        choices=[_choice(choice) for choice in field.choices],
    )


def _choice(choice: Choice) -> ChoiceOffered:
    return ChoiceOffered(value=choice.value, words=choice.words)
