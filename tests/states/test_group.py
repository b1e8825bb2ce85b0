"""A group that decides: who chairs, who votes, quorum, majority and unanimity, recusal, and the way on."""

from datetime import date
from typing import Any

import pytest

from procedures.language import Procedure
from states.actions import (
    Acknowledge,
    DecideAsGroup,
    GiveGroupView,
    GroupCannotAgree,
    HandOver,
    Recuse,
    SkipStage,
)
from states.decide import decide, drafted
from states.decision import Refusal
from states.passing_on import pass_on
from states.voices import Voice, one_voice_each, voices
from tests.states.cases import MONDAY, World, altered, at
from tests.states.trial import (
    MEMBER_COUNCIL,
    MEMBER_NORTH,
    MEMBER_POLICE,
    MEMBER_SOUTH,
    NURSE,
    SUPPORT,
    TEXT,
    WORKER,
    WORKER_MANAGER,
    concern,
    people,
    trial,
    world,
)

MEMBERS = {MEMBER_COUNCIL, MEMBER_POLICE, MEMBER_NORTH, MEMBER_SOUTH}
FOR, AGAINST = "with_raising_side", "with_responding_side"
CANNOT, STEP_ASIDE = GroupCannotAgree(reason=TEXT), Recuse(reason=TEXT)


def view(of: Any) -> GiveGroupView:
    return GiveGroupView(view=of, reason=TEXT)


def decision(of: Any) -> DecideAsGroup:
    return DecideAsGroup(view=of, decision=TEXT)


def at_the_panel(procedure: Procedure | None = None) -> World:
    raised = world(procedure)
    raised.act(NURSE, SkipStage(to="panel", consulted=("nurse_manager",), reason=TEXT))
    return raised


def group(**changes: Any) -> Procedure:
    """The trial with its group changed."""
    return altered(trial(), lambda data: data["groups"][0].update(changes))


def heard(panel: World, views: dict[str, str]) -> World:
    for member, of in views.items():
        panel.act(member, view(of))
    return panel


def test_who_may_do_what() -> None:
    panel = at_the_panel()
    assert panel.may(view(FOR)) == MEMBERS
    assert panel.may(STEP_ASIDE) == MEMBERS
    # A member who does not chair neither records a decision nor that there is none.
    assert panel.may(CANNOT) == {MEMBER_POLICE}
    heard(panel, dict.fromkeys(MEMBERS, FOR))
    assert panel.may(decision(FOR)) == {MEMBER_POLICE}


@pytest.mark.parametrize(("year", "chair"), [(2026, MEMBER_POLICE), (2027, MEMBER_NORTH), (2028, MEMBER_COUNCIL)])
def test_the_chair_rotates_each_year(year: int, chair: str) -> None:
    raised = World.raised(trial(), people(), NURSE, concern(), MONDAY.replace(year=year, day=5))
    raised.act(NURSE, SkipStage(to="panel", consulted=("nurse_manager",), reason=TEXT))
    assert raised.case.owner == chair


@pytest.mark.parametrize(
    ("views", "of", "code"),
    [
        ({}, FOR, "not_quorate"),
        ({MEMBER_POLICE: FOR}, FOR, "not_quorate"),
        # Every seat of health is asked: one board alone does not speak for it.
        ({MEMBER_POLICE: FOR, MEMBER_NORTH: FOR}, FOR, "not_quorate"),
        ({MEMBER_POLICE: FOR, MEMBER_COUNCIL: AGAINST}, FOR, "no_majority"),
        ({MEMBER_POLICE: FOR, MEMBER_NORTH: FOR, MEMBER_SOUTH: AGAINST}, FOR, "no_majority"),
        ({MEMBER_POLICE: FOR, MEMBER_COUNCIL: FOR}, AGAINST, "no_majority"),
    ],
)
def test_a_majority_of_functions_holds_the_view_or_it_is_refused(views: dict[str, str], of: str, code: str) -> None:
    assert heard(at_the_panel(), views).refused(MEMBER_POLICE, decision(of)) == code


