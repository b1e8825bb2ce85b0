"""Where a practice review stands, worked out from its record alone: what shows that state and evidence agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from procedures.review_course import ReviewFact, ReviewPosition
from states.review import Review
from states.review_unfolding import outcome_after
from states.standing import BrokenRecord, Recorded, StandingClock, clocks_after


class RecordedReview(Recorded, Protocol):
    """An entry as far as a review's standing asks."""

    @property
    def recorded_at(self) -> datetime:
        """When the engine wrote it, UTC."""


@dataclass(frozen=True, slots=True)
class ReviewStanding:
    """Where a review stands. `clocks` are those that run, by number; `facts` the instants that it knows, by name."""

    version: int = 0
    position: str = ReviewPosition.DRAFT.value
    owner: str | None = None
    owner_via: str = "post"
    decision: str | None = None
    outcome: str | None = None
    clocks: tuple[StandingClock, ...] = ()
    facts: Mapping[str, datetime] = field(default_factory=dict)


def derive_review(entries: Iterable[RecordedReview], since: ReviewStanding | None = None) -> ReviewStanding:
    """The standing that a review's entries lead to, oldest first. `since` is where those before them led.

    BrokenRecord if an entry is missing, or ends or passes on a clock that does not run.
    """
    standing = since or ReviewStanding()
    for entry in entries:
        if entry.number != standing.version + 1:
            raise BrokenRecord(f"entry {standing.version + 1} is missing: after it comes {entry.number}")
        standing = _after(standing, entry)
    return standing


def review_standing_of(review: Review) -> ReviewStanding:
    """The standing that a review itself claims."""
    clocks = (StandingClock(c.number, c.clock, c.owner, c.due_at) for c in review.clocks)
    return ReviewStanding(
        review.version,
        review.position,
        review.owner,
        review.owner_via,
        review.decision,
        review.outcome,
        tuple(sorted(clocks, key=lambda clock: clock.number)),
        dict(review.facts),
    )


def _after(before: ReviewStanding, entry: RecordedReview) -> ReviewStanding:
    written = entry.facts
    facts = {name: at for name, at in before.facts.items() if name not in written.get("unknown", ())}
    facts |= {name: datetime.fromisoformat(at) for name, at in written.get("known", {}).items()}
    if entry.position != before.position:
        facts[ReviewFact.ENTERED.value] = entry.recorded_at
    return ReviewStanding(
        entry.number,
        entry.position,
        written.get("owner"),
        written.get("owner_via", "post"),
        written.get("decided", before.decision),
        outcome_after(before.outcome, ReviewPosition(entry.position)),
        clocks_after(before.clocks, entry),
        facts,
    )
