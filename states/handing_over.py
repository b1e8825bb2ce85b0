"""Handing a step over: whose step it is, who may take it, and what changes hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from procedures.graph import Phase, owner
from states.actions import HandOver
from states.decision import Refused
from states.responsible import voting_members
from states.timing import rule_of
from states.voices import Voice, stands_aside

if TYPE_CHECKING:
    from procedures.group import Group
    from states.attempt import Attempt
    from states.case import Case, RunningClock


def former_owner(attempt: Attempt) -> str | None:
    """Whose steps change hands: whom the action names, or else the actor's own, or else the case owner's.

    Business support has steps of its own as well; where the case's owner is not there, theirs goes first.
    """
    case, action = attempt.case, cast("HandOver", attempt.action)
    if action.of is not None:
        return action.of
    if not _owes(attempt, attempt.actor):
        return case.owner
    if attempt.actor != case.owner and attempt.actor in support_team(attempt) and _is_absent(attempt, case.owner):
        return case.owner
    return attempt.actor


def post_handed_over(attempt: Attempt, former: str) -> str | None:
    """The post whose step the former owner hands on: their own, or the one that it had come to them from."""
    case = attempt.case
    if case.owner == former:
        return case.owner_for or (None if case.owner_via == "business_support" else former)
    return next((post_of(clock) for clock in case.clocks if clock.owner == former), former)


def post_of(clock: RunningClock) -> str:
    """The post whose step a clock counts."""
    return clock.owner_for or clock.owner


def _owes(attempt: Attempt, person: str | None) -> bool:
    return person == attempt.case.owner or any(clock.owner == person for clock in attempt.case.clocks)


def _is_absent(attempt: Attempt, person: str | None) -> bool:
    there = attempt.directory.stand_in(person, attempt.day)
    return there is None or there.code != person


def _may_hand_over(attempt: Attempt) -> None:
    action = cast("HandOver", attempt.action)
    former = former_owner(attempt)
    if attempt.actor != former and attempt.actor not in support_team(attempt):
        raise Refused("Only the person who owes the step, or business support, can hand it over.", "not_yours")
    if former is not None and not _owes(attempt, former):
        raise Refused(f"{former!r} owes nothing here, so there is nothing of theirs to hand over.", "nothing_owed")
    if attempt.directory.in_post(action.to, attempt.day) is None:
        raise Refused(f"{action.to!r} is not in the directory, or has left.", "unknown_person")
    there = attempt.directory.stand_in(action.to, attempt.day)
    if there is not None and there.code != action.to:
        raise Refused(
            f"{action.to!r} is away, and {there.title} ({there.code}) stands in. Hand over to them instead.", "away"
        )
    if action.to == former:
        raise Refused("They owe this step already.", "already_done")
    if former is None:
        return
    if stays_out_of_the_chair(attempt, action.to, former):
        raise Refused("They have stepped aside from this decision, or their agency is a party to it.", "recused")
    if action.to not in attempt.directory.deputies_of(former, attempt.day):
        _may_take(attempt, former, action.to)


def stays_out_of_the_chair(attempt: Attempt, person: str, former: str | None) -> bool:
    """Whether somebody cannot take a chair's step, because they would have to stand aside from the decision."""
    group, found = _group_chaired_by(attempt, former), attempt.directory.people.get(person)
    if group is None or found is None or former is None:
        return False
    return stands_aside(group, attempt.case, Voice(found, former))


def _group_chaired_by(attempt: Attempt, former: str | None) -> Group | None:
    """The group that is to decide, where its chair's step is what somebody has."""
    stage = attempt.procedure.stages_by_id.get(attempt.case.at.stage or "")
    chairs = former == attempt.case.owner and owner(attempt.procedure, attempt.case.at) == "chair"
    return attempt.procedure.groups_by_id[stage.group] if chairs and stage and stage.group else None


def sides_that_owe(attempt: Attempt) -> set[str]:
    """The agencies whose step it is where the case stands: one side's, both while closing, none for a group."""
    case = attempt.case
    if case.at.phase is Phase.CLOSING:
        return {case.raising.agency, case.responding.agency}
    if case.at.phase is Phase.GATE:
        return {case.raising.agency}
    return agencies_of(case, owner(attempt.procedure, case.at) or "")


def agencies_of(case: Case, party: str) -> set[str]:
    """The agency of a party that is of one side, none for a group or a team."""
    if party in ("raiser", "raising_side") or party.startswith("raising:"):
        return {case.raising.agency}
    if party in ("receiver", "responding_side") or party.startswith("responding:"):
        return {case.responding.agency}
    return set()


def support_team(attempt: Attempt) -> set[str]:
    """The business support team, by code."""
    return {person.code for person in attempt.directory.with_role("business_support", attempt.day)}


def _may_take(attempt: Attempt, former: str, successor: str) -> None:
    """Whether somebody who is not a named deputy may take a step: a colleague, or in a group another member."""
    group = _group_chaired_by(attempt, former)
    if group is not None:
        members = voting_members(attempt.directory, group, attempt.case, attempt.day)
        if successor not in {person.code for people in members.values() for person in people}:
            raise Refused(
                "Hand the chair over to another voting member, or to a deputy named in the directory.", "not_a_member"
            )
        return
    people = attempt.directory.people
    agencies = {people[former].agency} if former in people else set()
    if former in support_team(attempt):
        # What came to business support because a post was empty goes back to the side whose step it is.
        agencies |= sides_that_owe(attempt)
    if agencies and people[successor].agency not in agencies:
        raise Refused(
            "Hand over to somebody of the same agency, or to a deputy named in the directory.", "other_agency"
        )


def clock_handed(attempt: Attempt, parties: tuple[str, ...]) -> RunningClock | None:
    """A clock of this stage that one of these parties owes and that was handed to the actor, if there is one.

    It gives them a part in the stage while the next step is somebody else's. Once an answer is given that part is
    over, and what came to business support from an empty post gives it none.
    """
    case, actor = attempt.case, attempt.actor
    if case.at.phase in (Phase.CONSIDERING, Phase.CLOSING) or actor in support_team(attempt):
        return None
    for clock in case.clocks:
        if clock.owner != actor or clock.owner_for is None:
            continue
        party = rule_of(attempt.procedure, clock.stage, clock.clock, case).owner
        sides = agencies_of(case, party)
        if party in parties and (not sides or attempt.directory.people[actor].agency in sides):
            return clock
    return None


GUARDS: dict[str, tuple[Callable[[Attempt], None], ...]] = {"hand_over": (_may_hand_over,)}
"""What handing a step over asks for."""
