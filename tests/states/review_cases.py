"""A world of one practice review, as data: act, let time pass, and look at what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from msgspec import json

from procedures.review_course import ReviewFact, ReviewPosition
from procedures.review_language import ReviewProcedure
from states.action import Action
from states.decide_review import decide_review, referred
from states.decision import Decision, Entry, NoticeOwed, Refusal
from states.directory import Directory
from states.review import Review
from states.review_actions import ReferIncident
from states.review_time_passed import review_time_passed
from tests.partnership import essex_directory
from tests.states.review_rules import LONDON, london, review_rules

READER = json.Decoder(Review)


@dataclass(repr=False)
class ReviewWorld:
    """One review under the shipped rules, with all that has been decided on it. `last` is the newest decision."""

    review: Review
    now: datetime
    rules: ReviewProcedure = field(default_factory=review_rules)
    directory: Directory = field(default_factory=essex_directory)
    last: Decision | None = None
    entries: list[Entry] = field(default_factory=list)
    notices: list[NoticeOwed] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        actor: str,
        action: ReferIncident,
        now: datetime,
        rules: ReviewProcedure | None = None,
        directory: Directory | None = None,
    ) -> ReviewWorld:
        """A world in which an incident has just been referred."""
        rules, directory = rules or review_rules(), directory or essex_directory()
        draft = referred("R-2026-0001", action, actor, rules, "0" * 64, directory, now)
        world = cls(draft, now, rules, directory)
        world.act(actor, action)
        return world

    @property
    def at(self) -> ReviewPosition:
        """Where the review stands."""
        return self.review.at

    @property
    def today(self) -> date:
        """The day in London."""
        return self.now.astimezone(LONDON).date()

    def ask(self, actor: str, action: Action) -> Decision | Refusal:
        """What an action would do now; nothing is kept."""
        return decide_review(self.review, action, actor, self.rules, self.directory, self.now)

    def act(self, actor: str, action: Action) -> Decision:
        """Do an action now. It must not be refused."""
        return self.keep(self.ask(actor, action))

    def refused(self, actor: str, action: Action) -> Refusal:
        """The refusal of an action, whose reason must be a sentence."""
        answer = self.ask(actor, action)
        assert isinstance(answer, Refusal), f"{actor} could {action.kind}"
        assert answer.reason[0].isupper() or answer.reason[0] == "'", answer.reason
        assert answer.reason[-1] in ".?", answer.reason
        return answer

    def may(self, action: Action, among: Iterable[str] | None = None) -> set[str]:
        """Everybody who may do this now."""
        people = self.directory.people if among is None else among
        return {person for person in people if isinstance(self.ask(person, action), Decision)}

    def keep(self, decision: Decision | Refusal) -> Decision:
        """Take a decision over as the world's new state, by way of its JSON text as the store would."""
        assert isinstance(decision, Decision), decision
        assert isinstance(decision.case, Review)
        review = READER.decode(json.encode(decision.case))
        assert review == decision.case
        self.review, self.last = review, decision
        self.entries += decision.entries
        self.notices += decision.notices
        return decision

    def until(self, moment: datetime | str) -> ReviewWorld:
        """Let time pass up to an instant, or a London day or time, with each clock marked at its points."""
        instant = london(moment) if isinstance(moment, str) else moment
        while True:
            clock = min(self.review.clocks, key=lambda clock: (clock.next_at, clock.number), default=None)
            if clock is None or clock.next_at > instant:
                break
            self.now = max(self.now, clock.next_at)
            self.keep(review_time_passed(self.review, clock.number, self.rules, self.directory, self.now))
        self.now = max(self.now, instant)
        return self

    def after(self, **duration: float) -> ReviewWorld:
        """Let so much time pass, as `timedelta` takes it."""
        return self.until(self.now + timedelta(**duration))

    def fact(self, name: ReviewFact) -> datetime | None:
        """When a fact became so."""
        return self.review.fact(name)

    def due(self, clock_id: str) -> datetime:
        """When a running clock is due."""
        clock = self.review.running(clock_id)
        assert clock is not None, f"{clock_id} does not run; these do: {sorted(self.running)}"
        return clock.due_at

    @property
    def running(self) -> set[str]:
        """Ids of the running clocks."""
        return {clock.clock for clock in self.review.clocks}

    @property
    def kinds(self) -> list[str]:
        """Kinds of the entries, oldest first."""
        return [entry.kind for entry in self.entries]

    def told(self) -> set[tuple[str, str]]:
        """Who is owed which notice by the newest decision: (person, template)."""
        assert self.last is not None
        return {(notice.recipient, notice.template) for notice in self.last.notices}
