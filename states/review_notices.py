"""Who is owed which notice after an event of a practice review: facts only, and never anything about a child."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from procedures.review_course import LOCAL_REVIEW, RAPID_REVIEW, ReviewPosition
from procedures.review_language import Deadline, ReviewProcedure
from procedures.review_wording import TITLES
from states.case import RunningClock
from states.decision import CLOCK, ClockEnd, NoticeOwed
from states.directory import Directory
from states.notices import LOCAL_DEFAULT, rule_in_words
from states.review import Review
from states.review_due import deadline_of, item_of, meaning_of
from states.review_news import NEWS
from states.review_parties import agencies_owing, review_everybody, review_responsible

PARTS = {
    "agency_return": "Rapid review: agencies' returns",
    "information_request": "Information requested under section 16H",
    "panel_request": "Information requested by the Panel",
    "recommendation": "Recommendations",
}
"""What stands for the stage in a notice about something that an agency owes."""


@dataclass
class ReviewNotices:
    """Collects notices for one event. Each person is told the same thing once."""

    rules: ReviewProcedure
    directory: Directory
    day: date
    notices: list[NoticeOwed] = field(default_factory=list)

    def owe(self, recipient: str, template: str, facts: dict[str, str], clock: int | None = None) -> None:
        """Owe a notice, unless this person is already owed the same."""
        if all(n.recipient != recipient or n.template != template or n.facts != facts for n in self.notices):
            self.notices.append(NoticeOwed(recipient, template, facts, clock))

    def people(self, review: Review, parties: Iterable[str], item: str | None = None) -> list[str]:
        """Everybody who answers for these parties, each once."""
        found: dict[str, None] = {}
        for party in parties:
            for person in review_everybody(self.directory, self.rules, review, party, self.day, item):
                found[person] = None
        return list(found)

    def owners(self, review: Review, clock: RunningClock) -> list[str]:
        """Who owes a step by a clock: its owner first, then whoever answers for the other agencies that it names."""
        party, item = deadline_of(self.rules, clock.clock).owner, item_of(clock.clock)
        others = [
            review_responsible(self.directory, self.rules, review, party, self.day, agency).person
            for agency in agencies_owing(review, party, item)[1:]
        ]
        return list(dict.fromkeys([clock.owner, *others]))

    def clock_facts(self, review: Review, clock: RunningClock) -> dict[str, str]:
        """What a notice about a clock says: the stage, what is owed, when (an ISO instant) and by which rule."""
        deadline = deadline_of(self.rules, clock.clock)
        return {
            # An agency reads its own part and nothing else, so it is not told where the review stands.
            "stage": PARTS.get(deadline.each) or stage_words(review.at),
            "owes": owes_words(deadline),
            "due": clock.due_at.isoformat(),
            "rule": rule_words(self.rules, deadline),
        }

    def handed_over(self, review: Review, clock: RunningClock, former: str) -> None:
        """Tell whoever owes a clock now that they stand for the person who owed it before."""
        facts = self.clock_facts(review, clock)
        del facts["rule"]
        self.owe(clock.owner, "handed_over", facts | {"stands_for": self.directory.title_of(former)}, clock.number)

    def is_owed(self, clock: RunningClock) -> bool:
        """Whether somebody owes a step by this clock: not where it only measures how long something must last."""
        deadline = deadline_of(self.rules, clock.clock)
        return meaning_of(self.rules, deadline, clock.counts_from or clock.started_at) == "by"


def review_notices(
    rules: ReviewProcedure,
    before: Review,
    after: Review,
    started: Sequence[RunningClock],
    ended: Sequence[ClockEnd],
    event: str,
    actor: str,
    directory: Directory,
    day: date,
) -> list[NoticeOwed]:
    """The notices that follow from an event: to whoever now owes a step, and to others by `NEWS`.

    One notice to each person for whom clocks started, about the one due first; somebody to whom a running clock has
    passed hears of that; nobody is told what they did themselves.
    """
    owed = ReviewNotices(rules, directory, day)
    ends = {end.number for end in ended}
    told = _steps_owed(owed, after, [clock for clock in started if clock.number not in ends])
    former = {clock.number: clock.owner for clock in before.clocks}
    for clock in after.clocks:
        if former.get(clock.number, clock.owner) != clock.owner and owed.is_owed(clock):
            owed.handed_over(after, clock, former[clock.number])
            told.add(clock.owner)
    if after.owner and after.owner != before.owner and after.owner not in told:
        told |= _steps_owed(owed, after, [clock for clock in after.clocks if clock.owner == after.owner])
    news = NEWS.get(event)
    if news:
        stage = stage_words(after.at)
        for person in owed.people(after if after.is_open else before, news.to):
            if person not in (actor, CLOCK) and not (person in told and news.to == ("partners",)):
                owed.owe(person, "told", {"stage": stage, "what": news.what, "rule": LOCAL_DEFAULT})
    return owed.notices


def _steps_owed(owed: ReviewNotices, review: Review, clocks: Iterable[RunningClock]) -> set[str]:
    first: dict[str, RunningClock] = {}
    for clock in clocks:
        for person in owed.owners(review, clock) if owed.is_owed(clock) else ():
            known = first.get(person)
            if known is None or clock.due_at < known.due_at:
                first[person] = clock
    for person, clock in first.items():
        owed.owe(person, "owed", owed.clock_facts(review, clock), clock.number)
    return set(first)


def owes_words(deadline: Deadline) -> str:
    """What is owed, as it may leave the system: a deadline for some incidents only would tell what has happened."""
    if deadline.only is None:
        return deadline.title
    return f"Tell {' and '.join(deadline.to)}. Sign in to read of what."


def rule_words(rules: ReviewProcedure, deadline: Deadline) -> str:
    """What obliges the reader: the duty, the standing of its time if that differs, and whether the text is in force."""
    duty, time = deadline, deadline.basis_of("limit")
    words = rule_in_words(duty.basis())
    if time is not duty:
        words += f"; its time: {rule_in_words(time.basis())}"
    cited = {basis.source.document for basis in (duty, time) if basis.source}
    if any(document.superseded_by for document in rules.documents if document.id in cited):
        words += "; this edition has been superseded"
    return words


def agency_fact(clock: RunningClock, review: Review, rules: ReviewProcedure) -> dict[str, object]:
    """The agency that a clock is about, for its entry: an agency reads what is its own and nothing else."""
    item = item_of(clock.clock)
    return {"agency": item} if item and deadline_of(rules, clock.clock).each == "agency_return" else {}


def stage_words(position: ReviewPosition) -> str:
    """A position as a notice names it, where nothing else says which part of a review it belongs to."""
    title = TITLES[position]
    part = "Rapid review" if position in RAPID_REVIEW else "Local review" if position in LOCAL_REVIEW else ""
    if not part or part.lower() in title.lower():
        return title
    return f"{part}: {title[:1].lower()}{title[1:]}"
