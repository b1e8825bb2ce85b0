"""What a diagram of practice reviews shows: the course in legs, with the deadlines of the rules, before any layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from procedures.drawing import ClockLine
from procedures.review_course import (
    ACTION,
    AFTER_PUBLICATION,
    LOCAL_REVIEW,
    RAPID_REVIEW,
    SIDE_EXITS,
    WITH_THE_PANEL,
    WITHOUT_A_REVIEW,
    ReviewPosition,
    course,
)
from procedures.review_language import Deadline, ReviewProcedure
from procedures.review_wording import ITEMS, ONLY, REVIEW_PARTIES, TITLES, from_words, owner_words, within_words
from procedures.wording import listed, name_words

P = ReviewPosition

LEGS: tuple[tuple[str, str, tuple[ReviewPosition, ...]], ...] = (
    ("notification", "To the notification", (P.REFERRED, P.CRITERIA_ASSESSMENT, P.NOTIFICATION_DISPUTED)),
    ("rapid_review", "Rapid review", RAPID_REVIEW),
    ("panel", "With the Panel", WITH_THE_PANEL),
    ("local_review", "Local child safeguarding practice review", LOCAL_REVIEW[:6]),
    ("publication", "Publication", (*LOCAL_REVIEW[6:], *AFTER_PUBLICATION)),
    ("action", "Action and impact", ACTION),
    ("without", "Without a local review", WITHOUT_A_REVIEW),
    ("side_exits", "Side exits", SIDE_EXITS),
    ("closed", "Closed", (P.CLOSED,)),
)
"""Id, title and positions of each leg, in the order in which they are drawn."""


@dataclass(frozen=True)
class Standpoint:
    """A position with who owes the next step there and what leads on, in words."""

    id: ReviewPosition
    title: str
    owner: str
    onward: str


@dataclass(frozen=True)
class Leg:
    """A leg of the course: its positions and the deadlines that begin in it."""

    id: str
    title: str
    positions: tuple[Standpoint, ...]
    clocks: tuple[ClockLine, ...]


@dataclass(frozen=True)
class Passage:
    """A way from one leg to another, with the events that take a review along it."""

    source: str
    target: str
    label: str


@dataclass(frozen=True)
class ReviewDrawing:
    """Everything that a diagram shows of rules of practice reviews."""

    title: str
    subtitle: str
    superseded: str | None
    legs: tuple[Leg, ...]
    passages: tuple[Passage, ...]
    beside: tuple[str, ...]

    def describe(self) -> str:
        """The drawing in a few sentences, for whoever does not see it."""
        legs = [f"{leg.title} ({listed([p.title for p in leg.positions])})" for leg in self.legs]
        ways = [f"From {self.name_of(p.source)} to {self.name_of(p.target)}: {p.label}." for p in self.passages]
        warning = f" {self.superseded}." if self.superseded else ""
        return f"The course of a practice review: {'; '.join(legs)}. {' '.join(ways)}{warning}"

    def name_of(self, leg_id: str) -> str:
        """The title of a leg."""
        return next(leg.title for leg in self.legs if leg.id == leg_id)


def review_drawing(rules: ReviewProcedure) -> ReviewDrawing:
    """What to draw of rules of practice reviews."""
    superseded = f"Superseded by {rules.superseded_by.strip()}" if rules.superseded_by else None
    return ReviewDrawing(
        title=rules.title,
        subtitle=f"{rules.partnership}, edition {rules.edition}, in force from {rules.effective_from}",
        superseded=superseded,
        legs=tuple(_legs(rules)),
        passages=tuple(_passages()),
        beside=tuple(_beside(rules)),
    )


def leg_of(position: ReviewPosition) -> str:
    """The leg that a position stands in. KeyError for a draft, which stands in none."""
    for leg_id, _, positions in LEGS:
        if position in positions:
            return leg_id
    raise KeyError(position)


def _legs(rules: ReviewProcedure) -> Iterator[Leg]:
    for leg_id, title, positions in LEGS:
        clocks = (_clock_line(d) for d in rules.deadlines if d.runs_in and _begins_in(d) == leg_id)
        yield Leg(leg_id, title, tuple(map(_standpoint, positions)), tuple(clocks))


def _begins_in(deadline: Deadline) -> str:
    there = {leg_of(position) for position in deadline.runs_in}
    return next(leg_id for leg_id, _, _ in LEGS if leg_id in there)


def _standpoint(position: ReviewPosition) -> Standpoint:
    ways: dict[str, list[str]] = {}
    for move in course():
        if move.source is position and move.target is not position:
            ways.setdefault(TITLES[move.target], []).append(name_words(move.event))
    onward = "; ".join(f"{target} ({listed(events, 'or')})" for target, events in ways.items())
    return Standpoint(position, TITLES[position], owner_words(position), onward or "nothing: the review has ended")


def _clock_line(deadline: Deadline) -> ClockLine:
    code = f"{deadline.code}: " if deadline.code else ""
    kept = [words for words in (ONLY.get(deadline.only or ""), ITEMS.get(deadline.each)) if words]
    return ClockLine(
        title=f"{code}{deadline.title}",
        owner=REVIEW_PARTIES[deadline.owner],
        limit=within_words(deadline),
        then="; ".join([from_words(deadline), *kept]),
        force=deadline.force,
    )


def _passages() -> Iterator[Passage]:
    """Ways between legs, one for each pair, in the order of the legs."""
    found: dict[tuple[str, str], list[str]] = {}
    for move in course():
        if move.source is P.DRAFT:
            continue
        source, target = leg_of(move.source), leg_of(move.target)
        if source != target:
            labels = found.setdefault((source, target), [])
            if (words := name_words(move.event)) not in labels:
                labels.append(words)
    order = [leg_id for leg_id, _, _ in LEGS]
    for source, target in sorted(found, key=lambda pair: (order.index(pair[0]), order.index(pair[1]))):
        words = listed(found[source, target], "or")
        yield Passage(source, target, words[:1].upper() + words[1:])


def _beside(rules: ReviewProcedure) -> Iterator[str]:
    for deadline in rules.deadlines:
        for other in deadline.other_bases:
            limit = other.limit or deadline.limit
            amount = f"{limit.words()}: " if limit else ""
            yield f"{deadline.code or deadline.id}, another reading: {amount}{other.note_shown}"
    for deadline in rules.deadlines:
        if deadline.scope != "review":
            line = _clock_line(deadline)
            yield f"{line.title}: {line.limit}, from {line.then}. No review's clock."
    for relaxation in rules.relaxations:
        code = rules.deadline(relaxation.deadline).code or relaxation.deadline
        relaxed = relaxation.limit.words() if relaxation.limit else "no limit"
        yield f"{code} was relaxed nationally from {relaxation.first} to {relaxation.last}: {relaxed}."
    yield "A difference between partners opens a linked disagreement; no clock of the review stops for it."
