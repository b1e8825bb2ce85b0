"""`goldenthread review asked`: what reviews ask of one's agency beside its return, and nothing else of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from textwrap import indent
from typing import Any

import typer

from command_line.case import Actor, AsJson
from command_line.posts import post
from command_line.terminal import fail, plain_json, the_store
from command_line.told_entry import answers, words_for, written
from notifications.dates import day_in_words, due_in_words
from procedures.review_language import ReviewProcedure
from states.directory import Directory
from states.open_action import NOT_YOURS
from states.review_actions_open import refusal_on_review
from states.review_due import deadline_of
from store.directory import current_directory
from store.own_items import DONE_WITH, Item, ReviewBehind, Said, What, is_clock_of, items_asked_of, said_of_item
from store.sessions import reading

TITLES: dict[What, str] = {
    "information": "information that your agency was asked for",
    "recommendation": "a recommendation to your agency",
}


@dataclass(frozen=True)
class Asked:
    """An item that somebody answers for: what runs on it, what was said of it, and what can be done with it now."""

    item: Item
    rules: ReviewProcedure
    owed: tuple[tuple[str, datetime], ...]
    said: tuple[Said, ...]
    open: tuple[str, ...]


def register(app: typer.Typer) -> None:
    """Add the command to that of reviews."""
    app.command("asked")(asked)


def asked(actor: Actor, as_json: AsJson = False) -> None:
    """What open reviews ask of your agency: information under section 16H, and recommendations that it owns.

    Shown is what is yours to answer, by when, and how, with what was written on it, and nothing else of the review.
    """
    with the_store() as context, reading(context.engine) as connection:
        directory, now = current_directory(connection).directory, context.clock.now()
        if actor not in directory.people:
            fail(f"{actor!r} is not in the directory.")
        agency = directory.people[actor].agency
        people = frozenset(code for code, person in directory.people.items() if person.agency == agency)
        found = []
        for item, behind in items_asked_of(connection, agency):
            theirs, can = _standing(item, behind, actor, directory, now)
            if theirs:
                said = tuple(said_of_item(connection, item, people))
                found.append(Asked(item, behind.rules, tuple(_owed(item, agency, behind)), said, can))
    found.sort(key=lambda one: (not one.owed, [due for _, due in one.owed]))
    if as_json:
        typer.echo(plain_json([_as_data(one) for one in found]))
        return
    if not found:
        typer.echo("No open review asks anything of your agency that is yours to answer.")
    for one in found:
        _say(one, directory)


def _standing(
    item: Item, behind: ReviewBehind, person: str, directory: Directory, now: datetime
) -> tuple[bool, tuple[str, ...]]:
    """Whether an item is the person's to answer, and what they can do with it now."""
    refusals = {
        kind: refusal_on_review(behind.review, kind, {"number": item.number}, person, behind.rules, directory, now)
        for kind in DONE_WITH[item.what]
    }
    theirs = any(refusal is None or refusal.code not in NOT_YOURS for refusal in refusals.values())
    return theirs, tuple(kind for kind, refusal in refusals.items() if refusal is None)


def _owed(item: Item, agency: str, behind: ReviewBehind) -> list[tuple[str, datetime]]:
    """What runs on an item of an agency, the soonest due first."""
    of_it = [
        (deadline_of(behind.rules, clock.clock).title, clock.due_at)
        for clock in behind.review.clocks
        if is_clock_of(item, agency, clock, behind.rules)
    ]
    return sorted(of_it, key=lambda owed: owed[1])


def _as_data(one: Asked) -> dict[str, Any]:
    owed = [{"title": title, "due_at": due.isoformat()} for title, due in one.owed]
    return {**asdict(one.item), "owed": owed, "said": [asdict(said) for said in one.said], "open": list(one.open)}


def _say(one: Asked, directory: Directory) -> None:
    item, words = one.item, words_for(directory, one.rules)
    typer.echo(f"{item.reference}: {TITLES[item.what]}, number {item.number}")
    for title, due in one.owed:
        typer.echo(f"  {title}: due {due_in_words(due)}")
    if not one.owed:
        typer.echo("  no time runs on it")
    for said in one.said:
        what = words.done({"kind": said.kind, "actor": said.by}, {})
        typer.echo(f"  {day_in_words(said.at)}  {what}  by {post(directory, said.by)}")
        for line in answers(said.kind, said.facts, words):
            typer.echo(f"      {line}")
        for line in written(said.kind, said.narrative, said.unreadable, words):
            typer.echo(indent(line, " " * 6))
    for kind in one.open:
        typer.echo(f"  to do it: goldenthread review act {item.reference} {kind} number={item.number} ...")
