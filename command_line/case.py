"""`goldenthread case`: raise a disagreement, act on it, list cases and show one with its record."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, get_args

import msgspec
import typer
from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from command_line.posts import post
from command_line.terminal import REFUSED, fail, in_plain_words, the_store
from notifications.dates import day_in_words
from states.actions import Action, AnyAction, RaiseDisagreement
from states.decision import Refusal
from store.cases import open_case_like
from store.directory import current_directory
from store.readable_cases import Operator, case_with_record, list_cases
from store.record import canonical
from store.sessions import reading
from workflows.context import EngineContext
from workflows.door import Done, act, raise_disagreement

app = typer.Typer(help="Raise, act on, list and show disagreements.", no_args_is_help=True)
ACTION: TypeAdapter[Any] = TypeAdapter(AnyAction)
ACTIONS: dict[str, type[Action]] = {
    kind.model_fields["kind"].default: kind for kind in get_args(get_args(AnyAction)[0]) if issubclass(kind, Action)
}

Actor = Annotated[str, typer.Option("--as", metavar="PERSON", help="Whose post you act in: a code of the directory.")]
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
    procedure: Annotated[str, typer.Option(help="The procedure, by name or file.")] = "essex",
    *,
    again: Annotated[bool, typer.Option("--again", help="Even if you have raised it in the same words.")] = False,
) -> None:
    """Raise a disagreement from a file of its fields. The file is not changed, so nothing typed is lost.

    Fields: responding_agency, responding_practitioner, category, about, tried, would_settle; and if you like
    priority and child_reference.
    """
    fields = fields_of(file)
    try:
        action = RaiseDisagreement.model_validate(fields)
    except ValidationError as problem:
        known = RaiseDisagreement.model_fields
        fail(f"{file}: this cannot be raised yet. Look again at:\n{in_plain_words(problem, known)}")
    with the_store() as context:
        now = context.clock.now()
        rules = context.procedure(procedure, on=now.date())
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
    seen: Annotated[
        int | None, typer.Option(help="The version that you saw (`case show` prints it): refused if it has changed.")
    ] = None,
) -> None:
    """Do something on a case: acknowledge, answer, settle, reject_answer, escalate, hand_over, finish_duty, ..."""
    values = dict(_pair(field) for field in fields or [])
    try:
        wanted = ACTION.validate_python({"kind": action, **values})
    except ValidationError as problem:
        if action not in ACTIONS:
            near = get_close_matches(action, ACTIONS, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            fail(f"There is no action {action!r}.{hint} There are: {', '.join(sorted(ACTIONS))}.")
        known = set(ACTIONS[action].model_fields) - {"kind"}
        fail(f"The action {action} cannot be done like this:\n{in_plain_words(problem, known)}")
    with the_store() as context:
        say_what_was_done(context, act(context.engine, reference, wanted, actor, context.clock.now(), version=seen))


@app.command("list")
def list_open(
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Open disagreements, the soonest due first: who owes the next step, and by when."""
    with the_store() as context, reading(context.engine) as connection:
        lines = list_cases(connection, Operator(), closed_too=closed)
        directory = current_directory(connection).directory
    if as_json:
        typer.echo(json.dumps([asdict(line) for line in lines], default=str, indent=2))
        return
    if not lines:
        typer.echo("No disagreement is open.")
    for line in lines:
        due = f", due {day_in_words(line.next_due)}" if line.next_due else ""
        typer.echo(f"{line.reference}  {line.position}: {post(directory, line.owner)}{due}")


@app.command("show")
def show_case(
    reference: Annotated[str, typer.Argument(help="The case, such as D-2026-0001.")], as_json: AsJson = False
) -> None:
    """One disagreement: where it stands, its clocks and its record. What people wrote is shown: handle it as such."""
    with the_store() as context, reading(context.engine) as connection:
        found = case_with_record(connection, Operator(), reference)
        directory = current_directory(connection).directory
    if found is None:
        fail(f"There is no case {reference}.", REFUSED)
    case, entries = found
    if as_json:
        data = {"case": msgspec.to_builtins(case), "entries": [asdict(entry) for entry in entries]}
        typer.echo(json.dumps(data, default=str, indent=2, ensure_ascii=False))
        return
    typer.echo(f"{case.reference}, version {case.version}: {case.position}")
    typer.echo(f"  next step with {post(directory, case.owner)}")
    for clock in sorted(case.clocks, key=lambda clock: clock.due_at):
        late = " (late)" if clock.expired_at else ""
        typer.echo(f"  clock {clock.clock}: {post(directory, clock.owner)}, due {day_in_words(clock.due_at)}{late}")
    for entry in entries:
        typer.echo(f"{entry.number:4}  {day_in_words(entry.at)}  {entry.kind}  by {post(directory, entry.actor)}")
        for name, text in entry.narrative.items():
            typer.echo(f"        {name}: {text}")


def fields_of(file: Path) -> dict[str, Any]:
    """The fields in a YAML file, or on standard input for `-`. Ends with a plain message if it holds none."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        fields = YAML(typ="safe").load(text)
    except OSError as problem:
        fail(f"{file} cannot be read: {problem.strerror}")
    except UnicodeDecodeError:
        fail(f"{file} cannot be read: save it as UTF-8 text")
    except YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        place = f"{file}:{mark.line + 1}" if mark else str(file)
        fail(f"{place}: not valid YAML: {getattr(problem, 'problem', problem)}")
    if not isinstance(fields, dict):
        fail(f"{file}: expected fields, such as `category: threshold`")
    return fields


def _pair(field: str) -> tuple[str, str | list[str]]:
    name, equals, value = field.partition("=")
    if not equals:
        fail(f"{field!r} is no field: write NAME=VALUE")
    # The only field that is a list is whom a skip was consulted with.
    return name, value.split(";") if name == "consulted" else value


def say_what_was_done(context: EngineContext, done: Done | Refusal) -> None:
    """Say where the case now stands and who will be told; a refusal ends with its reason."""
    if isinstance(done, Refusal):
        fail(done.reason, REFUSED)
    with reading(context.engine) as connection:
        directory = current_directory(connection).directory
    case = done.case
    due = min((clock.due_at for clock in case.clocks), default=None)
    typer.echo(f"{case.reference} is recorded: {case.position}.")
    if case.owner and due:
        typer.echo(f"Next: {post(directory, case.owner)}, by {day_in_words(due)}.")
    for notice in done.decision.notices:
        typer.echo(f"  {post(directory, notice.recipient)} will be told ({notice.template}).")
