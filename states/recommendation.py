"""The machine of a recommendation: proposed, accepted or rejected with a reason, evidenced, closed."""

from __future__ import annotations

from dataclasses import dataclass

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

from states.decision import Refused

NOT_NOW = {
    "proposed": "It has not been accepted or rejected yet: answer it first.",
    "accepted": "There is no evidence yet of what has changed for children: record that first.",
    "rejected": "It was rejected, with a reason.",
    "evidenced": "It has been accepted, and there is evidence of its impact.",
    "closed": "It is closed.",
}
"""Why something cannot be done with a recommendation now, by its state."""


@dataclass
class Cursor:
    """The machine's model: where a recommendation stands."""

    state: str


class RecommendationMachine(StateMachine):
    """One recommendation. It is closed on evidence of its impact alone: that something was done is not enough."""

    proposed = State("proposed", value="proposed", initial=True)
    accepted = State("accepted", value="accepted")
    rejected = State("rejected", value="rejected", final=True)
    evidenced = State("evidenced", value="evidenced")
    closed = State("closed", value="closed", final=True)

    accept = proposed.to(accepted)
    reject = proposed.to(rejected)
    record_work = accepted.to(accepted) | evidenced.to(evidenced)
    show_impact = accepted.to(evidenced) | evidenced.to(evidenced)
    check_impact = accepted.to(accepted) | evidenced.to(evidenced)
    close = evidenced.to(closed)


def recommendation_after(state: str, event: str, number: int) -> str:
    """The state of a recommendation after an event.

    Refused, saying why, if the event is not open in this state.
    """
    cursor = Cursor(state)
    try:
        RecommendationMachine(model=cursor).send(event)
    except TransitionNotAllowed:
        raise Refused(
            f"You cannot do this for recommendation {number} now. {NOT_NOW[state]}",
            f"recommendation_{state}",
        ) from None
    return cursor.state
