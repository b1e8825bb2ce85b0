"""What people do to a disagreement on its way up the ladder."""

from __future__ import annotations

from datetime import date
from typing import Literal

from states.action import Action, Code, Instant, Narrative
from states.case import Case


class RaiseDisagreement(Action):
    """Open a disagreement with another agency."""

    NARRATIVE = ("child_reference", "about", "tried", "would_settle")
    kind: Literal["raise_disagreement"] = "raise_disagreement"
    responding_agency: Code
    responding_practitioner: Code
    category: Code
    priority: Code | None = None
    child_reference: Narrative | None = None
    about: Narrative
    tried: Narrative
    would_settle: Narrative


class Acknowledge(Action):
    """Say that it has been seen, and by when an answer will come: that date becomes a clock."""

    NARRATIVE = ("note",)
    kind: Literal["acknowledge"] = "acknowledge"
    commits_to: date | None = None
    note: Narrative | None = None


class AskInformation(Action):
    """Ask the raiser for information. The stage's own limit runs on."""

    NARRATIVE = ("question",)
    kind: Literal["ask_information"] = "ask_information"
    question: Narrative


class GiveInformation(Action):
    """Give the information that was asked for."""

    NARRATIVE = ("information",)
    kind: Literal["give_information"] = "give_information"
    information: Narrative


class RecordMeeting(Action):
    """Record that the two sides met: what they agree on and what they do not."""

    NARRATIVE = ("agreed", "not_agreed")
    kind: Literal["record_meeting"] = "record_meeting"
    held_on: date
    agreed: Narrative
    not_agreed: Narrative | None = None


class Answer(Action):
    """Answer the disagreement; the raising side then says whether it settles it."""

    NARRATIVE = ("answer",)
    kind: Literal["answer"] = "answer"
    answer: Narrative


class Settle(Action):
    """The raising side is satisfied."""

    NARRATIVE = ("reason",)
    kind: Literal["settle"] = "settle"
    reason: Narrative


class RejectAnswer(Action):
    """The raising side is not satisfied: the disagreement moves up."""

    NARRATIVE = ("reason",)
    kind: Literal["reject_answer"] = "reject_answer"
    reason: Narrative


class Escalate(Action):
    """Move it up before the limit: it cannot be resolved here."""

    NARRATIVE = ("reason",)
    kind: Literal["escalate"] = "escalate"
    reason: Narrative


class SkipStage(Action):
    """Leap to a higher stage where the procedure allows it, saying which people or agencies were consulted."""

    NARRATIVE = ("reason",)
    kind: Literal["skip_stage"] = "skip_stage"
    to: Code
    consulted: tuple[Code, ...] = ()
    reason: Narrative

    def event(self, case: Case | None) -> str:
        """One event for each stage that can be leapt to."""
        return f"skip_to__{self.to}"


class TakeFastPath(Action):
    """Say that waiting for the ordinary limits would leave a child at risk."""

    NARRATIVE = ("reason",)
    kind: Literal["take_fast_path"] = "take_fast_path"
    path: Code
    reason: Narrative

    def event(self, case: Case | None) -> str:
        """One event for each fast path."""
        return f"fast_path__{self.path}"


class ApproveGate(Action):
    """Agree that the concern is justified: the stage opens."""

    NARRATIVE = ("reason",)
    kind: Literal["approve_gate"] = "approve_gate"
    reason: Narrative | None = None


class ReturnAtGate(Action):
    """Give the concern back to the raiser, with a reason."""

    NARRATIVE = ("reason",)
    kind: Literal["return_at_gate"] = "return_at_gate"
    reason: Narrative


class SeekGateAgain(Action):
    """Put an amended concern to the gatekeeper again."""

    NARRATIVE = ("amended",)
    kind: Literal["seek_gate_again"] = "seek_gate_again"
    amended: Narrative


class SetChildProtectingTime(Action):
    """Set an earlier time, one that protects the child."""

    NARRATIVE = ("reason",)
    kind: Literal["set_child_protecting_time"] = "set_child_protecting_time"
    by: Instant
    reason: Narrative


class AgreePriority(Action):
    """Agree the priority; limits become shorter by it, never longer."""

    NARRATIVE = ("reason",)
    kind: Literal["agree_priority"] = "agree_priority"
    priority: Code
    reason: Narrative
