"""The machine of practice reviews: a python-statemachine class built from the course, with guards as validators."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

from procedures.review_course import ReviewMove, ReviewPosition, course
from states.decision import Refused
from states.review_guards import Guard, guards_for

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


@dataclass
class Cursor:
    """The machine's model: where the review stands, and the attempt whose guards are asked."""

    state: str
    attempt: ReviewAttempt | None = None


class PracticeReviewBase(StateMachine):
    """Base of the machine.

    `StateMachine` refuses unknown events and lets errors out, where `StateChart` would swallow both. The library's
    delays and time-outs are never used: clocks are rows in the store.
    """


@cache
def practice_review_class() -> type[PracticeReviewBase]:
    """A python-statemachine class with a state for each position and a guarded transition for each move.

    One for all reviews, since deadlines are data and the course is not. It is built when first asked for.
    """
    states = {
        position: State(
            position.value,
            value=position.value,
            initial=position is ReviewPosition.DRAFT,
            final=position is ReviewPosition.CLOSED,
        )
        for position in ReviewPosition
    }
    namespace: dict[str, Any] = {position.value: state for position, state in states.items()}
    transitions: dict[str, Any] = {}
    for move in course():
        validators = [_as_validator(guard) for guard in guards_for(move.event)]
        transition = states[move.source].to(states[move.target], validators=validators)
        transitions[move.event] = transitions[move.event] | transition if move.event in transitions else transition
    namespace.update(transitions)
    return type("PracticeReview", (PracticeReviewBase,), namespace)


class ReviewMachine:
    """The machine, ready for many reviews.

    An instance of the library's class is costly to build and cheap to reuse, so each thread keeps one and only its
    model's state is set for each review.
    """

    def __init__(self) -> None:
        self._moves = {(move.source, move.event): move for move in course()}
        self._events = frozenset(move.event for move in course())
        self._instances = threading.local()

    def move(self, position: ReviewPosition, event: str, attempt: ReviewAttempt) -> ReviewMove:
        """The move that an event makes from a position, after its guards have agreed.

        Raises Refused, with the reason of the guard, or because the event is not open at this position.
        """
        if event not in self._events:
            raise Refused(f"A practice review knows no event {event!r}.", "not_open_here")
        target = self._send(position.value, event, attempt)
        return self._move_to(position, event, target)

    def _move_to(self, position: ReviewPosition, event: str, target: str) -> ReviewMove:
        move = self._moves.get((position, event))
        if move is None or move.target.value != target:
            raise AssertionError(f"machine and course disagree on {event} from {position.value}")
        return move

    def _send(self, position: str, event: str, attempt: ReviewAttempt) -> str:
        instance = getattr(self._instances, "machine", None)
        if instance is None:
            instance = practice_review_class()(model=Cursor(position))
            self._instances.machine = instance
        cursor = cast("Cursor", instance.model)
        cursor.state, cursor.attempt = position, attempt
        try:
            instance.send(event)
        except TransitionNotAllowed:
            raise Refused(attempt.not_open_here(), "not_open_here") from None
        finally:
            cursor.attempt = None
            if instance.is_terminated:
                # A machine that has reached its final state answers nothing more, and the next review needs one.
                del self._instances.machine
        return str(cursor.state)


@cache
def review_machine() -> ReviewMachine:
    """The one machine of all practice reviews."""
    return ReviewMachine()


def _as_validator(guard: Guard) -> Callable[..., None]:
    def validator(model: Any) -> None:
        guard(cast("ReviewAttempt", model.attempt))

    validator.__name__ = guard.__name__
    return validator
