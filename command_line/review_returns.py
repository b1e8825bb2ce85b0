"""`goldenthread review returns`: an agency's own return, and nothing else of the review."""

from __future__ import annotations

from dataclasses import asdict
from textwrap import indent

import msgspec
import typer

from command_line.case import Actor, AsJson
from command_line.case_account import expect_kind
from command_line.found_review import Reference
from command_line.posts import post
from command_line.terminal import REFUSED, fail, plain_json, the_store
from command_line.told_entry import answers, words_for, written
from notifications.dates import day_in_words, due_in_words
from states.directory import Directory
from store.directory import current_directory
from store.own_return import OwnReturn, own_return, review_behind
from store.recording import PRACTICE_REVIEW
from store.sessions import reading
from workflows.bundle_words import BundleWords


def register(app: typer.Typer) -> None:
    """Add the command to that of reviews."""
    app.command("returns")(returns)


def returns(reference: Reference, actor: Actor, as_json: AsJson = False) -> None:
    """The return that your own agency was asked for, and what it sent. Nothing else of the review is shown."""
    expect_kind(reference, PRACTICE_REVIEW)
    with the_store() as context, reading(context.engine) as connection:
        day = context.clock.now().date()
        found = own_return(connection, actor, reference, day)
        behind = review_behind(connection, actor, reference, day)
        directory = current_directory(connection).directory
    if found is None or behind is None:
        fail(f"There is no return for your agency in {reference}, or no such review.", REFUSED)
    if as_json:
        data = {
            "reference": found.reference,
            "asked": msgspec.to_builtins(found.asked),
            "sent": [asdict(one) for one in found.sent],
        }
        typer.echo(plain_json(data))
        return
    _say(found, directory, words_for(directory, behind[1]))


def _say(found: OwnReturn, directory: Directory, words: BundleWords) -> None:
    asked = found.asked
    typer.echo(f"{found.reference}: return of {directory.agencies[asked.agency].name}")
    typer.echo(f"  asked for on {day_in_words(asked.requested_at)}, due {due_in_words(asked.due_at)}")
    if asked.gap_at:
        typer.echo(f"  recorded on {day_in_words(asked.gap_at)} as not to be had")
    if not found.sent:
        typer.echo("  nothing has been sent yet")
    for one in found.sent:
        typer.echo(f"  sent on {day_in_words(one.at)} by {post(directory, one.sent_by)}")
        for line in answers("submit_return", one.facts, words):
            typer.echo(f"      {line}")
        for line in written("submit_return", one.narrative, one.unreadable, words):
            typer.echo(indent(line, " " * 6))
