"""Every action that a person can take on a disagreement, each as the data that it needs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from states.action import LONGEST_NARRATIVE, Action, Code, Instant, Narrative
from states.beside_actions import AddNote, Advise
from states.course_actions import (
    FinishDuty,
    HandOver,
    HoldCase,
    RecordLearning,
    RecordOnwardOutcome,
    RecordOnwardStep,
    RedirectMatter,
    Reopen,
    ResumeCase,
    Withdraw,
    resuming,
)
from states.group_actions import DecideAsGroup, GiveGroupView, GroupCannotAgree, Recuse
from states.ladder_actions import (
    Acknowledge,
    AgreePriority,
    Answer,
    ApproveGate,
    AskInformation,
    Escalate,
    GiveInformation,
    RaiseDisagreement,
    RecordMeeting,
    RejectAnswer,
    ReturnAtGate,
    SeekGateAgain,
    SetChildProtectingTime,
    Settle,
    SkipStage,
    TakeFastPath,
)
from states.outcome_actions import AgreeOutcome, ProposeOutcome

__all__ = [
    "LONGEST_NARRATIVE",
    "Acknowledge",
    "Action",
    "AddNote",
    "Advise",
    "AgreeOutcome",
    "AgreePriority",
    "Answer",
    "AnyAction",
    "ApproveGate",
    "AskInformation",
    "Code",
    "DecideAsGroup",
    "Escalate",
    "FinishDuty",
    "GiveGroupView",
    "GiveInformation",
    "GroupCannotAgree",
    "HandOver",
    "HoldCase",
    "Instant",
    "Narrative",
    "ProposeOutcome",
    "RaiseDisagreement",
    "RecordLearning",
    "RecordMeeting",
    "RecordOnwardOutcome",
    "RecordOnwardStep",
    "Recuse",
    "RedirectMatter",
    "RejectAnswer",
    "Reopen",
    "ResumeCase",
    "ReturnAtGate",
    "SeekGateAgain",
    "SetChildProtectingTime",
    "Settle",
    "SkipStage",
    "TakeFastPath",
    "Withdraw",
    "resuming",
]

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
    | ProposeOutcome
    | AgreeOutcome
    | AddNote
    | Advise
    | RecordLearning
    | Reopen,
    Field(discriminator="kind"),
]
"""Any action, told apart by its `kind`."""
