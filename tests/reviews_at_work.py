"""Practice reviews on a real store: the main line of a review, step by step, through the door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from procedures.catalogue import load_review
from procedures.review_course import ReviewPosition
from states.action import Action
from states.decision import Decision, Refusal
from states.review import Review
from store.directory import current_directory
from store.readable_cases import Operator, case_with_record
from store.sessions import reading
from tests.partnership import HEALTH_VISITOR
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import MAIN_LINE, referral
from tests.states.review_rules import london
from workflows.clock import VirtualClock
from workflows.context import EngineContext
from workflows.door import Done, act_on_review, refer_incident
from workflows.tick import sweep


@dataclass(repr=False)
class StoredReview(ReviewWorld):
    """A review in a store: what is done to it goes through the door, and time passes by the sweep."""

    context: EngineContext = field(kw_only=True)
    clock: VirtualClock = field(kw_only=True)

    @property
    def reference(self) -> str:
        """Its reference."""
        return self.review.reference

    def ask(self, actor: str, action: Action) -> Decision | Refusal:
        """Do an action now, or have it refused."""
        done = act_on_review(self.context.engine, self.reference, action, actor, self.now)
        if isinstance(done, Refusal):
            return done
        self.review = done.case
        return done.decision

    def keep(self, decision: Decision | Refusal) -> Decision:
        """The decision, which the store has kept already."""
        assert isinstance(decision, Decision), decision
        return decision

    def until(self, moment: datetime | str) -> StoredReview:
        """Let time pass up to an instant, or a London day or time, with a sweep at each clock's points."""
        instant = london(moment) if isinstance(moment, str) else moment
        while (due := min((clock.next_at for clock in self.review.clocks), default=instant)) < instant:
            self._sweep_at(due)
        self._sweep_at(instant)
        return self

    def _sweep_at(self, instant: datetime) -> None:
        self.clock.advance_to(max(self.clock.now(), instant))
        self.now = self.clock.now()
        sweep(self.context.engine, self.now)
        with reading(self.context.engine) as connection:
            found = case_with_record(connection, Operator(), self.reference)
        assert found
        assert isinstance(found[0], Review)
        self.review = found[0]


def stored_review(
    context: EngineContext, clock: VirtualClock, position: ReviewPosition = ReviewPosition.REFERRED, **changed: Any
) -> StoredReview:
    """A review on the shipped rules that the health visitor has referred now, brought along the main line.

    `changed` are fields of the referral that differ.
    """
    rules = load_review("practice_review_wt2023")
    done = refer_incident(context.engine, referral(**changed), HEALTH_VISITOR, rules, clock.now())
    assert isinstance(done, Done), done
    with reading(context.engine) as connection:
        directory = current_directory(connection).directory
    world = StoredReview(done.case, clock.now(), rules, directory, context=context, clock=clock)
    for reached, step in MAIN_LINE:
        if world.at is position:
            break
        step(world.after(hours=1))
        assert world.at is reached
    assert world.at is position, f"the main line does not lead to {position}"
    return world
