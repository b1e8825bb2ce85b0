"""What a person may read, from the post, the roles and the seats that the directory has them in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from states.directory import BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER, Directory, Person
from states.review_parties import SUB_COMMITTEE_CHAIR
from store.group_stages import reach_of_groups
from store.procedure_versions import rules_in_store
from store.readers import Member
from store.side_stages import answers_by_rank, managed, named_by_role

OVERSIGHT = frozenset({BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER})
"""Roles whose holders read everything."""


def member_of(connection: Connection, directory: Directory, person: Person, day: date) -> Member:
    """What a person may read on a day, by their post, line, rank, roles, groups and those whose deputy they are."""
    stands_for = tuple(
        dict.fromkeys(d.person for d in directory.deputies if d.deputy == person.code and d.stands_on(day))
    )
    posts = (person.code, *stands_for)
    held = [post for code in posts if (post := directory.people.get(code))]
    groups = {
        seat.group
        for seat in directory.seats
        if seat.person == person.code or ((there := directory.stand_in(seat.person, day)) and there.code == person.code)
    }
    oversight = not OVERSIGHT.isdisjoint(person.roles)
    # Whoever has neither rank, role nor seat is asked for no rules at all.
    known = list(rules_in_store(connection).items()) if groups or any(post.rank or post.roles for post in held) else []
    reach = reach_of_groups(known, groups)
    return Member(
        person.code,
        person.agency,
        oversight=oversight,
        reviews=reach.reviews or SUB_COMMITTEE_CHAIR in person.roles,
        groups=reach.stages,
        stands_for=stands_for,
        manages=managed(directory, posts, day),
        answers=() if oversight else answers_by_rank(directory, known, person.code, posts, day),
        named_by=named_by_role(known, [role for post in held for role in post.roles]),
        agencies_stood_for=tuple(dict.fromkeys(post.agency for post in held)),
    )
