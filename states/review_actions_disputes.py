"""What becomes of a difference between partners: recorded by the engine, or by hand where that did not open it."""

from __future__ import annotations

from typing import Literal

from states.action import Action, Code, Instant


class DisputeOpened(Action):
    """Which disagreement was opened for a dispute: recorded by the engine."""

    kind: Literal["dispute_opened"] = "dispute_opened"
    about: Literal["notification", "decision"]
    reference: Code
    opened_at: Instant


class DisputeResolved(Action):
    """The outcome of a linked disagreement, brought back by the engine or by business support."""

    kind: Literal["dispute_resolved"] = "dispute_resolved"
    reference: Code
    outcome: Code


class NotificationDisputeResolved(Action):
    """The outcome of a disagreement over notifying."""

    kind: Literal["notification_dispute_resolved"] = "notification_dispute_resolved"
    reference: Code
    outcome: Code
