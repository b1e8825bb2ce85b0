"""The same command given twice in a row: the second time it is refused, unless it is meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from command_line.terminal import REFUSED, fail
from states.action import Action
from states.decision import CLOCK
from store.readable_cases import RecordedEntry

Again = Annotated[bool, typer.Option("--again", help="Even if you have just done the same in the same words.")]


def refuse_second_click(entries: Iterable[RecordedEntry], actor: str, action: Action) -> None:
    """End if the last thing that anybody did on a case is this action of this person, in the same words.

    What was done in the same words before something else is left alone: partners ratify again, reviewers are checked
    again.
    """
    last = next((entry for entry in sorted(entries, key=lambda one: -one.number) if entry.actor != CLOCK), None)
    if last is None or (last.actor, last.kind) != (actor, action.kind):
        return
    if last.narrative == action.narrative() and action.facts().items() <= last.facts.items():
        said = f"You have just done this in the same words: it is entry {last.number}."
        fail(f"{said} Say --again to do it again.", REFUSED)
