"""The procedure language: a published escalation procedure as typed data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field

from procedures.calendar import CalendarRules, WorkingCalendar, working_calendar
from procedures.clock import Clock, CumulativeCap, no_such_clock
from procedures.group import Group
from procedures.provision import (
    ChildProtectingTime,
    ClosingDuty,
    Commitment,
    Emergency,
    FastPath,
    Hold,
    Named,
    Onward,
    Outcome,
    Proxy,
    Rank,
    Redirect,
    Reopening,
    Withdrawal,
)
from procedures.source import Document, Identifier, Part
from procedures.stage import NoticeRule, Stage

__all__ = [
    "ChildProtectingTime",
    "ClosingDuty",
    "Commitment",
    "Emergency",
    "FastPath",
    "Hold",
    "Named",
    "Onward",
    "Outcome",
    "Procedure",
    "Proxy",
    "Rank",
    "Redirect",
    "Reopening",
    "Withdrawal",
]


class Procedure(Part):
    """A whole procedure, with every overlay applied. A case is frozen to one of these."""

    id: Identifier
    kind: Literal["disagreement"] = "disagreement"
    title: str
    partnership: str
    edition: str
    effective_from: date
    effective_to: date | None = None
    extends: Identifier | None = None
    awaiting_confirmation: str | None = None
    documents: tuple[Document, ...]
    calendar: CalendarRules
    ranks: tuple[Rank, ...]
    proxies: tuple[Proxy, ...] = ()
    categories: tuple[Named, ...] = Field(min_length=1)
    priorities: tuple[Named, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()
    stages: tuple[Stage, ...] = Field(min_length=1)
    every_stage: tuple[Clock, ...] = ()
    caps: tuple[CumulativeCap, ...] = ()
    child_protecting_time: ChildProtectingTime
    commitment: Commitment
    fast_paths: tuple[FastPath, ...] = ()
    emergency: Emergency
    onward: Onward
    redirects: tuple[Redirect, ...] = ()
    notices: tuple[NoticeRule, ...] = ()
    closing_duties: tuple[ClosingDuty, ...] = Field(min_length=1)
    hold: Hold
    withdrawal: Withdrawal
    reopening: Reopening

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed, without what was worked out from the original: pydantic would keep that."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied

    @cached_property
    def stages_by_id(self) -> dict[str, Stage]:
        """Stages by id."""
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def default_priority(self) -> str:
        """The priority of a disagreement that names none: the first that changes no limit, or else the first."""
        limits = [clock.limits_by_priority for stage in self.stages for clock in self.clocks_of(stage)]
        limits += [cap.limits_by_priority for cap in self.caps]
        plain = (p.id for p in self.priorities if not any(p.id in limit for limit in limits))
        return next(plain, self.priorities[0].id)

    @cached_property
    def groups_by_id(self) -> dict[str, Group]:
        """Groups by id."""
        return {group.id: group for group in self.groups}

    @cached_property
    def stage_order(self) -> dict[str, int]:
        """Each stage's place on the ladder, from 0."""
        return {stage.id: place for place, stage in enumerate(self.stages)}

    def next_stage(self, stage_id: str) -> Stage | None:
        """The stage above, or None at the top."""
        place = self.stage_order[stage_id] + 1
        return self.stages[place] if place < len(self.stages) else None

    def clocks_of(self, stage: Stage) -> tuple[Clock, ...]:
        """The clocks of a stage: its own, then those of `every_stage` that it does not define itself."""
        return self._clocks_by_stage[stage.id]

    @cached_property
    def _clocks_by_stage(self) -> dict[str, tuple[Clock, ...]]:
        found = {}
        for stage in self.stages:
            own = {clock.id for clock in stage.clocks}
            shared = (clock for clock in self.every_stage if clock.id not in own and clock.suits(stage))
            found[stage.id] = (*stage.clocks, *shared)
        return found

    def clock_at(self, stage_id: str | None, clock_id: str) -> Clock | CumulativeCap | ClosingDuty | None:
        """The rule of a clock that runs at a stage (None: after the last), or None if only people set it."""
        if stage_id is not None:
            for clock in self._clocks_by_stage[stage_id]:
                if clock.id == clock_id:
                    return clock
        return self._clocks_off_the_ladder.get(clock_id)

    @cached_property
    def _clocks_off_the_ladder(self) -> dict[str, Clock | CumulativeCap | ClosingDuty]:
        found: dict[str, Clock | CumulativeCap | ClosingDuty] = {clock.id: clock for clock in self.onward.clocks}
        found.update({cap.id: cap for cap in self.caps})
        for duty in self.closing_duties:
            found.update(dict.fromkeys(duty.clock_ids(), duty))
        return found

    @cached_property
    def clocks_by_id(self) -> dict[str, Clock | CumulativeCap | ClosingDuty]:
        """Everything that runs as a clock, by id: stage clocks, caps, closing duties and onward."""
        found: dict[str, Clock | CumulativeCap | ClosingDuty] = {clock.id: clock for clock in self.every_stage}
        for stage in self.stages:
            found.update({clock.id: clock for clock in stage.clocks})
        found.update({clock.id: clock for clock in self.onward.clocks})
        found.update({cap.id: cap for cap in self.caps})
        found.update({duty.id: duty for duty in self.closing_duties})
        return found

    def clock(self, clock_id: str) -> Clock | CumulativeCap | ClosingDuty:
        """The clock, cap or closing duty with this id. KeyError, naming the ids there are, if there is none."""
        try:
            return self.clocks_by_id[clock_id]
        except KeyError:
            raise KeyError(no_such_clock(self.id, clock_id, self.clocks_by_id)) from None

    @cached_property
    def remembered(self) -> dict[object, object]:
        """Answers already worked out from this procedure; it never changes, so they stay true."""
        return {}

    @cached_property
    def working_calendar(self) -> WorkingCalendar:
        """The calendar that the procedure's clocks count by."""
        return working_calendar(self.calendar)

    def clock_ids(self) -> list[str]:
        """Ids of all clocks in ladder order, with repeats if a file repeats them."""
        ids = [clock.id for stage in self.stages for clock in stage.clocks]
        ids += [clock.id for clock in self.onward.clocks]
        return ids + [cap.id for cap in self.caps] + [duty.id for duty in self.closing_duties]
