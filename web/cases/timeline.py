"""A case's record as a timeline: what happened, when, by whom, what they wrote, and who may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from notifications.dates import day_in_words
from states.decision import CLOCK
from store.readable_cases import RecordedEntry
from web.words import plain_instant
from workflows.bundle_words import AUDIENCES, BundleWords, heading


@dataclass(frozen=True)
class Moment:
    """An entry as the page shows it. It has no number: a gap would tell of an entry that is for others alone."""

    done: str
    when: str
    at: str
    by: str
    instead_of: str
    position: str
    owner: str
    started: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str], ...]
    written: tuple[tuple[str, str], ...]
    audience: str
    for_all: bool
    is_reminder: bool
    """Whether the clock has asked once more after something that is late: it does so every day."""


@dataclass(frozen=True)
class Reminders:
    """Reminders of what is late that followed one upon another, the newest first: one line, to be unfolded."""

    reminders: tuple[Moment, ...]


def folded(moments: Sequence[Moment]) -> list[Moment | Reminders]:
    """A timeline in which reminders that follow one upon another take up one line, so that the rest can be found."""
    found: list[Moment | Reminders] = []
    for is_reminder, run in groupby(moments, key=lambda moment: moment.is_reminder):
        together = tuple(run)
        found += [Reminders(together)] if is_reminder and len(together) > 1 else together
    return found


def timeline(
    entries: Sequence[RecordedEntry],
    words: BundleWords,
    audiences: Mapping[str, str] = AUDIENCES,
    widest: str = "parties",
) -> list[Moment]:
    """The entries that a reader may read, the newest first. `widest` is the audience of most: it is not pointed out."""
    return [_moment(entry, words, audiences, widest) for entry in reversed(entries)]


def _moment(entry: RecordedEntry, words: BundleWords, audiences: Mapping[str, str], widest: str) -> Moment:
    facts = entry.facts
    owner = facts.get("owner")
    return Moment(
        done=words.done({"kind": entry.kind, "actor": entry.actor}, facts),
        when=day_in_words(entry.at),
        at=plain_instant(entry.at),
        by="the clock" if entry.actor == CLOCK else words.post(entry.actor),
        instead_of=words.post(entry.on_behalf_of) if entry.on_behalf_of else "",
        position=words.position(entry.position),
        owner=words.post(owner) if isinstance(owner, str) else "",
        started=tuple(
            (words.clock(str(one["clock"])), words.post(one["owner"]), words.value(one["due"]))
            for one in facts.get("clocks_started", ())
        ),
        facts=tuple(words.facts(facts)),
        written=(
            *((heading(name), text) for name, text in entry.narrative.items() if text),
            *(
                [("Not readable", "This cannot be read here at present. Tell the business support team.")]
                if entry.unreadable
                else ()
            ),
        ),
        audience=audiences.get(entry.audience, entry.audience),
        for_all=entry.audience == widest,
        is_reminder=entry.kind == "chased",
    )
