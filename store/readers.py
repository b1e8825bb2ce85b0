"""Who reads: the operator, or a member of an agency, with what their posts, groups and roles open to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Operator:
    """Whoever runs the engine on its own machine, and has the whole database in hand anyway."""


@dataclass(frozen=True)
class GroupStages:
    """What a member of a group reads under one version (hash) of a procedure.

    `own` are the stages that the group decides, `reached` those and all above: what came to the group stays readable
    to it when it has gone higher.
    """

    procedure: str
    own: tuple[str, ...]
    reached: tuple[str, ...]


@dataclass(frozen=True)
class SideStages:
    """Whose disagreements somebody reads who answers for a side by rank, under some versions (hashes) of a procedure.

    `reached` are the stage of their rank and all above it, `practitioners` those for whom they answer, by code.
    """

    procedures: tuple[str, ...]
    reached: tuple[str, ...]
    practitioners: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A person of an agency. `oversight` is for business support and the independent scrutineer, who read all.

    `reviews` is for members of the groups that a practice review is before: the sub-committee and the partners. Nobody
    else reads a review; an agency sees its own return by a look-up of its own.

    `groups` is for members of the groups that disagreements come to: see `store.group_stages`. `stands_for` are the
    people (by code) whose deputy they are today: what these owe and read, they may read. `manages` are those whose line
    manager they are, or stand in for; `answers` is for whom they answer by rank, from which stage on; `named_by` are
    versions of procedures that give a role of theirs a part in what their agency raises.
    """

    person: str
    agency: str
    oversight: bool = False
    reviews: bool = False
    groups: tuple[GroupStages, ...] = ()
    stands_for: tuple[str, ...] = ()
    manages: tuple[str, ...] = ()
    answers: tuple[SideStages, ...] = ()
    named_by: tuple[str, ...] = ()
    agencies_stood_for: tuple[str, ...] = ()

    @property
    def posts(self) -> tuple[str, ...]:
        """Everybody (by code) whose steps they may take: their own first."""
        return (self.person, *self.stands_for)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Their own agency, and those of the people whose deputy they are."""
        return tuple(dict.fromkeys((self.agency, *self.agencies_stood_for)))


Reader = Operator | Member
