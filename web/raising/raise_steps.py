"""Raising a disagreement step by step: the questions, in which order they come, and what is still to be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from procedures.language import Procedure
from states.directory import Directory
from web.reader import SignedIn
from web.site import Site
from workflows.action_fields import ActionField, fields_of

KIND = "raise_disagreement"


@dataclass(frozen=True)
class Step:
    """A question on a page of its own: the last part of its address, the action's field, and its name in a summary."""

    name: str
    field: str
    summary: str


STEPS = (
    Step("agency", "responding_agency", "Agency"),
    Step("person", "responding_practitioner", "With whom"),
    Step("kind", "category", "Kind of disagreement"),
    Step("urgency", "priority", "Urgency"),
    Step("child", "child_reference", "Child"),
    Step("about", "about", "What it is about"),
    Step("tried", "tried", "What has been tried"),
    Step("settle", "would_settle", "What would settle it"),
)
"""The questions in their order. The last must be one that has to be answered."""

Answers = Mapping[str, str]
"""What has been typed so far, by the action's field: a draft's fields, those left empty apart."""


def raising_rules(site: Site, reader: SignedIn) -> Procedure:
    """The procedure under which a disagreement is raised today."""
    return site.context.procedure(site.settings.raising_procedure, on=reader.day)


def asked(site: Site, reader: SignedIn, rules: Procedure, answers: Answers) -> dict[str, ActionField]:
    """The fields that are asked, by the name of their step, given what is answered already.

    People are those of the agency that was chosen. What leaves no choice is not asked.
    """
    now, directory = site.now(), reader.directory
    found = {field.name: field for field in fields_of(KIND, None, reader.person.code, rules, directory, now)}
    steps = {}
    for step in STEPS:
        field = found.get(step.field)
        if field is None or (not field.required and field.input == "one_of" and len(field.choices) < 2):  # noqa: PLR2004
            continue
        steps[step.name] = _of_agency(field, directory, answers, rules) if step.name == "person" else field
    return steps


def step_after(name: str, fields: Mapping[str, ActionField], answers: Answers) -> str:
    """The step that follows another; `check` once everything that has to be answered is."""
    if first_open(fields, answers) is None:
        return "check"
    names = list(fields)
    return next(iter(names[names.index(name) + 1 :]), None) or first_open(fields, answers) or "check"


def step_before(name: str, fields: Mapping[str, ActionField]) -> str | None:
    """The step before another, or None before the first."""
    names = list(fields)
    place = names.index(name)
    return names[place - 1] if place else None


def first_open(fields: Mapping[str, ActionField], answers: Answers) -> str | None:
    """The first step that has to be answered and is not, or whose answer cannot be chosen any longer; None if none."""
    for name, field in fields.items():
        answer = answers.get(field.name)
        gone = field.input == "one_of" and answer and answer not in {choice.value for choice in field.choices}
        if gone or (field.required and not answer):
            return name
    return None


def where_to_go_on(fields: Mapping[str, ActionField], answers: Answers) -> str:
    """The step at which a draft is taken up again."""
    return first_open(fields, answers) or "check"


def in_words(field: ActionField, answers: Answers) -> str:
    """An answer as a person reads it: the words of what was chosen, or what was written."""
    answer = answers.get(field.name, "")
    return next((choice.words for choice in field.choices if choice.value == answer), answer)


def _of_agency(field: ActionField, directory: Directory, answers: Answers, rules: Procedure) -> ActionField:
    """The field with the people of the chosen agency alone: those who work with children first, then rank by rank."""
    agency = answers.get("responding_agency")
    if agency is None:
        return field
    order = {rank.id: place for place, rank in enumerate(rules.ranks)}
    there = [choice for choice in field.choices if directory.people[choice.value].agency == agency]
    there.sort(key=lambda choice: order.get(directory.people[choice.value].rank or "", len(order)))
    # Their agency stands above them on the page already.
    name = directory.agencies[agency].name if agency in directory.agencies else ""
    return replace(field, choices=tuple(replace(c, words=c.words.replace(f", {name}", "")) for c in there))
