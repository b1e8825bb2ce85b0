"""Time passing in a story: the sweep runs at every instant at which the engine has something to do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from procedures.due_instant import due_at
from procedures.duration import Duration
from procedures.rules import Rules
from states.case import RunningClock
from states.directory import Directory
from store.cases import next_instant
from store.sessions import reading
from workflows.clock import VirtualClock
from workflows.story import Step
from workflows.story_cases import AnyFollowed, StoryCases
from workflows.story_directory import day_of, next_change
from workflows.story_expectation import instant_words
from workflows.story_instant import LONDON
from workflows.tick import sweep
from workflows.timeline import Happening

MOST_INSTANTS = 3_000
"""At most this many instants are worked in one story: ten years of daily chasing."""
LONGEST_WAIT = timedelta(days=366)
"""How long a story waits for a clock that it names."""


class CannotGoOn(Exception):
    """Time cannot pass as a step asks. `field` is the step's field that is at fault."""

    def __init__(self, name: str, message: str) -> None:
        self.field = name
        super().__init__(message)


@dataclass
class StoryTime:
    """The virtual time of a story, and everything that happened in it so far."""

    engine: Engine
    rules: Rules
    clock: VirtualClock
    directory: Directory
    """The directory as it now stands; whoever changes it in the store puts the new one here."""
    timeline: list[Happening] = field(default_factory=list)
    cases: StoryCases = field(default_factory=StoryCases)
    faults: list[str] = field(default_factory=list)
    """What must never be and was: an open case in silence, or a record that does not fit its case."""
    instants: int = 0

    @property
    def now(self) -> datetime:
        """This instant, UTC."""
        return self.clock.now()

    def wait_for(self, step: Step) -> None:
        """Let time pass until a step's moment; whatever is due by then has happened. CannotGoOn if it never comes."""
        if step.when is not None:
            self._wait_for_clock(step, step.when.clock, warns=step.when.does == "warns")
            return
        until = step.at or (self._later(step.after) if step.after else self.now)
        if until < self.now:
            raise CannotGoOn("at", f"{instant_words(until)} lies before the step before it ({instant_words(self.now)})")
        while (instant := self._next_instant()) is not None and instant <= until:
            self._let_pass(instant)
        self.clock.advance_to(until)

    def sweep(self) -> None:
        """What the engine does by itself at this instant. CannotGoOn if it cannot work a case."""
        report = sweep(self.engine, self.now)
        self.look()
        if report.stuck:
            raise CannotGoOn("", f"the engine cannot go on with {report.stuck[0].reference}: {report.stuck[0].reason}")

    def look(self, comment: str | None = None) -> None:
        """Note what is new in the record. `comment` is what the story says of it."""
        # A case that another one opens joins them while they are looked at.
        for case in self.cases.each(self.engine):
            self.timeline += [replace(happening, comment=comment) for happening in case.look(self.directory)]
            self.faults += case.faults()

    def _later(self, wait: Duration) -> datetime:
        """The instant a wait later: hours as the calendar counts them, days at the same time of the day."""
        then = due_at(self.now, wait, self.rules.working_calendar)
        if wait.unit.is_clock_time:
            return then
        day, local = day_of(then), self.now.astimezone(LONDON)
        return local.replace(year=day.year, month=day.month, day=day.day).astimezone(self.now.tzinfo)

    def _wait_for_clock(self, step: Step, name: str, *, warns: bool) -> None:
        """Let time pass until a clock has run out or has warned, whatever else the clock does on the way there."""
        longest = self.now + LONGEST_WAIT
        while True:
            target = _target(_running(self.cases.meant(step), name), warns=warns)
            instant = self._next_instant()
            if instant is None or instant > longest:
                what = "warns" if warns else "runs out"
                message = f"{name} never {what}: it does not run, or has done so already, and nothing comes to start it"
                raise CannotGoOn("when", message)
            self._let_pass(instant)
            if target is not None and target <= instant:
                return

    def _next_instant(self) -> datetime | None:
        with reading(self.engine) as connection:
            by_clock = next_instant(connection)
        by_date = next_change(self.directory, self.now) if by_clock else None
        return min((instant for instant in (by_clock, by_date) if instant), default=None)

    def _let_pass(self, instant: datetime) -> None:
        self.instants += 1
        if self.instants > MOST_INSTANTS:
            raise CannotGoOn("at", f"more than {MOST_INSTANTS:,} things happen until then: tell a shorter time")
        self.clock.advance_to(max(instant, self.now))
        self.sweep()


def _running(followed: AnyFollowed | None, name: str) -> RunningClock | None:
    case = followed.case if followed else None
    return case.running(name) if case else None


def _target(clock: RunningClock | None, *, warns: bool) -> datetime | None:
    """The instant that a story waits for, of a clock that runs and has not run out; None if there is none."""
    if clock is None or clock.expired_at is not None:
        return None
    if not warns:
        return clock.due_at
    return clock.next_at if clock.next_at < clock.due_at else None
