"""What makes it quicker: skips, fast paths, priorities and a time that protects the child. Nothing makes it slower."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from states.actions import (
    Acknowledge,
    Action,
    AgreePriority,
    ApproveGate,
    Escalate,
    HoldCase,
    ResumeCase,
    SetChildProtectingTime,
    SkipStage,
    TakeFastPath,
)
from states.decision import Refusal
from tests.states.cases import MONDAY, World, altered, at
from tests.states.trial import (
    MEMBER_POLICE,
    NURSE,
    NURSE_MANAGER,
    SUPPORT,
    TEXT,
    WORKER,
    WORKER_MANAGER,
    trial,
    world,
)

SKIP = SkipStage(to="panel", consulted=("nurse_manager",), reason=TEXT)
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
    assert raised.entries[-1].facts["consulted"] == [NURSE_MANAGER]


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


@pytest.mark.parametrize(("day", "due"), [(2, at(5, 17)), (4, at(5, 17)), (5, at(5, 17)), (6, at(6, 9))])
def test_a_priority_agreed_late_gains_no_time(day: int, due: datetime) -> None:
    raised = world().until(at(day))
    raised.act(WORKER, URGENT)
    # Three working days from the opening of the stage; where they are over already, the time is up at once.
    assert raised.due("resolve_it") == due


def test_a_limit_that_is_over_when_its_priority_is_agreed_runs_out_at_once() -> None:
    raised = world().until(at(6))
    raised.act(WORKER, URGENT)
    raised.until(at(6))
    assert raised.case.position == "managers.gate"
    assert (raised.entries[-1].kind, raised.entries[-1].at) == ("moved_up_by_clock", at(6))


def test_every_further_priority_counts_from_the_same_start_as_the_first() -> None:
    limits = {"soon": "6 working_days", "urgent": "3 working_days", "at_once": "1 working_days"}
    more = [{"id": "soon", "title": "Soon"}, {"id": "at_once", "title": "At once"}]
    four = altered(
        trial(),
        lambda data: (
            data["priorities"].extend(more),
            data["stages"][0]["clocks"][1].update(limits_by_priority=limits, limit="9 working_days", warn=[]),
        ),
    )
    raised = world(four).until(at(3, 8))
    for priority, due in (("soon", at(10, 17)), ("urgent", at(5, 17)), ("at_once", at(3, 17))):
        raised.act(WORKER, AgreePriority(priority=priority, reason=TEXT))
        assert raised.due("resolve_it") == due


def test_a_hold_is_given_back_to_a_priority_agreed_after_it() -> None:
    raised = world()
    raised.act(NURSE, HoldCase(ground="court", reason=TEXT))
    raised.until(at(4, 9))
    raised.act(NURSE, ResumeCase(reason=TEXT))
    raised.act(WORKER, URGENT)
    assert raised.due("resolve_it") == at(9, 17)  # three working days, and the two of the hold


@pytest.mark.parametrize(
    ("priority", "fast", "due"),
    [
        ("3 working_days", "2 working_days", at(4, 17)),
        ("1 working_days", "2 working_days", at(3, 17)),
        ("1 working_days", "24 hours", at(3, 9)),
        ("4 working_hours", "24 hours", at(2, 13)),
    ],
)
@pytest.mark.parametrize("fast_first", [True, False])
def test_on_the_fast_path_the_shorter_of_both_limits_wins(
    priority: str, fast: str, due: datetime, *, fast_first: bool
) -> None:
    both = altered(
        trial(),
        lambda data: data["stages"][0]["clocks"][1].update(
            limits_by_priority={"urgent": priority}, fast_limit=fast, warn=[]
        ),
    )
    raised = world(both)
    for actor, action in [(NURSE, HARM), (WORKER, URGENT)] if fast_first else [(WORKER, URGENT), (NURSE, HARM)]:
        raised.act(actor, action)
    assert raised.due("resolve_it") == due


def test_a_stage_that_opens_on_the_fast_path_has_the_shorter_limit_too() -> None:
    shorter = altered(
        trial(),
        lambda data: data["stages"][2]["clocks"][0].update(limits_by_priority={"urgent": "1 working_days"}),
    )
    leapt, skipped = world(shorter), world(shorter)
    for raised, path in ((leapt, (LEAP,)), (skipped, (HARM, SKIP))):
        raised.act(WORKER, URGENT)
        for action in path:
            raised.act(NURSE, action)
        assert raised.due("panel_decides") == at(3, 17)


@pytest.mark.parametrize("consulted", [(NURSE_MANAGER,), ("north",), ("council", WORKER_MANAGER)])
def test_whom_somebody_consulted_is_a_person_or_an_agency_of_the_directory(consulted: tuple[str, ...]) -> None:
    raised = world()
    raised.act(NURSE, SkipStage(to="panel", consulted=consulted, reason=TEXT))
    assert raised.entries[-1].facts["consulted"] == list(consulted)


@pytest.mark.parametrize(
    ("consulted", "code"),
    [
        (("the mother, who is worried",), "unknown_person"),
        ((NURSE_MANAGER, "nobody"), "unknown_person"),
        ((NURSE,), "not_consulted"),
    ],
)
def test_what_is_told_of_a_consultation_is_no_narrative_and_nobody_consults_themselves(
    consulted: tuple[str, ...], code: str
) -> None:
    answer = world().ask(NURSE, SkipStage(to="panel", consulted=consulted, reason=TEXT))
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert "mother" not in answer.reason
