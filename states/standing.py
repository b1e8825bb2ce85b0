"""Where a case stands, worked out from its record alone: what shows that state and evidence agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from procedures.graph import CLOSING, Position
from procedures.running import outcome_of


class Recorded(Protocol):
    """An entry as far as a standing asks: `states.decision.Entry`, or one that was read from the store."""

    @property
    def number(self) -> int:
        """Its place in the record, from 1."""

    @property
    def kind(self) -> str:
        """What happened."""

    @property
    def position(self) -> str:
        """Where the case stood after it."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """Its facts, as JSON values."""


@dataclass(frozen=True, slots=True)
class StandingClock:
    """A running clock: its number and id, who owes it, and when it is due (UTC)."""

    number: int
    clock: str
    owner: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands. `clocks` are those that run, by number; `reached` is the stage it came to last."""

    version: int = 0
    position: str = "draft"
    owner: str | None = None
    owner_via: str = "post"
    reached: str | None = None
    outcome: str | None = None
    clocks: tuple[StandingClock, ...] = ()


class BrokenRecord(ValueError):
    """A record that cannot be followed. The message says at which entry and why."""


def derive(entries: Iterable[Recorded], since: Standing | None = None) -> Standing:
    """The standing that a case's entries lead to, oldest first. `since` is where those before them led.

    BrokenRecord if an entry is missing, or ends or passes on a clock that does not run.
    """
    standing = since or Standing()
    for entry in entries:
        if entry.number != standing.version + 1:
            raise BrokenRecord(f"entry {standing.version + 1} is missing: after it comes {entry.number}")
        standing = _after(standing, entry)
    return standing


def _after(before: Standing, entry: Recorded) -> Standing:
    facts = entry.facts
    return Standing(
        entry.number,
        entry.position,
        facts.get("owner"),
        facts.get("owner_via", "post"),
        Position.read(entry.position).stage or before.reached,
        _outcome(before, entry),
        clocks_after(before.clocks, entry),
    )


def clocks_after(before: Iterable[StandingClock], entry: Recorded) -> tuple[StandingClock, ...]:
    """The clocks that run after an entry, by number. BrokenRecord if it ends or passes on one that does not run."""
    facts = entry.facts
    clocks = {clock.number: clock for clock in before}
    for started in facts.get("clocks_started", ()):
        due = datetime.fromisoformat(started["due"])
        clocks[started["number"]] = StandingClock(started["number"], started["clock"], started["owner"], due)
    for handed in facts.get("clocks_handed", ()):
        clock = _running(clocks, handed["number"], entry)
        clocks[clock.number] = replace(clock, owner=handed["owner"])
    for ended in facts.get("clocks_ended", ()):
        del clocks[_running(clocks, ended["number"], entry).number]
    return tuple(sorted(clocks.values(), key=lambda clock: clock.number))


def _running(clocks: dict[int, StandingClock], number: int, entry: Recorded) -> StandingClock:
    if number not in clocks:
        raise BrokenRecord(f"entry {entry.number} speaks of clock {number}, which does not run")
    return clocks[number]


def _outcome(before: Standing, entry: Recorded) -> str | None:
    if entry.kind == "reopen":
        return None
    ends = entry.position == CLOSING.value and before.position != CLOSING.value
    return outcome_of(entry.kind) if ends else before.outcome
