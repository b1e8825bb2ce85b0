"""What is owed in a case: by whom, by when, how late in words, by which rule, and how the day was counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifications.dates import due_in_words, late_in_words
from procedures.language import Procedure
from states.any_case import meaning_of_time, step_in_words
from states.case import RunningClock
from states.directory import Directory
from store.case_pages import ListedCase
from web.cases.action_page import page_of
from web.words import plain_clock, plain_instant
from workflows.bundle_procedure import counted
from workflows.notice_message import working_days_late


@dataclass(frozen=True)
class OwedStep:
    """A step that somebody owes, and the address at which they see to it.

    `late` is empty while there is time; `owner_for` whose post it is, if another's.
    """

    reference: str
    stage: str
    owes: str
    owner: str
    owner_title: str
    owner_for: str
    due_at: datetime
    due: str
    late: str
    rule: str
    clock: RunningClock
    address: str

    @property
    def is_late(self) -> bool:
        """Whether its time is over."""
        return bool(self.late)


def steps_owed(
    listed: Iterable[ListedCase], directory: Directory, now: datetime, by: Collection[str] | None = None
) -> list[OwedStep]:
    """The steps that are owed in some cases, the soonest due first; with `by` only those of these people."""
    steps = [
        _step(one, clock, directory, now)
        for one in listed
        for clock in one.case.clocks
        if by is None or clock.owner in by
    ]
    return sorted(steps, key=lambda step: (step.due_at, step.reference))


def how_counted(procedure: Procedure, clock: RunningClock) -> dict[str, Any]:
    """How a clock's due time was counted: see `workflows.bundle_procedure.counted`."""
    plain = plain_clock(clock)
    earlier = [{**plain, "started_at": plain_instant(clock.counts_from)}] if clock.counts_from else []
    return counted(procedure, plain, earlier)


def _step(one: ListedCase, clock: RunningClock, directory: Directory, now: datetime) -> OwedStep:
    facts = step_in_words(one.case, clock, one.rules, directory, now)
    return OwedStep(
        reference=one.case.reference,
        stage=facts["stage"],
        owes=facts["owes"],
        owner=clock.owner,
        owner_title=directory.title_of(clock.owner),
        owner_for=directory.title_of(clock.owner_for) if clock.owner_for else "",
        due_at=clock.due_at,
        due=due_in_words(clock.due_at),
        late=_late(one, clock, now),
        rule=facts["rule"],
        clock=clock,
        address=page_of(one.case.reference),
    )


def _late(one: ListedCase, clock: RunningClock, now: datetime) -> str:
    """How late a step is, in words; empty while there is time."""
    if now <= clock.due_at or meaning_of_time(one.case, clock, one.rules) != "by":
        return ""
    calendar = one.rules.working_calendar
    days = working_days_late(calendar, clock.due_at, now)
    # On the weekend after a Friday no working day has begun, and yet it was not today.
    return "late" if days == 0 and calendar.day_of(clock.due_at) != calendar.day_of(now) else late_in_words(days)
