"""Notes and advice: written beside the course of a disagreement, which they leave as it is."""

import pytest

from states.actions import AddNote, Advise, Answer, Escalate, Settle
from tests.states.cases import World
from tests.states.trial import (
    NURSE,
    NURSE_MANAGER,
    OFFICER,
    SCRUTINEER,
    SUPPORT,
    TEXT,
    WORKER,
    WORKER_2,
    WORKER_MANAGER,
    concern,
    trial,
    world,
)

NOTE, ADVICE = AddNote(note=TEXT), Advise(advice=TEXT)


def course(case: World) -> tuple[object, ...]:
    """Everything that moves a case."""
    return (case.case.position, case.case.owner, case.case.clocks, case.case.outcome, case.case.views)


@pytest.mark.parametrize(("person", "audience"), [(NURSE, "raising"), (WORKER, "responding")])
def test_a_note_is_for_ones_own_side(person: str, audience: str) -> None:
    case = world()
    before = course(case)
    case.act(person, NOTE)
    assert case.entries[-1].audience == audience
    assert course(case) == before
    assert case.told() == set()


def test_colleagues_and_others_write_no_notes() -> None:
    assert world().may(NOTE) == {NURSE, WORKER}


def test_a_manager_writes_one_once_it_has_come_to_them() -> None:
    case = world()
    case.act(NURSE, Escalate(reason=TEXT))
    assert {NURSE_MANAGER, NURSE, WORKER, WORKER_MANAGER} <= case.may(NOTE)
    case.act(WORKER_MANAGER, NOTE)
    assert case.entries[-1].audience == "responding"


def test_business_support_writes_none_in_an_empty_post() -> None:
    case = world().with_people(**{WORKER: {"left_on": world().now.date()}})
    assert SUPPORT not in case.may(NOTE)


def test_whoever_stands_on_both_sides_writes_for_oversight() -> None:
    case = world().with_deputy(NURSE, OFFICER).with_deputy(WORKER, OFFICER)
    case.act(OFFICER, NOTE)
    assert case.entries[-1].audience == "oversight"


def test_a_colleague_to_whom_a_step_came_writes_for_their_side() -> None:
    case = world(trial(), concern()).with_deputy(WORKER, WORKER_2)
    case.act(WORKER_2, NOTE)
    assert (case.entries[-1].audience, case.entries[-1].on_behalf_of) == ("responding", WORKER)


def test_advice_is_the_scrutineers_alone_and_decides_nothing() -> None:
    case = world()
    assert case.may(ADVICE) == {SCRUTINEER}
    before = course(case)
    case.act(SCRUTINEER, ADVICE)
    assert course(case) == before
    assert case.entries[-1].audience == "parties"
    assert case.told() == {(WORKER, "told")}


def test_advice_can_be_given_while_closing_duties_run_and_not_after() -> None:
    case = world()
    case.act(WORKER, Answer(answer=TEXT))
    case.act(NURSE, Settle(reason=TEXT))
    case.act(SCRUTINEER, ADVICE)
    assert case.entries[-1].position == "closing"
