"""A procedure unfolded into positions and moves, by example."""

import pytest

from procedures.catalogue import files, load
from procedures.graph import (
    CLOSED,
    CLOSING,
    DRAFT,
    HELD,
    ONWARD,
    Graph,
    Move,
    Phase,
    Position,
    above,
    entry,
    owner,
    phases_of,
    unfold,
)
from procedures.language import Procedure
from procedures.rules import DISAGREEMENT
from tests.procedures.variations import item, procedure_with, stage

each = pytest.mark.parametrize(
    "procedure", [load(str(path)) for path in files(kind=DISAGREEMENT)], ids=lambda found: str(found.id)
)


def leads(name: str, source: str, event: str) -> str | None:
    move = unfold(load(name)).move(Position.read(source), event)
    return move.target.value if move else None


MOVES = [
    ("essex", "draft", "raise_disagreement", "practitioners.answering"),
    ("essex", "practitioners.answering", "answer", "practitioners.considering"),
    ("essex", "practitioners.answering", "ask_information", "practitioners.information"),
    ("essex", "practitioners.answering", "escalate", "senior_managers.answering"),
    ("essex", "practitioners.answering", "expire__practitioners_resolve", "senior_managers.answering"),
    ("essex", "practitioners.answering", "expire__practitioners_acknowledge", "practitioners.answering"),
    ("essex", "practitioners.answering", "expire__child_protecting_time", "senior_managers.answering"),
    ("essex", "practitioners.answering", "expire__senior_managers_resolve", None),
    ("essex", "practitioners.answering", "decide_as_group", None),
    ("essex", "practitioners.considering", "settle", "closing"),
    ("essex", "practitioners.considering", "reject_answer", "senior_managers.answering"),
    ("essex", "practitioners.considering", "answer", None),
    ("essex", "practitioners.answering", "fast_path__significant_risk", "senior_managers.answering"),
    ("essex", "senior_managers.answering", "fast_path__significant_risk", "senior_managers.answering"),
    ("essex", "senior_managers.answering", "skip_to__delegated_safeguarding_partners",
     "delegated_safeguarding_partners.deciding"),
    ("essex", "delegated_safeguarding_partners.deciding", "answer", None),
    ("essex", "delegated_safeguarding_partners.deciding", "decide_as_group", "closing"),
    ("essex", "delegated_safeguarding_partners.deciding", "group_cannot_agree", "lead_safeguarding_partners.deciding"),
    ("essex", "lead_safeguarding_partners.deciding", "group_cannot_agree", "onward"),
    ("essex", "practitioners.answering", "redirect__complaint", "closing"),
    ("essex", "practitioners.answering", "redirect__whistleblowing", "practitioners.answering"),
    ("essex", "practitioners.answering", "hold", None),
    ("essex", "onward", "record_onward_outcome", "closing"),
    ("essex", "closing", "close", "closed"),
    ("essex", "closed", "reopen_at__senior_managers", "senior_managers.answering"),
    ("lincolnshire", "step_1.answering", "escalate", "step_2.gate"),
    ("lincolnshire", "step_2.gate", "approve_gate", "step_2.answering"),
    ("lincolnshire", "step_2.gate", "return_at_gate", "step_2.returned"),
    ("lincolnshire", "step_2.gate", "expire__gate", "step_2.answering"),
    ("lincolnshire", "step_2.answering", "expire__gate", None),
    ("lincolnshire", "step_2.returned", "seek_gate_again", "step_2.gate"),
    ("all_features", "practitioners.answering", "expire__practitioners_reply", "practitioners.prompted"),
    ("all_features", "practitioners.answering", "expire__local_resolution", "heads_of_service.answering"),
    ("all_features", "practitioners.prompted", "escalate", "managers.gate"),
    ("all_features", "managers.answering", "expire__managers_reply", "managers.meeting"),
    ("all_features", "managers.meeting", "record_meeting", "managers.answering"),
    ("all_features", "managers.answering", "hold", "held"),
    ("all_features", "held", "resume_at__managers__answering", "managers.answering"),
    ("all_features", "managers.gate", "hold", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "source", "event", "target"), MOVES)
