"""What follows from an attempt or a receipt."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery import DeliveryRefusedError, DeliveryState
from notifications.delivery_decision import (
    DEFAULT_LIMITS,
    FIRST_WAIT,
    LEASE,
    LONGEST_WAIT,
    Attempted,
    after_outcome,
    after_receipt,
    next_attempt_at,
)
from notifications.outcome import Outcome, OutcomeKind
from notifications.receipt import Receipt, ReceiptKind

QUEUED_AT = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
S, K, R = DeliveryState, OutcomeKind, ReceiptKind
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def attempted(state: DeliveryState = S.SENDING, *, fallen_back: bool = False) -> Attempted:
    return Attempted("D-2026-0001:7:hv:email", state, 3, QUEUED_AT, fallen_back)


@pytest.mark.parametrize(
    ("kind", "ours", "age", "state", "again", "fall_back", "alarm"),
    [
        # kind                 ours  age         state                again  fall back  alarm
        (K.SENT, False, MINUTE, S.SENT, False, False, False),
        (K.PERMANENT, False, MINUTE, S.FAILED, False, True, False),
        (K.TRY_AGAIN, False, MINUTE, S.TRY_AGAIN, True, False, False),
        (K.TRY_AGAIN, False, 2 * HOUR, S.TRY_AGAIN, True, True, False),
        (K.TRY_AGAIN, False, 3 * DAY, S.FAILED, False, True, False),
        # Our own server is down: it is tried until it is back, and nobody else gets a copy.
        (K.TRY_AGAIN, True, MINUTE, S.TRY_AGAIN, True, False, False),
        (K.TRY_AGAIN, True, HOUR, S.TRY_AGAIN, True, False, True),
        (K.TRY_AGAIN, True, 30 * DAY, S.TRY_AGAIN, True, False, True),
        # No address for this person is somebody else's chance; no account of ours is nobody's.
        (K.NOBODY_CONFIGURED, False, MINUTE, S.NOBODY_CONFIGURED, True, True, True),
        (K.NOBODY_CONFIGURED, True, MINUTE, S.NOBODY_CONFIGURED, True, False, True),
    ],
)
@pytest.mark.parametrize("fallen_back", [False, True])
def test_what_follows_from_an_attempt(
    kind: OutcomeKind,
    ours: bool,
    age: timedelta,
    state: DeliveryState,
    again: bool,
    fall_back: bool,
    alarm: bool,
    fallen_back: bool,
) -> None:
    now = QUEUED_AT + age
    decision = after_outcome(attempted(fallen_back=fallen_back), Outcome(kind, "Why.", ours=ours), now)
    assert decision.state is state
    assert (decision.next_attempt_at is not None) == again
    assert decision.fall_back == (fall_back and not fallen_back)
    assert decision.alarm == alarm
    assert decision.reason.startswith("Why.")
    if decision.next_attempt_at:
        assert now < decision.next_attempt_at <= now + LONGEST_WAIT


def test_an_outcome_needs_an_attempt() -> None:
    with pytest.raises(DeliveryRefusedError):
        after_outcome(attempted(S.CANCELLED), Outcome(K.SENT, "Why."), QUEUED_AT)


@pytest.mark.parametrize(
    ("before", "kind", "age", "after", "fall_back"),
    [
        (S.SENT, R.DELIVERED, MINUTE, S.DELIVERED, False),
        (S.SENT, R.REPLIED, MINUTE, S.DELIVERED, False),
        (S.SENT, R.AUTO_REPLIED, MINUTE, S.DELIVERED, False),
        (S.SENT, R.BOUNCED_HARD, MINUTE, S.FAILED, True),
        (S.SENT, R.BOUNCED_SOFT, MINUTE, S.TRY_AGAIN, False),
        (S.SENT, R.BOUNCED_SOFT, 2 * HOUR, S.TRY_AGAIN, True),
        (S.SENT, R.BOUNCED_SOFT, 3 * DAY, S.FAILED, True),
        (S.SENT, R.DELAYED, MINUTE, S.SENT, False),
        (S.SENT, R.DELAYED, 2 * HOUR, S.SENT, True),
        # These happen: a bounce after arrival, a reply to what seemed lost, a second report of the same.
        (S.DELIVERED, R.BOUNCED_HARD, MINUTE, S.FAILED, True),
        (S.DELIVERED, R.BOUNCED_SOFT, 3 * DAY, S.DELIVERED, False),
        (S.DELIVERED, R.DELAYED, DAY, S.DELIVERED, False),
        (S.DELIVERED, R.DELIVERED, MINUTE, S.DELIVERED, False),
        (S.TRY_AGAIN, R.REPLIED, MINUTE, S.DELIVERED, False),
        (S.FAILED, R.REPLIED, MINUTE, S.DELIVERED, False),
        (S.FAILED, R.BOUNCED_HARD, MINUTE, S.FAILED, False),
        # It came back before the worker that sent it had written down that it went.
        (S.SENDING, R.BOUNCED_HARD, MINUTE, S.FAILED, True),
        (S.SENDING, R.BOUNCED_SOFT, MINUTE, S.TRY_AGAIN, False),
        (S.SENDING, R.DELIVERED, MINUTE, S.SENDING, False),
        # Too late to matter.
        (S.CANCELLED, R.BOUNCED_HARD, MINUTE, S.CANCELLED, False),
        (S.REDIRECTED, R.REPLIED, MINUTE, S.REDIRECTED, False),
        (S.QUEUED, R.REPLIED, MINUTE, S.QUEUED, False),
    ],
)
def test_what_follows_from_a_receipt(
    before: DeliveryState, kind: ReceiptKind, age: timedelta, after: DeliveryState, fall_back: bool
) -> None:
    now = QUEUED_AT + age
    decision = after_receipt(attempted(before), Receipt("key", kind, now, "It came back."), now)
    assert (decision.state, decision.fall_back, decision.alarm) == (after, fall_back, False)
    assert (decision.next_attempt_at is not None) == (after is S.TRY_AGAIN)
    again = after_receipt(attempted(before, fallen_back=True), Receipt("key", kind, now, "It did."), now)
    assert not again.fall_back


def test_a_receipt_that_changes_nothing_leaves_the_next_attempt_as_planned() -> None:
    planned = QUEUED_AT + HOUR
    waiting = Attempted("key", S.TRY_AGAIN, 1, QUEUED_AT, next_attempt_at=planned)
    decision = after_receipt(waiting, Receipt("key", R.DELAYED, QUEUED_AT, "Slow."), QUEUED_AT)
    assert (decision.state, decision.next_attempt_at) == (S.TRY_AGAIN, planned)


@given(st.integers(1, 10_000), st.text(max_size=20))
def test_waits_are_between_a_minute_and_four_hours_and_always_the_same(attempts: int, key: str) -> None:
    wait = next_attempt_at(attempts, QUEUED_AT, key) - QUEUED_AT
    assert FIRST_WAIT <= wait <= LONGEST_WAIT
    assert next_attempt_at(attempts, QUEUED_AT, key) - QUEUED_AT == wait


@given(st.integers(1, 7), st.text(max_size=20))
def test_waits_grow(attempts: int, key: str) -> None:
    assert next_attempt_at(attempts, QUEUED_AT, key) < next_attempt_at(attempts + 1, QUEUED_AT, key)


def test_what_failed_together_does_not_come_back_together() -> None:
    assert len({next_attempt_at(1, QUEUED_AT, f"notice:{number}") for number in range(100)}) > 90


def test_a_wait_follows_an_attempt() -> None:
    with pytest.raises(ValueError, match="at least one"):
        next_attempt_at(0, QUEUED_AT, "key")


def test_a_day_without_a_mail_server_takes_few_attempts_and_loses_nothing() -> None:
    now, attempts, state = QUEUED_AT, 0, S.QUEUED
    while now < QUEUED_AT + DAY:
        attempts += 1
        delivery = Attempted("D-2026-0001:7:hv:email", S.SENDING, attempts, QUEUED_AT)
        decision = after_outcome(delivery, Outcome(K.TRY_AGAIN, "Down.", ours=True), now)
        assert decision.next_attempt_at
        assert not decision.fall_back
        now, state = decision.next_attempt_at, decision.state
    assert state is S.TRY_AGAIN
    assert attempts < 16
    assert now < QUEUED_AT + DAY + LONGEST_WAIT


def test_a_lease_outlasts_the_longest_attempt_and_ends_before_anybody_is_told() -> None:
    answers_of_a_server, patience = 12, timedelta(seconds=15)
    assert answers_of_a_server * patience < LEASE < DEFAULT_LIMITS.fall_back_after
