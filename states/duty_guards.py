"""Guards of closing duties: whose a duty is, and which sides have proposed or agreed the one that both agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from procedures.language import ClosingDuty
from states.actions import AgreeOutcome, FinishDuty, ProposeOutcome
from states.decision import Refused

if TYPE_CHECKING:
    from states.attempt import Attempt
    from states.case import Case

SIDES: dict[str, tuple[str, ...]] = {
    "raising": ("raiser", "raising_side"),
    "responding": ("receiver", "responding_side"),
}
"""The parties that agree an outcome for each side. A colleague of the agency who has no part in the case is none."""


def _duty_is_theirs(attempt: Attempt) -> None:
    action = cast("FinishDuty", attempt.action)
    clock = attempt.case.running(action.duty)
    if clock is None:
        owed = ", ".join(clock.clock for clock in attempt.case.clocks) or "none"
        raise Refused(f"{action.duty!r} is not a closing duty still owed here. Still owed: {owed}.", "no_such_duty")
    if is_agreed_by_both(attempt, action.duty):
        raise Refused("Both sides agree this one: propose its words, or agree those that are proposed.", "joint")
    if attempt.actor != clock.owner and attempt.actor not in attempt.allowed((duty_party(attempt, action.duty),)):
        raise Refused("This closing duty is not yours.", "not_yours")


def _outcome_is_theirs(attempt: Attempt) -> None:
    """Refused unless the actor speaks for a side that has not yet said its word on what is proposed."""
    duty = cast("ProposeOutcome | AgreeOutcome", attempt.action).duty
    if attempt.case.running(duty) is None or not is_agreed_by_both(attempt, duty):
        raise Refused(f"{duty!r} is not an outcome that both sides still have to agree here.", "no_such_duty")
    sides = sides_of(attempt, duty)
    if not sides:
        raise Refused("This is for both sides to agree, each by whoever answers for it.", "not_yours")
    if sides <= agreed_sides(attempt.case, duty):
        raise Refused(
            "Your side has agreed it; the other side has still to agree. It may propose other words.", "already_done"
        )


def _is_proposed(attempt: Attempt) -> None:
    if not agreed_sides(attempt.case, cast("AgreeOutcome", attempt.action).duty):
        raise Refused("Nobody has proposed words for it yet. Propose them yourself.", "not_proposed")


def is_agreed_by_both(attempt: Attempt, clock_id: str) -> bool:
    """Whether a closing duty is done only once both sides have agreed it."""
    duty = attempt.procedure.clock_at(None, clock_id)
    return isinstance(duty, ClosingDuty) and duty.agreed_by_both


def duty_party(attempt: Attempt, clock_id: str) -> str:
    """Who owes a closing duty: for one owed by each side, the named party of that side."""
    if clock_id.endswith("__raising"):
        return "raiser"
    if clock_id.endswith("__responding"):
        return "receiver"
    return str(getattr(attempt.procedure.clock_at(None, clock_id), "owner", "business_support"))


def sides_of(attempt: Attempt, clock_id: str) -> set[str]:
    """The sides that the actor agrees for: by post or as deputy, or because their side's part came to them."""
    sides = {side for side, parties in SIDES.items() if attempt.actor in attempt.allowed(parties)}
    clock, person = attempt.case.running(clock_id), attempt.directory.people.get(attempt.actor)
    if not sides and clock and person and clock.owner == attempt.actor:
        agencies = {attempt.case.raising.agency: "raising", attempt.case.responding.agency: "responding"}
        sides = {side for agency, side in agencies.items() if agency == person.agency}
    return sides


def agreed_sides(case: Case, clock_id: str) -> set[str]:
    """The sides that have agreed a closing duty so far."""
    return {side for side in SIDES if agreement(clock_id, side) in case.outcome_agreed_by}


def agreement(clock_id: str, side: str) -> str:
    """How a case notes that a side has agreed a duty: `written_outcome.raising`."""
    return f"{clock_id}.{side}"


GUARDS: dict[str, tuple[Callable[[Attempt], None], ...]] = {
    "finish_duty": (_duty_is_theirs,),
    "propose_outcome": (_outcome_is_theirs,),
    "agree_outcome": (_outcome_is_theirs, _is_proposed),
}
"""What seeing to a closing duty asks for."""
