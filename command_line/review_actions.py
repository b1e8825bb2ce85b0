"""`goldenthread review actions` and `form`: what a person may do on a review now, and an empty form of an action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from textwrap import fill
from typing import Annotated, get_args

import typer
from pydantic.fields import FieldInfo

from command_line.case import Actor, AsJson
from command_line.found_review import FoundReview, Reference, found_review
from command_line.known_review import known_review
from command_line.offered import say_offered, title_of
from command_line.refused_first import expect_action
from command_line.typed_action import kinds_of_field
from procedures.review_language import ReviewProcedure
from states.review_actions_open import REVIEW_ACTIONS
from workflows.action_choices import choices_of
from workflows.action_desk import Choice, Desk
from workflows.action_fields import questions_of
from workflows.action_words import question_of

WIDTH = 110

MOST_CHOICES = 15
"""A form names no more choices than this for one field: a directory may hold thousands of people."""

CODES = ("agency", "senior_sign_off")
"""Fields of whose choices a form shows none: whose return it is, say, is not asked before it is filled in."""

FORMATS: dict[type, str] = {
    datetime: "Write a day and a time in London, such as 2026-12-03 17:00.",
    date: "Write a day, such as 2026-12-03.",
    bool: "Write yes or no.",
    int: "Write a number.",
}
"""How an answer is written, by what it is."""


def register(app: typer.Typer) -> None:
    """Add the commands to that of reviews."""
    app.command("actions")(actions)
    app.command("form")(form)


def actions(reference: Reference, actor: Actor, as_json: AsJson = False) -> None:
    """What a person can do on a review now, and why the rest of what could be done now is not open to them.

    What the fields of an action say is looked at when it is done. Whoever may not read the review sees what is theirs.
    """
    known = known_review(reference, actor)
    say_offered(reference, known.open, actor, known.found.directory, as_json=as_json)


def form(
    reference: Reference, action: Annotated[str, typer.Argument(help="The action, such as draft_rapid_review.")]
) -> None:
    """Print an empty form of an action on a review, as YAML: save it, fill it in, and give it with `act --file`."""
    expect_action(REVIEW_ACTIONS, action)
    of = found_review(reference)
    typer.echo(f"# {title_of(action)}")
    typer.echo("# A line that begins with # is no part of the form. A field that may be left out can be taken out.")
    for name, field in REVIEW_ACTIONS[action].model_fields.items():
        if name != "kind":
            for line in (*_about(action, name, field, of), *_field(name, field, of.rules)):
                typer.echo(line)


def _about(action: str, name: str, field: FieldInfo, of: FoundReview) -> Iterator[str]:
    """What a field asks, and what can be written into it: comments of the form."""
    asked = question_of(action, name)
    known = choices_of(Desk(action, of.review, of.review.owner or "", of.rules, of.directory, of.now), name)
    for text in filter(None, (asked.label, asked.hint, _to_write(name, field, known))):
        yield from (f"# {line}" for line in fill(text, WIDTH - 2).splitlines())


def _to_write(name: str, field: FieldInfo, known: Iterable[Choice] | None) -> str:
    choices, kinds = list(known or ()), kinds_of_field(field)
    if dict in kinds and bool in get_args(field.annotation):
        return "Write yes or no for each."
    if choices and len(choices) <= MOST_CHOICES:
        several = "Choose any of" if tuple in kinds else "Choose one of"
        return f"{several}: {'; '.join(f'{one.value} ({one.words})' for one in choices)}."
    if choices or name in CODES:
        return "Write codes of the directory." if tuple in kinds else "Write a code of the directory."
    return next((words for kind, words in FORMATS.items() if kind in kinds), "")


def _field(name: str, field: FieldInfo, rules: ReviewProcedure) -> Iterator[str]:
    kinds = kinds_of_field(field)
    if not field.is_required():
        yield f"# {name} may be left out"
    if dict in kinds:
        yield f"{name}:"
        for question in questions_of(rules, name):
            yield from (f"  # {line}" for line in fill(question.text, WIDTH - 4).splitlines())
            yield f"  {question.id}:"
    elif tuple in kinds:
        yield f"{name}: []"
    else:
        yield f"{name}:"
