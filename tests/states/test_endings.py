"""How a disagreement ends, what is still owed then, and how it can begin again."""

from typing import Any

import pytest

from procedures.language import Procedure
from states.actions import (
    Action,
    AgreeOutcome,
    Answer,
    DecideAsGroup,
    FinishDuty,
    GiveGroupView,
    GroupCannotAgree,
    ProposeOutcome,
    RecordOnwardOutcome,
    RecordOnwardStep,
    RedirectMatter,
    Reopen,
    Settle,
    SkipStage,
    Withdraw,
)
from states.decision import CLOCK, Refusal
from tests.states.cases import World, altered, at
from tests.states.trial import (
    DOCTOR,
    MEMBER_COUNCIL,
    MEMBER_POLICE,
    NURSE,
    NURSE_MANAGER,
    SUPPORT,
    SUPPORT_2,
    TEXT,
    WORKER,
    WORKER_2,
    WORKER_MANAGER,
    concern,
    trial,
    world,
)

REOPEN = Reopen(reason=TEXT)
BRANCH, CLOSES = RedirectMatter(redirect="allegation", reason=TEXT), RedirectMatter(redirect="complaint", reason=TEXT)


def done(duty: str) -> FinishDuty:
    return FinishDuty(duty=duty, text=TEXT)


def proposed(duty: str = "written_outcome") -> ProposeOutcome:
    return ProposeOutcome(duty=duty, text=TEXT)


def agreed(duty: str = "written_outcome") -> AgreeOutcome:
    return AgreeOutcome(duty=duty)


def settled(procedure: Procedure | None = None) -> World:
    raised = world(procedure)
    raised.act(WORKER, Answer(answer=TEXT))
    raised.act(NURSE, Settle(reason=TEXT))
    return raised


def closed(procedure: Procedure | None = None) -> World:
    case = settled(procedure)
    case.act(WORKER, proposed())
    case.act(NURSE, agreed())
    for actor, duty in (
        (WORKER, "feedback"),
        (NURSE, "record_copy__raising"),
        (WORKER, "record_copy__responding"),
        (SUPPORT, "learning"),
    ):
        case.act(actor, done(duty))
    return case


def test_once_settled_each_closing_duty_runs_as_a_clock_of_its_own() -> None:
    case = settled()
    owners = {clock.clock: clock.owner for clock in case.case.clocks}
    assert owners == {
        "feedback": WORKER,
        "written_outcome": WORKER,
        "record_copy__raising": NURSE,
        "record_copy__responding": WORKER,
        "learning": SUPPORT,
    }
    assert case.due("learning") == at(16, 17)
    assert case.case.owner == WORKER
    assert case.told() >= {(WORKER, "duty"), (NURSE, "duty"), (SUPPORT, "duty")}


@pytest.mark.parametrize(
    ("duty", "people"),
    [
        ("feedback", {WORKER}),
        ("record_copy__raising", {NURSE}),
        ("record_copy__responding", {WORKER}),
        ("learning", {SUPPORT, SUPPORT_2}),
        # A colleague of either agency who has no part in the case agrees nothing.
        ("written_outcome", {NURSE, WORKER}),
    ],
)
def test_whose_duty_it_is(duty: str, people: set[str]) -> None:
    assert settled().may(proposed(duty) if duty == "written_outcome" else done(duty)) == people


def test_the_last_duty_done_closes_it_and_nothing_else_does() -> None:
    case = closed()
    assert case.kinds[-2:] == ["finish_duty", "closed"]
    assert (case.case.position, case.case.owner, case.running) == ("closed", None, set())
    assert case.case.closed_at == case.now
    assert case.entries[-1].actor == CLOCK
    assert (WORKER, "told") in case.told()


def test_duties_that_nobody_does_are_chased_for_ever() -> None:
    case = settled().until(at(31, 17))
    assert case.case.position == "closing"
    assert "closed" not in case.kinds
    assert case.kinds.count("chased") > 20


