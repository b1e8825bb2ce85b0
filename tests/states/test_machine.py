"""The machine built from a procedure says what the procedure's graph says, at every position and for every event."""

from __future__ import annotations

import threading

import pytest
from msgspec.structs import replace as changed

from procedures.catalogue import files, load
from procedures.graph import Graph, Position, unfold
from procedures.language import Procedure
from procedures.rules import DISAGREEMENT
from states.actions import Escalate
from states.attempt import Attempt
from states.case import Case
from states.decide import machine_for
from states.decision import CLOCK, Refused
from states.machine import Machine
from tests.states.cases import MONDAY, altered
from tests.states.trial import people, trial, world

CLOSED_FOR_GOOD = altered(trial(), lambda data: data["reopening"].update(allowed=False))
PROCEDURES = {
    "trial": trial(),
    "closed_for_good": CLOSED_FOR_GOOD,
    **{path.stem: load(str(path)) for path in files(kind=DISAGREEMENT)},
}
ESCALATE = Escalate(reason="not settled")
NOWHERE = "no_such_event"


def by_the_clock(case: Case, procedure: Procedure) -> Attempt:
    return Attempt(case, None, CLOCK, procedure, people(), MONDAY)


def told_of(name: str) -> tuple[Procedure, Case]:
    return PROCEDURES[name], world().case


@pytest.mark.parametrize("name", PROCEDURES)
def test_at_every_position_every_event_leads_where_the_graph_leads(name: str) -> None:
    procedure, case = told_of(name)
    graph, machine = unfold(procedure), Machine(procedure)
    for position in graph.positions:
        for event in [*graph.events(), NOWHERE]:
            move = graph.move(position, event)
            attempt = by_the_clock(changed(case, position=position.value), procedure)
            if move is None:
                with pytest.raises(Refused):
                    machine.move_by_clock(position, event, attempt)
            else:
                assert machine.move(position, event, attempt) is move


@pytest.mark.parametrize("name", PROCEDURES)
def test_what_the_clock_remembers_is_what_the_machine_says(name: str) -> None:
    procedure, case = told_of(name)
    asked_once, asked_again = Machine(procedure), Machine(procedure)
    for move in unfold(procedure).moves:
        attempt = by_the_clock(changed(case, position=move.source.value), procedure)
        first = asked_once.move_by_clock(move.source, move.event, attempt)
        assert first is asked_once.move_by_clock(move.source, move.event, attempt)
        assert first is asked_again.move(move.source, move.event, attempt)


def test_a_machine_that_disagrees_with_the_graph_refuses_to_go_on() -> None:
    machine, answering = Machine(trial()), Position.read("practitioners.answering")
    machine.graph = Graph(machine.graph.positions, ())
    with pytest.raises(AssertionError, match="disagree"):
        machine.move_by_clock(answering, "mark_time", by_the_clock(world().case, trial()))


def test_a_final_state_ends_one_case_and_not_the_machine() -> None:
    machine, closing = Machine(CLOSED_FOR_GOOD), Position.read("closing")
    attempt = by_the_clock(changed(world().case, position="closing"), CLOSED_FOR_GOOD)
    for _ in range(3):
        assert machine.move(closing, "close", attempt).target.value == "closed"


def test_a_refusal_leaves_the_machine_fit_for_the_next_case() -> None:
    one = world()
    for _ in range(3):
        assert one.refused("stranger", ESCALATE) == "unknown_person"
        assert one.may(ESCALATE, {"nurse"}) == {"nurse"}


def test_a_changed_copy_of_a_procedure_has_a_machine_of_its_own() -> None:
    essex = PROCEDURES["essex"]
    machine = machine_for(essex)
    slower = essex.model_copy(update={"fast_paths": ()})
    assert machine_for(slower) is not machine
    assert len(unfold(slower).moves) < len(unfold(essex).moves)
    assert slower.stages_by_id == essex.stages_by_id
    assert machine_for(essex) is machine


def test_threads_do_not_meet_in_one_machine() -> None:
    machine, graph = machine_for(trial()), unfold(trial())
    case, wrong = world().case, []

    def ask_all() -> None:
        for move in graph.moves[::3]:
            attempt = by_the_clock(changed(case, position=move.source.value), trial())
            if machine.move(move.source, move.event, attempt) is not move:
                wrong.append(move)

    threads = [threading.Thread(target=ask_all) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