@pytest.mark.parametrize(
    "views",
    [
        {MEMBER_POLICE: FOR, MEMBER_COUNCIL: FOR},
        {MEMBER_POLICE: AGAINST, MEMBER_COUNCIL: FOR, MEMBER_NORTH: FOR, MEMBER_SOUTH: FOR},
        {MEMBER_POLICE: FOR, MEMBER_NORTH: FOR, MEMBER_SOUTH: FOR},
    ],
)
def test_a_decision_ends_it(views: dict[str, str]) -> None:
    panel = heard(at_the_panel(), views)
    panel.act(MEMBER_POLICE, decision(FOR))
    assert (panel.case.position, panel.case.outcome) == ("closing", "decided")


def test_where_any_seat_speaks_for_its_function_one_board_is_enough() -> None:
    functions = trial().model_dump(mode="json")["groups"][0]["functions"]
    functions[2]["seats_heard"] = "any"
    panel = heard(at_the_panel(group(functions=functions)), {MEMBER_POLICE: FOR, MEMBER_NORTH: FOR})
    assert panel.may(decision(FOR)) == {MEMBER_POLICE}


@pytest.mark.parametrize(
    ("views", "allowed"),
    [
        ({MEMBER_POLICE: FOR, MEMBER_COUNCIL: FOR}, False),  # health is still to be heard
        ({MEMBER_POLICE: FOR, MEMBER_COUNCIL: AGAINST, MEMBER_NORTH: FOR, MEMBER_SOUTH: FOR}, False),
        (dict.fromkeys(sorted(MEMBERS), FOR), True),
    ],
)
def test_a_unanimous_group_hears_everybody(views: dict[str, str], *, allowed: bool) -> None:
    panel = heard(at_the_panel(group(decides="unanimous")), views)
    assert (MEMBER_POLICE in panel.may(decision(FOR))) is allowed
    if not allowed:
        answer = panel.ask(MEMBER_POLICE, decision(FOR))
        assert isinstance(answer, Refusal)
        assert ("Health" in answer.reason) is (MEMBER_NORTH not in views)


def test_a_member_may_change_their_view_and_the_last_one_counts() -> None:
    panel = heard(at_the_panel(), {MEMBER_POLICE: FOR, MEMBER_COUNCIL: AGAINST})
    panel.act(MEMBER_COUNCIL, view(FOR))
    assert len(panel.case.views) == 2
    assert panel.may(decision(FOR)) == {MEMBER_POLICE}


def test_views_are_for_the_group_alone() -> None:
    panel = heard(at_the_panel(), {MEMBER_POLICE: FOR})
    assert panel.entries[-1].audience == "group"
    panel.act(MEMBER_COUNCIL, STEP_ASIDE)
    assert panel.entries[-1].audience == "group"


def test_a_group_that_cannot_agree_passes_it_on() -> None:
    panel = at_the_panel()
    panel.act(MEMBER_POLICE, CANNOT)
    assert (panel.case.position, panel.case.owner) == ("onward", SUPPORT)
    assert panel.running == {"follow_up"}


def test_who_steps_aside_neither_votes_nor_chairs_and_owes_nothing_any_more() -> None:
    panel = heard(at_the_panel(), {MEMBER_POLICE: FOR})
    panel.act(MEMBER_POLICE, STEP_ASIDE)
    assert panel.case.owner == MEMBER_NORTH
    assert {clock.owner for clock in panel.case.clocks} == {MEMBER_NORTH}
    assert (MEMBER_NORTH, "owed") in panel.told()
    assert panel.refused(MEMBER_POLICE, view(FOR)) == "steps_aside"
    assert panel.refused(MEMBER_POLICE, STEP_ASIDE) == "already_done"
    # The view given before no longer counts.
    panel.act(MEMBER_COUNCIL, view(FOR))
    assert panel.refused(MEMBER_NORTH, decision(FOR)) == "not_quorate"


