"""What commands say of a case of either kind: what an event did to it, a list of cases, and a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from textwrap import fill, indent
from typing import Any

import msgspec
import typer
from sqlalchemy import Connection

from command_line.posts import post
from command_line.terminal import REFUSED, fail, plain_json
from command_line.told_entry import done, told, words_for
from notifications.dates import day_in_words
from procedures.rules import Rules
from states.any_case import AnyCase
from states.decision import CLOCK, NoticeOwed, Refusal
from states.directory import Directory
from store.directory import current_directory
from store.procedure_versions import procedure_of
from store.readable_cases import CaseLine, Operator, RecordedEntry, case_with_record, list_cases
from store.recording import DISAGREEMENT, PRACTICE_REVIEW
from store.sessions import reading
from workflows.context import EngineContext
from workflows.door import Done

KINDS = {
    DISAGREEMENT: ("D", "a professional disagreement", "case"),
    PRACTICE_REVIEW: ("R", "a practice review", "review"),
}
"""The letter with which references of a kind begin, what such a case is, and the command that is for it."""

FOR_INFORMATION = ("told", "moved_up", "outcome")
"""Mails that ask nothing of whoever gets them, by template."""

WIDTH = 110


def expect_kind(reference: str, kind: str) -> None:
    """End with the command that is the right one if a reference is of another kind than `kind`."""
    for other, (letter, words, command) in KINDS.items():
        if other != kind and reference.upper().startswith(f"{letter}-"):
            fail(f"{reference} is {words}: use `goldenthread {command}` for it.")


def say_what_was_done(context: EngineContext, what: Done[Any] | Refusal) -> None:
    """Say where the case now stands, who will be told and what is next; a refusal ends with its reason, and names
    the fields that it is about.
    """
    if isinstance(what, Refusal):
        fail(f"{', '.join(what.fields)}: {what.reason}" if what.fields else what.reason, REFUSED)
    with reading(context.engine) as connection:
        directory = current_directory(connection).directory
        rules = procedure_of(connection, what.case.procedure)
    case: AnyCase = what.case
    # Other clocks may be due before it, but they are somebody else's.
    due = min((clock.due_at for clock in case.clocks if clock.owner == case.owner), default=None)
    typer.echo(f"{case.reference} is recorded: {words_for(directory, rules).position(case.position)}.")
    _say_who_is_told(what.decision.notices, directory)
    if case.owner and due:
        late = ", which is over" if due <= context.clock.now() else ""
        typer.echo(f"Next: {post(directory, case.owner)}, by {day_in_words(due)}{late}.")


def _say_who_is_told(notices: Iterable[NoticeOwed], directory: Directory) -> None:
    """One line for those who are asked for something by mail, and one for those who only hear of it."""
    asked = dict.fromkeys(notice.recipient for notice in notices if notice.template not in FOR_INFORMATION)
    told_of = dict.fromkeys(notice.recipient for notice in notices if notice.recipient not in asked)
    for words, people in (("Asked by mail for a step", asked), ("Told by mail", told_of)):
        if people:
            line = f"{words}: {'; '.join(post(directory, person) for person in people)}."
            typer.echo(fill(line, WIDTH, initial_indent="  ", subsequent_indent="    "))


def say_list(context: EngineContext, kind: str, *, closed: bool, as_json: bool) -> None:
    """List the cases of a kind, the soonest due first: who owes the next step, and by when."""
    with reading(context.engine) as connection:
        lines = list_cases(connection, Operator(), kind=kind, closed_too=closed)
        directory = current_directory(connection).directory
        rules = {line.procedure: procedure_of(connection, line.procedure) for line in lines if not as_json}
    if as_json:
        typer.echo(plain_json([asdict(line) for line in lines]))
        return
    if not lines:
        typer.echo(f"No {KINDS[kind][1].removeprefix('a ')} is open.")
    for line in lines:
        typer.echo(_line(line, directory, rules[line.procedure]))


def _line(line: CaseLine, directory: Directory, rules: Rules) -> str:
    position = words_for(directory, rules).position(line.position)
    if line.owner is None:
        return f"{line.reference}  {position}"
    due = f", due {day_in_words(line.next_due)}" if line.next_due else ""
    return f"{line.reference}  {position}; next step with {post(directory, line.owner)}{due}"


def found_case(connection: Connection, reference: str) -> tuple[AnyCase, list[RecordedEntry]]:
    """A case with its record. Ends with a plain message if there is none."""
    found = case_with_record(connection, Operator(), reference)
    if found is None:
        fail(f"There is no case {reference}.", REFUSED)
    return found


def as_data(case: AnyCase, entries: Iterable[RecordedEntry], **more: object) -> str:
    """A case with its record as JSON text."""
    data = {"case": msgspec.to_builtins(case), **more, "entries": [asdict(entry) for entry in entries]}
    return plain_json(data)


def say_record(entries: Iterable[RecordedEntry], directory: Directory, rules: Rules) -> None:
    """Print a record: each entry's number and day, what happened, by whom, what was decided and what was written."""
    words = words_for(directory, rules)
    for entry in entries:
        instead = f", for {post(directory, entry.on_behalf_of)}" if entry.on_behalf_of else ""
        by = "" if entry.actor == CLOCK else f"  by {post(directory, entry.actor)}{instead}"
        typer.echo(f"{entry.number:4}  {day_in_words(entry.at)}  {done(entry, words)}{by}")
        for line in told(entry, words):
            typer.echo(indent(line, " " * 8))
