"""A partnership at work behind the demonstration: cases in many places, so that there is something to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from command_line.demonstrated_past import DISAGREEMENTS, LONGEST_AGO, REVIEWS, PastStep
from procedures.calendar import WorkingCalendar
from procedures.catalogue import REVIEW_RULES, load_review
from procedures.deadline import count_back
from procedures.duration import Duration, Unit
from procedures.rules import Rules
from states.decision import Refusal
from store.cases import next_instant
from store.directory import current_directory
from store.directory_file import read_directory_file
from store.directory_import import ImportSummary, import_directory
from store.sessions import reading
from workflows.context import EngineContext
from workflows.story_cases import AnyFollowed, follow
from workflows.story_defaults import complete_action
from workflows.story_door import done_through_the_door
from workflows.story_left_out import Situation
from workflows.tick import sweep

NOT_CONFIRMED = 15
"""One post in so many has contact details that nobody has confirmed yet."""


@dataclass
class _Thread:
    """One case of the partnership: what is still to be done in it, and the case once it has been opened."""

    rules: Rules
    to_do: list[PastStep]
    followed: AnyFollowed | None = None


@dataclass
class DemonstratedPartnership:
    """Tells what the partnership has been doing, up to any instant, through the real door.

    `refusals` is what was refused on the way: nothing, unless the clock ran on faster than this was told.
    """

    context: EngineContext
    today: date
    refusals: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        essex = self.context.procedure("essex")
        reviews = load_review(REVIEW_RULES, on=self.today)
        self._calendar = essex.working_calendar
        self._threads = [_Thread(essex, list(steps)) for steps in DISAGREEMENTS]
        self._threads += [_Thread(reviews, list(steps)) for steps in REVIEWS]

    def load_directory(self) -> ImportSummary:
        """Load the Essex directory, most of it confirmed when the partnership begins: a little is left to do."""
        written = read_directory_file("essex")
        for place, (code, person) in enumerate(written.people.items()):
            if place % NOT_CONFIRMED:
                written.people[code] = replace(person, last_confirmed=self.begins_on)
        return import_directory(self.context.engine, written, self.begins_on)

    @property
    def begins_on(self) -> date:
        """The day before the first thing is done: from then on the directory has to stand."""
        return self.day(LONGEST_AGO + 1)

    def day(self, working_days_ago: int) -> date:
        """The day that is so many working days before today."""
        return day_before(self._calendar, self.today, working_days_ago)

    @property
    def opened(self) -> int:
        """How many cases have been opened by now."""
        return sum(thread.followed is not None for thread in self._threads)

    def tell(self, until: datetime) -> None:
        """Do everything that was done before an instant, the engine's clocks running out in between."""
        engine = self.context.engine
        for at, thread, step in self._due(until):
            _sweep_until(engine, at)
            self._do(at, thread, step)
        _sweep_until(engine, until)

    def go_on(self) -> None:
        """Do what is due by now, while an engine sweeps beside this."""
        now = self.context.clock.now()
        for _, thread, step in self._due(now):
            self._do(now, thread, step)

    def _due(self, until: datetime) -> Iterator[tuple[datetime, _Thread, PastStep]]:
        """What is still to be done by an instant, in order. Each is taken off its thread as it is yielded."""
        while True:
            due = [(self._at(thread.to_do[0]), place) for place, thread in enumerate(self._threads) if thread.to_do]
            at, place = min(due, default=(until, -1))
            if place < 0 or at > until:
                return
            yield at, self._threads[place], self._threads[place].to_do.pop(0)

    def _at(self, step: PastStep) -> datetime:
        return datetime.combine(self.day(step.days), step.at, self._calendar.zone).astimezone(UTC)

    def _do(self, now: datetime, thread: _Thread, step: PastStep) -> None:
        engine, day = self.context.engine, self._calendar.day_of(now)
        with reading(engine) as connection:
            directory = current_directory(connection).directory
        followed = thread.followed
        if followed is not None:
            followed.look(directory)
        who = step.who
        if who not in directory.people:
            who = min(followed.people(who, directory, day), default=who) if followed else who
        given = dict(step.given)
        if step.does == "refer_incident":
            given["incident_on"] = day - timedelta(days=2)
        case = followed.case if followed else None
        situation = Situation(thread.rules, case, directory, who, given, now, day)
        done = done_through_the_door(engine, complete_action(step.does, situation), situation)
        if isinstance(done, Refusal):
            # Whatever came after it would not fit any more.
            thread.to_do.clear()
            self.refusals.append(f"{step.does} by {who}: {done.reason}")
        elif followed is None:
            thread.followed = follow(engine, done.case.reference)


def day_before(calendar: WorkingCalendar, today: date, working_days: int) -> date:
    """The day that is so many working days before today."""
    return calendar.day_of(count_back(today, Duration(amount=working_days, unit=Unit.WORKING_DAYS), calendar).due)


def _sweep_until(engine: Engine, instant: datetime) -> None:
    """Let every clock run out that does so by an instant, each at its own time."""
    while True:
        with reading(engine) as connection:
            first = next_instant(connection)
        if first is None or first > instant:
            return
        if sweep(engine, first).stuck:
            return
