"""What follows from an attempt or a receipt: the new state, the next attempt, whether others must be told."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.delivery import DeliveryEvent, DeliveryState, may_happen, state_after
from notifications.outcome import Outcome, OutcomeKind
from notifications.receipt import Receipt, ReceiptKind

# A mail takes at most some dozen answers of a server, each waited for 15 seconds by default: three minutes. A
# lease three times that long is not lost by a worker that still works, and a dead worker holds nothing up
# long.
LEASE = timedelta(minutes=10)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
_JITTER = 0.25
_DOUBLINGS = 10  # past the longest wait; keeps the power small after many attempts


@dataclass(frozen=True)
class DeliveryLimits:
    """How long to go on. All four are local defaults.

    Fields:
        fall_back_after: from being queued; a notice that has not gone by then goes to others as well, while
            it is still tried. Two hours leave time in a working day for a fast path of 24 hours.
        give_up_after: from being queued; 72 hours is how long GOV.UK Notify's own provider tries.
        alarm_after: from being queued, where the fault is ours; long enough for a server to restart.
        look_again_after: the wait while a setting or an address is missing.
    """

    fall_back_after: timedelta = timedelta(hours=2)
    give_up_after: timedelta = timedelta(hours=72)
    alarm_after: timedelta = timedelta(minutes=30)
    look_again_after: timedelta = timedelta(hours=1)


DEFAULT_LIMITS = DeliveryLimits()


@dataclass(frozen=True)
class Attempted:
    """What the outbox knows of a delivery when an outcome or a receipt comes in.

    Fields:
        attempts: how many were made, this one included.
        queued_at: the instant (aware) at which the notice was owed.
        fallen_back: deputy and business support were told already.
        next_attempt_at: the attempt that is planned, if one is.
    """

    key: str
    state: DeliveryState
    attempts: int
    queued_at: datetime
    fallen_back: bool = False
    next_attempt_at: datetime | None = None


@dataclass(frozen=True)
class DeliveryDecision:
    """What to write.

    Fields:
        next_attempt_at: an instant in the zone of `now`; None where no attempt is to follow.
        fall_back: queue the notice to the deputy and business support now, and record it on the case. Asked
            once for each delivery.
        alarm: those who run the engine must be told.
        reason: for the delivery's history, in plain words.
    """

    state: DeliveryState
    next_attempt_at: datetime | None
    fall_back: bool
    alarm: bool
    reason: str


def next_attempt_at(attempts: int, now: datetime, key: str) -> datetime:
    """When to try again after so many failed attempts: 1, 2, 4 ... minutes, then every 4 hours, less or more.

    In: at least one attempt. A quarter of the wait is spread by the key, so that what failed together does
    not come back together; the same key and count always give the same wait, between 1 minute and 4 hours.
    """
    if attempts < 1:
        raise ValueError(f"The next attempt follows at least one, not {attempts}.")
    spread = int.from_bytes(hashlib.sha256(f"{key}/{attempts}".encode()).digest()[:4]) / 2**32
    wait = FIRST_WAIT * (1 << min(attempts - 1, _DOUBLINGS))
    if wait >= LONGEST_WAIT:
        return now + LONGEST_WAIT * (1 - _JITTER * spread)
    return now + min(wait * (1 + _JITTER * spread), LONGEST_WAIT)


def after_outcome(
    delivery: Attempted, outcome: Outcome, now: datetime, limits: DeliveryLimits = DEFAULT_LIMITS
) -> DeliveryDecision:
    """What follows from an attempt. The delivery is `sending`.

    A fault of our own (server down, account refused) is tried until it is mended and raises the alarm: every
    address fails alike, so telling the deputy would fail too and would bury everybody in copies afterwards.

    Raises:
        DeliveryRefusedError: the delivery is not being sent.
    """
    age = now - delivery.queued_at
    match outcome.kind:
        case OutcomeKind.SENT:
            return _decision(delivery, DeliveryEvent.ACCEPT, outcome.reason)
        case OutcomeKind.PERMANENT:
            return _decision(delivery, DeliveryEvent.FAIL_FOR_GOOD, outcome.reason, fall_back=True)
        case OutcomeKind.NOBODY_CONFIGURED:
            return _decision(
                delivery,
                DeliveryEvent.FIND_NOBODY,
                outcome.reason,
                next_attempt_at=now + limits.look_again_after,
                fall_back=not outcome.ours,
                alarm=True,
            )
        case OutcomeKind.TRY_AGAIN:
            if age >= limits.give_up_after and not outcome.ours:
                reason = f"{outcome.reason} Given up after {delivery.attempts} attempts."
                return _decision(delivery, DeliveryEvent.FAIL_FOR_GOOD, reason, fall_back=True)
            return _decision(
                delivery,
                DeliveryEvent.FAIL_FOR_NOW,
                outcome.reason,
                next_attempt_at=next_attempt_at(delivery.attempts, now, delivery.key),
                fall_back=age >= limits.fall_back_after and not outcome.ours,
                alarm=age >= limits.alarm_after and outcome.ours,
            )


def after_receipt(
    delivery: Attempted, receipt: Receipt, now: datetime, limits: DeliveryLimits = DEFAULT_LIMITS
) -> DeliveryDecision:
    """What follows from a receipt. One that comes too late to matter leaves everything as it is.

    An out-of-office answer shows that the message arrived; that the person is away is in the reason. A
    message that came back for now is tried again, and given up like any other.
    """
    age = now - delivery.queued_at
    match receipt.kind:
        case ReceiptKind.DELIVERED | ReceiptKind.REPLIED | ReceiptKind.AUTO_REPLIED:
            return _received(delivery, DeliveryEvent.ARRIVE, receipt.reason)
        case ReceiptKind.BOUNCED_HARD:
            return _received(delivery, DeliveryEvent.BOUNCE_FOR_GOOD, receipt.reason, fall_back=True)
        case ReceiptKind.BOUNCED_SOFT if age < limits.give_up_after:
            return _received(
                delivery,
                DeliveryEvent.BOUNCE_FOR_NOW,
                receipt.reason,
                next_attempt_at=next_attempt_at(max(delivery.attempts, 1), now, delivery.key),
                fall_back=age >= limits.fall_back_after,
            )
        case ReceiptKind.BOUNCED_SOFT if delivery.state is not DeliveryState.DELIVERED:
            reason = f"{receipt.reason} Given up after {delivery.attempts} attempts."
            return _received(delivery, DeliveryEvent.BOUNCE_FOR_GOOD, reason, fall_back=True)
        case ReceiptKind.DELAYED if delivery.state is DeliveryState.SENT:
            # A server on the way still tries; a second copy would help nobody, word to others may.
            return _unchanged(delivery, receipt.reason, fall_back=age >= limits.fall_back_after)
        case _:
            return _unchanged(delivery, receipt.reason)


def _received(
    delivery: Attempted,
    event: DeliveryEvent,
    reason: str,
    *,
    next_attempt_at: datetime | None = None,
    fall_back: bool = False,
) -> DeliveryDecision:
    if not may_happen(delivery.state, event):
        return _unchanged(delivery, reason)
    return _decision(delivery, event, reason, next_attempt_at=next_attempt_at, fall_back=fall_back)


def _decision(
    delivery: Attempted,
    event: DeliveryEvent,
    reason: str,
    *,
    next_attempt_at: datetime | None = None,
    fall_back: bool = False,
    alarm: bool = False,
) -> DeliveryDecision:
    return DeliveryDecision(
        state=state_after(delivery.state, event),
        next_attempt_at=next_attempt_at,
        fall_back=fall_back and not delivery.fallen_back,
        alarm=alarm,
        reason=reason,
    )


def _unchanged(delivery: Attempted, reason: str, *, fall_back: bool = False) -> DeliveryDecision:
    return DeliveryDecision(
        state=delivery.state,
        next_attempt_at=delivery.next_attempt_at,
        fall_back=fall_back and not delivery.fallen_back,
        alarm=False,
        reason=reason,
    )
