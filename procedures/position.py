"""Positions that a disagreement can stand at, and moves from one to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from procedures.clock import Trigger


class Phase(StrEnum):
    """What is happening at a position, and so who owes the next step."""

    DRAFT = "draft"
    GATE = "gate"
    RETURNED = "returned"
    ANSWERING = "answering"
    DECIDING = "deciding"
    INFORMATION = "information"
    MEETING = "meeting"
    CONSIDERING = "considering"
    PROMPTED = "prompted"
    HELD = "held"
    ONWARD = "onward"
    CLOSING = "closing"
    CLOSED = "closed"


BEFORE_A_STAGE = (Phase.GATE, Phase.RETURNED)
WITH_THE_RAISER = (Phase.RETURNED, Phase.INFORMATION, Phase.CONSIDERING, Phase.PROMPTED)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a disagreement stands: a stage (None before the first and after the last) and a phase."""

    stage: str | None
    phase: Phase
    value: str = field(init=False, compare=False)
    """The position as stored: `senior_managers.answering`, or `closing`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", f"{self.stage}.{self.phase}" if self.stage else str(self.phase))

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes a step: everything but a draft and a closed case."""
        return self.phase not in (Phase.DRAFT, Phase.CLOSED)

    @classmethod
    def read(cls, value: str) -> Position:
        """The position that `value` stores."""
        # A sweep reads the same few positions thousands of times.
        known = _READ.get(value)
        if known is None:
            stage, _, phase = value.rpartition(".")
            known = _READ[value] = cls(stage or None, Phase(phase))
        return known


_READ: dict[str, Position] = {}

DRAFT = Position(None, Phase.DRAFT)
HELD = Position(None, Phase.HELD)
ONWARD = Position(None, Phase.ONWARD)
CLOSING = Position(None, Phase.CLOSING)
CLOSED = Position(None, Phase.CLOSED)


@dataclass(frozen=True, slots=True)
class Move:
    """An event that takes a case from one position to another, and what that triggers, in order.

    Each event leads from one position to one other, so the machine never has to choose.
    """

    event: str
    source: Position
    target: Position
    triggers: tuple[Trigger, ...] = ()

    @property
    def leaves_stage(self) -> bool:
        """Whether the stage is left behind, with all its clocks."""
        return self.source.stage != self.target.stage
