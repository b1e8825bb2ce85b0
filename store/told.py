"""Who was told of what somebody did."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from store.readable_cases import CASES, ENTRIES
from store.recording import table
from store.tables import NoticeRow

NOTICES = table(NoticeRow)


def told_with(connection: Connection, reference: str, number: int) -> list[str]:
    """Everybody (by code) who was owed a notice by the decision that an entry of a case belongs to, first come first.

    It lists who, whatever became of the notice. Whether the reader may know of the entry is the caller's to ask.
    """
    # Notices carry the number of their decision's last entry, which is the one that vouches for the case's state.
    last = (
        select(func.min(ENTRIES.c.number))
        .join(CASES, CASES.c.id == ENTRIES.c.case_id)
        .where(CASES.c.reference == reference, ENTRIES.c.number >= number, ENTRIES.c.state_hash.is_not(None))
        .scalar_subquery()
    )
    asked = (
        select(NOTICES.c.recipient)
        .where(NOTICES.c.case_reference == reference, NOTICES.c.entry == last)
        .group_by(NOTICES.c.recipient)
        .order_by(func.min(NOTICES.c.id))
    )
    return list(connection.execute(asked).scalars())
