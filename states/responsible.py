"""Who answers for a party of a disagreement on a day, deputies, proxies and empty posts included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from procedures.graph import Phase, Position
from procedures.group import Group
from procedures.language import Procedure
from procedures.party import rank_of
from procedures.stage import Stage
from states.case import Case, Side
from states.directory import BUSINESS_SUPPORT, Directory, Person

Via = Literal["post", "deputy", "proxy", "business_support"]


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who owes a step, and how it came to them: by post, as deputy, as proxy, or because nobody else is there."""

    person: str
    via: Via = "post"


class NobodyThere(Exception):
    """Not even a business support team is in post: no case can be worked until the directory names one."""


def responsible(
    directory: Directory, procedure: Procedure, case: Case, party: str, position: Position, day: date
) -> Responsible:
    """The one person who answers for `party` at `position` on `day` (Europe/London).

    A vacant post passes to its deputy, then to a proxy that the procedure names, then to business support, at once.
    NobodyThere if business support is empty too.
    """
    return cast("Responsible", _remembered(_responsible, directory, procedure, case, party, position, day))


def everybody(
    directory: Directory, procedure: Procedure, case: Case, party: str, position: Position, day: date
) -> tuple[str, ...]:
    """Everybody who answers for a party that day: all members of a group, one person for any other party."""
    return cast("tuple[str, ...]", _remembered(_everybody, directory, procedure, case, party, position, day))


REMEMBERED_AT_MOST = 100_000
"""Answers kept for one directory. A day's sweep asks for far fewer; beyond it all are forgotten and asked anew."""


def _remembered(
    ask: Callable[[Directory, Procedure, Case, str, Position, date], object],
    directory: Directory,
    procedure: Procedure,
    case: Case,
    party: str,
    position: Position,
    day: date,
) -> object:
    """An answer worked out before for the same question; it depends on no more of the case than the key names."""
    raising, responding, held = case.raising, case.responding, case.held
    key = (
        ask,
        id(procedure),
        party,
        position.stage or case.reached,
        raising.agency,
        raising.practitioner,
        responding.agency,
        responding.practitioner,
        case.recused,
        held.by if held else None,
        day,
    )
    known = directory.remembered.get(key)
    if known is None:
        if len(directory.remembered) >= REMEMBERED_AT_MOST:
            directory.remembered.clear()
        # The procedure is kept with the answer, so that no other can come to have its id.
        known = directory.remembered[key] = (procedure, ask(directory, procedure, case, party, position, day))
    return cast("tuple[Procedure, object]", known)[1]


def _responsible(
    directory: Directory, procedure: Procedure, case: Case, party: str, position: Position, day: date
) -> Responsible:
    posts = holders(directory, procedure, case, party, position, day)
    for code, proxied in posts:
        person = directory.stand_in(code, day)
        if person:
            via: Via = "proxy" if proxied else "post" if person.code == code else "deputy"
            return Responsible(person.code, via)
    return Responsible(business_support(directory, day), "post" if party == BUSINESS_SUPPORT else "business_support")


def business_support(directory: Directory, day: date) -> str:
    """The first of the business support team who is there on a day. NobodyThere if it is empty."""
    for member in directory.with_role(BUSINESS_SUPPORT, day):
        person = directory.stand_in(member.code, day)
        if person:
            return person.code
    raise NobodyThere("the directory names nobody with the role business_support who is in post")


def _everybody(
    directory: Directory, procedure: Procedure, case: Case, party: str, position: Position, day: date
) -> tuple[str, ...]:
    if is_several(party):
        posts = holders(directory, procedure, case, party, position, day)
        there = [directory.stand_in(code, day) for code, _ in posts]
        return tuple(dict.fromkeys(person.code for person in there if person))
    return (responsible(directory, procedure, case, party, position, day).person,)


def is_several(party: str) -> bool:
    """Whether a party is everybody who holds a post, rather than one person."""
    return party in ("group", BUSINESS_SUPPORT, "independent_scrutineer") or party.startswith("role:")


def holders(
    directory: Directory, procedure: Procedure, case: Case, party: str, position: Position, day: date
) -> list[tuple[str, bool]]:
    """The posts that a party means, best first, each with whether it is a proxy's."""
    stage = procedure.stages_by_id.get(position.stage or case.reached or "")
    if party == "raiser":
        return [(case.raising.practitioner, False)]
    if party == "receiver":
        return [(case.responding.practitioner, False)]
    if party in ("raising_side", "responding_side"):
        return _of_rank(directory, procedure, case, party == "raising_side", _ranked(procedure, stage), day)
    rank = rank_of(party)
    if rank:
        return _of_rank(directory, procedure, case, party.startswith("raising:"), rank, day)
    if party == "holder":
        return [(case.held.by, False)] if case.held else []
    if party == "gatekeeper":
        return holders(directory, procedure, case, stage.gate.keeper, position, day) if stage and stage.gate else []
    if party in ("chair", "group"):
        return _members(directory, procedure, case, party, stage, day)
    role = party.removeprefix("role:")
    people = directory.with_role(role, day)
    if party.startswith("role:"):
        own = [person for person in people if person.agency == case.raising.agency]
        people = own or people
    return [(person.code, False) for person in people]