def test_when_too_few_are_left_it_moves_on_at_once() -> None:
    panel = at_the_panel()
    for member in (MEMBER_COUNCIL, MEMBER_NORTH, MEMBER_SOUTH):
        panel.act(member, STEP_ASIDE)
    assert panel.kinds[-2:] == ["recuse", "group_not_quorate"]
    assert panel.case.position == "onward"


def test_nobody_is_asked_to_chair_a_group_that_it_leaves_in_the_same_breath() -> None:
    panel = at_the_panel()
    for member in (MEMBER_NORTH, MEMBER_SOUTH, MEMBER_POLICE):
        panel.act(member, STEP_ASIDE)
    assert panel.case.position == "onward"
    assert {person for person, template in panel.told() if template == "owed"} == {SUPPORT}


def test_stepping_aside_by_choice_can_be_ruled_out() -> None:
    rule = {"own_agency_is_party": "stays", "by_choice": False, "force": "local_default", "note": "For this test."}
    assert at_the_panel(group(recusal=rule)).refused(MEMBER_POLICE, STEP_ASIDE) == "not_allowed"


def test_members_of_a_partys_own_agency_step_aside_where_the_rule_says_so() -> None:
    rule = {"own_agency_is_party": "steps_aside", "by_choice": True, "force": "local_default", "note": "For this test."}
    panel = at_the_panel(group(recusal=rule))
    assert panel.may(view(FOR)) == {MEMBER_POLICE, MEMBER_SOUTH}
    assert panel.refused(MEMBER_COUNCIL, view(FOR)) == "steps_aside", "and they are told why it is not theirs"
    panel = heard(panel, {MEMBER_POLICE: FOR, MEMBER_SOUTH: FOR})
    assert panel.may(decision(FOR)) == {MEMBER_POLICE}


def test_a_group_that_was_never_quorate_is_passed_in_the_same_breath() -> None:
    rule = {"own_agency_is_party": "steps_aside", "by_choice": True, "force": "local_default", "note": "For this test."}
    panel = at_the_panel(group(recusal=rule, quorum=3))
    assert panel.kinds[-2:] == ["skip_stage", "group_not_quorate"]
    assert panel.case.position == "onward"


def test_the_chair_promises_for_the_group_and_no_side_does() -> None:
    panel = at_the_panel()
    promise = Acknowledge(commits_to=date(2026, 3, 6))
    panel.act(MEMBER_POLICE, promise)
    clock = panel.case.running("commitment")
    assert clock
    assert (clock.owner, clock.due_at) == (MEMBER_POLICE, at(6, 17))


def test_the_chair_is_handed_over_within_the_group() -> None:
    panel = at_the_panel()
    assert panel.refused(MEMBER_POLICE, HandOver(to="officer_manager", reason=TEXT)) == "not_a_member"
    panel.act(MEMBER_POLICE, HandOver(to=MEMBER_COUNCIL, reason=TEXT))
    assert panel.case.owner == MEMBER_COUNCIL
    assert MEMBER_COUNCIL in panel.may(CANNOT)


@pytest.mark.parametrize("person", [NURSE, WORKER, WORKER_MANAGER, SUPPORT])
def test_a_party_never_gives_a_view(person: str) -> None:
    assert at_the_panel().refused(person, view(FOR)) == "not_yours"


def test_a_deputy_sits_for_a_member_and_the_record_says_for_whom() -> None:
    panel = at_the_panel().with_deputy(MEMBER_COUNCIL, WORKER_MANAGER)
    assert panel.refused(MEMBER_COUNCIL, view(FOR)) == "not_yours"
    panel.act(WORKER_MANAGER, view(FOR))
    assert panel.entries[-1].on_behalf_of == MEMBER_COUNCIL


