"""What makes it quicker: skips, fast paths, priorities and a time that protects the child. Nothing makes it slower."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from states.actions import (
    Acknowledge,
    Action,
    AgreePriority,
    ApproveGate,
    Escalate,
    SetChildProtectingTime,
    SkipStage,
    TakeFastPath,
)
from states.decision import Refusal
from tests.states.cases import MONDAY, World, at
from tests.states.trial import (
    MEMBER_POLICE,
    NURSE,
    NURSE_MANAGER,
    SUPPORT,
    TEXT,
    WORKER,
    WORKER_MANAGER,
    world,
)

SKIP = SkipStage(to="panel", consulted=("the safeguarding lead",), reason=TEXT)
HARM, LEAP = TakeFastPath(path="harm", reason=TEXT), TakeFastPath(path="leap", reason=TEXT)
URGENT, STANDARD = AgreePriority(priority="urgent", reason=TEXT), AgreePriority(priority="standard", reason=TEXT)


def protect(by: datetime) -> SetChildProtectingTime:
    return SetChildProtectingTime(by=by, reason=TEXT)


def test_a_skip_leads_where_the_procedure_says_by_whom_it_says_after_consulting() -> None:
    raised = world()
    assert raised.may(SKIP) == {NURSE}
    assert raised.refused(NURSE, SkipStage(to="panel", reason=TEXT)) == "not_consulted"
    raised.act(NURSE, SKIP)
    assert (raised.case.position, raised.case.owner) == ("panel.deciding", MEMBER_POLICE)
    assert raised.entries[-1].facts["consulted"] == ["the safeguarding lead"]


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (SkipStage(to="summit", reason=TEXT), "no stage to skip to called 'summit'. Choose one of: panel."),
        (SkipStage(to="__init__", reason=TEXT), "no stage to skip to called '__init__'. Choose one of: panel."),
        (TakeFastPath(path="quick", reason=TEXT), "no fast path 'quick'. Choose one of: harm, leap."),
    ],
)
def test_what_the_procedure_does_not_have_is_named_with_what_it_has(action: Action, says: str) -> None:
    answer = world().ask(NURSE, action)
    assert isinstance(answer, Refusal)
    assert says in answer.reason


def test_the_fast_path_shortens_what_has_a_fast_limit_and_only_that() -> None:
    raised = world()
    raised.act(NURSE, HARM)
    assert raised.due("resolve_it") == at(4, 17)
    assert (raised.due("acknowledge_it"), raised.due("two_rungs")) == (at(3, 17), at(12, 17))
    assert raised.case.position == "practitioners.answering"
    assert (WORKER, "owed") in raised.told()
    assert raised.refused(NURSE, LEAP) == "already_done"


def test_it_shortens_them_in_the_very_instant_of_raising_and_later_ones_count_from_then() -> None:
    at_once, later = world(), world().until(at(3, 12))
    for raised, due in ((at_once, at(4, 17)), (later, at(5, 17))):
        raised.act(NURSE, HARM)
        assert raised.due("resolve_it") == due


def test_it_never_makes_a_limit_longer_that_is_nearly_over() -> None:
    late = world().until(at(9, 9))
    late.act(NURSE, HARM)
    assert late.due("resolve_it") == at(9, 17)


def test_it_can_leap_to_a_stage_and_stays_fast_there() -> None:
    raised = world()
    raised.act(NURSE, LEAP)
    assert raised.case.position == "panel.deciding"
    assert raised.due("panel_decides") == at(4, 17)


def test_a_priority_shortens_and_does_not_lengthen() -> None:
    raised = world()
    raised.act(WORKER, URGENT)
    assert raised.due("resolve_it") == at(5, 17)
    raised.act(NURSE, STANDARD)
    assert raised.due("resolve_it") == at(5, 17)
    assert raised.case.priority == "standard"


@pytest.mark.parametrize(
    ("action", "code"),
    [(STANDARD, "already_done"), (AgreePriority(priority="soon", reason=TEXT), "unknown_priority")],
)
def test_priorities_that_change_nothing_are_refused(action: Action, code: str) -> None:
    assert world().refused(WORKER, action) == code


def test_a_shortened_clock_is_a_new_one_and_both_stand_on_the_record() -> None:
    raised = world()
    before = raised.case.running("resolve_it")
    raised.act(NURSE, HARM)
    after = raised.case.running("resolve_it")
    assert before
    assert after
    assert after.number > before.number
    facts = raised.entries[-1].facts
    assert [clock["number"] for clock in facts["clocks_started"]] == [after.number]
    assert facts["clocks_ended"] == [{"number": before.number, "how": "stopped"}]


def test_a_time_that_protects_the_child_is_a_clock_that_moves_it_up() -> None:
    raised = world()
    raised.act(NURSE, protect(at(3, 12)))
    assert raised.due("child_protecting_time") == at(3, 12)
    raised.until(at(3, 12))
    assert raised.kinds[-2:] == ["warned", "moved_up_by_clock"]
    assert raised.case.position == "managers.gate"


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (at(2, 8), "date_passed"),
        (MONDAY, "date_passed"),
        (at(9, 17), "not_earlier"),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), "date_too_far"),
    ],
)
def test_it_lies_ahead_and_before_the_stages_own_limit(by: datetime, code: str) -> None:
    assert world().refused(NURSE, protect(by)) == code


def test_a_promise_does_not_stand_in_its_way() -> None:
    promised = world()
    promised.act(WORKER, Acknowledge(commits_to=date(2026, 3, 3)))
    promised.act(NURSE, protect(at(5, 12)))
    assert promised.due("child_protecting_time") == at(5, 12)


def test_it_can_only_ever_be_brought_forward() -> None:
    raised = world()
    raised.act(NURSE, protect(at(4, 12)))
    assert raised.refused(NURSE, protect(at(4, 13))) == "not_earlier"
    raised.act(NURSE, protect(at(4, 11)))
    assert raised.due("child_protecting_time") == at(4, 11)
    assert raised.may(protect(at(4, 10)), {WORKER, WORKER_MANAGER, SUPPORT}) == set()


def test_at_a_group_it_is_the_chair_who_owes_it() -> None:
    raised = world()
    raised.act(NURSE, SKIP)
    raised.act(NURSE, protect(at(5, 12)))
    clock = raised.case.running("child_protecting_time")
    assert clock
    assert clock.owner == MEMBER_POLICE


def test_any_time_zone_will_do() -> None:
    raised = world()
    raised.act(NURSE, protect(datetime(2026, 3, 3, 14, tzinfo=timezone(timedelta(hours=2)))))
    assert raised.due("child_protecting_time") == at(3, 12)


def two_rungs_up() -> World:
    raised = world()
    raised.act(NURSE, Escalate(reason=TEXT))
    raised.act(NURSE_MANAGER, ApproveGate())
    return raised


def test_the_cap_over_several_stages_leads_beyond_them_all() -> None:
    raised = two_rungs_up()
    assert raised.due("two_rungs") == at(12, 17)
    raised.until(at(12, 17))
    assert raised.case.position == "panel.deciding"
    assert raised.entries[-1].facts["clock"] in ("two_rungs", "decide_whether", "hold_the_meeting")
    assert "two_rungs" not in raised.running
