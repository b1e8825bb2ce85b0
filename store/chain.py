"""Following the chain of one case's record, entry by entry, from a database or from a bundle alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from store.narratives import Unread
from store.record import FIRST, entry_hash, narrative_hash

How = Literal["changed", "removed", "inserted", "unlinked", "disagrees"]
"""What became of something that does not fit. `unlinked`: its predecessor is not the one it was written after."""


class ChainedEntry(NamedTuple):
    """An entry as it is kept. `facts` is the text itself.

    `at` and `recorded_at` are whatever stands there, an instant or its text: that they cannot be read is a finding.
    """

    number: int
    kind: str
    at: object
    recorded_at: object
    actor: str
    on_behalf_of: str | None
    position: str
    audience: str
    facts: str
    narrative_hash: str | None
    state_hash: str | None
    previous: str
    hash: str


def instant(value: object) -> datetime:
    """An instant, or the text of one; without a time zone it is UTC. ValueError or TypeError if it is neither."""
    if isinstance(value, str):
        return _read(value)
    if not isinstance(value, datetime):
        raise TypeError("neither an instant nor the text of one")
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


# A sweep writes many entries at one instant.
@lru_cache(maxsize=4096)
def _read(text: str) -> datetime:
    return instant(datetime.fromisoformat(text))


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that does not fit. `entry` is the first entry concerned, if it is one; `said` names no content."""

    reference: str
    entry: int | None
    how: How
    said: str

    def __str__(self) -> str:
        place = f"{self.reference}, entry {self.entry}" if self.entry is not None else self.reference
        return f"{place}: {self.said}"


@dataclass(slots=True)
class ClockOnRecord:
    """A clock as the entries tell of it. It runs while `ended_at` is empty."""

    number: int
    clock: str
    stage: str | None
    owner: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None = None
    ended_how: str | None = None


class Chain:
    """The record of one case, followed in order of its numbers. The first thing that does not fit is in `misfit`.

    What was written hangs on its entry alone: the first that does not fit is in `narrative_misfit`.
    `points` are entries that checkpoints saw: hash by number. `unread` counts what people wrote in entries that fit,
    where the key to it is not there.
    """

    def __init__(self, reference: str, points: Mapping[int, str] | None = None) -> None:
        self.reference = reference
        self.points = points or {}
        self.misfit: Misfit | None = None
        self.narrative_misfit: Misfit | None = None
        self.last = 0
        self.head = FIRST
        self.state_hash: str | None = None
        self.unread = 0
        self.clocks: dict[int, ClockOnRecord] = {}

    def follow(self, entry: ChainedEntry, written: str | Unread = Unread.MISSING) -> None:
        """The next entry, with the salted text of what was written in it, or why there is none.

        After a misfit the rest is not looked at: it hangs on what does not fit.
        """
        if self.misfit:
            return
        try:
            self.misfit = self._fault(entry)
            if self.misfit is None and self.narrative_misfit is None:
                self.narrative_misfit = self._fault_in_narrative(entry, written)
            if self.misfit is None and '"clocks_' in entry.facts:
                self._note_clocks(entry, json.loads(entry.facts))
        except (TypeError, ValueError, LookupError, AttributeError):
            # SQLite keeps any value in any column, and a bundle is whatever somebody sends.
            said = "it holds a value of a form that the engine never writes: something in it was changed"
            self.misfit = self._says(self.last + 1, "changed", said)
        if self.misfit is None:
            self.last, self.head, self.state_hash = entry.number, entry.hash, entry.state_hash

    def end(self, version: int, head: str) -> Misfit | None:
        """After the last entry: whether the record ends where its case's row and the checkpoints say.

        Returns the first thing that does not fit, of the chain before what was written.
        """
        if self.misfit is None:
            self.misfit = self._fault_at_end(version, head)
        found = [misfit for misfit in (self.misfit, self.narrative_misfit) if misfit]
        return min(found, key=lambda misfit: misfit.entry or 0, default=None)

    def _fault(self, entry: ChainedEntry) -> Misfit | None:
        number, expected = entry.number, self.last + 1
        if number > expected:
            gone = f"entry {expected} is" if number == expected + 1 else f"entries {expected} to {number - 1} are"
            return self._says(expected, "removed", f"{gone} missing: entry {number} comes next")
        if number < expected:
            return self._says(number, "inserted", "no record has an entry of this number: it was put in")
        own = entry_hash(
            self.reference,
            number,
            entry.kind,
            instant(entry.at),
            instant(entry.recorded_at),
            entry.actor,
            entry.on_behalf_of,
            entry.position,
            entry.audience,
            entry.facts,
            entry.narrative_hash,
            entry.state_hash,
            entry.previous,
        )
        if own != entry.hash:
            return self._says(number, "changed", "it does not fit its hash: something in it was changed")
        if entry.previous != self.head:
            before = f"entry {self.last} as it now stands" if self.last else "nothing, as a first entry is"
            said = f"it was not written after {before}: an entry was replaced, put in or taken out here"
            return self._says(number, "unlinked", said)
        if self.points.get(number, entry.hash) != entry.hash:
            return self._says(number, "changed", "a checkpoint saw another entry here: the record was written anew")
        return None

    def _fault_in_narrative(self, entry: ChainedEntry, written: str | Unread) -> Misfit | None:
        if entry.narrative_hash is None:
            said = "it tells of nothing that was written, and there is something with it: that was put in"
            return None if written is Unread.MISSING else self._says(entry.number, "inserted", said)
        match written:
            case Unread.NO_KEY:
                self.unread += 1
                return None
            case Unread.MISSING:
                return self._says(entry.number, "removed", "what was written in it is missing")
            case Unread.BROKEN:
                said = "what was written in it does not open with its key: it was changed, or belongs to another entry"
                return self._says(entry.number, "changed", said)
        if narrative_hash(written) == entry.narrative_hash:
            return None
        return self._says(entry.number, "changed", "what was written in it does not fit its hash: it was changed")

    def _fault_at_end(self, version: int, head: str) -> Misfit | None:
        last, seen = self.last, max(self.points, default=0)
        if last < max(version, seen):
            by = "its case counts" if version >= seen else "a checkpoint saw"
            said = f"the newest entries are missing: the record ends at {last}, and {by} {max(version, seen)}"
            return self._says(last + 1, "removed", said)
        if last > version:
            return self._says(version + 1, "inserted", f"it was put in: its case counts {version} entries")
        if head != self.head:
            said = "the case's row ends on another entry: one of the two was changed"
            return self._says(last, "disagrees", said)
        return None

    def _says(self, number: int, how: How, said: str) -> Misfit:
        return Misfit(self.reference, number, how, said)

    def _note_clocks(self, entry: ChainedEntry, facts: dict[str, Any]) -> None:
        for begun in facts.get("clocks_started", ()):
            self.clocks[begun["number"]] = ClockOnRecord(
                begun["number"],
                begun["clock"],
                begun.get("stage"),
                begun["owner"],
                instant(entry.recorded_at),
                datetime.fromisoformat(begun["due"]),
            )
        for handed in facts.get("clocks_handed", ()):
            self.clocks[handed["number"]].owner = handed["owner"]
        for end in facts.get("clocks_ended", ()):
            clock = self.clocks[end["number"]]
            # One that started after the moment at which another, marked late, ran out ended when it started.
            clock.ended_at, clock.ended_how = max(instant(entry.at), clock.started_at), end["how"]
