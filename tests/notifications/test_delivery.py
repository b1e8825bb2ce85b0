"""The life of one delivery: which state follows which."""

import pytest

from notifications.delivery import (
    DeliveryEvent,
    DeliveryMachine,
    DeliveryRefusedError,
    DeliveryState,
    may_happen,
    state_after,
)

S, E = DeliveryState, DeliveryEvent
# Everything that can happen, and nothing else.
FOLLOWS = {
    (S.QUEUED, E.CLAIM): S.SENDING,
    (S.QUEUED, E.CANCEL): S.CANCELLED,
    (S.SENDING, E.CLAIM): S.SENDING,
    (S.SENDING, E.ACCEPT): S.SENT,
    (S.SENDING, E.FAIL_FOR_NOW): S.TRY_AGAIN,
    (S.SENDING, E.FAIL_FOR_GOOD): S.FAILED,
    (S.SENDING, E.FIND_NOBODY): S.NOBODY_CONFIGURED,
    (S.SENDING, E.BOUNCE_FOR_NOW): S.TRY_AGAIN,
    (S.SENDING, E.BOUNCE_FOR_GOOD): S.FAILED,
    (S.SENDING, E.CANCEL): S.CANCELLED,
    (S.SENT, E.ARRIVE): S.DELIVERED,
    (S.SENT, E.BOUNCE_FOR_NOW): S.TRY_AGAIN,
    (S.SENT, E.BOUNCE_FOR_GOOD): S.FAILED,
    (S.DELIVERED, E.ARRIVE): S.DELIVERED,
    (S.DELIVERED, E.BOUNCE_FOR_GOOD): S.FAILED,
    (S.TRY_AGAIN, E.CLAIM): S.SENDING,
    (S.TRY_AGAIN, E.ARRIVE): S.DELIVERED,
    (S.TRY_AGAIN, E.BOUNCE_FOR_NOW): S.TRY_AGAIN,
    (S.TRY_AGAIN, E.BOUNCE_FOR_GOOD): S.FAILED,
    (S.TRY_AGAIN, E.CANCEL): S.CANCELLED,
    (S.FAILED, E.ARRIVE): S.DELIVERED,
    (S.FAILED, E.PASS_ON): S.REDIRECTED,
    (S.NOBODY_CONFIGURED, E.CLAIM): S.SENDING,
    (S.NOBODY_CONFIGURED, E.CANCEL): S.CANCELLED,
    (S.NOBODY_CONFIGURED, E.PASS_ON): S.REDIRECTED,
}


@pytest.mark.parametrize("state", DeliveryState)
@pytest.mark.parametrize("event", DeliveryEvent)
def test_what_follows_what(state: DeliveryState, event: DeliveryEvent) -> None:
    after = FOLLOWS.get((state, event))
    assert may_happen(state, event) == (after is not None)
    if after is None:
        with pytest.raises(DeliveryRefusedError, match=r"A delivery that is [a-z ]+ cannot [a-z ]+\."):
            state_after(state, event)
    else:
        assert state_after(state, event) is after


@pytest.mark.parametrize("state", DeliveryState)
def test_every_state_says_what_it_promises_and_what_not(state: DeliveryState) -> None:
    assert state.promised.endswith(".")
    assert state.not_promised.endswith(".")
    assert DeliveryState(str(state)) is state


def test_the_machine_is_strict() -> None:
    assert DeliveryMachine.allow_event_without_transition is False
    assert DeliveryMachine.catch_errors_as_events is False
    assert DeliveryMachine.atomic_configuration_update is True


def test_no_state_is_a_dead_end_by_accident() -> None:
    left = {state for state, _ in FOLLOWS}
    assert set(DeliveryState) - left == {S.CANCELLED, S.REDIRECTED}
