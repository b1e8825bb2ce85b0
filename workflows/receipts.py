"""Receipts applied to what was sent: it arrived, it bounced, somebody answered."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from notifications.delivery import DeliveryState
from notifications.delivery_decision import after_receipt
from notifications.receipt import Receipt
from store.outbox import Settlement, has_event, lock_notice, settle
from store.sessions import writing
from store.sweeps import sweep_finished
from workflows.context import EngineContext
from workflows.settling import as_attempted, fall_back_at, final_state
from workflows.undelivered import tell_others

RECEIPTS = "receipts"


@dataclass(frozen=True)
class ReceiptsReport:
    """What receipts did: how many of each kind were new, how many were known, and whose notice nobody knows.

    `redirected` are the references of cases in which a notice went to others because it came back.
    """

    at: datetime
    applied: dict[str, int]
    known_before: int
    unknown: tuple[str, ...]
    redirected: tuple[str, ...]
    milliseconds: float


def apply_receipts(context: EngineContext, receipts: Iterable[Receipt]) -> ReceiptsReport:
    """Write receipts down on their notices, in the order in which they are true, and do what follows from them.

    One that was applied before does nothing, so a mailbox may be read again and again. A notice that came back for
    good goes to others at once, as an event on its case.
    """
    began, now = time.perf_counter(), context.clock.now()
    applied: Counter[str] = Counter()
    known_before = 0
    unknown: dict[str, None] = {}
    for receipt in sorted(receipts, key=lambda receipt: receipt.at):
        with writing(context.engine) as connection:
            new = _apply(connection, receipt, now)
        if new is None:
            unknown[receipt.key] = None
        elif new:
            applied[receipt.kind.value] += 1
        else:
            known_before += 1
    told = tell_others(context.engine, now)
    report = ReceiptsReport(
        at=now,
        applied=dict(applied),
        known_before=known_before,
        unknown=tuple(unknown),
        redirected=told.references,
        milliseconds=(time.perf_counter() - began) * 1000,
    )
    sweep_finished(context.engine, RECEIPTS, context.clock.now(), report.applied | {"unknown": len(unknown)})
    return report


def _apply(connection: Connection, receipt: Receipt, now: datetime) -> bool | None:
    """Apply one receipt. Whether it was new; None if there is no notice with its key."""
    notice = lock_notice(connection, receipt.key)
    if notice is None:
        return None
    if has_event(connection, notice.id, receipt.kind.value, receipt.at):
        return False
    state = DeliveryState(notice.state)
    decision = after_receipt(as_attempted(notice, state), receipt, now)
    changed = decision.state is not state or decision.next_attempt_at != notice.next_attempt_at
    settlement = Settlement(
        state=final_state(connection, notice, decision.state) if changed else state,
        next_attempt_at=decision.next_attempt_at,
        reason=decision.reason,
        waits_for=None if changed else notice.waits_for,
        fall_back_at=fall_back_at(notice, decision, now),
    )
    settle(
        connection,
        notice,
        settlement,
        receipt.kind.value,
        receipt.at,
        keep_lease=decision.state is DeliveryState.SENDING,
    )
    return True
