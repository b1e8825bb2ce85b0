"""Faults of a procedure that need no path to show them: rules that could never work as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.clock import Clock, CumulativeCap, Expiry, Trigger
from procedures.duration import Duration
from procedures.graph import Graph
from procedures.group import Group
from procedures.language import ClosingDuty, FastPath, Hold, Procedure
from procedures.names import Path, parts
from procedures.source import Basis, Force, Part
from procedures.stage import Gate, NoticeRule, Stage

Finding = tuple[Path, str]
"""Where a fault stands in the procedure, and what it is."""

LONGEST = {"hours": 90_000, "working_hours": 30_000, "working_days": 2_600, "calendar_days": 3_660}
"""About ten years; `calendar_months` is held to 120. A longer limit is a slip of the pen."""


LONGEST_REASON = 100
"""Characters of a reason for a hold: whoever asks for one names it by its words, which are not an account."""

NEVER_AT_A_STAGE = {Trigger.HELD, Trigger.RESUMED, Trigger.RESOLVED, Trigger.CLOSED, Trigger.REFERRED_ONWARD}
"""What starts no clock of a stage: the case has left it, or its own clocks run on after a hold."""

AT_A_GATE = {Trigger.GATE_SOUGHT, Trigger.GATE_RETURNED}
"""What starts a clock only where a stage has a gate."""


def findings(procedure: Procedure, graph: Graph) -> Iterator[Finding]:
    """Every such fault, with where it stands."""
    for path, part in parts(procedure):
        yield from _of_any_rule(path, part)
        if isinstance(part, Group):
            yield from findings_of_group(path, part)
        if isinstance(part, FastPath):
            yield from _of_a_fast_path(procedure, path, part)
    for index, stage in enumerate(procedure.stages):
        yield from _of_a_stage(procedure, graph, ("stages", index), stage)
    yield from _of_every_stage(procedure)
    for index, clock in enumerate(procedure.onward.clocks):
        yield from _of_an_onward_clock(("onward", "clocks", index), clock)
    for index, cap in enumerate(procedure.caps):
        places = sorted(procedure.stage_order[stage] for stage in cap.stages)
        if places != list(range(places[0], places[0] + len(places))):
            yield ("caps", index, "stages"), f"the stages of the cap {cap.id!r} must follow one another on the ladder"
    yield from _of_reasons_for_a_hold(procedure.hold.reasons)
    if procedure.effective_to and procedure.effective_to < procedure.effective_from:
        yield ("effective_to",), "effective_to is before effective_from"
    told = {
        party for notice in procedure.notices if notice.on in (Trigger.CLOSED, Trigger.RESOLVED) for party in notice.to
    }
    if "raiser" not in told:
        yield ("notices",), "no notice on `closed` or `resolved` goes to the raiser, who would never hear the outcome"


def _of_any_rule(path: Path, part: Part) -> Iterator[Finding]:
    if isinstance(part, Basis) and part.force is not Force.LOCAL_DEFAULT and part.source is None:
        yield path, "the source is missing"
    if isinstance(part, Clock) and part.on_expiry is Expiry.RESUME:
        yield (*path, "on_expiry"), f"clock {part.id!r}: only a hold may resume on expiry"
    for field in ("limit", "fast_limit", "chase", "cap", "cap_in_all", "within"):
        limit = getattr(part, field, None)
        if isinstance(limit, Duration):
            if limit.amount > LONGEST.get(limit.unit.value, 120):
                yield (*path, field), f"{limit.words()} is longer than ten years"
            if field in ("chase", "cap", "cap_in_all") and limit.amount == 0:
                yield (*path, field), f"`{field}` needs an amount above 0"
    if isinstance(part, Clock | CumulativeCap | ClosingDuty | Hold):
        limit = part.cap if isinstance(part, Hold) else part.limit
        for index, warning in enumerate(part.warn):
            if limit and warning.unit is limit.unit and warning.amount >= limit.amount:
                yield (
                    (*path, "warn", index),
                    f"a warning {warning.words()} before the end comes before the clock starts",
                )
    if isinstance(part, Hold) and part.cap and part.cap_in_all and part.cap_in_all.amount < part.cap.amount:
        yield (*path, "cap_in_all"), f"`cap_in_all`, {part.cap_in_all.words()}, is less than the `cap` of one hold"
    yield from _of_a_fast_limit(path, part)


def _of_a_fast_limit(path: Path, part: Part) -> Iterator[Finding]:
    if isinstance(part, Clock) and part.fast_limit and part.fast_limit.unit is part.limit.unit:
        longer = part.fast_limit.amount > part.limit.amount
        if longer:
            yield (*path, "fast_limit"), f"clock {part.id!r}: its fast limit is longer than its limit"


def _of_every_stage(procedure: Procedure) -> Iterator[Finding]:
    for index, clock in enumerate(procedure.every_stage):
        if set(clock.starts) <= NEVER_AT_A_STAGE:
            yield ("every_stage", index, "starts"), _never_starts(clock, set(Trigger) - NEVER_AT_A_STAGE)


def _of_reasons_for_a_hold(reasons: tuple[str, ...]) -> Iterator[Finding]:
    for index, reason in enumerate(reasons):
        if len(reason) > LONGEST_REASON:
            said = f"expected a reason for a hold in a few words, {LONGEST_REASON} characters at most"
            yield ("hold", "reasons", index), f"{said}; this has {len(reason)}, and nobody could give it"


def _of_an_onward_clock(path: Path, clock: Clock) -> Iterator[Finding]:
    if Trigger.REFERRED_ONWARD not in clock.starts:
        yield path, f"the clock {clock.id!r} never starts: only `referred_onward` comes beyond the last stage"
    if clock.on_expiry is not Expiry.FLAG:
        yield (*path, "on_expiry"), f"the clock {clock.id!r} can only `flag`: nothing lies beyond to lead to"


def findings_of_group(path: Path, group: Group) -> Iterator[Finding]:
    """That a group can never be quorate, if so."""
    if group.quorum > len(group.functions):
        found = f"quorum {group.quorum} of {len(group.functions)} functions"
        yield (*path, "quorum"), f"group {group.id!r} can never be quorate: {found}"


def _of_a_fast_path(procedure: Procedure, path: Path, fast_path: FastPath) -> Iterator[Finding]:
    leaps = fast_path.opens_stage is not None and procedure.stage_order[fast_path.opens_stage] > 0
    shortens = any(
        clock.fast_limit and (stage.gate or not {*clock.starts} <= AT_A_GATE)
        for stage in procedure.stages
        for clock in procedure.clocks_of(stage)
    )
    if not leaps and not shortens:
        yield path, f"the fast path {fast_path.id!r} changes nothing: no clock has a `fast_limit`, no stage is leapt"


def _of_a_stage(procedure: Procedure, graph: Graph, path: Path, stage: Stage) -> Iterator[Finding]:
    happens = {
        trigger
        for move in graph.moves
        if stage.id in (move.source.stage, move.target.stage)
        for trigger in move.triggers
        if move.target.stage == stage.id
    } - NEVER_AT_A_STAGE
    for index, clock in enumerate(stage.clocks):
        if not happens & set(clock.starts):
            yield (*path, "clocks", index, "starts"), _never_starts(clock, happens)
    for index, skip in enumerate(stage.skips):
        if procedure.stage_order[skip.to] <= procedure.stage_order[stage.id]:
            yield (*path, "skips", index, "to"), f"a skip leads up: {skip.to!r} is not above {stage.id!r}"
    if stage.gate:
        yield from _of_a_gate((*path, "gate", "keeper"), stage.gate)
    for index, notice in enumerate(stage.notices):
        yield from _of_a_notice((*path, "notices", index, "to"), stage, notice)


def _never_starts(clock: Clock, happens: set[Trigger]) -> str:
    """That nothing starts a clock, and what would."""
    starts, known = ", ".join(clock.starts), ", ".join(trigger for trigger in Trigger if trigger in happens)
    hold = "; after a hold the clocks that it stopped run on" if Trigger.RESUMED in clock.starts else ""
    why = f"nothing here brings {starts} about{hold}"
    return f"the clock {clock.id!r} never starts: {why}; expected one or more of {known}"


def _of_a_gate(path: Path, gate: Gate) -> Iterator[Finding]:
    if gate.keeper not in ("raiser", "raising_side") and not gate.keeper.startswith(("raising:", "role:")):
        yield (
            path,
            f"a gate is kept on the raising side, by raising_side, raising:RANK or role:ROLE; not {gate.keeper!r}",
        )


def _of_a_notice(path: Path, stage: Stage, notice: NoticeRule) -> Iterator[Finding]:
    for index, party in enumerate(notice.to):
        absent = absent_party(stage, party)
        if absent:
            yield (*path, index), absent


def absent_party(stage: Stage | None, party: str) -> str | None:
    """Why nobody can be this party at a stage (None: off the ladder), or None if somebody can."""
    if party in ("chair", "group") and (stage is None or stage.group is None):
        return f"there is no {party} here: the stage has no group"
    if party == "gatekeeper" and (stage is None or stage.gate is None):
        return "there is no gatekeeper here: the stage has no gate"
    if party == "holder":
        return "there is no holder here: that is whoever put the case on hold"
    return None
