"""A page puts first what its reader owes: the actions that end a clock of theirs, and none that only passes it on."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

import pytest

from procedures.review_course import ReviewPosition as P
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states import actions as do
from states.any_case import AnyCase, WrongRules
from states.directory import Directory
from states.open_actions import open_actions
from states.what_meets import meets_what_is_owed
from tests.states import trial
from tests.states.cases import MONDAY, World
from tests.states.review_line import MAIN_LINE, NOTIFIER, SUPPORT, brought_to, lead
from tests.states.test_machine_model import PROCEDURES, raised
from tests.states.trial import NURSE, TEXT, WORKER


def owed_by(case: AnyCase, person: str, rules: Rules, directory: Directory, world: World | None = None) -> set[str]:
    now = world.now if world else MONDAY
    return {
        one.kind
        for one in open_actions(case, person, rules, directory, now)
        if one.standing == "open" and meets_what_is_owed(case, one.kind, one.fields, {person}, rules)
    }


def owed(world: World, person: str) -> set[str]:
    return owed_by(world.case, person, world.procedure, world.directory, world)


def essex() -> World:
    return raised(next(one for one in PROCEDURES if one.id == "essex"), MONDAY)


def test_who_was_asked_acknowledges_and_answers() -> None:
    here = essex()
    worker = here.case.responding.practitioner
    assert worker
    assert owed(here, worker) == {"acknowledge", "answer"}
    here.act(worker, do.Acknowledge())
    assert owed(here, worker) == {"answer"}


def test_who_has_an_answer_says_whether_it_settles_it() -> None:
    here = essex()
    raiser, worker = here.case.raising.practitioner, here.case.responding.practitioner
    assert worker
    assert owed(here, raiser) == set()
    here.act(worker, do.Answer(answer=TEXT))
    assert owed(here, raiser) == {"settle", "reject_answer"}


def test_who_is_asked_for_information_gives_it() -> None:
    here = essex()
    raiser, worker = here.case.raising.practitioner, here.case.responding.practitioner
    assert worker
    here.act(worker, do.AskInformation(question=TEXT))
    assert "give_information" in owed(here, raiser)


def test_each_side_finishes_its_own_closing_duties() -> None:
    here = trial.world()
    here.act(NURSE, do.Settle(reason=TEXT))
    mine = {
        one.fields["duty"]
        for one in open_actions(here.case, WORKER, here.procedure, here.directory, here.now)
        if one.standing == "open" and meets_what_is_owed(here.case, one.kind, one.fields, {WORKER}, here.procedure)
    }
    assert "record_copy__responding" in mine
    assert "record_copy__raising" not in mine


WAITS = (P.PUBLISHED, P.CLOSED)
"""Where the next move waits for others, who accept recommendations first, or where there is none."""


@pytest.mark.parametrize("position", [reached for reached, _ in MAIN_LINE if reached not in WAITS])
def test_along_the_main_line_the_next_move_is_what_its_owner_owes(position: P) -> None:
    world = brought_to(position)
    following = dict(pairwise(reached for reached, _ in MAIN_LINE))[position]
    meets = {
        one.kind
        for owner in {clock.owner for clock in world.review.clocks}
        for one in open_actions(world.review, owner, world.rules, world.directory, world.now)
        if one.standing == "open" and meets_what_is_owed(world.review, one.kind, one.fields, {owner}, world.rules)
    }
    assert meets, f"nothing that leads from {position} to {following} is anybody's"


def test_a_return_is_owed_by_the_agency_that_was_asked_and_by_no_other() -> None:
    world = brought_to(P.RAPID_REVIEW_GATHERING)
    (asked, *_) = world.review.returns
    person = lead(asked.agency)
    assert "submit_return" in owed_by(world.review, person, world.rules, world.directory)
    assert "submit_return" not in owed_by(world.review, SUPPORT, world.rules, world.directory)


def test_the_council_owes_the_notification() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT)
    assert "notify_panel" in owed_by(world.review, NOTIFIER, world.rules, world.directory)


def test_rules_of_the_other_kind_are_refused() -> None:
    rules: ReviewProcedure = brought_to(P.REFERRED).rules
    nobody: Collection[str] = ()
    with pytest.raises(WrongRules):
        meets_what_is_owed(essex().case, "answer", {}, nobody, rules)
