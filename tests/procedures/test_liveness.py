"""The checker refuses every procedure in which a case could wait in silence, and shows the way there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from procedures.catalogue import load, load_written
from procedures.clock import Trigger
from procedures.graph import CLOSED, CLOSING, ONWARD, Graph, Move, Phase, Position, unfold
from procedures.liveness import Proof, check
from tests.procedures.variations import Data, clocks, item, procedure_with, stage

Change = Callable[[Data], object]


def proof_of(name: str, change: Change) -> Proof:
    return check(procedure_with(name, change))


def clock(data: Data, identifier: str) -> Data:
    return item(list(clocks(data)), identifier)


def all_of(*changes: Change) -> Change:
    return lambda data: [change(data) for change in changes]


def without_shared(identifier: str) -> Change:
    return lambda data: data["every_stage"].remove(item(data["every_stage"], identifier))


def only_clock(at: str, identifier: str) -> Change:
    return lambda data: stage(data, at).update(clocks=[clock(data, identifier)])


def without_caps(data: Data) -> None:
    data["caps"] = []


def without_every_clock_of(data: Data, identifier: str) -> None:
    stage(data, identifier)["clocks"] = []


FAULTY: list[tuple[str, str, Change, str, tuple[str, ...]]] = [
    ("a stage without a running clock", "essex", lambda d: without_every_clock_of(d, "practitioners"),
     "practitioners.answering: no clock runs", ("raise_disagreement",)),
    ("a stage whose only clock stops when it is acknowledged", "london",
     lambda d: clock(d, "professionals_resolve").update(stops=["acknowledged"]),
     "professionals.answering: no clock runs", ("raise_disagreement", "acknowledge")),
    ("an answer that nobody is chased about", "london",
     all_of(without_shared("considering"), lambda d: clock(d, "professionals_resolve").update(stops=["answered"])),
     "professionals.considering: no clock runs", ("raise_disagreement", "answer")),
    ("a gate without a clock", "lincolnshire", without_shared("gate"),
     "step_2.gate: no clock runs", ("raise_disagreement", "escalate")),
    ("a gate that may send it back for ever", "lincolnshire", without_shared("returned"),
     "step_2.returned: no clock runs", ("raise_disagreement", "escalate", "return_at_gate")),
    ("an overlay that removes every clock of every stage", "cumbria",
     lambda d: (d.update(every_stage=[]), clock(d, "level_1_resolve").update(stops=["answered"])),
     "level_1.considering: no clock runs", ("raise_disagreement", "answer")),
    ("a prompt without a clock", "all_features", all_of(
        without_shared("prompted"), only_clock("practitioners", "practitioners_reply"), without_caps),
     "practitioners.prompted: no clock runs", ("raise_disagreement", "expire__practitioners_reply")),
    ("a required meeting without a clock", "all_features", all_of(
        without_shared("meeting"), only_clock("managers", "managers_reply"), without_caps),
     "managers.meeting: no clock runs", ("raise_disagreement", "escalate", "approve_gate", "expire__managers_reply")),
    ("nothing beyond the last rung", "essex", lambda d: d["onward"]["clocks"][0].update(starts=["closed"]),
     "onward: no clock runs", ("raise_disagreement", "escalate", "escalate", "group_cannot_agree")),
    ("an onward clock that leads nowhere", "essex", lambda d: d["onward"]["clocks"][0].update(on_expiry="move_up"),
     "onward: no clock runs", ()),
    ("a clock that opens a stage that is open", "essex",
     lambda d: clock(d, "practitioners_acknowledge").update(on_expiry="open_stage"),
     "the clock 'practitioners_acknowledge' can run out here and its expiry leads nowhere", ("raise_disagreement",)),
    ("a clock owed by a chair where there is none", "essex",
     lambda d: clock(d, "practitioners_resolve").update(owner="chair"),
     "nobody owes what the clock 'practitioners_resolve' counts: there is no chair here", ("raise_disagreement",)),
    ("a clock owed by a gatekeeper where there is none", "essex",
     lambda d: clock(d, "practitioners_resolve").update(owner="gatekeeper"), "there is no gatekeeper here",
     ("raise_disagreement",)),
    ("a group that can only prompt the raiser", "essex",
     lambda d: clock(d, "delegated_safeguarding_partners_decide").update(on_expiry="prompt_raiser"),
     "delegated_safeguarding_partners.prompted: no", ()),
    ("an ending that tells nobody", "essex",
     lambda d: item(d["closing_duties"], "tell_other_side_of_withdrawal").update(outcomes=["settled"]),
     "practitioners.answering: ending as 'withdrawn' leaves no closing duty", ("raise_disagreement", "withdraw")),
    ("an ending that tells nobody below a stage", "cumbria",
     lambda d: [duty.update(from_stage="level_2") for duty in d["closing_duties"]],
     "level_1.answering: ending as 'settled' leaves no closing duty", ("raise_disagreement", "settle")),
    ("a closing duty that nobody owes", "essex",
     lambda d: item(d["closing_duties"], "learning").update(owner="chair"),
     "practitioners.answering: nobody owes the closing duty 'learning'", ("raise_disagreement", "settle")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "message", "path"), [row[1:] for row in FAULTY],
                         ids=[row[0] for row in FAULTY])  # fmt: skip
def test_a_case_that_could_wait_is_found_with_the_way_there(
    name: str, change: Change, message: str, path: tuple[str, ...]
) -> None:
    proof = proof_of(name, change)
    found = next((fault for fault in proof.faults if message in fault.message), None)
    assert found, [str(fault) for fault in proof.faults]
    assert not proof.holds
    assert found.path
    assert found.path[: len(path)] == path
    assert f"path: {' -> '.join(found.path)}" in str(found)


def test_a_group_that_recusal_leaves_without_a_quorum_is_live_because_it_goes_onward() -> None:
    # Council and police are the parties: health alone is left, quorum is two, and the case still has a way on.
    essex = load("essex")
    assert essex.groups[0].quorum > len(essex.groups[0].functions) - 2
    assert check(essex).holds
    deciding = Position("delegated_safeguarding_partners", Phase.DECIDING)
    for event in ("group_not_quorate", "group_cannot_agree", "expire__delegated_safeguarding_partners_decide"):
        move = unfold(essex).move(deciding, event)
        assert move
        assert move.target.stage == "lead_safeguarding_partners"


def changed_moves(change: Callable[[Move], Move | None]) -> Graph:
    graph = unfold(load("essex"))
    return Graph(graph.positions, tuple(moved for move in graph.moves if (moved := change(move))))


GRAPHS: list[tuple[str, Callable[[Move], Move | None], str]] = [
    ("an expiry that closes", lambda m: replace(m, target=CLOSING, triggers=(Trigger.RESOLVED,))
     if m.event == "expire__practitioners_resolve" else m, "closes the case; nothing may close by expiry"),
    ("a closing that a clock ends", lambda m: replace(m, target=CLOSED)
     if m.event == "expire__learning" else m, "expire__learning closes the case"),
    ("an expiry that leads nowhere", lambda m: None if m.event == "expire__practitioners_resolve" else m,
     "the clock 'practitioners_resolve' can run out here and its expiry leads nowhere"),
    ("a stage that cannot be reached", lambda m: None if m.target.stage == "lead_safeguarding_partners"
     and m.leaves_stage else m, "stage 'lead_safeguarding_partners' cannot be reached"),
    ("nothing that leads on", lambda m: None if m.source == ONWARD and m.event == "record_onward_outcome" else m,
     "onward: nothing that anybody can do here leads on"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in GRAPHS], ids=[row[0] for row in GRAPHS])
def test_a_machine_that_went_wrong_would_be_found(change: Callable[[Move], Move | None], message: str) -> None:
    faults = check(load("essex"), changed_moves(change)).faults
    assert any(message in fault.message for fault in faults), [str(fault) for fault in faults]


def test_a_fault_lies_in_the_stage_where_the_case_would_wait() -> None:
    found = proof_of("essex", lambda data: without_every_clock_of(data, "senior_managers")).faults
    assert next(fault for fault in found if "no clock runs" in fault.message).where == ("stages", 1)


def test_an_overlay_that_takes_the_clocks_of_every_stage_away_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "local.yaml"
    path.write_text("extends: lincolnshire\nevery_stage: []\n", encoding="utf-8")
    written = load_written(str(path))
    messages = [fault.message for fault in check(written.procedure).faults]
    assert "step_2.gate: no clock runs, so the case could wait here in silence" in messages


def test_each_fault_is_told_once() -> None:
    messages = [fault.message for fault in proof_of("essex", lambda data: data.update(every_stage=[])).faults]
    assert len(messages) == len(set(messages))