def test_a_joint_outcome_needs_the_word_of_each_side() -> None:
    case = settled()
    assert case.refused(WORKER, agreed()) == "not_proposed"
    assert case.refused(WORKER, done("written_outcome")) == "joint"
    case.act(NURSE, proposed())
    assert "written_outcome" in case.running
    assert case.refused(NURSE, proposed()) == "already_done"
    assert case.refused(NURSE, agreed()) == "already_done"
    assert case.case.running("written_outcome").owner == WORKER  # type: ignore[union-attr]  # it runs, as just shown
    case.act(WORKER, agreed())
    assert "written_outcome" not in case.running
    assert {"written_outcome.raising", "written_outcome.responding"} == set(case.case.outcome_agreed_by)
    assert (NURSE, "told") in case.told()


def test_other_words_have_to_be_agreed_anew_and_the_time_runs_on() -> None:
    case = settled()
    due = case.due("written_outcome")
    case.act(NURSE, proposed())
    case.act(WORKER, proposed())
    assert case.case.outcome_agreed_by == ("written_outcome.responding",)
    assert case.case.running("written_outcome").owner == NURSE  # type: ignore[union-attr]  # only its words are new
    assert case.due("written_outcome") == due
    assert case.refused(WORKER, agreed()) == "already_done"
    case.act(NURSE, agreed())
    assert "written_outcome" not in case.running


@pytest.mark.parametrize("action", [proposed("feedback"), agreed("feedback"), agreed("harvest")])
def test_only_a_joint_outcome_is_proposed_and_agreed(action: Action) -> None:
    assert settled().refused(WORKER, action) == "no_such_duty"


def test_it_goes_to_the_other_side_with_the_step_itself() -> None:
    case = settled()
    case.act(WORKER, done("feedback"))
    case.act(WORKER, done("record_copy__responding"))
    case.act(NURSE, done("record_copy__raising"))
    case.act(WORKER, proposed())
    assert case.case.running("written_outcome").owner == NURSE  # type: ignore[union-attr]  # only one side has agreed
    # It is the duty due first, so the nurse is now who owes the next step, in the case and on the record.
    assert case.case.owner == NURSE
    assert case.entries[-1].facts["owner"] == NURSE
    assert (NURSE, "duty") in case.told()


def test_two_duties_that_both_sides_agree_do_not_stand_in_each_others_way() -> None:
    case = world()
    case.act(NURSE, SkipStage(to="panel", consulted=("nurse_manager",), reason=TEXT))
    for member in (MEMBER_POLICE, MEMBER_COUNCIL):
        case.act(member, GiveGroupView(view="another_way", reason=TEXT))
    case.act(MEMBER_POLICE, DecideAsGroup(view="another_way", decision=TEXT))
    for duty in ("written_outcome", "plan_agreed"):
        case.act(NURSE_MANAGER, proposed(duty))
    for duty in ("plan_agreed", "written_outcome"):
        case.act(WORKER_MANAGER, agreed(duty))
    assert case.running == {"feedback", "record_copy__raising", "record_copy__responding"}


def test_a_proxy_agrees_for_its_side_alone() -> None:
    case = world(action=concern("practice", DOCTOR), actor="officer")
    case.act("officer", SkipStage(to="panel", consulted=("nurse_manager",), reason=TEXT))
    for member in (MEMBER_POLICE, MEMBER_COUNCIL):
        case.act(member, GiveGroupView(view="another_way", reason=TEXT))
    case.act(MEMBER_POLICE, DecideAsGroup(view="another_way", decision=TEXT))
    case.act(NURSE_MANAGER, proposed())  # stands for the practice
    assert "written_outcome" in case.running
    assert case.may(agreed()) == {"officer", "officer_manager"}


@pytest.mark.parametrize("duty", ["harvest", "resolve_it"])
def test_a_duty_that_is_not_owed_is_refused_with_those_that_are(duty: str) -> None:
    answer = settled().ask(WORKER, done(duty))
    assert isinstance(answer, Refusal)
    assert answer.code == "no_such_duty"
    assert "feedback" in answer.reason


@pytest.mark.parametrize(("actor", "action"), [(WORKER, CLOSES), (WORKER, Withdraw(reason=TEXT))])
def test_the_other_side_cannot_make_it_end(actor: str, action: Action) -> None:
    assert world().refused(actor, action) == "not_yours"


