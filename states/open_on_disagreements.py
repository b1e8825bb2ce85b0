"""Which actions on a disagreement are open to a person now, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, get_args

from procedures.graph import Phase
from procedures.language import ClosingDuty, Procedure
from procedures.provision import DECIDED_IN_THE_REVIEW
from states.action import Action
from states.actions import AnyAction
from states.attempt import Attempt
from states.case import Case, RunningClock
from states.decide import machine_for
from states.decision import Refusal
from states.directory import Directory
from states.guards import guards_for, is_their_step, parties_for
from states.machine import Cursor
from states.open_action import NEVER_HERE, OpenAction, ask, ask_all, unfilled

DISAGREEMENT_ACTIONS: dict[str, type[Action]] = {
    kind.model_fields["kind"].default: kind for kind in get_args(get_args(AnyAction)[0])
}
"""Every action on a disagreement by its `kind`."""

NAMED_OTHERWISE = {"skip_stage": "skip_to", "take_fast_path": "fast_path", "resume": "resume_at", "reopen": "reopen_at"}
"""What the events of an action begin with, where that is not its kind."""

CHOSEN = {"skip_stage": "to", "take_fast_path": "path", "redirect": "redirect"}
"""The field of an action that says which of a procedure's events is meant: each is an action of its own here."""

ABOUT_A_DUTY = ("finish_duty", "propose_outcome", "agree_outcome")
"""Actions on closing duties: the latter two on those that both sides agree, the first on all others."""

NOBODY_ELSES = {"hand_over": {"of": None}}
"""What is taken as said: handing over is one's own step's unless business support says whose it is."""


def open_on_disagreement(
    case: Case, person: str, procedure: Procedure, directory: Directory, now: datetime
) -> tuple[OpenAction, ...]:
    """Every action that the procedure has, in the order of `AnyAction`, with what it is to a person (a code) at `now`.

    The guards are the machine's own. One that asks for a field which is not filled in yet is left for later.
    """
    found = []
    for kind in DISAGREEMENT_ACTIONS:
        for fields in _about(case, kind, procedure):
            refusal = refusal_on_disagreement(case, kind, fields, person, procedure, directory, now)
            if refusal is None or refusal.code != NEVER_HERE:
                found.append(OpenAction.after(kind, fields, refusal))
    return tuple(found)


def refusal_on_disagreement(
    case: Case,
    kind: str,
    filled: Mapping[str, Any],
    person: str,
    procedure: Procedure,
    directory: Directory,
    now: datetime,
) -> Refusal | None:
    """What the guards say to an action of which only some fields are filled in; None if they have nothing against it.

    None may still be refused once every field is there; a refusal stays one whatever the other fields say.
    """
    chosen, machine = CHOSEN.get(kind), machine_for(procedure)
    if chosen and chosen not in filled:
        return None
    action = unfilled(DISAGREEMENT_ACTIONS[kind], NOBODY_ELSES.get(kind, {}) | dict(filled))
    attempt = Attempt(case, action, person, procedure, directory, now)
    event = action.event(case)
    if machine.graph.move(case.at, event) is None:
        nowhere = machine.why_unknown(event)
        return Refusal(nowhere, "not_open_here") if nowhere else _refused_elsewhere(attempt, action)
    return ask_all(guards_for(event), Cursor(case.position, attempt), action)


def _refused_elsewhere(attempt: Attempt, action: Action) -> Refusal:
    """Why an action is not open where the case does not know it: not theirs at all, or not now."""
    why = attempt.not_open_here()
    if parties_for(attempt) is None:
        # Whose it is can only be said where it is open.
        return Refusal(why, "not_yours")
    return ask(is_their_step, attempt, action) or Refusal(why, "not_open_here")


def _is_joint(procedure: Procedure, clock: RunningClock) -> bool:
    duty = procedure.clock_at(None, clock.clock)
    return isinstance(duty, ClosingDuty) and duty.agreed_by_both


def _about(case: Case, kind: str, procedure: Procedure) -> Iterator[dict[str, Any]]:
    """What an action can be about in a procedure; nothing in particular for most, nothing at all if it has none."""
    machine = machine_for(procedure)
    begins = NAMED_OTHERWISE.get(kind, kind)
    events = [event for event in machine.graph.events() if event.partition("__")[0] == begins]
    if kind in CHOSEN:
        # What a practice review ends is nobody's to choose.
        chosen = (event.partition("__")[2] for event in events)
        yield from ({CHOSEN[kind]: name} for name in chosen if name != DECIDED_IN_THE_REVIEW)
    elif kind in ABOUT_A_DUTY and case.at.phase is Phase.CLOSING:
        joint = kind != "finish_duty"
        yield from ({"duty": clock.clock} for clock in case.clocks if _is_joint(procedure, clock) == joint)
    elif kind == "raise_disagreement":
        yield from [{}] if case.at.phase is Phase.DRAFT else []
    elif events:
        yield {}
