"""What an action did, said on the page that follows it: once more after a second click, and never done twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from states.action import Action, as_typed
from states.review_actions_rapid_review import ANSWERED_AS, answer_named
from store.readable_cases import RecordedEntry
from store.told import told_with
from web.forms.posted_form import one
from web.reader import SignedIn
from workflows.action_words import PAST
from workflows.document_words import DOCUMENT_DONE
from workflows.posted_action import FieldError, Typed

WORDS = {**PAST, **DOCUMENT_DONE}


@dataclass(frozen=True)
class ActionDone:
    """What the reader has done, in words, and who is told of it, by post."""

    what: str
    told: tuple[str, ...]
    again: bool


def done_address(page: str, number: int, *, again: bool = False) -> str:
    """The address of a case's page that says what its entry of this number did; `again` after a second click."""
    return f"{page}?done={number}{'&again=1' if again else ''}"


def action_done(
    connection: Connection,
    reader: SignedIn,
    reference: str,
    entries: Sequence[RecordedEntry],
    number: int | None,
    *,
    again: bool = False,
) -> ActionDone | None:
    """What the reader did with the entry of a number; None if it is not an action of theirs."""
    entry = next((one for one in entries if one.number == number), None)
    if entry is None or entry.actor != reader.person.code or entry.kind not in WORDS:
        return None
    told = told_with(connection, reference, entry.number)
    return ActionDone(
        f"You {WORDS[entry.kind]}.",
        tuple(reader.directory.title_of(person) for person in told if person != reader.person.code),
        again,
    )


def done_before(
    entries: Sequence[RecordedEntry],
    actor: str,
    kind: str,
    seen: int,
    action: Action | list[FieldError],
    typed: Typed,
) -> int | None:
    """The number of the entry with which a first click did just what a second asks for; None if there is none.

    `seen` is the version that both clicks saw. Where the action has been done, what was chosen may not be open any
    more, so that it cannot be made anew: then what was written decides.
    """
    for entry in entries:
        if entry.number <= seen or entry.actor != actor or entry.kind != kind or seen < 0:
            continue
        if isinstance(action, list):
            same = says_just_that(typed, entry.narrative)
        else:
            same = entry.narrative == action.narrative() and action.facts().items() <= entry.facts.items()
        if same:
            return entry.number
    return None


def says_just_that(typed: Typed, narrative: Mapping[str, str]) -> bool:
    """Whether what was typed is what an entry's narrative holds: how a second click is known by its words."""
    written = {_input_of(name): text for name, text in narrative.items()}
    # Of a field that answers several questions, an answer that the record does not hold is a difference too.
    several = {name for name in typed if name.partition("-")[0] in ANSWERED_AS}
    return bool(written) and all(as_typed(one(typed, name)) == written.get(name, "") for name in {*written, *several})


def _input_of(name: str) -> str:
    """The form's input in which was typed what a narrative holds under a name."""
    return "-".join(answer_named(name) or (name,))
