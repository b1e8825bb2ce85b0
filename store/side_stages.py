"""Whose disagreements come to somebody by rank or role, under every version of a procedure that a case runs on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import cast

from procedures.language import Procedure
from procedures.rules import Rules
from states.answering_for import answered_for, managed_by
from states.directory import Directory
from store.readers import SideStages


def managed(directory: Directory, posts: tuple[str, ...], day: date) -> tuple[str, ...]:
    """Whose line manager somebody in these posts is, by code. Worked out once for each version of the directory."""
    key = ("managed", posts, day)
    if key not in directory.remembered:
        directory.remembered[key] = tuple(sorted(managed_by(directory, posts, day)))
    return cast("tuple[str, ...]", directory.remembered[key])


def answers_by_rank(
    directory: Directory, known: Sequence[tuple[str, Rules]], person: str, posts: tuple[str, ...], day: date
) -> tuple[SideStages, ...]:
    """For whom a person answers by rank, and from which stage on: versions of which that is true alike together."""
    key = ("answers", tuple(version for version, _ in known), person, posts, day)
    if key not in directory.remembered:
        directory.remembered[key] = _answers_by_rank(directory, known, person, posts, day)
    return cast("tuple[SideStages, ...]", directory.remembered[key])


def _answers_by_rank(
    directory: Directory, known: Sequence[tuple[str, Rules]], person: str, posts: tuple[str, ...], day: date
) -> tuple[SideStages, ...]:
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
    for version, procedure in known:
        if isinstance(procedure, Procedure):
            ladder = [stage.id for stage in procedure.stages]
            for stage, people in answered_for(directory, procedure, person, posts, day).items():
                alike[tuple(ladder[ladder.index(stage) :]), tuple(sorted(people))].append(version)
    return tuple(SideStages(tuple(versions), *what) for what, versions in alike.items())


def named_by_role(known: Sequence[tuple[str, Rules]], roles: Sequence[str]) -> tuple[str, ...]:
    """The versions of procedures that give one of these roles a part in a disagreement beside its ladder."""
    parties = {f"role:{role}" for role in roles}
    return tuple(
        version
        for version, procedure in known
        if isinstance(procedure, Procedure) and not parties.isdisjoint(_parties_beside(procedure))
    )


def _parties_beside(procedure: Procedure) -> set[str]:
    by = (procedure.child_protecting_time.set_by, procedure.hold.by, procedure.withdrawal.by, procedure.reopening.by)
    return {
        *(party for parties in by for party in parties),
        *(party for path in procedure.fast_paths for party in path.by),
        *(party for stage in procedure.stages for skip in stage.skips for party in skip.by),
        *(stage.gate.keeper for stage in procedure.stages if stage.gate),
    }
