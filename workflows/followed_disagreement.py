"""A disagreement of a story, followed as it changes: its stages, clocks and parties in the words of its procedure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from procedures.language import Procedure
from procedures.position import Phase, Position
from states.any_case import AnyCase
from states.case import Case
from states.directory import Directory
from states.responsible import NobodyThere, everybody
from states.timing import rule_of
from workflows.story_words import DONE, HAPPENED
from workflows.timeline import FollowedCase

OFF_THE_LADDER = {
    Phase.HELD: "On hold",
    Phase.CLOSING: "Closing",
    Phase.CLOSED: "Closed",
    Phase.DRAFT: "Not raised yet",
}


@dataclass
class FollowedDisagreement(FollowedCase[Case]):
    """A disagreement under the procedure that it is frozen to."""

    rules: Procedure = field(kw_only=True)

    def people(self, name: str, directory: Directory, day: date) -> set[str]:
        """Everybody whom a party of a disagreement stands for."""
        if self.case is None:
            return set()
        try:
            return set(everybody(directory, self.rules, self.case, name, self.case.at, day))
        except NobodyThere:
            return set()

    def standing(self) -> dict[str, str]:
        """Its stage and phase, how its step came to whoever owes it, its outcome, priority and path."""
        case = self.case
        if case is None:
            return {}
        return {
            "stage": case.at.stage or f"no stage: {case.at.phase}",
            "phase": case.at.phase.value,
            "owner_by": case.owner_via,
            "outcome": case.outcome or "none yet",
            "priority": case.priority,
            "fast": str(case.fast).lower(),
        }

    def of_this_kind(self, case: AnyCase) -> Case:
        """The disagreement. TypeError for a practice review."""
        if not isinstance(case, Case):
            raise TypeError(f"{case.reference} is not a disagreement")
        return case

    def clock_title(self, clock: str, position: str) -> str:
        """The title of a clock's rule at the stage of a position."""
        assert self.case is not None  # noqa: S101 - a clock is of a case
        return rule_of(self.rules, Position.read(position).stage, clock, self.case).title

    def place(self, position: str) -> str:
        """The stage's title, or what is happening off the ladder."""
        at = Position.read(position)
        stage = self.rules.stages_by_id.get(at.stage or "")
        if stage:
            return stage.title
        return self.rules.onward.title if at.phase is Phase.ONWARD else OFF_THE_LADDER[at.phase]

    def words_of(self, kind: str, *, by_itself: bool) -> str:
        """What a kind of entry tells of a disagreement."""
        return (HAPPENED if by_itself else DONE).get(kind, kind.replace("_", " "))
