"""The life of one delivery: its states, what each promises, and the machine that joins them."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from statemachine import StateMachine
from statemachine.exceptions import TransitionNotAllowed
from statemachine.states import States


class DeliveryState(StrEnum):
    """Where a message stands: each member's value, what it promises, and what it does not promise."""

    promised: str
    not_promised: str

    def __new__(cls, value: str, promised: str = "", not_promised: str = "") -> Self:
        """A member with its two lines beside its value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.promised = promised
        member.not_promised = not_promised
        return member

    QUEUED = (
        "queued",
        "Written down together with the event that owes it, and will be tried.",
        "That anything has left, or that it is still wanted when its turn comes.",
    )
    SENDING = (
        "sending",
        "One worker has it under a lease and may be talking to a server now.",
        "That it left. If the worker dies, the lease ends and another tries again.",
    )
    SENT = (
        "sent",
        "The next system (mail server, GOV.UK Notify, web hook) said that it took the message over.",
        "That it arrived. A bounce may still come.",
    )
    DELIVERED = (
        "delivered",
        "A receipt or a reply came back, so it reached the mailbox.",
        "That a person read it. A bounce after this has been seen, and counts.",
    )
    TRY_AGAIN = (
        "try_again",
        "The last attempt failed, or ended without an answer, in a way that may pass.",
        "That nothing arrived. A copy that did has the same Message-ID.",
    )
    FAILED = (
        "failed",
        "It will not be tried at this address again: refused, bounced, or given up after days.",
        "That nobody knows. Passing it on to others is a step of its own.",
    )
    NOBODY_CONFIGURED = (
        "nobody_configured",
        "It cannot leave until a person mends a setting or the directory. It raises the alarm.",
        "That anybody has mended it.",
    )
    CANCELLED = (
        "cancelled",
        "Before it left, the case had moved on and the notice was no longer wanted. It will not be sent.",
        "That an attempt without an answer did not arrive all the same.",
    )
    REDIRECTED = (
        "redirected",
        "It could not reach its person, and the deputy and business support are told instead.",
        "That they were reached. Those are deliveries of their own.",
    )


class DeliveryEvent(StrEnum):
    """What happens to a delivery."""

    CLAIM = "claim"
    """A worker takes it, or takes it over when an earlier worker's lease has ended."""
    ACCEPT = "accept"
    FAIL_FOR_NOW = "fail_for_now"
    FAIL_FOR_GOOD = "fail_for_good"
    FIND_NOBODY = "find_nobody"
    ARRIVE = "arrive"
    BOUNCE_FOR_NOW = "bounce_for_now"
    BOUNCE_FOR_GOOD = "bounce_for_good"
    CANCEL = "cancel"
    PASS_ON = "pass_on"  # noqa: S105 - the word, not a password


class DeliveryRefusedError(ValueError):
    """An event that cannot happen to a delivery where it stands."""


class DeliveryMachine(StateMachine):
    """Which state may follow which. It holds no data and does nothing: rows and workers do.

    `StateMachine`, not `StateChart`: an event that does not fit is an error, and never passes without a
    trace.
    """

    _ = States.from_enum(
        DeliveryState,
        initial=DeliveryState.QUEUED,
        final={DeliveryState.CANCELLED, DeliveryState.REDIRECTED},
    )

    claim = (
        _.QUEUED.to(_.SENDING) | _.TRY_AGAIN.to(_.SENDING) | _.NOBODY_CONFIGURED.to(_.SENDING) | _.SENDING.to.itself()
    )
    accept = _.SENDING.to(_.SENT)
    fail_for_now = _.SENDING.to(_.TRY_AGAIN)
    fail_for_good = _.SENDING.to(_.FAILED)
    find_nobody = _.SENDING.to(_.NOBODY_CONFIGURED)
    # A receipt can come for an attempt that seemed to fail.
    arrive = _.SENT.to(_.DELIVERED) | _.TRY_AGAIN.to(_.DELIVERED) | _.FAILED.to(_.DELIVERED) | _.DELIVERED.to.itself()
    # A bounce can be quicker than the worker that sent the mail is to write down that it went.
    bounce_for_now = _.SENDING.to(_.TRY_AGAIN) | _.SENT.to(_.TRY_AGAIN) | _.TRY_AGAIN.to.itself()
    # Seen in practice: a report of arrival first, and a bounce from a forwarding address afterwards.
    bounce_for_good = _.SENDING.to(_.FAILED) | _.SENT.to(_.FAILED) | _.TRY_AGAIN.to(_.FAILED) | _.DELIVERED.to(_.FAILED)
    cancel = (
        _.QUEUED.to(_.CANCELLED)
        | _.SENDING.to(_.CANCELLED)
        | _.TRY_AGAIN.to(_.CANCELLED)
        | _.NOBODY_CONFIGURED.to(_.CANCELLED)
    )
    pass_on = _.FAILED.to(_.REDIRECTED) | _.NOBODY_CONFIGURED.to(_.REDIRECTED)


def state_after(state: DeliveryState, event: DeliveryEvent) -> DeliveryState:
    """The state that an event leads to.

    Raises:
        DeliveryRefusedError: the event cannot happen in this state.
    """
    machine = DeliveryMachine(start_value=state)
    try:
        machine.send(event.value)
    except TransitionNotAllowed as refusal:
        raise DeliveryRefusedError(
            f"A delivery that is {state.value.replace('_', ' ')} cannot {event.value.replace('_', ' ')}."
        ) from refusal
    return DeliveryState(machine.current_state_value)


def may_happen(state: DeliveryState, event: DeliveryEvent) -> bool:
    """Whether an event can happen in a state."""
    return event.value in {allowed.id for allowed in DeliveryMachine(start_value=state).allowed_events}
