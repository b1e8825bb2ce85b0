"""How well a directory fits a procedure: ranks and seats that it does not know, and rungs that stand empty."""

from __future__ import annotations

from datetime import UTC, date, datetime

from procedures.catalogue import files
from procedures.language import Procedure
from procedures.yaml_file import read_yaml
from states.case import Case, Side
from states.directory import Directory
from states.responsible import empty_rungs
from store.directory_written import nearest


def misfits(directory: Directory, procedure: Procedure, day: date) -> list[str]:
    """Sentences about everything in a directory that a procedure does not know or cannot work with on a day.

    None of them stops an import: people may hold ranks of another procedure, and a rung may be filled later. A case
    whose own ladder has an empty rung is refused when somebody raises it.
    """
    return [
        *_unknown_ranks(directory, procedure),
        *_seats(directory, procedure, day),
        *_empty(directory, procedure, day),
    ]


def _unknown_ranks(directory: Directory, procedure: Procedure) -> list[str]:
    known = [rank.id for rank in procedure.ranks]
    held = sorted({person.rank for person in directory.people.values() if person.rank} - set(known))
    return [
        f"The procedure {procedure.id} has no rank {rank!r}.{nearest(rank, known)} It has: {', '.join(known)}."
        for rank in held
    ]


def _seats(directory: Directory, procedure: Procedure, day: date) -> list[str]:
    places = {(group.id, seat) for group in procedure.groups for function in group.functions for seat in function.seats}
    unknown = [seat for seat in directory.seats if (seat.group, seat.seat) not in places]
    # One directory serves all procedures: a group of another one, such as that of practice reviews, is no mistake.
    others = _groups_of_the_library() - {group.id for group in procedure.groups} if unknown else set()
    found = [
        f"The procedure {procedure.id} has no seat {seat.group}/{seat.seat}; it is held for nothing."
        for seat in unknown
        if seat.group not in others
    ]
    empty = [place for place in sorted(places) if directory.stand_in(directory.seated(*place), day) is None]
    return [*found, *(f"The seat {group}/{seat} stands empty." for group, seat in empty)]


def _groups_of_the_library() -> set[str]:
    """The ids of all groups of the procedures that come with Golden Thread."""
    groups = (read_yaml(path).mapping.get("groups") for path in files())
    return {
        str(group.mapping["id"].value) for listed in groups if listed for group in listed.items if "id" in group.mapping
    }


def _empty(directory: Directory, procedure: Procedure, day: date) -> list[str]:
    """The rungs that stand empty for any practitioner of any agency, each said once."""
    first = procedure.stages[0].rank
    found: dict[str, None] = {}
    for person in sorted(directory.people.values(), key=lambda person: person.code):
        if person.rank != first or directory.in_post(person.code, day) is None:
            continue
        side = Side(person.agency, person.code)
        case = Case(
            reference="", procedure="", position="draft", version=0, raising=side, responding=side,
            category=procedure.categories[0].id, priority=procedure.priorities[0].id,
            raised_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )  # fmt: skip
        found.update(dict.fromkeys(f"{said}." for said in empty_rungs(directory, procedure, case, day)))
    return list(found)
