"""A disagreement as it stands: everything that a decision about it may depend on.

These are msgspec structs: a sweep reads, changes and writes thousands, and they cost a third of what dataclasses do.
None can be part of a circle, so the collector need not look at them (`gc=False`).
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from msgspec import Struct, json

from procedures.graph import Position

# The same few positions are read thousands of times in a sweep.
_position = lru_cache(maxsize=4096)(Position.read)


class Side(Struct, frozen=True, omit_defaults=True, gc=False):
    """One side of a disagreement: an agency and its practitioner, by code."""

    agency: str
    practitioner: str


class RunningClock(Struct, frozen=True, omit_defaults=True, gc=False):
    """A clock that runs. `number` is its own within the case, for ever; instants are UTC.

    `next_at` is the next instant at which something happens: a warn point, `due_at`, or a chase after it.
    `due_at` never changes: whatever shortens or holds a clock ends it and starts another. `counts_from` is when the
    first of them started, if this is another. `owner_for` is the post whose step this is, if not the owner's own.
    """

    number: int
    clock: str
    stage: str | None
    owner: str
    started_at: datetime
    due_at: datetime
    next_at: datetime
    warn_at: tuple[datetime, ...] = ()
    expired_at: datetime | None = None
    chases: int = 0
    counts_from: datetime | None = None
    owner_for: str | None = None


class View(Struct, frozen=True, omit_defaults=True, gc=False):
    """A member's view in a group, with when it was given."""

    member: str
    view: str
    at: datetime


class HeldCase(Struct, frozen=True, omit_defaults=True, gc=False):
    """What a hold set aside: where the case stood, who holds it, and the clocks that it stopped."""

    position: str
    by: str
    since: datetime
    clocks: tuple[RunningClock, ...]


class PastHold(Struct, frozen=True, omit_defaults=True, gc=False):
    """A hold that has ended, with when it began and when its time was over (UTC)."""

    since: datetime
    until: datetime


class Case(Struct, frozen=True, omit_defaults=True, gc=False, tag_field="kind", tag="disagreement"):
    """A disagreement. `version` counts its entries; `position` is the machine's state.

    `owner_for` is the post for which the owner owes the next step, if it came to them from another. `linked_to` is the
    reference of the practice review whose partners disagree here.

    People and agencies are codes of the directory; instants are UTC. The narrative is not here: it stands in the
    entries of the record, apart from everything that clocks and mails read.
    """

    reference: str
    procedure: str
    position: str
    version: int
    raising: Side
    responding: Side
    category: str
    priority: str
    raised_at: datetime
    fast: bool = False
    owner: str | None = None
    owner_via: str = "post"
    owner_for: str | None = None
    clocks: tuple[RunningClock, ...] = ()
    clock_count: int = 0
    reached: str | None = None
    stage_opened_at: datetime | None = None
    acknowledged: bool = False
    views: tuple[View, ...] = ()
    recused: tuple[str, ...] = ()
    held: HeldCase | None = None
    past_holds: tuple[PastHold, ...] = ()
    outcome: str | None = None
    outcome_agreed_by: tuple[str, ...] = ()
    linked_to: str | None = None
    closed_at: datetime | None = None

    @property
    def at(self) -> Position:
        """Where the case stands."""
        return _position(self.position)

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes a step."""
        return self.closed_at is None

    def clock_numbered(self, number: int) -> RunningClock | None:
        """The running clock with this number, or None if it no longer runs."""
        for clock in self.clocks:
            if clock.number == number:
                return clock
        return None

    def running(self, clock_id: str) -> RunningClock | None:
        """The running clock with this id, or None."""
        return next((clock for clock in self.clocks if clock.clock == clock_id), None)


_READER = json.Decoder(Case)


def dump(case: Case) -> str:
    """The case as JSON text, as the store keeps it: fields at their defaults are left out."""
    return json.encode(case).decode()


def read(text: str | bytes) -> Case:
    """The case of a JSON text that `dump` wrote. ValueError if it is not one."""
    return _READER.decode(text)
