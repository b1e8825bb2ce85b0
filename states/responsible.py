"""Who answers for a party of a disagreement on a day, deputies, proxies and empty posts included."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Literal, TypeVar, cast

from procedures.graph import Phase, Position
from procedures.group import Group
from procedures.language import Procedure
from procedures.party import rank_of
from procedures.stage import Stage
from states.case import Case, Side
from states.directory import BUSINESS_SUPPORT, Directory, Person
from states.voices import Voice, one_voice_each, seats_taken, voices

Asked = TypeVar("Asked", str, tuple[str, ...])
Via = Literal["post", "deputy", "proxy", "business_support"]


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who owes a step, and how it came to them: by post, as deputy, as proxy, or because nobody else is there.

    `post` is whose step it is, by code, where it is not the person's own and somebody holds or held that post.
    """

    person: str
    via: Via = "post"
    post: str | None = None


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


def everybody_of(
    directory: Directory, procedure: Procedure, case: Case, parties: tuple[str, ...], position: Position, day: date
) -> tuple[str, ...]:
    """Everybody who answers for any of these parties that day, each once."""
    return cast("tuple[str, ...]", _remembered(_everybody_of, directory, procedure, case, parties, position, day))


REMEMBERED_AT_MOST = 100_000
"""Answers kept for one directory. A day's sweep asks for far fewer; beyond it all are forgotten and asked anew."""


def _remembered(
    ask: Callable[[Directory, Procedure, Case, Asked, Position, date], object],
    directory: Directory,
    procedure: Procedure,
    case: Case,
    asked: Asked,
    position: Position,
    day: date,
) -> object:
    """An answer worked out before for the same question; it depends on no more of the case than the key names."""
    held = case.held.by if case.held else None
    stage = position.stage or case.reached
    key = (ask, id(procedure), asked, stage, case.raising, case.responding, case.recused, held, day)
    known = directory.remembered.get(key)
    if known is None:
        if len(directory.remembered) >= REMEMBERED_AT_MOST:
            directory.remembered.clear()
        # The procedure is kept with the answer, so that no other can come to have its id.
        known = directory.remembered[key] = (procedure, ask(directory, procedure, case, asked, position, day))
    return cast("tuple[Procedure, object]", known)[1]


def _responsible(
    directory: Directory, procedure: Procedure, case: Case, party: str, position: Position, day: date
) -> Responsible:
    posts = holders(directory, procedure, case, party, position, day)
    for code, proxied in posts:
        person = directory.stand_in(code, day)
        if person:
            post = code
            if party == "chair":
                post = next(one.post for one in members(directory, procedure, case, party, position, day))
            via: Via = "proxy" if proxied else "post" if person.code == post else "deputy"
            return Responsible(person.code, via, post if person.code != post else None)
    support, vacated = business_support(directory, day), posts[0][0] if posts else None
    if party == BUSINESS_SUPPORT:
        return Responsible(support)
    return Responsible(support, "business_support", vacated)


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


def _everybody_of(
    directory: Directory, procedure: Procedure, case: Case, parties: tuple[str, ...], position: Position, day: date
) -> tuple[str, ...]:
    people = [everybody(directory, procedure, case, party, position, day) for party in parties]
    return tuple(dict.fromkeys(chain.from_iterable(people)))


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
        return [(one.person.code, False) for one in members(directory, procedure, case, party, position, day)]
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
    return lowest_rank(procedure)


def lowest_rank(procedure: Procedure) -> str:
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
    if rank == lowest_rank(procedure):
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


def members(
    directory: Directory, procedure: Procedure, case: Case, party: str, position: Position, day: date
) -> list[Voice]:
    """Members of the stage's group who may vote on a case; for the `chair` in the order in which they chair."""
    stage = procedure.stages_by_id.get(position.stage or case.reached or "")
    group = procedure.groups_by_id.get(stage.group or "") if stage else None
    if group is None:
        return []
    speaking = voices(directory, group, case, day)
    order: Iterable[str] = speaking
    if party == "chair":
        start = group.chair.order.index(group.chair.function_in(day.year))
        order = [*group.chair.order[start:], *group.chair.order[:start]]
    return [one for function in order for one in speaking.get(function, ())]


def voting_members(directory: Directory, group: Group, case: Case, day: date) -> dict[str, list[Person]]:
    """Members who may vote on a case, by function: see `voices`."""
    return {function: [one.person for one in them] for function, them in voices(directory, group, case, day).items()}


def is_quorate(directory: Directory, group: Group, case: Case, day: date) -> bool:
    """Whether enough functions can still vote on a case."""
    return len(voting_members(directory, group, case, day)) >= group.quorum


def empty_rungs(directory: Directory, procedure: Procedure, case: Case, day: date) -> list[str]:
    """What stands empty on the ladder for a case that is about to open, in words; none if every rung is held."""
    empty: list[str] = []
    for stage in procedure.stages:
        if stage.group:
            group = procedure.groups_by_id[stage.group]
            seated = one_voice_each(dict(seats_taken(directory, group, day)))
            if len(seated) < group.quorum:
                empty.append(f"{stage.title}: {len(seated)} of the {group.quorum} functions needed have a member")
            continue
        for side, name in ((case.raising, "raising"), (case.responding, "responding")):
            posts = holders(directory, procedure, case, f"{name}_side", Position(stage.id, Phase.ANSWERING), day)
            if not any(directory.stand_in(code, day) for code, _ in posts):
                agency = directory.agencies.get(side.agency)
                empty.append(f"{stage.title}: {agency.name if agency else side.agency} has nobody of rank {stage.rank}")
    return empty
