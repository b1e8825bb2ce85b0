"""Reading the outbox: a case's delivery history, what has not been delivered, and how much is in which state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select, text

from store.recording import table
from store.stored_notice import NOTICES, StoredNotice, notice_of
from store.tables import DeliveryEvent

EVENTS = table(DeliveryEvent)

# Written out as the index has it: with values that are bound later, no database can see that the index applies.
_TROUBLED = text("state IN ('failed', 'nobody_configured')")
_UNDELIVERED = or_(NOTICES.c.next_attempt_at.is_not(None), _TROUBLED)


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """One thing that happened to a notice: an attempt, a receipt, that it was passed on. `reason` is in plain words."""

    at: datetime
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeliveredNotice:
    """A notice with all that happened to it, oldest first."""

    notice: StoredNotice
    events: tuple[NoticeEvent, ...]


def delivery_history(connection: Connection, reference: str) -> list[DeliveredNotice]:
    """Every notice about a case with its history, in the order in which they were queued."""
    asked = select(NOTICES).where(NOTICES.c.case_reference == reference).order_by(NOTICES.c.id)
    return _with_events(connection, [notice_of(row) for row in connection.execute(asked)])


def notices(connection: Connection, *, undelivered: bool = False, limit: int = 100) -> list[DeliveredNotice]:
    """The newest notices with their history, newest first; `undelivered`: those not gone yet, or failed."""
    asked = select(NOTICES).order_by(NOTICES.c.id.desc()).limit(limit)
    if undelivered:
        asked = asked.where(_UNDELIVERED)
    return _with_events(connection, [notice_of(row) for row in connection.execute(asked)])


def count_by_state(connection: Connection) -> dict[str, int]:
    """How many notices that have not gone yet, or failed, are in which state."""
    asked = select(NOTICES.c.state, func.count()).where(_UNDELIVERED).group_by(NOTICES.c.state)
    return {row[0]: row[1] for row in connection.execute(asked)}


def overdue_notices(connection: Connection, before: datetime, limit: int) -> list[StoredNotice]:
    """Notices that should have been looked at before an instant and were not, or whose lease ran out before it."""
    asked = select(NOTICES).where(NOTICES.c.next_attempt_at < before).order_by(NOTICES.c.next_attempt_at).limit(limit)
    return [notice_of(row) for row in connection.execute(asked)]


def troubled_notices(
    connection: Connection, *, queued_since: datetime, waiting_since: datetime, limit: int
) -> list[StoredNotice]:
    """Notices that somebody should look after, oldest first.

    Those that nobody is configured for; those queued since an instant that failed and reached nobody else either;
    and those queued before `waiting_since` that still wait for a way out.
    """
    # Without a time at which it fell to others, it failed on one channel and went on another.
    reached_nobody = (NOTICES.c.queued_at >= queued_since) & NOTICES.c.fall_back_at.is_not(None)
    failed = or_(NOTICES.c.state == "nobody_configured", reached_nobody)
    troubled = select(NOTICES).where(_TROUBLED, failed).order_by(NOTICES.c.queued_at).limit(limit)
    waiting = (
        select(NOTICES)
        .where(NOTICES.c.waits_for.is_not(None), NOTICES.c.queued_at <= waiting_since)
        .order_by(NOTICES.c.waits_for, NOTICES.c.next_attempt_at)
        .limit(limit)
    )
    # Sorted here: by id, the database would read every notice there ever was.
    found = {row.id: notice_of(row) for asked in (troubled, waiting) for row in connection.execute(asked)}
    return [found[number] for number in sorted(found)][:limit]


def _with_events(connection: Connection, found: Iterable[StoredNotice]) -> list[DeliveredNotice]:
    found = list(found)
    events: dict[int, list[NoticeEvent]] = defaultdict(list)
    if found:
        asked = select(EVENTS).where(EVENTS.c.notice.in_([notice.id for notice in found])).order_by(EVENTS.c.id)
        for row in connection.execute(asked):
            events[row.notice].append(NoticeEvent(row.at, row.kind, row.reason))
    return [DeliveredNotice(notice, tuple(events[notice.id])) for notice in found]
