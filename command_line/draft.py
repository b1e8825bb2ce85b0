"""`goldenthread draft`: write a disagreement step by step, for its author's eyes alone, and raise it when ready."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from ruamel.yaml import YAML

from command_line.case import Actor, Procedure
from command_line.case_account import say_what_was_done
from command_line.terminal import REFUSED, fail, the_store
from command_line.typed_action import fields_of
from notifications.dates import day_in_words
from states.actions import RaiseDisagreement
from states.decision import Refusal
from store.directory import current_directory
from store.sessions import reading
from workflows import drafts
from workflows.context import EngineContext

app = typer.Typer(help="Save, list, show, delete and raise drafts of a disagreement.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="The draft's number, as `draft list` shows it.")]


FIELDS = [name for name in RaiseDisagreement.model_fields if name != "kind"]


def register(application: typer.Typer) -> None:
    """Add the commands to an application."""
    application.add_typer(app, name="draft")


@app.command("save")
def save_draft(
    file: Annotated[Path, typer.Argument(help="YAML file with the fields typed so far, or - for standard input.")],
    actor: Actor,
    *,
    over: Annotated[int | None, typer.Option(help="Save over this draft of yours.")] = None,
) -> None:
    """Save what is written so far, complete or not."""
    fields = fields_of(file, "category: threshold")
    with the_store() as context:
        # A draft is its author's alone: under a misspelt code nobody would ever find it again.
        _expect_known(context, actor, ", so nothing was saved")
        saved = drafts.save(context.engine, actor, fields, context.clock.now(), over)
    if isinstance(saved, Refusal):
        fail(saved.reason, REFUSED)
    typer.echo(f"Saved as draft {saved}.")
    for name in fields:
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(FIELDS)}."
            typer.echo(f"{name}: there is no such field. It is kept as you typed it; {hint}", err=True)


@app.command("list")
def list_drafts(actor: Actor) -> None:
    """Your own drafts, the latest saved first."""
    with the_store() as context:
        _expect_known(context, actor)
        found = drafts.mine(context.engine, actor)
    if not found:
        typer.echo("You have no drafts.")
    for draft in found:
        fields = draft.unreadable or f"{len(draft.fields)} fields"
        typer.echo(f"{draft.id}: saved {day_in_words(draft.saved_at)}, {fields}")


@app.command("show")
def show_draft(number: Number, actor: Actor) -> None:
    """A draft of yours as YAML, to go on with and save over. What you wrote is shown: handle it as such."""
    with the_store() as context:
        found = next((draft for draft in drafts.mine(context.engine, actor) if draft.id == number), None)
    if found is None:
        fail(drafts.NOT_YOURS.reason, REFUSED)
    if found.unreadable:
        fail(found.unreadable, REFUSED)
    form = YAML(typ="safe", pure=True)
    form.default_flow_style, form.allow_unicode, form.width = False, True, 100
    form.dump(found.fields, sys.stdout)


@app.command("delete")
def delete_draft(number: Number, actor: Actor) -> None:
    """Delete a draft of yours; nothing of it remains."""
    with the_store() as context:
        refused = drafts.delete(context.engine, actor, number)
    if refused:
        fail(refused.reason, REFUSED)
    typer.echo(f"Draft {number} is deleted.")


@app.command("raise")
def raise_draft(
    number: Number,
    actor: Actor,
    procedure: Procedure = None,
) -> None:
    """Raise a draft of yours. It is deleted with the raising; a refusal leaves it as it was."""
    with the_store() as context:
        now = context.clock.now()
        rules = context.procedure(procedure or context.settings.raising_procedure, on=now.date())
        say_what_was_done(context, drafts.raise_draft(context.engine, actor, number, rules, now))


def _expect_known(context: EngineContext, actor: str, so: str = "") -> None:
    """End with a plain message if nobody in the directory has this code."""
    with reading(context.engine) as connection:
        known = current_directory(connection).directory.people
    if actor not in known:
        fail(f"{actor!r} is not in the directory{so}.", REFUSED)
