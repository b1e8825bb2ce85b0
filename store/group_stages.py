"""What groups decide: which stages of which procedures, and whether practice reviews. What members read follows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from procedures.language import Procedure
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from store.readers import GroupStages


@dataclass(frozen=True)
class Reach:
    """What members of some groups read: stages of disagreements by version, and whether practice reviews."""

    stages: tuple[GroupStages, ...] = ()
    reviews: bool = False


def reach_of_groups(known: Sequence[tuple[str, Rules]], groups: Collection[str]) -> Reach:
    """What members of these groups (by id) read, by every version of rules that a case runs on."""
    stages = (_stages(version, rules, groups) for version, rules in known if isinstance(rules, Procedure))
    reviewing = (_reviewing(rules) for _, rules in known if isinstance(rules, ReviewProcedure))
    return Reach(tuple(one for one in stages if one), any(not theirs.isdisjoint(groups) for theirs in reviewing))


def _stages(version: str, procedure: Procedure, groups: Collection[str]) -> GroupStages | None:
    own = tuple(stage.id for stage in procedure.stages if stage.group in groups)
    if not own:
        return None
    ladder = [stage.id for stage in procedure.stages]
    return GroupStages(version, own, tuple(ladder[ladder.index(own[0]) :]))


def _reviewing(rules: ReviewProcedure) -> set[str]:
    """The groups that a practice review is before."""
    return {group for group in (rules.sub_committee, rules.partners, rules.lead_partners) if group}
