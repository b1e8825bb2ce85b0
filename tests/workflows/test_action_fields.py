"""The form of every action: nothing is forgotten, everything asks a question, and choices are read by people."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from procedures.graph import unfold
from procedures.review_course import ReviewPosition as P
from states import actions as do
from states.actions import AnyAction
from states.open_actions import ACTIONS
from states.review_actions import AnyReviewAction
from states.review_actions_open import REVIEW_ACTIONS
from tests.partnership import COUNCIL, HCRG, POLICE
from tests.states import trial
from tests.states.cases import World
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import COMMITTEE_CHAIR, SUPPORT, brought_to, lead
from tests.states.trial import NURSE, NURSE_MANAGER, TEXT, WORKER, WORKER_2, world
from workflows.action_fields import ActionField, Input, fields_of, shapes
from workflows.action_words import ACTION_WORDS, PAST, question_of, verb_of
from workflows.answer_words import ANSWER_WORDS

KINDS = sorted(ACTIONS)
OPENING = ("raise_disagreement", "refer_incident")
NO_ANSWER = {("record_panel_response", "response"): {"none_received"}}
"""Answers that an action knows and that nobody gives in its form."""


def form(here: World | ReviewWorld, kind: str, person: str) -> dict[str, ActionField]:
    rules, case = (here.procedure, here.case) if isinstance(here, World) else (here.rules, here.review)
    found = fields_of(kind, None if kind in OPENING else case, person, rules, here.directory, here.now)
    return {field.name: field for field in found}


def any_form(kind: str) -> dict[str, ActionField]:
    return form(brought_to(P.NOTIFIED), kind, SUPPORT) if kind in REVIEW_ACTIONS else form(world(), kind, trial.SUPPORT)


def values(field: ActionField) -> list[str]:
    return [choice.value for choice in field.choices]


def test_every_action_has_words_and_there_are_no_words_for_others() -> None:
    both = [kind for union in (AnyAction, AnyReviewAction) for kind in get_args(get_args(union)[0])]
    assert {kind.model_fields["kind"].default for kind in both} == set(ACTION_WORDS) == set(ACTIONS) == set(PAST)


def test_what_stands_beside_a_choice_ends_each_sentence_once() -> None:
    hints = [choice.hint for choice in form(world(), "redirect", NURSE)["redirect"].choices]
    assert any("It goes to:" in hint for hint in hints)
    assert not [hint for hint in hints if ".." in hint]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_asks_a_question_and_no_question_is_without_its_field(kind: str) -> None:
    asked = {name for name in ACTIONS[kind].model_fields if name != "kind"}
    assert set(ACTION_WORDS[kind].questions) == asked
    assert verb_of(kind)[0].isupper()
    assert not verb_of(kind).endswith(".")
    for name in asked:
        question = question_of(kind, name)
        assert question.label[0].isupper()
        assert question.label[-1] == "?"
        assert not question.hint or question.hint[-1] == "."


def test_no_two_actions_of_a_kind_of_case_are_called_the_same() -> None:
    for kinds in (set(ACTIONS) - set(REVIEW_ACTIONS), set(REVIEW_ACTIONS)):
        assert len({verb_of(kind) for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_an_action_is_in_its_form(kind: str) -> None:
    found = {field.of or field.name for field in any_form(kind).values()}
    left_out = {name for name in ACTIONS[kind].model_fields if name != "kind"} - found
    assert all(not ACTIONS[kind].model_fields[name].is_required() for name in left_out)


@pytest.mark.parametrize("kind", KINDS)
def test_fixed_answers_have_words_and_no_others(kind: str) -> None:
    for name, shape in shapes(kind).items():
        fixed = {str(value) for value in shape.get("enum", ())}
        if fixed:
            assert set(ANSWER_WORDS[kind, name]) == fixed - NO_ANSWER.get((kind, name), set())


INPUTS: list[tuple[str, dict[str, tuple[Input, bool]]]] = [
    # the action, and of each field in its form: the input, and whether it has to be answered
    ("acknowledge", {"commits_to": ("date", False), "note": ("narrative", False)}),
    ("set_child_protecting_time", {"by": ("instant", True), "reason": ("narrative", True)}),
    ("record_panel_response",
     {"response": ("one_of", True), "received_on": ("date", True), "letter": ("narrative", True)}),
    ("publish_report", {"published_on": ("date", True), "address": ("text", True)}),
    ("hold_rapid_review_meeting",
     {"held_on": ("date", True), "present": ("several_of", True),
      "agencies_not_asked": ("narrative", False), "minutes": ("narrative", False)}),
    ("give_notification_view", {"notify": ("yes_no", True), "reason": ("narrative", True)}),
    ("begin_commissioning", {}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "expected"), INPUTS)
def test_each_field_has_the_input_that_suits_it(kind: str, expected: dict[str, tuple[Input, bool]]) -> None:
    assert {name: (field.input, field.required) for name, field in any_form(kind).items()} == expected


def test_a_question_with_a_default_is_asked_and_one_that_may_stay_unknown_is_not_pressed() -> None:
    assert any_form("recommend_decision")["below_the_criteria"].required
    assert not form(brought_to(P.REFERRED), "refer_incident", SUPPORT)["looked_after"].required
    assert not form(brought_to(P.REFERRED), "begin_assessment", SUPPORT)["looked_after"].required


def test_a_disagreement_is_raised_with_another_agency() -> None:
    found = form(world(), "raise_disagreement", NURSE)
    assert "north" not in values(found["responding_agency"])
    assert WORKER in values(found["responding_practitioner"])
    assert NURSE_MANAGER not in values(found["responding_practitioner"])
    assert {choice.words for choice in found["responding_practitioner"].choices} >= {"Social worker, Council"}
    assert [choice.words for choice in found["category"].choices] == ["Threshold"]


def test_a_step_is_handed_over_to_those_who_may_take_it() -> None:
    found = form(world(), "hand_over", WORKER)
    assert "of" not in found
    assert WORKER_2 in values(found["to"])
    assert not {WORKER, NURSE} & set(values(found["to"]))


def test_business_support_says_whose_step_it_hands_over() -> None:
    found = form(world(), "hand_over", trial.SUPPORT)
    assert values(found["of"]) == [WORKER]
    assert WORKER_2 in values(found["to"])


def test_the_present_priority_is_none_to_agree() -> None:
    assert values(form(world(), "agree_priority", NURSE)["priority"]) == ["urgent"]


@pytest.mark.parametrize(("person", "expected"), [(NURSE, ["allegation", "complaint"]), (WORKER, ["allegation"])])
def test_what_would_end_the_case_is_offered_to_the_raising_side_alone(person: str, expected: list[str]) -> None:
    assert values(form(world(), "redirect", person)["redirect"]) == expected


def test_duties_are_named_by_what_is_owed_and_by_whom() -> None:
    here = world()
    here.act(NURSE, do.Settle(reason=TEXT))
    shown = {choice.value: choice.words for choice in form(here, "finish_duty", WORKER)["duty"].choices}
    assert shown == {
        "feedback": "The duty feedback",
        "record_copy__responding": "The duty record_copy: Council",
    }
    joint = {choice.value: choice.words for choice in form(here, "propose_outcome", WORKER)["duty"].choices}
    assert joint == {"written_outcome": "The duty written_outcome"}


def test_each_stage_that_can_be_leapt_to_is_named() -> None:
    leaps = {move.event for move in unfold(trial.trial()).moves if move.event.startswith("skip_to")}
    shown = form(world(), "skip_stage", NURSE)["to"].choices
    assert [(f"skip_to__{choice.value}", choice.words) for choice in shown] == [(leap, "Panel") for leap in leaps]


def test_an_agency_gives_its_own_return_and_business_support_any() -> None:
    here = brought_to(P.RAPID_REVIEW_GATHERING)
    own = form(here, "submit_return", lead(HCRG))
    assert values(own["agency"]) == [HCRG]
    assert {here.directory.people[code].agency for code in values(own["senior_sign_off"])} == {HCRG}
    assert set(values(form(here, "submit_return", SUPPORT)["agency"])) == {COUNCIL, POLICE, HCRG}
    assert not {COUNCIL, POLICE, HCRG} & set(values(form(here, "request_return", SUPPORT)["agency"]))


def test_a_drafted_rapid_review_asks_every_question_of_the_rules_with_its_reason_after_it() -> None:
    here = brought_to(P.RAPID_REVIEW_MEETING)
    found = list(form(here, "draft_rapid_review", SUPPORT).values())
    asked = [question.id for question in (*here.rules.criteria, *here.rules.regards)]
    assert [field.key for field in found if field.of == "aims"] == [aim.id for aim in here.rules.aims]
    pairs = [(field.of, field.key) for field in found if field.of in ("answers", "reasons")]
    assert pairs == [(of, question) for question in asked for of in ("answers", "reasons")]
    assert all(field.required for field in found if field.of)
    assert [field.name for field in found if not field.of] == ["identity", "national_issues"]


def test_recommendations_are_named_by_number_agency_and_day() -> None:
    here = brought_to(P.PUBLISHED)
    shown = form(here, "answer_recommendation", COMMITTEE_CHAIR)["number"].choices
    assert shown[0].value == "1"
    assert shown[0].words.startswith("Recommendation 1, for ")
    assert shown[0].hint.startswith("By ")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_people_see_is_a_code(kind: str) -> None:
    here: Any = brought_to(P.NOTIFIED) if kind in REVIEW_ACTIONS else world()
    codes = {*here.directory.people, *here.directory.agencies}
    for field in any_form(kind).values():
        assert not {choice.words for choice in field.choices} & codes
        assert all(choice.words[0].isupper() or choice.words[0].isdigit() for choice in field.choices)