def line_above(directory: Directory, side: Side) -> list[str]:
    """The line managers of a side's practitioner by code, nearest first."""
    person = directory.people.get(side.practitioner)
    line: list[str] = []
    while person and person.reports_to and person.reports_to not in line:
        line.append(person.reports_to)
        person = directory.people.get(person.reports_to)
    return line


def _ranked(procedure: Procedure, stage: Stage | None) -> str:
    """The rank that stands for a side at a stage; at a group, the highest rank below it."""
    place = procedure.stage_order[stage.id] if stage else 0
    for lower in reversed(procedure.stages[: place + 1]):
        if lower.rank:
            return lower.rank
    return _lowest_rank(procedure)


def _lowest_rank(procedure: Procedure) -> str:
    """The rank of the first rung that has one."""
    return next((stage.rank for stage in procedure.stages if stage.rank), procedure.ranks[0].id)


def _of_rank(
    directory: Directory, procedure: Procedure, case: Case, raising: bool, rank: str, day: date
) -> list[tuple[str, bool]]:
    """Holders of a rank on a side: up the practitioner's own line first, then anybody in the agency, then a proxy.

    On the first rung the practitioner named in the case answers, whatever rank the directory gives them. An agency
    that is the other side is nobody's proxy here.
    """
    side, other = (case.raising, case.responding) if raising else (case.responding, case.raising)
    if rank == _lowest_rank(procedure):
        # Nobody else of that rank knows the case: a vacated place goes to its deputy, then to business support.
        return [(side.practitioner, False)]
    line = [directory.people.get(code) for code in (side.practitioner, *line_above(directory, side))]
    own = [(person.code, False) for person in line if person and person.rank == rank]
    agency = [(person.code, False) for person in directory.with_rank(side.agency, rank, day)]
    proxies = [
        (person.code, True)
        for proxy in procedure.proxies
        if side.agency in directory.agencies
        and proxy.agency_kind == directory.agencies[side.agency].kind
        and proxy.rank == rank
        for by in directory.of_kind(proxy.by_agency_kind)
        if by.code != other.agency
        for person in directory.with_rank(by.code, rank, day)
    ]
    return list(dict.fromkeys([*own, *agency, *proxies]))


def _members(
    directory: Directory, procedure: Procedure, case: Case, party: str, stage: Stage | None, day: date
) -> list[tuple[str, bool]]:
    group = procedure.groups_by_id.get(stage.group or "") if stage else None
    if group is None:
        return []
    voting = voting_members(directory, group, case, day)
    if party == "group":
        return [(person.code, False) for members in voting.values() for person in members]
    start = group.chair.order.index(group.chair.function_in(day.year))
    order = [*group.chair.order[start:], *group.chair.order[:start]]
    return [(person.code, False) for function in order for person in voting.get(function, ())]


def voting_members(directory: Directory, group: Group, case: Case, day: date) -> dict[str, list[Person]]:
    """Members who may vote on a case, by function: in post, not recused, and not set aside as a party's own."""
    parties = {case.raising.agency, case.responding.agency}
    voting: dict[str, list[Person]] = {}
    for function in group.functions:
        members = []
        for seat in function.seats:
            person = directory.stand_in(directory.seated(group.id, seat), day)
            if person is None or person.code in case.recused:
                continue
            if group.recusal.own_agency_is_party == "steps_aside" and person.agency in parties:
                continue
            members.append(person)
        if members:
            voting[function.id] = members
    return voting


def is_quorate(directory: Directory, group: Group, case: Case, day: date) -> bool:
    """Whether enough functions can still vote on a case."""
    return len(voting_members(directory, group, case, day)) >= group.quorum


def empty_rungs(directory: Directory, procedure: Procedure, case: Case, day: date) -> list[str]:
    """What stands empty on the ladder for a case that is about to open, in words; none if every rung is held."""
    empty: list[str] = []
    for stage in procedure.stages:
        if stage.group:
            group = procedure.groups_by_id[stage.group]
            seated = [
                function
                for function in group.functions
                if any(directory.stand_in(directory.seated(group.id, seat), day) for seat in function.seats)
            ]
            if len(seated) < group.quorum:
                empty.append(f"{stage.title}: {len(seated)} of the {group.quorum} functions needed have a member")
            continue
        for side, name in ((case.raising, "raising"), (case.responding, "responding")):
            posts = holders(directory, procedure, case, f"{name}_side", Position(stage.id, Phase.ANSWERING), day)
            if not any(directory.stand_in(code, day) for code, _ in posts):
                agency = directory.agencies.get(side.agency)
                empty.append(f"{stage.title}: {agency.name if agency else side.agency} has nobody of rank {stage.rank}")
    return empty
