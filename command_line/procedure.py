"""`goldenthread procedure`: check, show, draw and compare procedures, and rules of practice reviews."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from command_line.own_procedures import own_directories
from procedures.catalogue import is_path, load_rules, load_written
from procedures.comparison import compare, sentences
from procedures.description import describe
from procedures.diagram_mermaid import mermaid
from procedures.diagram_svg import svg
from procedures.fault import ProcedureError
from procedures.proof import prove
from procedures.reading import is_base
from procedures.rules import Rules
from procedures.yaml_file import read_yaml

app = typer.Typer(no_args_is_help=True, help="Check, show, draw and compare procedures, and rules of practice reviews.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The id of a procedure, or a file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print data instead of words.")]


class Format(StrEnum):
    """How a diagram is written."""

    MERMAID = "mermaid"
    SVG = "svg"


DRAW: dict[Format, Callable[[Rules], str]] = {Format.MERMAID: mermaid, Format.SVG: svg}


def register(application: typer.Typer) -> None:
    """Add the commands to an application."""
    application.add_typer(app, name="procedure")


@app.command("check")
def check_procedures(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, or ids of procedures in the library.")],
) -> None:
    """Prove that no case can wait in silence, over every state that a disagreement or a review can reach.

    Ends with 1 if a file cannot be read or any fault is found; each fault is printed with the events that lead to
    it.
    """
    failed = False
    for name in files:
        try:
            failed |= not _proved(name)
        except ProcedureError as problem:
            typer.echo(str(problem), err=True)
            failed = True
    raise typer.Exit(1 if failed else 0)


def _proved(name: str) -> bool:
    if is_path(name) and is_base(read_yaml(Path(name))):
        typer.echo(f"{name}: a base for others, proved with each procedure that extends it")
        return True
    written = load_written(name, directories=own_directories())
    proof = prove(written.rules, own_directories())
    for fault in proof.faults:
        typer.echo(str(written.fault(fault.where, fault.message)), err=True)
        if fault.path:
            typer.echo(f"    path: {' -> '.join(fault.path)}", err=True)
    walked = f"{written.rules.id}: {proof.situations} states and {proof.moves} moves walked"
    if proof.holds:
        typer.echo(f"{walked}: every open state has an owner, a running clock and a way on")
        return True
    number = len(proof.faults)
    typer.echo(f"{walked}: {number} {'fault' if number == 1 else 'faults'} found", err=True)
    return False


@app.command()
def show(name: Name, as_json: AsJson = False) -> None:
    """List rules in plain words: stages or positions, clocks, groups, endings, and where each rule comes from."""
    procedure = _loaded(name)
    if as_json:
        typer.echo(json.dumps(procedure.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(describe(procedure)))


@app.command()
def diagram(
    name: Name,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="Mermaid text, or a drawing of our own. Without it, as FILE ends, or Mermaid."),
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write it.")] = None,
) -> None:
    """Draw a procedure's ladder, read from the bottom up, or the course of practice reviews, read from the top down."""
    by_name = Format.SVG if output is not None and output.suffix.lower() == ".svg" else Format.MERMAID
    drawn = DRAW[form or by_name](_loaded(name))
    if output is None:
        typer.echo(drawn, nl=False)
        return
    try:
        output.write_text(drawn, encoding="utf-8")
    except OSError as problem:
        typer.echo(f"{output}: cannot be written: {problem.strerror}", err=True)
        raise typer.Exit(1) from None


@app.command("compare")
def compare_procedures(
    first: Annotated[str, typer.Argument(metavar="A", help="The id of a procedure in the library, or a file.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The one to compare it with.")],
    as_json: AsJson = False,
) -> None:
    """Say what differs between two procedures, by part and field."""
    one, other = _loaded(first), _loaded(second)
    try:
        differences = compare(one, other)
    except ValueError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
    if as_json:
        found = [asdict(difference) for difference in differences]
        data = {"first": one.id, "second": other.id, "differences": found}
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    names = (one.id, other.id) if one.id != other.id else (first, second)
    typer.echo("\n".join(sentences(differences, *names)) or f"{names[0]} and {names[1]} do not differ")


def _loaded(name: str) -> Rules:
    """The rules, or an end with 1 and every fault of their file."""
    try:
        return load_rules(name, directories=own_directories())
    except ProcedureError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
