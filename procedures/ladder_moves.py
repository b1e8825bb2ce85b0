"""The moves of a procedure's ladder: into a stage, through its gate, its answers and its clocks, and up."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.clock import Expiry, Trigger
from procedures.language import Procedure
from procedures.position import BEFORE_A_STAGE, CLOSING, DRAFT, ONWARD, WITH_THE_RAISER, Move, Phase, Position
from procedures.stage import Stage

CHILD_PROTECTING_TIME = "child_protecting_time"
COMMITMENT = "commitment"


def entry(stage: Stage) -> tuple[Position, tuple[Trigger, ...]]:
    """Where a case enters a stage, its gate first, and what that triggers."""
    if stage.gate:
        return Position(stage.id, Phase.GATE), (Trigger.GATE_SOUGHT,)
    return Position(stage.id, Phase(stage.base_phase)), (Trigger.STAGE_OPENED,)


def above(procedure: Procedure, stage_id: str) -> tuple[Position, tuple[Trigger, ...]]:
    """Where a case goes when it moves up from a stage: the next stage, or beyond the ladder."""
    following = procedure.next_stage(stage_id)
    return entry(following) if following else (ONWARD, (Trigger.REFERRED_ONWARD,))


def phases_of(procedure: Procedure, stage: Stage) -> list[Position]:
    """The positions of a stage. Meeting and prompted exist only where a clock leads to them."""
    actions = {clock.on_expiry for clock in procedure.clocks_of(stage)}
    phases = [*BEFORE_A_STAGE] if stage.gate else []
    phases += [Phase(stage.base_phase), Phase.INFORMATION]
    phases += [Phase.MEETING] if Expiry.REQUIRE_MEETING in actions else []
    phases += [Phase.CONSIDERING] if stage.rank else []
    phases += [Phase.PROMPTED] if Expiry.PROMPT_RAISER in actions else []
    return [Position(stage.id, phase) for phase in phases]


def ladder_moves(procedure: Procedure) -> Iterator[Move]:
    """Moves that raise a disagreement, pass a gate, answer, decide and move up, and what each expiry does."""
    first, opened = entry(procedure.stages[0])
    yield Move("raise_disagreement", DRAFT, first, (Trigger.CASE_RAISED, *opened))
    for stage in procedure.stages:
        yield from _gate_moves(stage)
        yield from _answering_moves(procedure, stage)
        yield from _clock_moves(procedure, stage)


def _gate_moves(stage: Stage) -> Iterator[Move]:
    if not stage.gate:
        return
    gate, returned, base = (Position(stage.id, p) for p in (Phase.GATE, Phase.RETURNED, Phase(stage.base_phase)))
    yield Move("approve_gate", gate, base, (Trigger.STAGE_OPENED,))
    yield Move("return_at_gate", gate, returned, (Trigger.GATE_RETURNED,))
    yield Move("seek_gate_again", returned, gate, (Trigger.GATE_SOUGHT,))


def _answering_moves(procedure: Procedure, stage: Stage) -> Iterator[Move]:
    base = Position(stage.id, Phase(stage.base_phase))
    information = Position(stage.id, Phase.INFORMATION)
    considering = Position(stage.id, Phase.CONSIDERING)
    up, opened = above(procedure, stage.id)
    inside = [position for position in phases_of(procedure, stage) if position.phase not in BEFORE_A_STAGE]
    yield Move("ask_information", base, information, (Trigger.INFORMATION_ASKED,))
    yield Move("give_information", information, base, (Trigger.INFORMATION_GIVEN,))
    for position in inside:
        if position.phase not in WITH_THE_RAISER:
            yield Move("acknowledge", position, position, (Trigger.ACKNOWLEDGED,))
        after_meeting = base if position.phase is Phase.MEETING else position
        yield Move("record_meeting", position, after_meeting, (Trigger.MEETING_RECORDED,))
        if stage.group:
            continue
        if position.phase is not Phase.CONSIDERING:
            yield Move("answer", position, considering, (Trigger.ANSWERED,))
            yield Move("escalate", position, up, opened)
        yield Move("settle", position, CLOSING, (Trigger.RESOLVED,))
    if stage.rank:
        yield Move("reject_answer", considering, up, opened)
    else:
        yield Move("give_group_view", base, base, (Trigger.GROUP_VIEW_GIVEN,))
        yield Move("recuse", base, base)
        yield Move("decide_as_group", base, CLOSING, (Trigger.RESOLVED,))
        yield Move("group_cannot_agree", base, up, opened)
        yield Move("group_not_quorate", base, up, opened)


def _clock_moves(procedure: Procedure, stage: Stage) -> Iterator[Move]:
    """What each clock's expiry does, from every position of its stage: a clock may run on through phases."""
    clocks: list[tuple[str, Expiry]] = [(clock.id, clock.on_expiry) for clock in procedure.clocks_of(stage)]
    clocks += [(CHILD_PROTECTING_TIME, Expiry.MOVE_UP), (COMMITMENT, Expiry.FLAG)]
    for position in phases_of(procedure, stage):
        for clock_id, action in clocks:
            if action is Expiry.OPEN_STAGE and position.phase not in BEFORE_A_STAGE:
                continue
            target, triggers = _after_expiry(procedure, stage, position, action)
            yield Move(f"expire__{clock_id}", position, target, triggers)
        for cap in procedure.caps:
            if stage.id in cap.stages:
                last = max(cap.stages, key=procedure.stage_order.__getitem__)
                beyond, opened = above(procedure, last)
                yield Move(f"expire__{cap.id}", position, beyond, opened)


def _after_expiry(
    procedure: Procedure, stage: Stage, position: Position, action: Expiry
) -> tuple[Position, tuple[Trigger, ...]]:
    match action:
        case Expiry.MOVE_UP:
            return above(procedure, stage.id)
        case Expiry.OPEN_STAGE:
            return Position(stage.id, Phase(stage.base_phase)), (Trigger.STAGE_OPENED,)
        case Expiry.PROMPT_RAISER:
            return Position(stage.id, Phase.PROMPTED), (Trigger.RAISER_PROMPTED,)
        case Expiry.REQUIRE_MEETING:
            return Position(stage.id, Phase.MEETING), (Trigger.MEETING_REQUIRED,)
        case _:
            return position, ()
