"""What people do to a disagreement's course beside the ladder: hold, redirect, hand over, end, reopen."""

from __future__ import annotations

from typing import Literal

from states.action import Action, Code, Narrative
from states.case import Case


def resuming(case: Case | None) -> str:
    """The event that ends the hold of a case."""
    if case is None or case.held is None:
        return "resume"
    stage, _, phase = case.held.position.rpartition(".")
    return f"resume_at__{stage}__{phase}"


class HoldCase(Action):
    """Put the case on hold, where a procedure allows it, for one of its reasons."""

    NARRATIVE = ("reason",)
    kind: Literal["hold"] = "hold"
    ground: Code
    reason: Narrative


class ResumeCase(Action):
    """End a hold."""

    NARRATIVE = ("reason",)
    kind: Literal["resume"] = "resume"
    reason: Narrative

    def event(self, case: Case | None) -> str:
        """Back to where the case was held."""
        return resuming(case)


class Withdraw(Action):
    """Withdraw the disagreement, with a reason that the other side will hear."""

    NARRATIVE = ("reason",)
    kind: Literal["withdraw"] = "withdraw"
    reason: Narrative


class RedirectMatter(Action):
    """Pass the matter, or part of it, to the place where it belongs."""

    NARRATIVE = ("reason",)
    kind: Literal["redirect"] = "redirect"
    redirect: Code
    reason: Narrative

    def event(self, case: Case | None) -> str:
        """One event for each redirect."""
        return f"redirect__{self.redirect}"


class RecordOnwardStep(Action):
    """Record what has been done beyond the partnership."""

    NARRATIVE = ("note",)
    kind: Literal["record_onward_step"] = "record_onward_step"
    note: Narrative


class RecordOnwardOutcome(Action):
    """Record how it was settled beyond the partnership."""

    NARRATIVE = ("outcome",)
    kind: Literal["record_onward_outcome"] = "record_onward_outcome"
    outcome: Narrative


class HandOver(Action):
    """Hand the step over to a deputy. Business support may say whose step, with `of`, where they owe one as well."""

    NARRATIVE = ("reason",)
    kind: Literal["hand_over"] = "hand_over"
    to: Code
    of: Code | None = None
    reason: Narrative


class FinishDuty(Action):
    """Finish a closing duty. `duty` is the id of its clock. What both sides agree is proposed and agreed instead."""

    NARRATIVE = ("text",)
    kind: Literal["finish_duty"] = "finish_duty"
    duty: Code
    text: Narrative


class RecordLearning(Action):
    """Record learning at any time."""

    NARRATIVE = ("learning",)
    kind: Literal["record_learning"] = "record_learning"
    learning: Narrative


class Reopen(Action):
    """Reopen a closed disagreement at the stage that it had reached."""

    NARRATIVE = ("reason",)
    kind: Literal["reopen"] = "reopen"
    reason: Narrative

    def event(self, case: Case | None) -> str:
        """At the stage that it had reached."""
        return f"reopen_at__{case.reached if case else ''}"