def test_one_person_is_one_voice_whomever_they_sit_for() -> None:
    panel = at_the_panel().with_deputy(MEMBER_COUNCIL, MEMBER_POLICE)
    panel.act(MEMBER_POLICE, view(FOR))
    # The police member speaks for the police, in their own seat; the council has no voice of its own.
    assert panel.entries[-1].on_behalf_of is None
    assert panel.refused(MEMBER_POLICE, decision(FOR)) == "not_quorate"
    heard(panel, {MEMBER_NORTH: FOR, MEMBER_SOUTH: FOR})
    assert panel.may(decision(FOR)) == {MEMBER_POLICE}


def test_an_outsider_who_sits_for_two_functions_is_one_voice_too() -> None:
    panel = at_the_panel().with_deputy(MEMBER_COUNCIL, "officer_manager").with_deputy(MEMBER_POLICE, "officer_manager")
    panel.act("officer_manager", view(FOR))
    assert panel.entries[-1].on_behalf_of == MEMBER_COUNCIL
    heard(panel, {MEMBER_NORTH: FOR, MEMBER_SOUTH: AGAINST})
    assert panel.refused(MEMBER_NORTH, decision(FOR)) == "no_majority"


def test_two_functions_of_three_left_to_one_person_are_no_quorum_of_three() -> None:
    panel = at_the_panel(group(quorum=3))
    assert panel.case.position == "panel.deciding"
    panel.with_deputy(MEMBER_COUNCIL, MEMBER_POLICE)
    panel.act(MEMBER_POLICE, view(FOR))
    assert panel.kinds[-2:] == ["give_group_view", "group_not_quorate"]
    assert panel.case.position == "onward"


def test_two_seats_of_one_function_in_one_hand_are_one_voice_that_is_heard_once() -> None:
    panel = at_the_panel().with_deputy(MEMBER_SOUTH, MEMBER_NORTH)
    heard(panel, {MEMBER_NORTH: FOR, MEMBER_POLICE: FOR})
    assert panel.may(decision(FOR)) == {MEMBER_POLICE}
    panel.with_deputy(MEMBER_COUNCIL, MEMBER_NORTH)
    # Their own seat is health's, so it is the council that is not represented.
    assert heard_for(panel) == {"police": [MEMBER_POLICE], "health": [MEMBER_NORTH]}


def test_who_could_speak_for_several_speaks_where_nobody_else_does() -> None:
    panel = at_the_panel().with_deputy(MEMBER_NORTH, "officer_manager").with_deputy(MEMBER_COUNCIL, "officer_manager")
    assert heard_for(panel) == {
        "council": ["officer_manager"],
        "police": [MEMBER_POLICE],
        "health": [MEMBER_SOUTH],
    }


def test_the_order_of_functions_leaves_none_unheard_that_could_be_represented() -> None:
    both, other = people().people["officer_manager"], people().people[MEMBER_SOUTH]
    seated = {
        "health": [Voice(both, MEMBER_NORTH), Voice(other, MEMBER_SOUTH)],
        "council": [Voice(both, MEMBER_COUNCIL)],
    }
    assert one_voice_each(seated) == {
        "health": [Voice(other, MEMBER_SOUTH)],
        "council": [Voice(both, MEMBER_COUNCIL)],
    }


def heard_for(panel: World) -> dict[str, list[str]]:
    """Who speaks for which function now."""
    found = voices(panel.directory, panel.procedure.groups[0], panel.case, date(2026, 3, 2))
    return {function: [one.person.code for one in speaking] for function, speaking in found.items()}


def test_a_case_does_not_open_onto_a_group_that_has_fewer_people_than_its_quorum() -> None:
    three = group(quorum=3)
    directory = World(three, people(), at_the_panel().case).with_deputy(MEMBER_COUNCIL, MEMBER_POLICE).directory
    case = drafted("D-2026-0009", concern(), NURSE, three, "0" * 64, directory, MONDAY)
    answer = decide(case, concern(), NURSE, three, directory, MONDAY)
    assert isinstance(answer, Refusal)
    assert "2 of the 3 functions needed have a member" in answer.reason


