"""Which clocks a move stops and which it starts: the one rule that the engine and the checker share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from procedures.clock import Clock, CumulativeCap, Expiry, Trigger
from procedures.graph import CHILD_PROTECTING_TIME, COMMITMENT, HOLD, Move, Phase, Position
from procedures.language import ClosingDuty, Outcome, Procedure

OUTCOMES: dict[str, Outcome] = {
    "settle": "settled",
    "decide_as_group": "decided",
    "withdraw": "withdrawn",
    "redirect": "redirected",
    "record_onward_outcome": "settled_elsewhere",
}
"""How a case ends by the event that ends it (the part of the event's name before `__`)."""


@dataclass(frozen=True, slots=True)
class ClockChanges:
    """Ids of the clocks that a move stops and starts, in order. A restarted clock stands in both."""

    stops: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()


def clock_changes(
    procedure: Procedure,
    move: Move,
    running: Collection[str],
    *,
    held: Collection[str] = (),
    finished_duty: str | None = None,
    commits: bool = False,
) -> ClockChanges:
    """What a move does to the clocks.

    `running` are the ids of the clocks that run before the move, an expiring one included; `held` those that a hold
    stopped; `finished_duty` the closing duty that is now done; `commits` whether an acknowledgement names a date.
    """
    if move.target.phase is Phase.HELD and move.event == "hold":
        return ClockChanges(tuple(running), (HOLD,))
    if move.event.startswith("resume_at__"):
        return ClockChanges(tuple(c for c in running if c == HOLD), tuple(held))
    starts = _starts(procedure, move, running, commits=commits)
    stops = [clock for clock in running if _stops(procedure, move, clock, finished_duty) or clock in starts]
    return ClockChanges(tuple(stops), starts)


def outcome_of(event: str) -> Outcome | None:
    """How the event ends a case, or None if it does not."""
    return OUTCOMES.get(event.partition("__")[0])


def duties_owed(procedure: Procedure, outcome: Outcome, reached: Position) -> list[ClosingDuty]:
    """The closing duties of a case that ends with `outcome` from the position `reached`."""
    top = len(procedure.stages) - 1
    place = procedure.stage_order[reached.stage] if reached.stage else top
    return [
        duty
        for duty in procedure.closing_duties
        if outcome in duty.outcomes and (duty.from_stage is None or procedure.stage_order[duty.from_stage] <= place)
    ]


def _starts(procedure: Procedure, move: Move, running: Collection[str], *, commits: bool) -> tuple[str, ...]:
    triggers = set(move.triggers)
    stage_id = move.target.stage
    if move.target.phase is Phase.CLOSING and Trigger.RESOLVED in triggers:
        outcome = outcome_of(move.event)
        duties = duties_owed(procedure, outcome, move.source) if outcome else []
        return tuple(clock_id for duty in duties for clock_id in duty.clock_ids())
    if move.event == "set_child_protecting_time":
        return (CHILD_PROTECTING_TIME,)
    if move.event == "acknowledge" and commits:
        return (
            COMMITMENT,
            *_triggered(procedure.clocks_of(procedure.stages_by_id[stage_id or ""]), triggers),
        )
    if move.target.phase is Phase.ONWARD:
        return _triggered(procedure.onward.clocks, triggers)
    if stage_id is None:
        return ()
    caps = [
        cap.id
        for cap in procedure.caps
        if stage_id in cap.stages and cap.id not in running and triggers & {Trigger.GATE_SOUGHT, Trigger.STAGE_OPENED}
    ]
    return (*_triggered(procedure.clocks_of(procedure.stages_by_id[stage_id]), triggers), *caps)


def _triggered(clocks: tuple[Clock, ...], triggers: set[Trigger]) -> tuple[str, ...]:
    return tuple(clock.id for clock in clocks if triggers & set(clock.starts))


def _stops(procedure: Procedure, move: Move, clock_id: str, finished_duty: str | None) -> bool:
    if clock_id == finished_duty or move.target.phase is Phase.CLOSED:
        return True
    clock = procedure.clock_at(move.source.stage, clock_id)
    if isinstance(clock, CumulativeCap):
        return move.target.stage not in clock.stages
    ends = move.source.phase is not move.target.phase and move.target.phase is Phase.CLOSING
    if move.leaves_stage or ends:
        return True
    if clock_id == COMMITMENT:
        return Trigger.ANSWERED in move.triggers
    if not isinstance(clock, Clock):
        return False
    spent = move.event == f"expire__{clock_id}" and clock.on_expiry is not Expiry.FLAG
    return spent or any(trigger in clock.stops for trigger in move.triggers)
