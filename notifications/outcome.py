"""What came of one attempt to send."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OutcomeKind(StrEnum):
    """The four things that an attempt can come to."""

    SENT = "sent"
    """The next system took the message over. Not that it arrived, or that somebody read it."""
    TRY_AGAIN = "try_again"
    """It did not go, or nobody said that it went; the same attempt may succeed later."""
    PERMANENT = "permanent"
    """This message will not reach this address, however often it is tried."""
    NOBODY_CONFIGURED = "nobody_configured"
    """It cannot go at all: no address, or a channel not set up. A person must mend that."""


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt, for the record and the log.

    Fields:
        reason: plain words. Never an address, never words of the message, never a server's own text, which
            may repeat either.
        receipt: by what the next system knows the message (a Message-ID, a provider's id); None if it has
            none.
        ours: the fault lies on this side (our server, our account, our settings), so every address fails
            alike and a fallback to another person would fail as well.
    """

    kind: OutcomeKind
    reason: str
    receipt: str | None = None
    ours: bool = False
