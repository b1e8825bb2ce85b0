"""A partnership made for a procedure: everybody that it speaks of, known by what they are."""

from __future__ import annotations

import re

from procedures.language import Procedure
from states.directory import Agency, Directory, Person, Seat

RAISING, RESPONDING, PARTNERSHIP = "raising_agency", "responding_agency", "partnership"
SUPPORT = "support"
STRANGER = "stranger"
"""Somebody of a third agency, who is in the directory and in no case."""


def raiser(procedure: Procedure) -> str:
    """Who raises: the lowest rank of the raising agency."""
    return f"{RAISING}_{_lowest(procedure)}"


def receiver(procedure: Procedure) -> str:
    """Who is named on the other side."""
    return f"{RESPONDING}_{_lowest(procedure)}"


def peopled(procedure: Procedure) -> Directory:
    """Two agencies with every rank in one line each, every seat of every group, every role, and a support team."""
    ranks = [rank.id for rank in procedure.ranks]
    roles = tuple(sorted(set(re.findall(r"role:([a-z_]+)", procedure.model_dump_json()))))
    people = []
    for agency in (RAISING, RESPONDING):
        for place, rank in enumerate(ranks):
            above = f"{agency}_{ranks[place + 1]}" if place + 1 < len(ranks) else None
            people.append(Person(f"{agency}_{rank}", f"{rank} of {agency}", agency, rank, reports_to=above))
            people.append(Person(f"{agency}_other_{rank}", f"Another {rank}", agency, rank, reports_to=above))
        people.append(Person(f"{agency}_specialist", "Specialist", agency, None, roles))
    seats = [(group.id, seat) for group in procedure.groups for function in group.functions for seat in function.seats]
    people += [Person(f"member_{group}_{seat}", f"Member for {seat}", f"agency_of_{seat}") for group, seat in seats]
    people += [
        Person(SUPPORT, "Business manager", PARTNERSHIP, roles=("business_support",)),
        Person("support_two", "Business support officer", PARTNERSHIP, roles=("business_support",)),
        Person("scrutineer", "Independent scrutineer", PARTNERSHIP, roles=("independent_scrutineer",)),
        Person(STRANGER, "Somebody of a third agency", "third_agency", ranks[0]),
    ]
    kinds = {RAISING: "local_authority", RESPONDING: "health", PARTNERSHIP: "partnership"}
    agencies = [Agency(code, code, kinds.get(code, "other")) for code in dict.fromkeys(p.agency for p in people)]
    return Directory.of(agencies, people, (), [Seat(group, seat, f"member_{group}_{seat}") for group, seat in seats])


def _lowest(procedure: Procedure) -> str:
    return next((stage.rank for stage in procedure.stages if stage.rank), procedure.ranks[0].id)
