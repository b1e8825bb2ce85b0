"""What whoever referred a serious incident may see of its review: that it was referred, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from store.readable_cases import CASES
from store.recording import PRACTICE_REVIEW


@dataclass(frozen=True)
class OwnReferral:
    """An incident that was referred, at an instant (UTC)."""

    reference: str
    at: datetime


def own_referral(connection: Connection, person: str, reference: str) -> OwnReferral | None:
    """The referral of a person (by code); None if there is none of theirs."""
    asked = select(CASES.c.reference, CASES.c.raised_at).where(
        CASES.c.reference == reference, CASES.c.kind == PRACTICE_REVIEW, CASES.c.raiser == person
    )
    row = connection.execute(asked).one_or_none()
    return OwnReferral(row.reference, row.raised_at) if row else None
