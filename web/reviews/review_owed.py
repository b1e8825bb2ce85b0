"""The clocks of a review as its page shows them: who owes what by when, and how the day was counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from reports.material import Material
from reports.tracked_clock import TrackedClock, tracked_clock
from web.words import plain_clock
from workflows.bundle_review_count import counted_in_review

STANDINGS = {
    "late": ("Late", "red"),
    "due_soon": ("Due soon", "yellow"),
    "in_time": ("In time", "blue"),
    "asked_after": ("Asked after, never late", "grey"),
    "lasting": ("Must last until then", "grey"),
}
"""How a clock stands, as its tag says it, and the tag's colour."""


@dataclass(frozen=True)
class OwedClock:
    """A running clock, who owes it (a person's code), and how its due time was counted."""

    shown: TrackedClock
    owner: str
    limit: str
    basis: str
    deadline: dict[str, Any] | None

    @property
    def tag(self) -> tuple[str, str]:
        """How it stands in words, and the colour of its tag."""
        return STANDINGS[self.shown.standing]


def clocks_owed(material: Material) -> list[OwedClock]:
    """The running clocks of a review, the soonest due first."""
    review = material.review
    telling = [{"facts": json.dumps(entry.facts)} for entry in material.record.entries if entry.facts.get("known")]
    found = []
    for clock in sorted(review.clocks, key=lambda one: (one.due_at, one.clock)):
        counted = counted_in_review(material.rules, plain_clock(clock), telling)
        shown = tracked_clock(review, clock, material.rules, material.directory, material.now)
        found.append(OwedClock(shown, clock.owner, counted["limit"], counted["basis"], counted["deadline"]))
    return found
