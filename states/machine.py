"""The disagreement machine: a python-statemachine class built from a procedure, one for each version."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

from procedures.graph import CLOSED, DRAFT, Graph, Move, Position, unfold
from procedures.language import Procedure
from states.decision import Refused
from states.guards import guards_for

if TYPE_CHECKING:
    from states.attempt import Attempt


CHOICES = {"skip_to": "stage to skip to called", "fast_path": "fast path", "redirect": "redirect"}
"""Events of which a procedure has some, named behind a double underscore, and what each is."""

NONE_AT_ALL = {
    "skip_to": "This procedure lets nobody skip a stage.",
    "fast_path": "This procedure has no fast path. A time that protects the child can be set instead.",
    "redirect": "This procedure names no other place for a matter to go to.",
}
"""What to say where a procedure has none of these."""

NOT_ALLOWED = {
    "hold": "This procedure does not allow a disagreement to be put on hold.",
    "reopen_at": "This procedure does not allow a disagreement to be reopened.",
}
"""Events that a procedure may lack altogether."""


@dataclass
class Cursor:
    """The machine's model: where the case stands, and the attempt whose guards are asked."""

    state: str
    attempt: Attempt | None = None


class DisagreementMachine(StateMachine):
    """Base of every machine built from a procedure.

    `StateMachine` refuses unknown events and lets errors out, where `StateChart` would swallow both. The library's
    delays and time-outs are never used: clocks are rows in the store.
    """


class Machine:
    """The machine of one procedure, ready for many cases.

    An instance of the library's class is costly to build and cheap to reuse, so each thread keeps one and only its
    model's state is set for each case.
    """

    def __init__(self, procedure: Procedure) -> None:
        self.graph: Graph = unfold(procedure)
        self.machine_class = build_class(procedure.id, self.graph)
        self._instances = threading.local()
        self._unguarded: dict[tuple[str, str], Move] = {}
        self._events = frozenset(self.graph.events())

    def move(self, position: Position, event: str, attempt: Attempt) -> Move:
        """The move that an event makes from a position, after its guards have agreed.

        Raises Refused, with the reason of the guard, or because the event is not open at this position.
        """
        if event not in self._events:
            raise Refused(self.why_unknown(event) or attempt.not_open_here(), "not_open_here")
        return self._sent(position, event, attempt)

    def why_unknown(self, event: str) -> str | None:
        """What to say about an event that the procedure has nowhere; None if it has it, or there is nothing to add."""
        if event in self._events:
            return None
        name, _, choice = event.partition("__")
        if name not in CHOICES:
            return NOT_ALLOWED.get(name)
        known = sorted(known.partition("__")[2] for known in self._events if known.startswith(f"{name}__"))
        if not known:
            return NONE_AT_ALL[name]
        return f"This procedure has no {CHOICES[name]} {choice!r}. Choose one of: {', '.join(known)}."

    def move_by_clock(self, position: Position, event: str, attempt: Attempt) -> Move:
        """As `move`, for events of the clock, which have no guards.

        Without guards the machine's answer depends on position and event alone, so it is asked once and remembered:
        one send costs 200 microseconds, which a sweep of thousands cannot pay for each case.
        """
        key = (position.value, event)
        move = self._unguarded.get(key)
        if move is None:
            move = self._unguarded[key] = self._sent(position, event, attempt)
        return move

    def _sent(self, position: Position, event: str, attempt: Attempt) -> Move:
        """The graph's move for what the machine itself answers."""
        target = self._send(position.value, event, attempt)
        move = self.graph.move(position, event)
        if move is None or move.target.value != target:
            raise AssertionError(f"machine and graph disagree on {event} from {position.value}")
        return move

    def _send(self, position: str, event: str, attempt: Attempt) -> str:
        instance = getattr(self._instances, "machine", None)
        if instance is None:
            instance = self.machine_class(model=Cursor(position))
            self._instances.machine = instance
        cursor: Cursor = instance.model
        cursor.state, cursor.attempt = position, attempt
        try:
            instance.send(event)
        except TransitionNotAllowed:
            raise Refused(attempt.not_open_here(), "not_open_here") from None
        finally:
            cursor.attempt = None
            if instance.is_terminated:
                # A machine that has reached its final state answers nothing more, and the next case needs one.
                del self._instances.machine
        return str(cursor.state)


def build_class(name: str, graph: Graph) -> type[DisagreementMachine]:
    """A python-statemachine class with a state for each position and a guarded transition for each move."""
    reopens = any(move.source == CLOSED for move in graph.moves)
    states = {
        position: State(
            position.value, value=position.value, initial=position == DRAFT, final=position == CLOSED and not reopens
        )
        for position in graph.positions
    }
    namespace: dict[str, Any] = {position.value.replace(".", "__"): state for position, state in states.items()}
    transitions: dict[str, Any] = {}
    for move in graph.moves:
        transition = states[move.source].to(states[move.target], validators=list(guards_for(move.event)))
        transitions[move.event] = transitions[move.event] | transition if move.event in transitions else transition
    namespace.update(transitions)
    return type(f"{name.title().replace('_', '')}Machine", (DisagreementMachine,), namespace)
