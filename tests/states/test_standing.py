"""Where a case stands, from its record alone."""

import pytest
from msgspec.structs import replace as changed

from states.actions import Answer, Escalate, HandOver, Reopen, Settle
from states.decision import Entry
from states.standing import BrokenRecord, Standing, derive
from tests.states.cases import World, at
from tests.states.claimed import standing_of
from tests.states.trial import NURSE, TEXT, WORKER, WORKER_2, world


def some_entries() -> list[Entry]:
    case = world().until(at(4, 17))
    case.act(WORKER, HandOver(to=WORKER_2, reason=TEXT))
    case.act(NURSE, Escalate(reason=TEXT))
    return case.entries


def test_nothing_recorded_is_a_draft() -> None:
    assert derive([]) == Standing(position="draft")


def test_the_record_tells_position_owner_clocks_and_outcome() -> None:
    case = world()
    case.act(WORKER, HandOver(to=WORKER_2, reason=TEXT))
    standing = derive(case.entries)
    assert (standing.position, standing.owner, standing.owner_via) == ("practitioners.answering", WORKER_2, "deputy")
    assert {clock.owner for clock in standing.clocks} == {WORKER_2}
    assert standing == standing_of(case.case)
    case.act(WORKER_2, Answer(answer=TEXT))
    case.act(NURSE, Settle(reason=TEXT))
    standing = derive(case.entries)
    assert (standing.position, standing.outcome, standing.reached) == ("closing", "settled", "practitioners")
    assert standing == standing_of(case.case)


def test_it_can_go_on_from_where_earlier_entries_led() -> None:
    entries = some_entries()
    assert derive(entries[3:], derive(entries[:3])) == derive(entries)


def test_reopening_takes_the_outcome_back() -> None:
    closed = Entry(1, "settle", at(2), at(2), NURSE, "closing")
    reopened = Entry(2, "reopen", at(3), at(3), NURSE, "practitioners.answering")
    assert derive([closed]).outcome == "settled"
    assert derive([closed, reopened]).outcome is None
    assert isinstance(Reopen(reason=TEXT), Reopen)


@pytest.mark.parametrize("missing", [0, 1, 3])
def test_a_missing_entry_is_noticed(missing: int) -> None:
    entries = some_entries()
    del entries[missing]
    with pytest.raises(BrokenRecord, match=f"entry {missing + 1} is missing"):
        derive(entries)


def test_an_entry_that_ends_a_clock_which_does_not_run_is_noticed() -> None:
    entries = some_entries()
    entries[0] = changed(entries[0], facts={})
    with pytest.raises(BrokenRecord, match="does not run"):
        derive(entries)


def test_a_changed_case_differs_from_its_record() -> None:
    case: World = world()
    for other in (
        changed(case.case, position="practitioners.considering"),
        changed(case.case, owner=NURSE),
        changed(case.case, version=2),
        changed(case.case, clocks=case.case.clocks[1:]),
    ):
        assert standing_of(other) != derive(case.entries)
