"""What people can do to a disagreement, each as the data that it needs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from states.case import Case

LONGEST_NARRATIVE = 20_000
"""Characters in one answer: about six pages, well over any form that was seen."""

Narrative = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NARRATIVE)]
"""What a person writes. It may speak of a child, so it stays in the record and never goes into a mail or a log."""

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


def _with_zone(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("give the time zone, such as 2026-12-03T17:00+00:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("this is outside the years 1 to 9999") from None


Instant = Annotated[datetime, AfterValidator(_with_zone)]


class Action(BaseModel):
    """An action of a person. `NARRATIVE` names the fields that hold what they wrote."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    NARRATIVE: ClassVar[tuple[str, ...]] = ()

    kind: str

    def event(self, case: Case | None) -> str:
        """The machine's event for this action in this case."""
        return self.kind

    def narrative(self) -> dict[str, str]:
        """The fields that hold what the person wrote, those left empty apart."""
        return {name: value for name in self.NARRATIVE if (value := getattr(self, name))}

    def facts(self) -> dict[str, object]:
        """Every other field, as JSON values, those left empty apart."""
        return self.model_dump(mode="json", exclude={"kind", *self.NARRATIVE}, exclude_none=True)


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
    """Leap to a higher stage where the procedure allows it, saying who was consulted."""

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


class GiveGroupView(Action):
    """A member's view in a group."""

    NARRATIVE = ("reason",)
    kind: Literal["give_group_view"] = "give_group_view"
    view: Literal["with_raising_side", "with_responding_side", "another_way"]
    reason: Narrative


class Recuse(Action):
    """Step aside from a decision."""

    NARRATIVE = ("reason",)
    kind: Literal["recuse"] = "recuse"
    reason: Narrative


class DecideAsGroup(Action):
    """The chair records what the group decided."""

    NARRATIVE = ("decision",)
    kind: Literal["decide_as_group"] = "decide_as_group"
    view: Literal["with_raising_side", "with_responding_side", "another_way"]
    decision: Narrative


class GroupCannotAgree(Action):
    """The chair records that the group cannot agree: it goes to whoever is next."""

    NARRATIVE = ("reason",)
    kind: Literal["group_cannot_agree"] = "group_cannot_agree"
    reason: Narrative


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
    """Hand the step over to a deputy."""

    NARRATIVE = ("reason",)
    kind: Literal["hand_over"] = "hand_over"
    to: Code
    reason: Narrative


class FinishDuty(Action):
    """Finish a closing duty. `duty` is the id of its clock. One that both sides agree is finished by the second."""

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


AnyAction = Annotated[
    RaiseDisagreement
    | Acknowledge
    | AskInformation
    | GiveInformation
    | RecordMeeting
    | Answer
    | Settle
    | RejectAnswer
    | Escalate
    | SkipStage
    | TakeFastPath
    | ApproveGate
    | ReturnAtGate
    | SeekGateAgain
    | SetChildProtectingTime
    | AgreePriority
    | GiveGroupView
    | Recuse
    | DecideAsGroup
    | GroupCannotAgree
    | HoldCase
    | ResumeCase
    | Withdraw
    | RedirectMatter
    | RecordOnwardStep
    | RecordOnwardOutcome
    | HandOver
    | FinishDuty
    | RecordLearning
    | Reopen,
    Field(discriminator="kind"),
]
"""Any action, told apart by its `kind`."""


def resuming(case: Case | None) -> str:
    """The event that ends the hold of a case."""
    if case is None or case.held is None:
        return "resume"
    stage, _, phase = case.held.position.rpartition(".")
    return f"resume_at__{stage}__{phase}"
