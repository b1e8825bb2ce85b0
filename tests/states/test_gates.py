"""A gate before a stage: somebody on the raising side agrees that the concern is justified."""

import pytest

from states.actions import (
    Action,
    ApproveGate,
    Escalate,
    ReturnAtGate,
    SeekGateAgain,
    SkipStage,
    Withdraw,
)
from tests.states.cases import World, at
from tests.states.trial import NURSE, NURSE_MANAGER, SUPPORT, TEXT, WORKER, WORKER_MANAGER, world

APPROVE, RETURN, AGAIN = ApproveGate(), ReturnAtGate(reason=TEXT), SeekGateAgain(amended=TEXT)


def at_the_gate() -> World:
    escalated = world()
    escalated.act(NURSE, Escalate(reason=TEXT))
    assert escalated.case.position == "managers.gate"
    return escalated


@pytest.mark.parametrize("action", [APPROVE, RETURN])
def test_the_gate_is_kept_by_the_raisers_own_manager_alone(action: Action) -> None:
    gated = at_the_gate()
    assert gated.case.owner == NURSE_MANAGER
    assert gated.may(action) == {NURSE_MANAGER}


def test_agreeing_opens_the_stage_and_its_clocks_start_then() -> None:
    gated = at_the_gate().until(at(2, 12))
    assert gated.running == {"gate", "two_rungs"}
    gated.act(NURSE_MANAGER, APPROVE)
    assert (gated.case.position, gated.case.owner) == ("managers.answering", WORKER_MANAGER)
    assert gated.running == {"meet", "two_rungs"}
    assert (SUPPORT, "told") in gated.told()


def test_silence_opens_it_too() -> None:
    gated = at_the_gate().until(at(3, 17))
    assert gated.kinds[-1] == "gate_opened_by_clock"
    assert gated.case.position == "managers.answering"
    assert (NURSE_MANAGER, "expired_owner") in gated.told()


def test_a_concern_that_is_given_back_can_be_amended_taken_further_or_withdrawn() -> None:
    for action in (AGAIN, SkipStage(to="panel", consulted=("nurse_manager",), reason=TEXT), Withdraw(reason=TEXT)):
        gated = at_the_gate()
        gated.act(NURSE_MANAGER, RETURN)
        assert (gated.case.position, gated.case.owner) == ("managers.returned", NURSE)
        assert "gate" not in gated.running
        if isinstance(action, SkipStage):
            # The trial's second rung has no skip of its own: it says so.
            assert gated.refused(NURSE, action) == "not_open_here"
            continue
        gated.act(NURSE, action)
    assert gated.case.position == "closing"


def test_a_returned_concern_is_chased_and_never_closed_by_the_clock() -> None:
    gated = at_the_gate()
    gated.act(NURSE_MANAGER, RETURN)
    gated.until(at(6))
    assert gated.kinds[-2:] == ["flagged_late", "chased"]
    assert gated.case.position == "managers.returned"
    # The cap over both rungs runs on, so even this does not wait for ever.
    gated.until(at(12, 17))
    assert gated.case.position == "panel.deciding"


def test_sought_again_the_gate_has_its_limit_anew_and_the_cap_runs_on() -> None:
    gated = at_the_gate()
    cap = gated.due("two_rungs")
    gated.act(NURSE_MANAGER, RETURN)
    gated.until(at(3))
    gated.act(NURSE, AGAIN)
    assert (gated.due("gate"), gated.due("two_rungs")) == (at(4, 17), cap)
    assert gated.refused(WORKER, APPROVE) == "not_yours"
