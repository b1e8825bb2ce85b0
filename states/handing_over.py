"""Handing a step over: whose step it is, who may take it, and what changes hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from procedures.graph import Phase, owner
from states.actions import HandOver
from states.decision import Refused
from states.responsible import voting_members

if TYPE_CHECKING:
    from states.attempt import Attempt


def former_owner(attempt: Attempt) -> str | None:
    """Whose steps change hands: the actor's own, or the case owner's where business support hands them over."""
    case = attempt.case
    owes = attempt.actor == case.owner or any(clock.owner == attempt.actor for clock in case.clocks)
    return attempt.actor if owes else case.owner


def _may_hand_over(attempt: Attempt) -> None:
    action = cast("HandOver", attempt.action)
    former = former_owner(attempt)
    if attempt.actor != former and attempt.actor not in _support(attempt):
        raise Refused("Only the person who owes the step, or business support, can hand it over.", "not_yours")
    if attempt.directory.in_post(action.to, attempt.day) is None:
        raise Refused(f"{action.to!r} is not in the directory, or has left.", "unknown_person")
    there = attempt.directory.stand_in(action.to, attempt.day)
    if there is not None and there.code != action.to:
        raise Refused(
            f"{action.to!r} is away, and {there.title} ({there.code}) stands in. Hand over to them instead.", "away"
        )
    if action.to == former:
        raise Refused("They owe this step already.", "already_done")
    if former is None or action.to in attempt.directory.deputies_of(former, attempt.day):
        return
    _may_take(attempt, former, action.to)


def sides_that_owe(attempt: Attempt) -> set[str]:
    """The agencies whose step it is where the case stands: one side's, both while closing, none for a group."""
    case = attempt.case
    if case.at.phase is Phase.CLOSING:
        return {case.raising.agency, case.responding.agency}
    party = owner(attempt.procedure, case.at) or ""
    if case.at.phase is Phase.GATE or party in ("raiser", "raising_side") or party.startswith("raising:"):
        return {case.raising.agency}
    if party in ("receiver", "responding_side") or party.startswith("responding:"):
        return {case.responding.agency}
    return set()


def _support(attempt: Attempt) -> set[str]:
    return {person.code for person in attempt.directory.with_role("business_support", attempt.day)}


def _may_take(attempt: Attempt, former: str, successor: str) -> None:
    """Whether somebody who is not a named deputy may take a step: a colleague, or in a group another member."""
    stage = attempt.procedure.stages_by_id.get(attempt.case.at.stage or "")
    if stage and stage.group and former == attempt.case.owner:
        group = attempt.procedure.groups_by_id[stage.group]
        members = voting_members(attempt.directory, group, attempt.case, attempt.day)
        if successor not in {person.code for people in members.values() for person in people}:
            raise Refused(
                "Hand the chair over to another voting member, or to a deputy named in the directory.", "not_a_member"
            )
        return
    people = attempt.directory.people
    agencies = {people[former].agency} if former in people else set()
    if former in _support(attempt):
        # What came to business support because a post was empty goes back to the side whose step it is.
        agencies |= sides_that_owe(attempt)
    if agencies and people[successor].agency not in agencies:
        raise Refused(
            "Hand over to somebody of the same agency, or to a deputy named in the directory.", "other_agency"
        )


GUARDS: dict[str, tuple[Callable[[Attempt], None], ...]] = {"hand_over": (_may_hand_over,)}
"""What handing a step over asks for."""
