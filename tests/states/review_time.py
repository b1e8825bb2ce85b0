"""Lets time pass over a practice review, with each clock marked at the very moment of its points."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from procedures.review_language import ReviewProcedure
from states.decision import Decision, Entry, NoticeOwed
from states.directory import Directory
from states.review import Review
from states.review_time_passed import review_time_passed
from tests.partnership import essex_directory
from tests.states.review_rules import in_london, review_rules, with_clocks


@dataclass
class ReviewWorld:
    """One review and what its clocks have done to it. `review` has the clocks of its position."""

    review: Review
    now: datetime
    rules: ReviewProcedure = field(default_factory=review_rules)
    directory: Directory = field(default_factory=essex_directory)
    entries: list[Entry] = field(default_factory=list)
    notices: list[NoticeOwed] = field(default_factory=list)
    last: Decision | None = None

    @classmethod
    def at(cls, review: Review, now: datetime, directory: Directory | None = None) -> ReviewWorld:
        """A world in which the review's clocks started at `now`."""
        directory = directory or essex_directory()
        return cls(with_clocks(review, now, directory=directory), now, directory=directory)

    def mark(self, number: int) -> Decision:
        """What a clock does now, kept. It must not be refused."""
        decision = review_time_passed(self.review, number, self.rules, self.directory, self.now)
        assert isinstance(decision, Decision), decision
        assert isinstance(decision.case, Review)
        self.review, self.last = decision.case, decision
        self.entries += decision.entries
        self.notices += decision.notices
        return decision

    def until(self, instant: datetime) -> ReviewWorld:
        """Let time pass up to an instant."""
        while True:
            clock = min(self.review.clocks, key=lambda one: (one.next_at, one.number), default=None)
            if clock is None or clock.next_at > instant:
                break
            self.now = max(self.now, clock.next_at)
            self.mark(clock.number)
        self.now = max(self.now, instant)
        return self

    def marks(self, clock_id: str) -> list[tuple[str, str]]:
        """What a clock has done: kind of entry, and when it was true, London time."""
        return [(e.kind, in_london(e.at)[:-6]) for e in self.entries if e.facts["clock"] == clock_id]

    def told(self) -> dict[str, set[str]]:
        """Who is owed what by the newest decision: templates by person."""
        assert self.last is not None
        found: dict[str, set[str]] = {}
        for notice in self.last.notices:
            found.setdefault(notice.recipient, set()).add(notice.template)
        return found

    def notice(self, recipient: str) -> NoticeOwed:
        """The newest decision's notice to somebody."""
        assert self.last is not None
        return next(notice for notice in self.last.notices if notice.recipient == recipient)
