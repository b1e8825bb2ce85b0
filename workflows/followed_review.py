"""A practice review of a story, followed as it changes: its positions, clocks and parties in the words of its rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from notifications.dates import day_in_words
from procedures.review_course import ReviewPosition
from procedures.review_language import ReviewProcedure
from states.any_case import AnyCase
from states.case import RunningClock
from states.directory import Directory
from states.responsible import NobodyThere
from states.review import Review
from states.review_due import deadline_of, item_of, meaning_of, part_of
from states.review_notices import stage_words
from states.review_parties import review_everybody
from workflows.review_words import REVIEW_DONE, REVIEW_HAPPENED
from workflows.timeline import FollowedCase

ITEM = ":"
"""Stands in a story between a party and the item that it is of, as in `return_agency:hcrg`."""


@dataclass
class FollowedReview(FollowedCase[Review]):
    """A practice review under the rules that it is frozen to."""

    rules: ReviewProcedure = field(kw_only=True)

    def people(self, name: str, directory: Directory, day: date) -> set[str]:
        """Everybody whom a party of the review stands for."""
        if self.case is None:
            return set()
        party, _, item = name.partition(ITEM)
        try:
            return set(review_everybody(directory, self.rules, self.case, party, day, item or None))
        except NobodyThere:
            return set()

    def standing(self) -> dict[str, str]:
        """Its position, the partners' decision, how its step came to whoever owes it, and its outcome."""
        review = self.case
        if review is None:
            return {}
        return {
            "position": review.position,
            "decision": review.decision or "none",
            "owner_by": review.owner_via,
            "outcome": review.outcome or "none yet",
        }

    @property
    def linked(self) -> list[str]:
        """References of the disagreements that it has opened, oldest first."""
        disputes = self.case.disputes if self.case else ()
        return [dispute.reference for dispute in disputes if dispute.reference]

    def of_this_kind(self, case: AnyCase) -> Review:
        """The review. TypeError for a disagreement."""
        if not isinstance(case, Review):
            raise TypeError(f"{case.reference} is not a practice review")
        return case

    def clock_title(self, clock: str, position: str) -> str:
        """The title of a clock's deadline, with the item that it is about."""
        title, item = deadline_of(self.rules, clock).title, item_of(clock)
        parts = [part.replace("_", " ") for part in part_of(item) if part] if item else []
        return f"{title} ({', '.join(parts)})" if parts else title

    def can_be_late(self, clock: RunningClock) -> bool:
        """Whether something is owed by its due time: not where it is only asked after, or only has to last."""
        start = clock.counts_from or clock.started_at
        return meaning_of(self.rules, deadline_of(self.rules, clock.clock), start) == "by"

    def place(self, position: str) -> str:
        """A position as a notice names it."""
        return stage_words(ReviewPosition(position))

    def words_of(self, kind: str, *, by_itself: bool) -> str:
        """What a kind of entry tells of a review."""
        return (REVIEW_HAPPENED if by_itself else REVIEW_DONE).get(kind, kind.replace("_", " "))

    def shown(self, value: Any, directory: Directory) -> str:
        """A fact of an entry in words: yes or no, an instant in London, answers by their questions."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dict):
            return ", ".join(f"{name.replace('_', ' ')} {self.shown(one, directory)}" for name, one in value.items())
        if isinstance(value, str) and "T" in value:
            try:
                return day_in_words(datetime.fromisoformat(value))
            except ValueError:
                pass
        return super().shown(value, directory)
