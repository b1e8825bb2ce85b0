"""What was changed of the directory, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notifications.dates import day_in_words, due_in_words
from procedures.wording import name_words
from store.directory_history import (
    ADDED,
    AWAY,
    BACK,
    CHANGED,
    CONFIRMED,
    IMPORTED,
    LEFT,
    SIGN_IN_ANEW,
    STEPS_PASSED_ON,
    DirectoryChange,
)
from web.reader import SignedIn

SAID = {
    ADDED: "Added to the directory",
    CHANGED: "Changed",
    CONFIRMED: "Contact details confirmed",
    LEFT: "Marked as having left",
    AWAY: "An absence was recorded",
    BACK: "An absence was ended",
    STEPS_PASSED_ON: "What they owed passed on",
    IMPORTED: "A directory file was imported",
    SIGN_IN_ANEW: "May sign in anew, and was signed out everywhere",
}


@dataclass(frozen=True)
class Told:
    """A change: when, by whom, about whom (a code and their post, empty for a file), what and its particulars.

    `cases` are cases in which a step passed on, each with who owes it since.
    """

    when: str
    by: str
    code: str
    post: str
    what: str
    particulars: tuple[str, ...]
    cases: tuple[tuple[str, str], ...] = ()


def told(change: DirectoryChange, reader: SignedIn) -> Told:
    """A change for a reader of the directory."""
    directory = reader.directory
    return Told(
        when=due_in_words(change.at),
        by=directory.title_of(change.by) if change.by else "the command line",
        code=change.person or "",
        post=directory.title_of(change.person) if change.person else "",
        what=SAID.get(change.kind, change.kind),
        particulars=tuple(_particulars(change, reader)),
        cases=tuple((one, directory.title_of(owner)) for one, owner in change.facts.get("cases", ())),
    )


def _particulars(change: DirectoryChange, reader: SignedIn) -> list[str]:
    facts, directory = change.facts, reader.directory
    found = []
    for name, (before, after) in facts.get("fields", {}).items():
        label = name_words(name)
        label = label[:1].upper() + label[1:]
        if name == "channels":
            found.append("Other channels changed")
        else:
            found.append(f"{label}: {_became(_value(name, before), _value(name, after))}")
    if "deputy" in facts:
        until = f" to {_day(facts['last'])}" if facts.get("last") else ""
        found.append(f"{directory.title_of(facts['deputy'])}, from {_day(facts['first'])}{until}")
    found += [f"{reference}: nobody could take the step" for reference in facts.get("stuck", ())]
    found += [f"{count} {words}" for words, count in facts.get("counts", {}).items() if count]
    return found


def _became(before: str, after: str) -> str:
    """A change of a field, of which either side may be empty."""
    if not before:
        return after
    return f"{before} became {after}" if after else f"{before} was taken out"


def _value(name: str, text: str) -> str:
    if not text or text == "[]":
        return ""
    if name in ("last_confirmed", "left_on"):
        return _day(text)
    return text.strip("[]").replace('"', "")


def _day(text: str) -> str:
    return day_in_words(date.fromisoformat(text))
