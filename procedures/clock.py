"""Clocks: who owes what within which limit, and what happens when it runs out."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import Field, model_validator

from procedures.duration import Duration
from procedures.party import Party
from procedures.source import Identifier, Limit, Sourced, Title


class HasAnswerer(Protocol):
    """A stage, as far as a clock asks."""

    @property
    def rank(self) -> str | None:
        """The rank that answers, or None where a group does."""


class Trigger(StrEnum):
    """What happens to a case that can start or stop a clock, or owe somebody a notice."""

    CASE_RAISED = "case_raised"
    GATE_SOUGHT = "gate_sought"
    GATE_RETURNED = "gate_returned"
    STAGE_OPENED = "stage_opened"
    ACKNOWLEDGED = "acknowledged"
    INFORMATION_ASKED = "information_asked"
    INFORMATION_GIVEN = "information_given"
    MEETING_REQUIRED = "meeting_required"
    MEETING_RECORDED = "meeting_recorded"
    ANSWERED = "answered"
    RAISER_PROMPTED = "raiser_prompted"
    FAST_PATH_TAKEN = "fast_path_taken"
    GROUP_VIEW_GIVEN = "group_view_given"
    REFERRED_ONWARD = "referred_onward"
    HELD = "held"
    RESUMED = "resumed"
    REDIRECTED = "redirected"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"


class Expiry(StrEnum):
    """What a clock does when it runs out. Nothing ever closes by expiry."""

    MOVE_UP = "move_up"
    """The disagreement goes to the next stage."""
    PROMPT_RAISER = "prompt_raiser"
    """The raiser is asked to decide whether to move it up."""
    REQUIRE_MEETING = "require_meeting"
    """The receiving side must now convene a meeting."""
    OPEN_STAGE = "open_stage"
    """A gate nobody kept opens: silence cannot stop a disagreement."""
    RESUME = "resume"
    """A hold that reached its cap ends."""
    FLAG = "flag"
    """It is shown as late, business support is told, and chasing goes on until somebody acts."""


class Clock(Sourced):
    """One clock: its owner, what starts and stops it, its limit and what its expiry does.

    `stops` are triggers inside the stage; leaving the stage stops its clocks in any case. `only` keeps a clock of
    `every_stage` to stages with a rank or with a group. `at_once` says that the source sets no period but "at
    once"; `limit` is then how it is measured here. `bases` may give `on_expiry` or `fast_limit` a standing of
    its own: that an unresolved disagreement must go up is often stated where no limit is.
    """

    id: Identifier
    title: Title
    owner: Party
    starts: tuple[Trigger, ...] = Field(min_length=1)
    stops: tuple[Trigger, ...] = ()
    limit: Limit
    limits_by_priority: dict[Identifier, Limit] = Field(default_factory=dict)
    fast_limit: Limit | None = None
    at_once: bool = False
    only: Literal["rank", "group"] | None = None
    warn: tuple[Limit, ...] = ()
    on_expiry: Expiry
    chase: Limit | None = None
    tell_on_expiry: tuple[Party, ...] = ()

    @model_validator(mode="after")
    def _is_complete(self) -> Clock:
        if self.on_expiry is Expiry.FLAG and self.chase is None:
            raise ValueError("a clock that flags needs `chase`, or the case would wait in silence after it")
        if set(self.starts) & set(self.stops):
            raise ValueError("the same event cannot both start and stop a clock")
        return self

    def suits(self, stage: HasAnswerer) -> bool:
        """Whether a clock shared by every stage runs at this one."""
        return self.only is None or (self.only == "rank") == (stage.rank is not None)

    def limit_at(self, priority: str | None) -> Duration:
        """The limit at a priority. On the fast path `fast_limit` counts beside it, and whichever ends first wins."""
        return self.limits_by_priority.get(priority or "", self.limit)


class CumulativeCap(Sourced):
    """A limit over several stages together, from the opening of the first. It moves the case beyond them."""

    id: Identifier
    title: Title
    stages: tuple[Identifier, ...] = Field(min_length=1)
    limit: Limit
    limits_by_priority: dict[Identifier, Limit] = Field(default_factory=dict)
    warn: tuple[Limit, ...] = ()


def no_such_clock(procedure: str, clock_id: str, known: Collection[str]) -> str:
    """That a procedure has no clock of this id, which one may be meant, and which there are."""
    near = get_close_matches(clock_id.lower(), known, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"{procedure} has no clock {clock_id!r}{hint}; it has: {', '.join(sorted(known))}"
