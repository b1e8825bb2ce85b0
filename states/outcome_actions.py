"""How both sides write one outcome: one proposes the words, the other agrees them or proposes others."""

from __future__ import annotations

from typing import Literal

from states.action import Action, Code, Narrative


class ProposeOutcome(Action):
    """Propose the words of an outcome that both sides agree, or other words for it. `duty` is the id of its clock."""

    NARRATIVE = ("text",)
    kind: Literal["propose_outcome"] = "propose_outcome"
    duty: Code
    text: Narrative


class AgreeOutcome(Action):
    """Agree the words that the other side has proposed, as they stand: with that the outcome is agreed by both."""

    kind: Literal["agree_outcome"] = "agree_outcome"
    duty: Code
