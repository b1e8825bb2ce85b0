"""A world of one case, as data: act, let time pass, and look at what came of it. No database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from procedures.language import Procedure
from states.actions import Action, RaiseDisagreement
from states.case import Case, dump, read
from states.decide import decide, drafted
from states.decision import Decision, Entry, NoticeOwed, Refusal
from states.directory import Deputy, Directory
from states.time_passed import time_passed

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday in winter, when London's time is UTC, and weeks from any bank holiday."""


def at(day: int, hour: int = 9, minute: int = 0, month: int = 3) -> datetime:
    """An instant in March 2026, whose 2nd is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def altered(procedure: Procedure, change: Callable[[dict[str, Any]], object]) -> Procedure:
    """A procedure with its data changed, wherever in it."""
    data = procedure.model_dump(mode="json")
    change(data)
    return Procedure.model_validate(data)


@dataclass(repr=False)
class World:
    """One case under a procedure, with everything that has been decided on it. `last` is the newest decision."""

    procedure: Procedure
    directory: Directory
    case: Case
    now: datetime = MONDAY
    last: Decision | None = None
    entries: list[Entry] = field(default_factory=list)
    notices: list[NoticeOwed] = field(default_factory=list)
    history: list[Decision] = field(default_factory=list)

    @classmethod
    def raised(
        cls, procedure: Procedure, directory: Directory, actor: str, action: RaiseDisagreement, now: datetime = MONDAY
    ) -> World:
        """A world in which a disagreement has just been raised."""
        world = cls(
            procedure, directory, drafted("D-2026-0001", action, actor, procedure, "0" * 64, directory, now), now
        )
        world.act(actor, action)
        return world

    def ask(self, actor: str, action: Action) -> Decision | Refusal:
        """What an action would do now; nothing is kept."""
        return decide(self.case, action, actor, self.procedure, self.directory, self.now)

    def act(self, actor: str, action: Action) -> Decision:
        """Do an action now. It must not be refused."""
        return self.keep(self.ask(actor, action))

    def refused(self, actor: str, action: Action) -> str:
        """The code of the refusal of an action, whose reason must be a sentence."""
        answer = self.ask(actor, action)
        assert isinstance(answer, Refusal), f"{actor} could {action.kind}"
        assert answer.reason[-1] in ".?", answer.reason
        return answer.code

    def may(self, action: Action, among: Iterable[str] | None = None) -> set[str]:
        """Everybody who may do this now."""
        people = self.directory.people if among is None else among
        return {person for person in people if isinstance(self.ask(person, action), Decision)}

    def keep(self, decision: Decision | Refusal) -> Decision:
        """Take a decision over as the world's new state, by way of its JSON text as the store would."""
        assert isinstance(decision, Decision), decision
        assert isinstance(decision.case, Case)
        case = read(dump(decision.case))
        assert case == decision.case
        self.case, self.last = case, decision
        self.history.append(decision)
        self.entries += decision.entries
        self.notices += decision.notices
        return decision

    def until(self, instant: datetime) -> World:
        """Let time pass up to an instant, with each clock marked at the very moment of its points."""
        while True:
            clock = min(self.case.clocks, key=lambda clock: (clock.next_at, clock.number), default=None)
            if clock is None or clock.next_at > instant:
                break
            self.now = max(self.now, clock.next_at)
            self.keep(time_passed(self.case, clock.number, self.procedure, self.directory, self.now))
        self.now = max(self.now, instant)
        return self

    def after_an_outage(self, instant: datetime) -> World:
        """Let time pass unmarked up to an instant, and mark then all that had been due, in order."""
        self.now = instant
        return self.until(instant)

    def after(self, **duration: float) -> World:
        """Let so much time pass, as `timedelta` takes it."""
        return self.until(self.now + timedelta(**duration))

    def with_people(self, **changes: dict[str, Any]) -> World:
        """Change people in the directory: `with_people(some_code={"left_on": date(...)})`."""
        people = [replace(p, **changes.get(p.code, {})) for p in self.directory.people.values()]
        self.directory = Directory.of(
            self.directory.agencies.values(), people, self.directory.deputies, self.directory.seats
        )
        return self

    def with_deputy(self, person: str, deputy: str, first: date = date(2026, 1, 1), last: date | None = None) -> World:
        """Name a deputy."""
        self.directory = Directory.of(
            self.directory.agencies.values(),
            self.directory.people.values(),
            (*self.directory.deputies, Deputy(person, deputy, first, last)),
            self.directory.seats,
        )
        return self

    def due(self, clock_id: str) -> datetime:
        """When a running clock is due."""
        clock = self.case.running(clock_id)
        assert clock is not None, f"{clock_id} does not run; these do: {self.running}"
        return clock.due_at

    @property
    def running(self) -> set[str]:
        """Ids of the running clocks."""
        return {clock.clock for clock in self.case.clocks}

    @property
    def kinds(self) -> list[str]:
        """Kinds of the entries, oldest first."""
        return [entry.kind for entry in self.entries]

    def told(self) -> set[tuple[str, str]]:
        """Who is owed which notice by the newest decision: (person, template)."""
        assert self.last is not None
        return {(notice.recipient, notice.template) for notice in self.last.notices}
