"""Guards of a group that decides: recusal, views and quorum."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from procedures.group import Group
from states.actions import DecideAsGroup
from states.decision import Refused
from states.responsible import voting_members
from states.voices import seats_taken, stands_aside

if TYPE_CHECKING:
    from states.attempt import Attempt


def group_at(attempt: Attempt) -> Group:
    """The group that decides at the case's stage."""
    stage = attempt.procedure.stages_by_id[attempt.case.at.stage or ""]
    return attempt.procedure.groups_by_id[stage.group or ""]


def why_aside(attempt: Attempt) -> str:
    """Why somebody who sits in the group that decides gives no view; nothing for anybody else."""
    stage = attempt.procedure.stages_by_id.get(attempt.case.at.stage or "")
    if stage is None or stage.group is None or not (attempt.action and attempt.action.kind == "give_group_view"):
        return ""
    group = attempt.procedure.groups_by_id[stage.group]
    seated = [one for _, sitting in seats_taken(attempt.directory, group, attempt.day) for one in sitting]
    if not any(one.person.code == attempt.actor and stands_aside(group, attempt.case, one) for one in seated):
        return ""
    if attempt.actor in attempt.case.recused:
        return "You have stepped aside from this decision. The others of the group decide it."
    return "Your agency is a side of this disagreement, so you step aside. The others of the group decide it."


def _may_recuse(attempt: Attempt) -> None:
    group = group_at(attempt)
    if not group.recusal.by_choice:
        raise Refused("This procedure does not let a member step aside by choice.", "not_allowed")
    if attempt.actor in attempt.case.recused:
        raise Refused("You have stepped aside already.", "already_done")
    members = voting_members(attempt.directory, group, attempt.case, attempt.day)
    if attempt.actor not in {person.code for people in members.values() for person in people}:
        raise Refused("Only a voting member of the group can step aside.", "not_yours")


def heard_functions(attempt: Attempt) -> dict[str, list[str]]:
    """The views given so far by members who may vote, by function."""
    given = {view.member: view.view for view in attempt.case.views}
    members = voting_members(attempt.directory, group_at(attempt), attempt.case, attempt.day)
    return {
        function: [given[person.code] for person in people if person.code in given]
        for function, people in members.items()
    }


def _group_has_decided(attempt: Attempt) -> None:
    group, action = group_at(attempt), cast("DecideAsGroup", attempt.action)
    members = voting_members(attempt.directory, group, attempt.case, attempt.day)
    heard = heard_functions(attempt)
    complete = [
        function
        for function, views in heard.items()
        if views and (group.function(function).seats_heard == "any" or len(views) == len(members[function]))
    ]
    if len(complete) < group.quorum:
        raise Refused(
            f"The group is not quorate: {len(complete)} of the {group.quorum} functions needed have given a view.",
            "not_quorate",
        )
    silent = [group.function(function).title for function in heard if function not in complete]
    agreeing = [function for function in complete if set(heard[function]) == {action.view}]
    if group.decides == "unanimous" and (silent or len(agreeing) < len(complete)):
        waiting = f" Still to be heard: {', '.join(silent)}." if silent else ""
        raise Refused(
            "The group decides unanimously and its members do not all hold this view."
            + waiting
            + " Record that it cannot agree, or hear each member.",
            "not_unanimous",
        )
    if group.decides == "majority" and len(agreeing) * 2 <= len(complete):
        raise Refused("This view has no majority in the group.", "no_majority")


GUARDS: dict[str, tuple[Callable[[Attempt], None], ...]] = {
    "recuse": (_may_recuse,),
    "decide_as_group": (_group_has_decided,),
}
"""What a group's events ask for beyond being the right person's."""
