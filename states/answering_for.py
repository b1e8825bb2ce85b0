"""For whom a person answers: the practitioners whose cases come to them, and from which stage on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime

from procedures.graph import Phase, Position
from procedures.language import Procedure
from states.case import Case, Side
from states.directory import Directory, Person
from states.may_act import holders_who_may_act
from states.responsible import line_above, lowest_rank


def managed_by(directory: Directory, posts: Collection[str], day: date) -> frozenset[str]:
    """Everybody (by code) whose line manager is in one of these posts.

    Where a line manager's post is vacant, that is the next above it.
    """
    return frozenset(person.code for person in directory.people.values() if _is_managed(directory, person, posts, day))


def _is_managed(directory: Directory, person: Person, posts: Collection[str], day: date) -> bool:
    for code in line_above(directory, Side(person.agency, person.code)):
        if code in posts:
            return True
        if directory.stand_in(code, day):
            return False
    return False


def answered_for(
    directory: Directory, procedure: Procedure, person: str, posts: Collection[str], day: date
) -> dict[str, frozenset[str]]:
    """For whom `person` answers as their side's holder of a stage's rank, by stage: practitioners by code.

    `posts` are their own and those whose deputy they are. The first rung is not among the stages: there the
    practitioner answers. Nor are stages at which a person answers for nobody.
    """
    held = [post for code in posts if (post := directory.people.get(code)) and post.rank]
    ranks = {post.rank for post in held} - {lowest_rank(procedure)}
    found: dict[str, frozenset[str]] = {}
    for stage in procedure.stages:
        if stage.rank and stage.rank in ranks:
            candidates = _candidates(directory, procedure, stage.rank, [p for p in held if p.rank == stage.rank])
            at = Position(stage.id, Phase.ANSWERING)
            found[stage.id] = frozenset(
                one.code for one in candidates if _answers(directory, procedure, one, at, person, day)
            )
    return {stage: people for stage, people in found.items() if people}


def _candidates(directory: Directory, procedure: Procedure, rank: str, held: list[Person]) -> Iterable[Person]:
    """Everybody for whom one of these posts could answer: of its agency, its line, or an agency whose proxy it is."""
    agencies = {post.agency for post in held}
    kinds = {directory.agencies[code].kind for code in agencies if code in directory.agencies}
    proxied = {proxy.agency_kind for proxy in procedure.proxies if proxy.rank == rank and proxy.by_agency_kind in kinds}
    agencies |= {agency.code for kind in proxied for agency in directory.of_kind(kind)}
    codes = {post.code for post in held}
    for person in directory.people.values():
        if person.agency in agencies or not codes.isdisjoint(line_above(directory, Side(person.agency, person.code))):
            yield person


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _answers(
    directory: Directory, procedure: Procedure, practitioner: Person, at: Position, person: str, day: date
) -> bool:
    """Whether a person answers, at a position, for the side of a practitioner in any case against anybody."""
    side = Side(practitioner.agency, practitioner.code)
    case = Case("", "", at.value, 0, side, Side("", ""), "", "", LONG_AGO, reached=at.stage)
    return person in holders_who_may_act(directory, procedure, case, ("raising_side",), at, day).people
