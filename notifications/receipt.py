"""Word that comes back about a message: it arrived, it bounced, somebody answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReceiptKind(StrEnum):
    """What came back."""

    DELIVERED = "delivered"
    """A server on the way, or GOV.UK Notify, reported that it reached the mailbox."""
    BOUNCED_HARD = "bounced_hard"
    """It came back, and this address will not take it."""
    BOUNCED_SOFT = "bounced_soft"
    """It came back, and a later attempt may arrive."""
    DELAYED = "delayed"
    """A server on the way has not got rid of it yet and still tries."""
    REPLIED = "replied"
    """A person answered. What was said is not kept: it could be about a child."""
    AUTO_REPLIED = "auto_replied"
    """A program answered, an out-of-office notice for instance."""


@dataclass(frozen=True)
class Receipt:
    """One thing that came back about one message.

    Fields:
        key: of the notice.
        at: the instant (aware, UTC) that the other side gives for it, never later than when it was read.
        reason: our own words with a status code at most; nothing that somebody wrote.
    """

    key: str
    kind: ReceiptKind
    at: datetime
    reason: str


class UnreadableReceiptsError(ValueError):
    """Receipts that could not be read, with what is wrong and what to give instead."""
