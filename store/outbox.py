"""The outbox: claiming notices, leasing them while they are sent, and writing what became of them.

A notice is claimed and leased in one transaction, sent outside any, and settled in another. A worker that dies in
between leaves a lease that runs out, and the notice is sent again under the same key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from store.recording import table
from store.stored_notice import NOTICES, StoredNotice, notice_of
from store.tables import CaseRow, ClockRow, DeliveryEvent
from store.upsert import insert_into

CASES, CLOCKS, EVENTS = table(CaseRow), table(ClockRow), table(DeliveryEvent)

SENDING = "sending"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a notice: its new state, when it is looked at again, and why.

    `sent_at` and `receipt` stay as they are where they are None; `waits_for` and `fall_back_at` are written as given.
    """

    state: str
    next_attempt_at: datetime | None
    reason: str
    waits_for: str | None = None
    fall_back_at: datetime | None = None
    sent_at: datetime | None = None
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class HeldUp:
    """How many notices wait for a way out in one state, and when the first of them is looked at again."""

    way: str
    state: str
    count: int
    next_attempt_at: datetime | None


def claim_notices(connection: Connection, now: datetime, limit: int) -> list[StoredNotice]:
    """Up to `limit` notices that are to be looked at by now, longest owed first, locked until the transaction ends.

    One whose lease has run out is among them. Those that another worker has locked are skipped; on SQLite the
    transaction itself is the lock.
    """
    asked = (
        select(NOTICES)
        .where(NOTICES.c.next_attempt_at <= now)
        .order_by(NOTICES.c.next_attempt_at, NOTICES.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [notice_of(row) for row in connection.execute(asked)]


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether any notice is to be looked at by now. Takes no lock."""
    return connection.execute(select(NOTICES.c.id).where(NOTICES.c.next_attempt_at <= now).limit(1)).first() is not None


def lease(connection: Connection, notices: Sequence[StoredNotice], until: datetime) -> list[StoredNotice]:
    """Mark claimed notices as being sent until an instant, and count the attempt. Returns them as they are now."""
    if notices:
        connection.execute(
            update(NOTICES)
            .where(NOTICES.c.id.in_([notice.id for notice in notices]))
            .values(
                state=SENDING,
                attempts=NOTICES.c.attempts + 1,
                leased_until=until,
                next_attempt_at=until,
                waits_for=None,
            )
        )
    return [
        replace(n, state=SENDING, attempts=n.attempts + 1, leased_until=until, next_attempt_at=until, waits_for=None)
        for n in notices
    ]


def settle(
    connection: Connection,
    notice: StoredNotice,
    settlement: Settlement,
    event: str | None,
    at: datetime,
    *,
    keep_lease: bool = False,
) -> bool:
    """Write what became of a notice, with an event for its history if one is named.

    A notice that was leased is written only by the worker that still has it: if its lease ran out and another took
    it over, only the event is kept and the answer is False. `keep_lease` is for what comes in while one sends.
    """
    values: dict[str, Any] = {
        "state": settlement.state,
        "next_attempt_at": settlement.next_attempt_at,
        "leased_until": notice.leased_until if keep_lease else None,
        "reason": settlement.reason,
        "waits_for": settlement.waits_for,
        "fall_back_at": settlement.fall_back_at,
    }
    values |= {
        name: value
        for name, value in (("sent_at", settlement.sent_at), ("receipt", settlement.receipt))
        if value is not None
    }
    known = (NOTICES.c.id == notice.id, NOTICES.c.attempts == notice.attempts, NOTICES.c.state == notice.state)
    changed = connection.execute(update(NOTICES).where(*known).values(values)).rowcount
    if event:
        add_event(connection, notice.id, event, settlement.reason, at)
    return bool(changed)


def put_back(connection: Connection, notices: Iterable[StoredNotice]) -> None:
    """Undo the lease of notices that were not tried: they keep their place in the queue.

    `notices` are as they were before `lease`.
    """
    for notice in notices:
        connection.execute(
            update(NOTICES)
            .where(NOTICES.c.id == notice.id, NOTICES.c.state == SENDING, NOTICES.c.attempts == notice.attempts + 1)
            .values(
                state=notice.state,
                attempts=notice.attempts,
                leased_until=None,
                next_attempt_at=notice.next_attempt_at,
                waits_for=notice.waits_for,
            )
        )


def add_event(connection: Connection, notice: int, kind: str, reason: str, at: datetime) -> None:
    """Add one thing that happened to a notice to its history."""
    connection.execute(EVENTS.insert().values(notice=notice, at=at, kind=kind, reason=reason))


def hold_up(connection: Connection, notices: Sequence[StoredNotice], way: str, until: datetime, at: datetime) -> None:
    """Let claimed notices wait for a way out, untried. Each has it in its history once."""
    connection.execute(
        update(NOTICES)
        .where(NOTICES.c.id.in_([notice.id for notice in notices]))
        .values(waits_for=way, next_attempt_at=until)
    )
    fresh = [notice for notice in notices if notice.waits_for != way]
    if fresh:
        reason = "Not tried: what it goes out by does not work now. It goes as soon as that works again."
        rows = [{"notice": notice.id, "at": at, "kind": "held_up", "reason": reason} for notice in fresh]
        connection.execute(EVENTS.insert(), rows)


def held_up(connection: Connection) -> list[HeldUp]:
    """What waits for which way out."""
    asked = (
        select(NOTICES.c.waits_for, NOTICES.c.state, func.count(), func.min(NOTICES.c.next_attempt_at))
        .where(NOTICES.c.waits_for.is_not(None))
        .group_by(NOTICES.c.waits_for, NOTICES.c.state)
    )
    return [HeldUp(*row) for row in connection.execute(asked)]


def wake(connection: Connection, way: str) -> int:
    """Make everything that waits for a way out due now, in the order in which it was queued. Returns how many."""
    return connection.execute(
        update(NOTICES)
        .where(NOTICES.c.waits_for == way)
        # Due times in the past keep their order: the longest owed goes first.
        .values(waits_for=None, next_attempt_at=NOTICES.c.queued_at)
    ).rowcount


def call_up_oldest(connection: Connection, way: str) -> None:
    """Make the longest owed of those that wait for a way out due now, to see whether it works again."""
    oldest = (
        select(NOTICES.c.id)
        .where(NOTICES.c.waits_for == way)
        .order_by(NOTICES.c.queued_at, NOTICES.c.id)
        .limit(1)
        .scalar_subquery()
    )
    connection.execute(update(NOTICES).where(NOTICES.c.id == oldest).values(next_attempt_at=NOTICES.c.queued_at))


def owners_of_clocks(connection: Connection, notices: Iterable[StoredNotice]) -> dict[tuple[str, int], str]:
    """Who owes each clock that still runs in the cases of these notices, by case reference and clock number."""
    references = {notice.case_reference for notice in notices if notice.clock is not None}
    if not references:
        return {}
    asked = (
        select(CASES.c.reference, CLOCKS.c.number, CLOCKS.c.owner)
        .join(CASES, CASES.c.id == CLOCKS.c.case_id)
        .where(CASES.c.reference.in_(references), CLOCKS.c.ended_at.is_(None))
    )
    return {(row.reference, row.number): row.owner for row in connection.execute(asked)}


def procedures_of_cases(connection: Connection, references: Collection[str]) -> dict[str, str]:
    """The version (hash) of the procedure that each of these cases runs on, by reference."""
    if not references:
        return {}
    asked = select(CASES.c.reference, CASES.c.procedure).where(CASES.c.reference.in_(references))
    return {row.reference: row.procedure for row in connection.execute(asked)}


def recipients_by_id(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """The recipient of each of these notices, by the notice's id."""
    if not ids:
        return {}
    asked = select(NOTICES.c.id, NOTICES.c.recipient).where(NOTICES.c.id.in_(ids))
    return {row.id: row.recipient for row in connection.execute(asked)}


def queue_once(connection: Connection, rows: Sequence[dict[str, Any]]) -> int:
    """Queue notices whose keys are not there yet; the others are left alone. Returns how many were new."""
    queued = 0
    for row in rows:
        new = insert_into(connection, NOTICES).values(**row).on_conflict_do_nothing(index_elements=["key"])
        queued += len(connection.execute(new.returning(NOTICES.c.id)).all())
    return queued


def lock_notice(connection: Connection, key: str) -> StoredNotice | None:
    """The notice with this key, locked until the transaction ends; None if there is none."""
    row = connection.execute(select(NOTICES).where(NOTICES.c.key == key).with_for_update()).one_or_none()
    return notice_of(row) if row else None


def has_event(connection: Connection, notice: int, kind: str, at: datetime) -> bool:
    """Whether a notice's history has this kind of event at this very instant."""
    known = (EVENTS.c.notice == notice, EVENTS.c.kind == kind, EVENTS.c.at == at)
    return connection.execute(select(EVENTS.c.id).where(*known).limit(1)).first() is not None
