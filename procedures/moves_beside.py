"""The moves beside a procedure's ladder: leaps, holds, redirects, withdrawal, closing, and beyond it."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.clock import Trigger
from procedures.ladder_moves import entry, phases_of
from procedures.language import Procedure
from procedures.position import BEFORE_A_STAGE, CLOSED, CLOSING, HELD, ONWARD, Move, Phase, Position
from procedures.stage import Stage


def moves_beside_the_ladder(procedure: Procedure) -> Iterator[Move]:
    """Moves that no rung of the ladder owns, those of the end among them."""
    open_positions = [p for stage in procedure.stages for p in phases_of(procedure, stage)]
    for position in open_positions:
        stage = procedure.stages_by_id[position.stage or ""]
        yield Move("withdraw", position, CLOSING, (Trigger.RESOLVED,))
        yield from _leaps(procedure, stage, position)
        for event in ("set_child_protecting_time", "agree_priority"):
            yield Move(event, position, position)
        if procedure.hold.allowed and position.phase not in BEFORE_A_STAGE:
            yield Move("hold", position, HELD, (Trigger.HELD,))
            yield Move(f"resume_at__{position.stage}__{position.phase}", HELD, position, (Trigger.RESUMED,))
        for redirect in procedure.redirects:
            ends = redirect.effect == "closes"
            triggers = (Trigger.REDIRECTED, Trigger.RESOLVED) if ends else (Trigger.REDIRECTED,)
            yield Move(f"redirect__{redirect.id}", position, CLOSING if ends else position, triggers)
    for position in (*open_positions, ONWARD, CLOSING, *([HELD] if procedure.hold.allowed else [])):
        for event in ("mark_time", "hand_over", "add_note", "advise", "record_learning", "pass_on", "note_undelivered"):
            yield Move(event, position, position)
    yield from _moves_at_the_end(procedure)


def _leaps(procedure: Procedure, stage: Stage, position: Position) -> Iterator[Move]:
    for skip in stage.skips:
        target, opened = entry(procedure.stages_by_id[skip.to])
        yield Move(f"skip_to__{skip.to}", position, target, opened)
    for path in procedure.fast_paths:
        leaps = path.opens_stage and procedure.stage_order[path.opens_stage] > procedure.stage_order[stage.id]
        target, opened = entry(procedure.stages_by_id[path.opens_stage or ""]) if leaps else (position, ())
        yield Move(f"fast_path__{path.id}", position, target, (Trigger.FAST_PATH_TAKEN, *opened))


def _moves_at_the_end(procedure: Procedure) -> Iterator[Move]:
    if procedure.hold.allowed:
        yield Move("withdraw", HELD, CLOSING, (Trigger.RESOLVED,))
    yield Move("withdraw", ONWARD, CLOSING, (Trigger.RESOLVED,))
    yield Move("record_onward_step", ONWARD, ONWARD)
    yield Move("record_onward_outcome", ONWARD, CLOSING, (Trigger.RESOLVED,))
    for clock in procedure.onward.clocks:
        yield Move(f"expire__{clock.id}", ONWARD, ONWARD)
    for duty in procedure.closing_duties:
        for clock_id in duty.clock_ids():
            yield Move(f"expire__{clock_id}", CLOSING, CLOSING)
    for event in ("finish_duty", "propose_outcome", "agree_outcome"):
        yield Move(event, CLOSING, CLOSING)
    yield Move("close", CLOSING, CLOSED, (Trigger.CLOSED,))
    if procedure.reopening.allowed:
        for stage in procedure.stages:
            base = Position(stage.id, Phase(stage.base_phase))
            yield Move(f"reopen_at__{stage.id}", CLOSED, base, (Trigger.REOPENED, Trigger.STAGE_OPENED))
