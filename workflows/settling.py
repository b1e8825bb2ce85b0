"""Writing down what an attempt or a receipt came to: by the delivery's own rule, with an event for its history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from notifications.delivery import DeliveryEvent, DeliveryState, state_after
from notifications.delivery_decision import Attempted, DeliveryDecision, after_outcome
from notifications.outcome import Outcome, OutcomeKind
from store.outbox import Settlement, settle
from store.stored_notice import StoredNotice
from store.undelivered import others_were_told


def settle_outcome(
    connection: Connection, notice: StoredNotice, outcome: Outcome, now: datetime, waits_for: str | None
) -> Settlement:
    """Write what came of an attempt at a notice, which is leased, or locked and not tried at all.

    In: the way out that it waits for if the fault is our own. Returns what was decided, which was written unless
    another worker has taken the notice over meanwhile.
    """
    decision = after_outcome(as_attempted(notice, DeliveryState.SENDING), outcome, now)
    settlement = Settlement(
        state=final_state(connection, notice, decision.state),
        next_attempt_at=decision.next_attempt_at,
        reason=decision.reason,
        waits_for=waits_for if outcome.ours else None,
        fall_back_at=fall_back_at(notice, decision, now),
        sent_at=now if outcome.kind is OutcomeKind.SENT else None,
        receipt=outcome.receipt,
    )
    # What is found wanting each hour says so once.
    same = notice.state == settlement.state and notice.reason == settlement.reason
    settle(connection, notice, settlement, None if same else outcome.kind.value, now)
    return settlement


def as_attempted(notice: StoredNotice, state: DeliveryState) -> Attempted:
    """A notice as the rules of delivery look at it."""
    return Attempted(
        key=notice.key,
        state=state,
        attempts=max(notice.attempts, 1),
        queued_at=notice.queued_at,
        fallen_back=notice.fall_back_at is not None,
        next_attempt_at=notice.next_attempt_at,
    )


def final_state(connection: Connection, notice: StoredNotice, state: DeliveryState) -> DeliveryState:
    """The state that an attempt leads to, or what follows at once because others were told before it."""
    over = state in (DeliveryState.FAILED, DeliveryState.NOBODY_CONFIGURED)
    if over and notice.passed_on_at is not None and others_were_told(connection, notice):
        return state_after(state, DeliveryEvent.PASS_ON)
    return state


def fall_back_at(notice: StoredNotice, decision: DeliveryDecision, now: datetime) -> datetime | None:
    """When a notice became owed to others, if it has."""
    return now if decision.fall_back else notice.fall_back_at


def state_once_passed_on(notice: StoredNotice) -> str | None:
    """The final state of a notice that others were given instead, or None where it is still on its way itself."""
    state = DeliveryState(notice.state)
    if state in (DeliveryState.FAILED, DeliveryState.NOBODY_CONFIGURED):
        return state_after(state, DeliveryEvent.PASS_ON)
    return None
