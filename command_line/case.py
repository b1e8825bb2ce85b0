"""`goldenthread case`: raise a disagreement, act on it, list disagreements and show one with its record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from command_line.case_account import as_data, expect_kind, found_case, say_list, say_record, say_what_was_done
from command_line.offered import say_offered
from command_line.posts import post
from command_line.refused_first import expect_action, refuse_first
from command_line.second_click import Again, refuse_second_click
from command_line.terminal import REFUSED, fail, the_store
from command_line.told_entry import words_for
from command_line.typed_action import fields_of, read_fields, typed_action
from notifications.dates import day_in_words
from states.actions import Action, AnyAction, RaiseDisagreement
from states.open_actions import open_actions
from store.cases import open_case_like
from store.directory import current_directory
from store.procedure_versions import procedure_of
from store.record import canonical
from store.recording import DISAGREEMENT
from store.sessions import reading
from workflows.door import act, raise_disagreement

app = typer.Typer(help="Raise, act on, list and show disagreements.", no_args_is_help=True)
ACTIONS: dict[str, type[Action]] = {
    kind.model_fields["kind"].default: kind for kind in get_args(get_args(AnyAction)[0])
}

Actor = Annotated[str, typer.Option("--as", metavar="PERSON", help="Whose post you act in: a code of the directory.")]
Procedure = Annotated[
    str | None,
    typer.Option(help="The procedure, by name or file. Without it, that of GOLDENTHREAD_RAISING_PROCEDURE."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print plain data instead of sentences.")]


def register(application: typer.Typer) -> None:
    """Add the commands to an application."""
    application.add_typer(app, name="case")


@app.command("raise")
def raise_case(
    file: Annotated[
        Path, typer.Argument(help="YAML file with the fields of the disagreement, or - for standard input.")
    ],
    actor: Actor,
    procedure: Procedure = None,
    *,
    again: Annotated[bool, typer.Option("--again", help="Even if you have raised it in the same words.")] = False,
) -> None:
    """Raise a disagreement from a file of its fields. The file is not changed, so nothing typed is lost.

    Fields: responding_agency, responding_practitioner, category, about, tried, would_settle; and if you like
    priority and child_reference.
    """
    action = read_fields(
        RaiseDisagreement, fields_of(file, "category: threshold"), f"{file}: this cannot be raised yet. Look again at:"
    )
    with the_store() as context:
        now = context.clock.now()
        rules = context.procedure(procedure or context.settings.raising_procedure, on=now.date())
        with reading(context.engine) as connection:
            same = None if again else open_case_like(connection, actor, canonical(action.narrative()))
        if same:
            fail(
                f"You have raised this in the same words already: it is {same}. Say --again to raise it again.", REFUSED
            )
        say_what_was_done(context, raise_disagreement(context.engine, action, actor, rules, now))


@app.command("act")
def act_on_case(
    reference: Annotated[str, typer.Argument(help="The case, such as D-2026-0001.")],
    action: Annotated[str, typer.Argument(help="What to do, such as answer, settle or reject_answer.")],
    actor: Actor,
    fields: Annotated[
        list[str] | None, typer.Argument(help="The action's fields as NAME=VALUE, such as answer='...'.")
    ] = None,
    *,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="YAML file with fields of the action, or -.")
    ] = None,
    seen: Annotated[
        int | None, typer.Option(help="The version that you saw (`case show` prints it): refused if it has changed.")
    ] = None,
    again: Again = False,
) -> None:
    """Do something on a case: acknowledge, answer, settle, reject_answer, escalate, hand_over, finish_duty, ..."""
    expect_kind(reference, DISAGREEMENT)
    expect_action(ACTIONS, action)
    with the_store() as context:
        with reading(context.engine) as connection:
            case, entries = found_case(connection, reference)
            rules = procedure_of(connection, case.procedure)
            directory = current_directory(connection).directory
        if seen in (None, case.version):
            refuse_first(case, action, fields or [], actor, rules, directory, context.clock.now())
        wanted = typed_action(ACTIONS, action, fields or [], file)
        if not again:
            refuse_second_click(entries, actor, wanted)
        say_what_was_done(context, act(context.engine, reference, wanted, actor, context.clock.now(), version=seen))


@app.command("actions")
def show_actions(
    reference: Annotated[str, typer.Argument(help="The case, such as D-2026-0001.")],
    actor: Actor,
    as_json: AsJson = False,
) -> None:
    """What a person can do on a disagreement now, and why the rest of what could be done is not open to them."""
    expect_kind(reference, DISAGREEMENT)
    with the_store() as context, reading(context.engine) as connection:
        case, _ = found_case(connection, reference)
        rules = procedure_of(connection, case.procedure)
        directory = current_directory(connection).directory
        now = context.clock.now()
    if actor not in directory.people:
        fail(f"{actor!r} is not in the directory.", REFUSED)
    say_offered(reference, open_actions(case, actor, rules, directory, now), actor, directory, as_json=as_json)


@app.command("list")
def list_open(
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Open disagreements, the soonest due first: who owes the next step, and by when."""
    with the_store() as context:
        say_list(context, DISAGREEMENT, closed=closed, as_json=as_json)


@app.command("show")
def show_case(
    reference: Annotated[str, typer.Argument(help="The case, such as D-2026-0001.")], as_json: AsJson = False
) -> None:
    """One disagreement: where it stands, its clocks and its record. What people wrote is shown: handle it as such."""
    expect_kind(reference, DISAGREEMENT)
    with the_store() as context, reading(context.engine) as connection:
        case, entries = found_case(connection, reference)
        rules = procedure_of(connection, case.procedure)
        directory = current_directory(connection).directory
    if as_json:
        typer.echo(as_data(case, entries))
        return
    words = words_for(directory, rules)
    typer.echo(f"{case.reference}, version {case.version}: {words.position(case.position)}")
    if case.outcome:
        typer.echo(f"  it ended: {case.outcome.replace('_', ' ')}")
    if case.owner:
        typer.echo(f"  next step with {post(directory, case.owner)}")
    for clock in sorted(case.clocks, key=lambda clock: clock.due_at):
        late = ", and late" if clock.expired_at else ""
        due = f"due {day_in_words(clock.due_at)}{late}"
        typer.echo(f"  clock {words.clock(clock.clock)}: {post(directory, clock.owner)}, {due}")
    say_record(entries, directory, rules)