def test_a_matter_can_go_elsewhere_beside_it_or_in_its_place() -> None:
    raised = world()
    assert raised.may(BRANCH) == {NURSE, WORKER, SUPPORT, SUPPORT_2}
    raised.act(WORKER, BRANCH)
    assert raised.case.position == "practitioners.answering"
    assert raised.may(CLOSES) == {NURSE, SUPPORT, SUPPORT_2}
    raised.act(NURSE, CLOSES)
    assert (raised.case.position, raised.case.outcome, raised.running) == ("closing", "redirected", {"feedback"})


@pytest.mark.parametrize(
    ("actor", "action", "audience"),
    [
        (NURSE, BRANCH, "raising"),
        (WORKER, BRANCH, "responding"),
        (SUPPORT, BRANCH, "oversight"),
        (NURSE, CLOSES, "parties"),
    ],
)
def test_what_goes_elsewhere_beside_it_is_not_for_the_other_side_to_read(
    actor: str, action: Action, audience: str
) -> None:
    """It may be an allegation about one of its people, or put whoever raised it at risk."""
    raised = world()
    raised.act(actor, action)
    assert raised.entries[-1].audience == audience


def test_withdrawing_leaves_the_other_side_to_be_told() -> None:
    raised = world()
    assert raised.may(Withdraw(reason=TEXT)) == {NURSE}
    raised.act(NURSE, Withdraw(reason=TEXT))
    assert (raised.case.outcome, raised.running, raised.case.owner) == ("withdrawn", {"say_why"}, NURSE)
    raised.act(NURSE, done("say_why"))
    assert raised.case.position == "closed"


def onward() -> World:
    raised = world()
    raised.act(NURSE, SkipStage(to="panel", consulted=("nurse_manager",), reason=TEXT))
    raised.act(MEMBER_POLICE, GroupCannotAgree(reason=TEXT))
    return raised


def test_beyond_the_ladder_the_support_team_follows_it_and_records_the_outcome() -> None:
    case = onward()
    step, outcome = RecordOnwardStep(note=TEXT), RecordOnwardOutcome(outcome=TEXT)
    assert case.may(step) == case.may(outcome) == {SUPPORT, SUPPORT_2}
    case.act(SUPPORT, step)
    assert case.case.position == "onward"
    case.until(at(20))
    assert "flagged_late" in case.kinds
    case.act(SUPPORT_2, outcome)
    assert case.case.outcome == "settled_elsewhere"


def test_a_closed_case_reopens_at_the_stage_that_it_had_reached() -> None:
    case = closed()
    assert case.may(REOPEN) == {NURSE}
    case.act(NURSE, REOPEN)
    assert (case.case.position, case.case.owner, case.case.outcome) == ("practitioners.answering", WORKER, None)
    assert (case.case.closed_at, case.case.outcome_agreed_by) == (None, ())
    assert case.running == {"acknowledge_it", "resolve_it", "two_rungs"}
    numbers = [clock.number for clock in case.case.clocks]
    assert min(numbers) > 8, "a clock's number is never used again"


@pytest.mark.parametrize(("when", "allowed"), [(at(2, 16, month=4), True), (at(2, 16, 1, month=4), False)])
def test_it_reopens_only_for_so_long(when: Any, *, allowed: bool) -> None:
    # Five in the afternoon of the day of the same number, which by then is in summer time.
    case = closed()
    case.now = when
    answer = case.ask(NURSE, REOPEN)
    assert isinstance(answer, Refusal) is not allowed
    if isinstance(answer, Refusal):
        assert (answer.code, "1 calendar month" in answer.reason) == ("too_late", True)


def test_where_reopening_is_not_allowed_it_says_so_and_other_cases_go_on() -> None:
    final = altered(trial(), lambda data: data["reopening"].update(allowed=False))
    answer = closed(final).ask(NURSE, REOPEN)
    assert isinstance(answer, Refusal)
    assert "does not allow" in answer.reason
    # The machine's final state must not end the machine for the next case.
    assert closed(final).case.position == "closed"
    assert world(final).case.position == "practitioners.answering"


@pytest.mark.parametrize("action", [Answer(answer=TEXT), Settle(reason=TEXT), Withdraw(reason=TEXT), BRANCH])
def test_a_closed_case_takes_nothing_else(action: Action) -> None:
    assert closed().refused(WORKER if action.kind == "answer" else NURSE, action) == "not_open_here"


def test_colleagues_do_not_reopen_it() -> None:
    assert closed().refused(WORKER_2, REOPEN) == "not_yours"
