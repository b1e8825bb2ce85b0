"""Who answers for a party: the post, its deputy, a proxy, and business support where nobody is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from msgspec.structs import replace as changed

from procedures.graph import Position
from states.directory import Deputy, Directory
from states.responsible import NobodyThere, Responsible, everybody, responsible
from tests.states.trial import (
    DOCTOR,
    MEMBER_COUNCIL,
    MEMBER_NORTH,
    MEMBER_POLICE,
    MEMBER_SOUTH,
    NURSE,
    NURSE_DIRECTOR,
    NURSE_MANAGER,
    OFFICER,
    SCRUTINEER,
    SUPPORT,
    SUPPORT_2,
    WORKER,
    WORKER_2,
    WORKER_DIRECTOR,
    WORKER_MANAGER,
    concern,
    people,
    trial,
    world,
)

DAY = date(2026, 3, 2)
PRACTITIONERS, MANAGERS, PANEL = "practitioners.answering", "managers.answering", "panel.deciding"
LONG_AGO, TODAY, TOMORROW = date(2026, 1, 1), DAY, date(2026, 3, 3)


def directory(gone: tuple[str, ...] = (), deputies: tuple[tuple[str, str], ...] = ()) -> Directory:
    known = people()
    posts = [replace(p, left_on=DAY) if p.code in gone else p for p in known.people.values()]
    standing = [Deputy(person, deputy, LONG_AGO) for person, deputy in deputies]
    return Directory.of(known.agencies.values(), posts, standing, known.seats)


def who(party: str, position: str = PRACTITIONERS, known: Directory | None = None) -> tuple[str, str]:
    found = responsible(known or people(), trial(), world().case, party, Position.read(position), DAY)
    return found.person, found.via


@pytest.mark.parametrize(
    ("party", "position", "person"),
    [
        ("raiser", PRACTITIONERS, NURSE),
        ("receiver", PRACTITIONERS, WORKER),
        ("raising_side", PRACTITIONERS, NURSE),
        ("responding_side", PRACTITIONERS, WORKER),
        ("raising_side", MANAGERS, NURSE_MANAGER),
        # Of two managers in the agency, the one up the worker's own line.
        ("responding_side", MANAGERS, WORKER_MANAGER),
        ("raising:manager", PRACTITIONERS, NURSE_MANAGER),
        ("responding:manager", PRACTITIONERS, WORKER_MANAGER),
        ("gatekeeper", MANAGERS, NURSE_MANAGER),
        ("chair", PANEL, MEMBER_POLICE),
        # At a group a side is still known by the highest rank below it, and after the ladder too.
        ("responding_side", PANEL, WORKER_MANAGER),
        ("business_support", PRACTITIONERS, SUPPORT),
        ("independent_scrutineer", PRACTITIONERS, SCRUTINEER),
        ("role:business_support", PRACTITIONERS, SUPPORT),
    ],
)
def test_in_post(party: str, position: str, person: str) -> None:
    assert who(party, position) == (person, "post")


@pytest.mark.parametrize(
    ("gone", "deputies", "person", "via"),
    [
        ((), ((WORKER, WORKER_2),), WORKER_2, "deputy"),
        ((WORKER,), ((WORKER, WORKER_2),), WORKER_2, "deputy"),
        # A chain of deputies is followed.
        ((), ((WORKER, WORKER_2), (WORKER_2, OFFICER)), OFFICER, "deputy"),
        # One who has left is passed over.
        ((WORKER_2,), ((WORKER, WORKER_2), (WORKER, OFFICER)), OFFICER, "deputy"),
        # Two who stand for one another are both there: each keeps their own.
        ((), ((WORKER, WORKER_2), (WORKER_2, WORKER)), WORKER, "post"),
        # A circle behind somebody who has left ends with the first in it who is there.
        ((WORKER,), ((WORKER, WORKER_2), (WORKER_2, OFFICER), (OFFICER, WORKER_2)), WORKER_2, "deputy"),
        # Nobody stands in: business support, at once.
        ((WORKER,), (), SUPPORT, "business_support"),
        ((WORKER, SUPPORT), (), SUPPORT_2, "business_support"),
    ],
)
def test_in_place_of_the_one_named(
    gone: tuple[str, ...], deputies: tuple[tuple[str, str], ...], person: str, via: str
) -> None:
    assert who("responding_side", known=directory(gone, deputies)) == (person, via)


def test_with_nobody_in_the_support_team_there_is_nobody() -> None:
    gone = (WORKER, WORKER_2, WORKER_MANAGER, WORKER_DIRECTOR, SUPPORT, SUPPORT_2)
    with pytest.raises(NobodyThere):
        who("responding_side", known=directory(gone))


@pytest.mark.parametrize(("first", "last", "person"), [(TODAY, TODAY, WORKER_2), (TOMORROW, None, WORKER)])
def test_a_deputy_stands_in_on_their_days_both_ends_included(first: date, last: date | None, person: str) -> None:
    known = people()
    standing = [Deputy(WORKER, WORKER_2, first, last)]
    case_of = Directory.of(known.agencies.values(), known.people.values(), standing, known.seats)
    assert who("responding_side", known=case_of)[0] == person


def test_a_body_without_the_rank_has_a_proxy() -> None:
    case = world(action=concern("practice", DOCTOR), actor=OFFICER).case
    found = responsible(people(), trial(), case, "responding_side", Position.read(MANAGERS), DAY)
    assert found == Responsible(NURSE_MANAGER, "proxy")


def test_nobody_is_proxy_for_a_body_that_their_own_agency_disagrees_with() -> None:
    case = world(action=concern("practice", DOCTOR), actor=NURSE).case
    found = responsible(people(), trial(), case, "responding_side", Position.read(MANAGERS), DAY)
    assert found == Responsible("south_manager", "proxy")


@pytest.mark.parametrize(
    ("party", "position", "persons"),
    [
        ("group", PANEL, (MEMBER_COUNCIL, MEMBER_POLICE, MEMBER_NORTH, MEMBER_SOUTH)),
        ("business_support", PRACTITIONERS, (SUPPORT, SUPPORT_2)),
        ("responding_side", PRACTITIONERS, (WORKER,)),
        ("chair", PANEL, (MEMBER_POLICE,)),
    ],
)
def test_everybody_who_answers(party: str, position: str, persons: tuple[str, ...]) -> None:
    assert everybody(people(), trial(), world().case, party, Position.read(position), DAY) == persons


@pytest.mark.parametrize(
    ("year", "recused", "chair"),
    [
        (2026, (), MEMBER_POLICE),
        (2027, (), MEMBER_NORTH),
        (2027, (MEMBER_NORTH,), MEMBER_SOUTH),
        (2027, (MEMBER_NORTH, MEMBER_SOUTH), MEMBER_COUNCIL),
        (2028, (), MEMBER_COUNCIL),
        (2029, (), MEMBER_POLICE),
    ],
)
def test_the_chair_rotates_and_passes_on_when_it_steps_aside(year: int, recused: tuple[str, ...], chair: str) -> None:
    case = changed(world().case, recused=recused)
    found = responsible(people(), trial(), case, "chair", Position.read(PANEL), date(year, 6, 1))
    assert found.person == chair


def test_answers_are_remembered_and_a_new_directory_has_its_own() -> None:
    assert who("receiver") == who("receiver") == (WORKER, "post")
    assert who("receiver", known=directory((WORKER,), ((WORKER, NURSE_DIRECTOR),))) == (NURSE_DIRECTOR, "deputy")
