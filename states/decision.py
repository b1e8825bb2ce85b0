"""What `decide` answers: a decision to be recorded whole, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, field

from states.case import Case, RunningClock
from states.review import Review

Audience = Literal["parties", "raising", "responding", "group", "oversight"]
"""Who may read an entry: both sides from the stage they reached, one side, a group, or oversight alone."""

CLOCK = "clock"
"""The actor of what the clock did."""


class Entry(Struct, frozen=True, gc=False):
    """One entry of a case's record.

    `at` is when it is true (a clock's own due instant), `recorded_at` when the engine wrote it; both UTC. `facts`
    are JSON values without any narrative; `narrative` holds what people wrote, which never leaves the system.
    """

    number: int
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    position: str
    on_behalf_of: str | None = None
    audience: Audience = "parties"
    facts: dict[str, Any] = field(default_factory=dict)
    narrative: dict[str, str] = field(default_factory=dict)


class ClockEnd(Struct, frozen=True, gc=False):
    """A clock that no longer runs, and how it ended."""

    number: int
    how: Literal["stopped", "expired", "met"]
    at: datetime


class NoticeOwed(Struct, frozen=True, gc=False):
    """A notice owed to a person (by code): which template, with facts that say nothing about a child.

    `clock` is the number of the clock that the notice is about: once that clock has ended, it is no longer wanted.
    """

    recipient: str
    template: str
    facts: dict[str, str]
    clock: int | None = None


class Decision(Struct, frozen=True, gc=False):
    """Everything that one event does to a case. The store writes all of it or none."""

    case: Case | Review
    entries: tuple[Entry, ...]
    clocks_started: tuple[RunningClock, ...] = ()
    clocks_changed: tuple[RunningClock, ...] = ()
    clocks_ended: tuple[ClockEnd, ...] = ()
    notices: tuple[NoticeOwed, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an event does nothing, in words that a page can show. `code` is for machines.

    `stale` marks an event that has simply been overtaken, such as a clock that was stopped in the same second.
    `fields` are those of the action to look at again, where the reason is about some of them.
    """

    reason: str
    code: str = "refused"
    stale: bool = False
    fields: tuple[str, ...] = ()


class Refused(Exception):
    """Raised by a guard; `decide` turns it into a Refusal."""

    def __init__(
        self, reason: str, code: str = "refused", *, stale: bool = False, fields: tuple[str, ...] = ()
    ) -> None:
        self.refusal = Refusal(reason, code, stale, fields)
        super().__init__(reason)


def owner_facts(case: Case | Review) -> dict[str, str]:
    """Who owes the next step of a case, as an entry of its record says it: nothing where nobody does."""
    if case.owner is None:
        return {}
    return {"owner": case.owner} if case.owner_via == "post" else {"owner": case.owner, "owner_via": case.owner_via}
