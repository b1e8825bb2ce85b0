"""Raising a disagreement: what opens, who owes what by when, and what is refused."""

from datetime import date
from typing import Any

import pytest

from states.actions import RaiseDisagreement
from states.decide import decide, drafted
from states.decision import Decision, Refusal
from states.directory import Directory, Person
from tests.states.cases import MONDAY, altered, at
from tests.states.trial import DOCTOR, NURSE, OFFICER, SUPPORT, SUPPORT_2, WORKER, concern, people, trial, world


def asked(action: RaiseDisagreement, actor: str, directory: Directory) -> Decision | Refusal:
    case = drafted("D-2026-0001", action, actor, trial(), "0" * 64, directory, MONDAY)
    return decide(case, action, actor, trial(), directory, MONDAY)


def without(*codes: str) -> Directory:
    known = people()
    posts = [person for person in known.people.values() if person.code not in codes]
    return Directory.of(known.agencies.values(), posts, known.deputies, known.seats)


def test_it_opens_on_the_first_rung_with_the_person_named_on_the_other_side() -> None:
    raised = world()
    assert raised.case.position == "practitioners.answering"
    assert (raised.case.owner, raised.case.owner_via) == (WORKER, "post")
    assert (raised.case.raising.agency, raised.case.responding.agency) == ("north", "council")
    assert raised.kinds == ["raise_disagreement"]
    assert raised.told() >= {(WORKER, "owed")}


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        ("acknowledge_it", at(3, 17)),  # one working day
        ("resolve_it", at(9, 17)),  # five
        ("two_rungs", at(12, 17)),  # eight, over two rungs
    ],
)
def test_its_clocks_count_working_days_from_the_day_after(clock: str, due: Any) -> None:
    assert world().due(clock) == due


def test_an_urgent_one_has_the_shorter_limit_from_the_start() -> None:
    assert world(action=concern(priority="urgent")).due("resolve_it") == at(5, 17)


@pytest.mark.parametrize(
    ("action", "actor", "code", "says"),
    [
        (concern(agency="fire"), NURSE, "unknown_agency", "no agency 'fire'"),
        (concern(practitioner="nobody"), NURSE, "unknown_person", "in post"),
        (concern(practitioner=OFFICER), NURSE, "unknown_person", "of the other agency"),
        (concern(), "worker_manager", "same_agency", "line management"),
        (concern(category="weather"), NURSE, "unknown_category", "Choose one of: threshold"),
        (concern(priority="soon"), NURSE, "unknown_priority", "standard, urgent"),
        (concern(), "stranger", "unknown_person", "not in the directory"),
    ],
)
def test_what_cannot_open_is_refused_with_its_reason(
    action: RaiseDisagreement, actor: str, code: str, says: str
) -> None:
    answer = asked(action, actor, people())
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert says in answer.reason


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        (("worker_manager", "manager_elsewhere"), "Managers: Council has nobody of rank manager"),
        (("nurse_manager",), "Managers: Board North has nobody of rank manager"),
        (("for_council", "for_police"), "Panel: 1 of the 2 functions needed have a member"),
    ],
)
def test_a_rung_that_stands_empty_is_refused_before_anybody_waits_on_it(gone: tuple[str, ...], says: str) -> None:
    answer = asked(concern(), NURSE, without(*gone))
    assert isinstance(answer, Refusal)
    assert answer.code == "empty_rung"
    assert says in answer.reason


def test_who_has_left_can_neither_raise_nor_be_named() -> None:
    left = {"left_on": date(2026, 3, 2)}
    known = people()
    for code, refused in ((NURSE, "not_in_post"), (WORKER, "unknown_person")):
        posts = [
            Person(p.code, p.title, p.agency, p.rank, p.roles, p.reports_to, left["left_on"]) if p.code == code else p
            for p in known.people.values()
        ]
        answer = asked(concern(), NURSE, Directory.of(known.agencies.values(), posts, (), known.seats))
        assert isinstance(answer, Refusal)
        assert answer.code == refused


def test_who_leaves_tomorrow_is_still_in_post_today() -> None:
    raised = world().with_people(worker={"left_on": date(2026, 3, 3)})
    assert raised.directory.in_post(WORKER, date(2026, 3, 2))
    assert not raised.directory.in_post(WORKER, date(2026, 3, 3))


def test_without_business_support_nothing_that_falls_to_them_can_be_worked() -> None:
    on_support = altered(trial(), lambda data: data["stages"][0]["clocks"][0].update(owner="business_support"))
    action, directory = concern(), without(SUPPORT, SUPPORT_2)
    case = drafted("D-2026-0001", action, NURSE, on_support, "0" * 64, directory, MONDAY)
    answer = decide(case, action, NURSE, on_support, directory, MONDAY)
    assert isinstance(answer, Refusal)
    assert answer.code == "nobody_there"
    assert "business_support" in answer.reason


def test_a_body_without_the_rank_opens_because_another_acts_as_its_proxy() -> None:
    raised = world(action=concern("council", WORKER), actor=DOCTOR)
    assert raised.case.raising.agency == "practice"


def test_the_person_named_answers_first_whatever_rank_the_directory_gives_them() -> None:
    assert world(action=concern("council", "worker_director")).case.owner == "worker_director"
