"""What a person may read, from the post, the roles and the seats that the directory has them in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from states.directory import BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER, Directory, Person
from states.review_parties import SUB_COMMITTEE_CHAIR
from store.group_stages import reach_of_groups
from store.readable_cases import Member

OVERSIGHT = frozenset({BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER})
"""Roles whose holders read everything."""


def member_of(connection: Connection, directory: Directory, person: Person, day: date) -> Member:
    """What a person may read on a day, by their agency, roles, groups and those whose deputy they are."""
    stands_for = tuple(
        dict.fromkeys(d.person for d in directory.deputies if d.deputy == person.code and d.stands_on(day))
    )
    groups = {
        seat.group
        for seat in directory.seats
        if seat.person == person.code or ((there := directory.stand_in(seat.person, day)) and there.code == person.code)
    }
    reach = reach_of_groups(connection, groups)
    return Member(
        person.code,
        person.agency,
        oversight=not OVERSIGHT.isdisjoint(person.roles),
        reviews=reach.reviews or SUB_COMMITTEE_CHAIR in person.roles,
        groups=reach.stages,
        stands_for=stands_for,
    )
