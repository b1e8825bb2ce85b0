"""What the clock does to a case: a warn point, an expiry, a chase. As pure as `decide`."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from procedures.clock import Clock, CumulativeCap, Expiry
from procedures.graph import CHILD_PROTECTING_TIME, COMMITMENT, HOLD
from procedures.language import Procedure
from states.actions import resuming
from states.attempt import Attempt
from states.case import Case, RunningClock
from states.decide import follow_on, machine_for
from states.decision import CLOCK, Decision, Refusal, Refused
from states.directory import Directory
from states.notices import NoticesOwed, step_facts, title_of
from states.responsible import NobodyThere
from states.timing import after_warning, iso, next_chase, rule_of
from states.unfolding import Unfolding

HAPPENED: dict[Expiry, str] = {
    Expiry.MOVE_UP: "It has moved up.",
    Expiry.PROMPT_RAISER: "The raiser has been asked whether to move it up.",
    Expiry.REQUIRE_MEETING: "A meeting must now be held.",
    Expiry.OPEN_STAGE: "The stage has opened without an answer at its gate.",
    Expiry.RESUME: "The hold has ended.",
    Expiry.FLAG: "It is shown as late and will be asked after until it is done.",
}
"""What to tell people that an expiry did."""

KINDS: dict[Expiry, str] = {
    Expiry.MOVE_UP: "moved_up_by_clock",
    Expiry.PROMPT_RAISER: "raiser_prompted",
    Expiry.REQUIRE_MEETING: "meeting_required",
    Expiry.OPEN_STAGE: "gate_opened_by_clock",
    Expiry.RESUME: "hold_ended_by_clock",
    Expiry.FLAG: "flagged_late",
}
"""The kind of entry that an expiry writes."""


def time_passed(
    case: Case, number: int, procedure: Procedure, directory: Directory, now: datetime
) -> Decision | Refusal:
    """What the clock `number` of a case does at `now`: the next point that it has reached, and that one only.

    The entry says when the point truly was and when it was marked. A clock that no longer runs, or has not reached
    its next point, gives a stale refusal: somebody acted first.
    """
    clock = case.clock_numbered(number)
    if clock is None:
        return Refusal("This clock no longer runs.", "not_running", stale=True)
    if now < clock.next_at:
        return Refusal("This clock has not reached its next point.", "not_due", stale=True)
    attempt = Attempt(case, None, CLOCK, procedure, directory, now)
    try:
        if clock.expired_at is not None:
            return _chase(attempt, clock)
        return _warn(attempt, clock) if clock.next_at < clock.due_at else _expire(attempt, clock)
    except Refused as refused:
        return refused.refusal
    except NobodyThere as problem:
        return Refusal(f"Nobody can take this step: {problem}.", "nobody_there")


def expiry_of(procedure: Procedure, clock: RunningClock) -> Expiry:
    """What a clock's expiry does."""
    if clock.clock == CHILD_PROTECTING_TIME:
        return Expiry.MOVE_UP
    if clock.clock == HOLD:
        return Expiry.RESUME
    if clock.clock == COMMITMENT:
        return Expiry.FLAG
    rule = procedure.clock_at(clock.stage, clock.clock)
    if isinstance(rule, CumulativeCap):
        return Expiry.MOVE_UP
    return rule.on_expiry if isinstance(rule, Clock) else Expiry.FLAG


def _warn(attempt: Attempt, clock: RunningClock) -> Decision:
    machine = machine_for(attempt.procedure)
    unfolding = Unfolding(attempt, machine.graph, attempt.case)
    move = machine.move_by_clock(attempt.case.at, "mark_time", attempt)
    unfolding.carry_out(move, "warned", at=clock.next_at, facts=_about(clock))
    unfolding.replace_clock(replace(clock, next_at=after_warning(clock)))
    rule = rule_of(attempt.procedure, clock.stage, clock.clock, attempt.case)
    owed = NoticesOwed(attempt, unfolding.notices)
    owed.owe(clock.owner, "warning", step_facts(attempt, attempt.case, clock, rule), clock.number)
    return unfolding.decision()


def _chase(attempt: Attempt, clock: RunningClock) -> Decision:
    machine = machine_for(attempt.procedure)
    unfolding = Unfolding(attempt, machine.graph, attempt.case)
    move = machine.move_by_clock(attempt.case.at, "mark_time", attempt)
    unfolding.carry_out(move, "chased", at=clock.next_at, facts=_about(clock) | {"chase": clock.chases + 1})
    rule = rule_of(attempt.procedure, clock.stage, clock.clock, attempt.case)
    _chase_next(attempt, unfolding, replace(clock, chases=clock.chases + 1))
    owed = NoticesOwed(attempt, unfolding.notices)
    facts = step_facts(attempt, attempt.case, clock, rule) | {"owner": title_of(attempt, clock.owner)}
    # Chasing is for who owes the step and for the team whose work it is to chase; everybody else heard it once.
    for person in dict.fromkeys([clock.owner, *owed.people(attempt.case, ("business_support",))]):
        owed.owe(person, "chaser", facts, clock.number)
    return unfolding.decision()


def _expire(attempt: Attempt, clock: RunningClock) -> Decision:
    machine = machine_for(attempt.procedure)
    before = attempt.case
    action = expiry_of(attempt.procedure, clock)
    event = resuming(before) if action is Expiry.RESUME else f"expire__{clock.clock}"
    move = machine.move_by_clock(before.at, event, attempt)
    unfolding = Unfolding(attempt, machine.graph, before)
    new = unfolding.carry_out(move, KINDS[action], at=clock.due_at, facts=_about(clock), expired=clock)
    owed = NoticesOwed(attempt, unfolding.notices)
    rule = rule_of(attempt.procedure, clock.stage, clock.clock, before)
    if action is Expiry.FLAG:
        _chase_next(attempt, unfolding, replace(clock, expired_at=clock.due_at))
    if action is not Expiry.RESUME:
        # Both practitioners hear of a move from the notice of the move itself.
        moves = move.leaves_stage and move.target.is_open
        owed.late(before, clock, rule, HAPPENED[action], besides=("raiser", "receiver") if moves else ())
    owed.after_move(move, before, unfolding.case, new, CLOCK)
    follow_on(attempt, machine, unfolding, owed)
    return unfolding.decision()


def _chase_next(attempt: Attempt, unfolding: Unfolding, clock: RunningClock) -> None:
    rule = rule_of(attempt.procedure, clock.stage, clock.clock, attempt.case)
    if rule.chase is None:
        raise ValueError(f"the clock {clock.clock!r} flags and has no chase, so the case would wait in silence")
    unfolding.replace_clock(replace(clock, next_at=next_chase(clock, rule.chase, attempt.now, attempt.calendar)))


def _about(clock: RunningClock) -> dict[str, object]:
    return {"clock": clock.clock, "number": clock.number, "due": iso(clock.due_at)}
