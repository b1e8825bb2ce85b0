"""The machine of practice reviews: it is the course, every event has its action, people and notices of refusal."""

from __future__ import annotations

from typing import get_args

import pytest

from procedures.review_course import REOPENS_BY_LETTER, ReviewPosition, course
from procedures.review_language import Deadline
from procedures.review_owners import OWNERS
from states.practice_review import practice_review_class
from states.review_actions import ANY_REVIEW_ACTION, AnyReviewAction
from states.review_attempt import WHERE
from states.review_guards import GUARDS, PARTY_WORDS, WHO_MAY
from states.review_unfolding import CHANGES
from tests.states.review_rules import review_rules

EVENTS = {move.event for move in course()}
KINDS = {action.model_fields["kind"].default for action in get_args(get_args(AnyReviewAction)[0])}


def test_the_machine_is_the_course() -> None:
    found = {
        (transition.source.value, event, transition.target.value)
        for state in practice_review_class().states
        for transition in state.transitions
        for event in transition.event.split()
    }
    assert found == {(move.source.value, move.event, move.target.value) for move in course()}


def test_every_position_is_a_state_and_only_the_last_is_final() -> None:
    states = {state.value: state for state in practice_review_class().states}
    assert set(states) == {position.value for position in ReviewPosition}
    assert [name for name, state in states.items() if state.final] == ["closed"]


def test_each_event_leads_to_one_position_from_each() -> None:
    places = [(move.source, move.event) for move in course()]
    assert len(set(places)) == len(places)


def test_every_event_is_an_action() -> None:
    assert EVENTS - {REOPENS_BY_LETTER} == KINDS


def test_every_action_says_who_may_do_it() -> None:
    assert set(WHO_MAY) == KINDS - {"hand_over_review"}
    assert set(GUARDS) <= KINDS | {REOPENS_BY_LETTER}
    assert set(CHANGES) <= KINDS | {REOPENS_BY_LETTER}
    named = {party for parties in WHO_MAY.values() for party in parties} - {"anybody"}
    assert named <= set(PARTY_WORDS)


def test_every_position_says_why_something_cannot_be_done_there() -> None:
    assert set(WHERE) == set(ReviewPosition)
    assert set(OWNERS) == {position for position in ReviewPosition if position.is_open}


OWED = [deadline for deadline in review_rules().deadlines if deadline.scope == "review" and deadline.meaning == "by"]


@pytest.mark.parametrize("deadline", OWED, ids=lambda deadline: deadline.id)
def test_whoever_owes_a_deadline_may_do_what_ends_it(deadline: Deadline) -> None:
    if deadline.each == "recommendation":
        ends = {"record_evidence", "record_impact_check"}
    elif deadline.each != "review":
        ends = {
            "agency_return": {"submit_return"},
            "information_request": {"record_information"},
            "panel_request": {"answer_panel_query"},
        }[deadline.each]
    elif deadline.met_by:
        ends = {move.event for move in course() if deadline.met_by in (*move.sets, *move.may_set)}
    else:
        leaving = {m.event for m in course() if m.source in deadline.runs_in and m.target not in deadline.runs_in}
        ends = leaving | {m.event for m in course() if deadline.counts_from in m.may_set}
    # The chair of the partners votes among them, and whoever owes the next step closes short of an impact review.
    may = {deadline.owner, *(["voting_partner"] if deadline.owner == "partners_chair" else [])}
    closes = {OWNERS[position] for position in deadline.runs_in}
    ends -= {REOPENS_BY_LETTER}
    assert any(may & (closes if event == "close_review" else set(WHO_MAY[event])) for event in ends), ends


def test_an_action_arrives_as_json() -> None:
    action = ANY_REVIEW_ACTION.validate_json('{"kind": "ratify", "reason": "It is sound."}')
    assert action.kind == "ratify"
