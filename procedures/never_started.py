"""Clocks and closing duties that no walk through a procedure ever starts, whatever their rules say of a start."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from procedures.clock import Clock
from procedures.language import Procedure
from procedures.soundness import AT_A_GATE, Finding

Ran = Collection[tuple[str | None, str]]
"""Each clock that ran somewhere, by its id, with the stage (None: after the last) at which it did."""


def never_started(procedure: Procedure, ran: Ran, reached: Collection[str | None]) -> Iterator[Finding]:
    """What never ran at any of the stages `reached`, with where it stands.

    A clock of every stage may be written for gates, for ranks or for groups that a procedure has none of: a base is
    shared by procedures with them and without. Whatever else starts it has to come about somewhere.
    """
    for index, stage in enumerate(procedure.stages):
        for number, clock in enumerate(stage.clocks):
            if stage.id in reached and (stage.id, clock.id) not in ran:
                yield ("stages", index, "clocks", number, "starts"), _said(clock)
    gated = any(stage.gate for stage in procedure.stages)
    for index, clock in enumerate(procedure.every_stage):
        used_at = [stage.id for stage in procedure.stages if clock in procedure.clocks_of(stage)]
        for_gates = not gated and set(clock.starts) <= AT_A_GATE
        if used_at and not for_gates and not any((stage, clock.id) in ran for stage in used_at):
            yield ("every_stage", index, "starts"), _said(clock)
    for index, clock in enumerate(procedure.onward.clocks):
        if (None, clock.id) not in ran:
            yield ("onward", "clocks", index, "starts"), _said(clock)
    for index, cap in enumerate(procedure.caps):
        if not any((stage, cap.id) in ran for stage in cap.stages):
            yield ("caps", index, "stages"), f"the cap {cap.id!r} never starts: none of its stages is ever reached"
    for index, duty in enumerate(procedure.closing_duties):
        if not any((None, clock_id) in ran for clock_id in duty.clock_ids()):
            ends = ", ".join(duty.outcomes)
            whence = f" from {duty.from_stage!r} on" if duty.from_stage else ""
            said = f"the closing duty {duty.id!r} never starts: no disagreement ends as {ends}{whence}"
            yield ("closing_duties", index, "outcomes"), said


def _said(clock: Clock) -> str:
    return f"the clock {clock.id!r} never starts: nothing ever brings {', '.join(clock.starts)} about where it stands"
