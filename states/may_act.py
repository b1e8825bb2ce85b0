"""Who may act for a party, which is more than who answers for it: a deputy and whose post it is, both."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from procedures.graph import Position
from procedures.language import Procedure
from states.case import Case
from states.directory import Directory
from states.responsible import NobodyThere, business_support, holders, is_several, line_above, members


def may_act_for(
    directory: Directory, procedure: Procedure, case: Case, parties: tuple[str, ...], position: Position, day: date
) -> set[str]:
    """Everybody who may act for one of the parties: who holds the post, and who stands in for them.

    A party that is one person is the first post that somebody answers for: a colleague of the same rank, or a
    member of the group who does not chair it, has no part in that step. Business support acts for an empty post.
    """
    allowed = holders_who_may_act(directory, procedure, case, parties, position, day)
    if allowed.empty:
        with suppress(NobodyThere):
            allowed.people.add(business_support(directory, day))
    return allowed.people


@dataclass(slots=True)
class Allowed:
    """Who may act, and whether any of the parties is a post that nobody answers for."""

    people: set[str]
    empty: bool = False


def holders_who_may_act(
    directory: Directory, procedure: Procedure, case: Case, parties: tuple[str, ...], position: Position, day: date
) -> Allowed:
    """As `may_act_for`, without business support for empty posts."""
    allowed = Allowed(set())
    for party in parties:
        if not _is_here(procedure, case, party, position):
            continue
        answered = False
        for code, _ in holders(directory, procedure, case, party, position, day):
            there = {person.code for person in (directory.in_post(code, day), directory.stand_in(code, day)) if person}
            allowed.people |= there
            answered = answered or bool(there)
            if there and not is_several(party):
                break
        allowed.empty = allowed.empty or not answered
        if not answered:
            allowed.people |= _manager_of_a_vacated_place(directory, case, party, day)
    return allowed


def _manager_of_a_vacated_place(directory: Directory, case: Case, party: str, day: date) -> set[str]:
    """The nearest line manager of a side whose place is vacated: the step is not theirs, and they may take it."""
    if party not in ("raiser", "receiver", "raising_side", "responding_side"):
        return set()
    side = case.raising if party in ("raiser", "raising_side") else case.responding
    for code in line_above(directory, side):
        person = directory.stand_in(code, day)
        if person:
            return {person.code}
    return set()


def stands_for(
    directory: Directory,
    procedure: Procedure,
    case: Case,
    parties: tuple[str, ...],
    position: Position,
    day: date,
    person: str,
    handed: str | None = None,
) -> str | None:
    """For which post, of these parties, a person acts; None if they act in a post of their own.

    That is the post whose deputy they are, or `handed`, the post that a step came to them from, or a vacant one.
    """
    found: str | None = None
    vacant: str | None = None
    for party in parties:
        for post, there in _posts(directory, procedure, case, party, position, day):
            if post == person:
                return None
            if there == person:
                found = found or post
            if there is None:
                vacant = vacant or post
            elif not is_several(party):
                break
    return found or handed or vacant


def _posts(
    directory: Directory, procedure: Procedure, case: Case, party: str, position: Position, day: date
) -> list[tuple[str, str | None]]:
    """The posts that a party means, best first, each with who is there for it."""
    if party in ("chair", "group"):
        return [(one.post, one.person.code) for one in members(directory, procedure, case, party, position, day)]
    posts = []
    for code, _ in holders(directory, procedure, case, party, position, day):
        there = directory.stand_in(code, day)
        posts.append((code, there.code if there else None))
    return posts


def _is_here(procedure: Procedure, case: Case, party: str, position: Position) -> bool:
    """Whether there is such a party at a position at all: an absent one is nobody, not an empty post."""
    stage = procedure.stages_by_id.get(position.stage or case.reached or "")
    if party in ("chair", "group"):
        return stage is not None and stage.group is not None
    if party == "gatekeeper":
        return stage is not None and stage.gate is not None
    return party != "holder" or case.held is not None