def test_where_an_event_leads(name: str, source: str, event: str, target: str | None) -> None:
    assert leads(name, source, event) == target


OWNERS = [
    ("essex", "draft", None),
    ("essex", "practitioners.answering", "responding_side"),
    ("essex", "practitioners.information", "raiser"),
    ("essex", "practitioners.considering", "raiser"),
    ("essex", "delegated_safeguarding_partners.deciding", "chair"),
    ("essex", "onward", "business_support"),
    ("essex", "closing", None),
    ("essex", "closed", None),
    ("lincolnshire", "step_2.gate", "raising:line_manager"),
    ("lincolnshire", "step_2.returned", "raiser"),
    ("all_features", "managers.meeting", "responding_side"),
    ("all_features", "held", "holder"),
]


@pytest.mark.parametrize(("name", "position", "expected"), OWNERS)
def test_who_owes_the_next_step(name: str, position: str, expected: str | None) -> None:
    assert owner(load(name), Position.read(position)) == expected


def test_at_a_group_the_chair_convenes_the_meeting() -> None:
    def require_a_meeting(data: dict[str, object]) -> None:
        panel = stage(data, "panel")
        item(panel["clocks"], "panel_decide")["on_expiry"] = "require_meeting"

    procedure = procedure_with("all_features", require_a_meeting)
    assert owner(procedure, Position("panel", Phase.MEETING)) == "chair"


@each
def test_every_position_is_read_back_from_what_is_stored(procedure: Procedure) -> None:
    for position in unfold(procedure).positions:
        assert Position.read(position.value) == position


@each
def test_every_move_joins_two_positions_of_the_graph(procedure: Procedure) -> None:
    graph = unfold(procedure)
    positions = set(graph.positions)
    assert {move.source for move in graph.moves} | {move.target for move in graph.moves} == positions
    assert sum(len(graph.moves_from(position)) for position in graph.positions) == len(graph.moves)


@each
def test_only_what_is_open_owes_a_step(procedure: Procedure) -> None:
    for position in unfold(procedure).positions:
        assert position.is_open == (position not in (DRAFT, CLOSED))
        if position.is_open and position != CLOSING:
            assert owner(procedure, position) is not None


@each
def test_no_clock_closes_a_case(procedure: Procedure) -> None:
    for move in unfold(procedure).moves:
        if move.event.startswith("expire__"):
            assert move.target not in (CLOSING, CLOSED) or move.source == CLOSING == move.target


def test_the_positions_of_a_stage_are_those_that_something_leads_to() -> None:
    def phases(name: str, identifier: str) -> list[str]:
        procedure = load(name)
        return [str(position.phase) for position in phases_of(procedure, procedure.stages_by_id[identifier])]

    assert phases("essex", "practitioners") == ["answering", "information", "considering"]
    assert phases("essex", "delegated_safeguarding_partners") == ["deciding", "information"]
    assert phases("lincolnshire", "step_2") == ["gate", "returned", "answering", "information", "considering"]


def test_holding_is_there_only_where_a_procedure_allows_it() -> None:
    assert HELD in unfold(load("all_features")).positions
    assert HELD not in unfold(load("essex")).positions


def test_a_stage_is_entered_by_its_gate_and_the_last_leads_beyond() -> None:
    lincolnshire = load("lincolnshire")
    assert entry(lincolnshire.stages_by_id["step_2"])[0].value == "step_2.gate"
    assert entry(lincolnshire.stages_by_id["step_3"])[0].value == "step_3.answering"
    assert above(lincolnshire, "step_4")[0] == ONWARD


def test_a_procedure_is_unfolded_once() -> None:
    assert unfold(load("essex")) is unfold(load("essex"))


def test_an_event_that_led_to_two_places_would_be_refused() -> None:
    here, there = Position("a", Phase.ANSWERING), Position("b", Phase.ANSWERING)
    with pytest.raises(AssertionError, match=r"escalate leads from a\.answering to two places"):
        Graph((here, there), (Move("escalate", here, here), Move("escalate", here, there)))