def test_nobody_of_a_partys_agency_replaces_a_member_who_is_recused() -> None:
    panel = at_the_panel()
    panel.act(MEMBER_COUNCIL, STEP_ASIDE)
    # The nurse's board raised it with the council: neither of them may sit in the recused member's place.
    for deputy in (WORKER_MANAGER, "nurse_manager"):
        named = at_the_panel()
        named.act(MEMBER_COUNCIL, STEP_ASIDE)
        named.with_deputy(MEMBER_COUNCIL, deputy)
        assert named.refused(deputy, view(FOR)) == "steps_aside"
        assert named.refused(deputy, STEP_ASIDE) == "not_yours"
    panel.with_deputy(MEMBER_COUNCIL, "officer_manager")
    panel.act("officer_manager", view(FOR))
    assert panel.entries[-1].on_behalf_of == MEMBER_COUNCIL


def test_a_colleague_of_no_party_may_replace_a_member_who_is_recused() -> None:
    panel = at_the_panel()
    panel.act(MEMBER_POLICE, STEP_ASIDE)
    panel.with_deputy(MEMBER_POLICE, "officer_manager")
    panel.act("officer_manager", view(FOR))
    assert panel.entries[-1].on_behalf_of == MEMBER_POLICE


def test_where_a_partys_own_members_step_aside_somebody_of_no_party_may_sit_for_them() -> None:
    rule = {"own_agency_is_party": "steps_aside", "by_choice": True, "force": "local_default", "note": "For this test."}
    panel = at_the_panel(group(recusal=rule)).with_deputy(MEMBER_COUNCIL, WORKER_MANAGER)
    assert panel.refused(WORKER_MANAGER, view(FOR)) == "steps_aside"
    panel = at_the_panel(group(recusal=rule)).with_deputy(MEMBER_COUNCIL, "officer_manager")
    panel.act("officer_manager", view(FOR))
    assert panel.entries[-1].on_behalf_of == MEMBER_COUNCIL


def test_the_chair_is_not_handed_or_passed_to_a_party_by_way_of_a_deputy() -> None:
    rule = {"own_agency_is_party": "steps_aside", "by_choice": True, "force": "local_default", "note": "For this test."}
    panel = at_the_panel(group(recusal=rule))
    assert panel.case.owner == MEMBER_POLICE
    panel.with_deputy(MEMBER_POLICE, WORKER_MANAGER)
    assert panel.refused(MEMBER_POLICE, HandOver(to=WORKER_MANAGER, reason=TEXT)) == "recused"
    panel.keep(pass_on(panel.case, panel.procedure, panel.directory, panel.now))
    assert panel.case.owner == MEMBER_SOUTH
    assert WORKER_MANAGER not in panel.may(CANNOT)


def test_who_was_handed_the_chair_decides_for_the_chair_and_views_in_their_own_seat() -> None:
    panel = at_the_panel()
    panel.act(MEMBER_POLICE, HandOver(to=MEMBER_COUNCIL, reason=TEXT))
    panel.act(MEMBER_COUNCIL, view(FOR))
    assert panel.entries[-1].on_behalf_of is None
    panel.act(MEMBER_COUNCIL, CANNOT)
    assert panel.entries[-1].on_behalf_of == MEMBER_POLICE


def test_a_deputy_who_chairs_does_so_for_the_chair() -> None:
    panel = at_the_panel().with_deputy(MEMBER_POLICE, "officer_manager", date(2026, 3, 1), date(2026, 3, 2))
    panel.keep(pass_on(panel.case, panel.procedure, panel.directory, panel.now))
    for now in (at(2, 10), at(3, 10)):
        panel.until(now)
        panel.act("officer_manager", Acknowledge(commits_to=date(2026, 3, 10 if now.day == 2 else 9)))
        assert panel.entries[-1].on_behalf_of == MEMBER_POLICE
