"""What the clock does: warn, run out in each of the ways that a procedure knows, chase, and catch up."""

from datetime import date, datetime

import pytest

from states.actions import Acknowledge, Answer, ApproveGate, Escalate, RecordMeeting, SkipStage
from states.decision import CLOCK, Refusal
from states.time_passed import time_passed
from tests.states.cases import World, altered, at
from tests.states.trial import (
    MEMBER_POLICE,
    NURSE,
    NURSE_MANAGER,
    SCRUTINEER,
    SUPPORT,
    SUPPORT_2,
    TEXT,
    WORKER,
    WORKER_MANAGER,
    trial,
    world,
)


def with_managers() -> World:
    case = world()
    case.act(NURSE, Escalate(reason=TEXT))
    case.act(NURSE_MANAGER, ApproveGate())
    return case


def marked(case: World) -> list[tuple[str, datetime]]:
    """What the clock did, and when it was true."""
    return [(entry.kind, entry.at) for entry in case.entries if entry.actor == CLOCK]


def test_left_alone_it_climbs_rung_by_rung_at_the_very_times() -> None:
    assert marked(world().until(at(12, 17))) == [
        ("flagged_late", at(3, 17)),
        ("chased", at(4, 17)),
        ("chased", at(5, 17)),
        ("warned", at(5, 17)),
        ("chased", at(6, 17)),
        ("warned", at(6, 17)),
        ("chased", at(9, 17)),
        ("moved_up_by_clock", at(9, 17)),
        ("gate_opened_by_clock", at(10, 17)),
        ("moved_up_by_clock", at(12, 17)),  # the cap over both rungs leaves no time for the meeting
    ]


def test_a_warning_goes_to_who_owes_the_step_and_moves_nothing() -> None:
    case = world().until(at(5, 16))
    due = case.due("resolve_it")
    case.until(at(5, 17))
    assert case.case.position == "practitioners.answering"
    assert case.due("resolve_it") == due
    assert "warned" in case.kinds
    warning = next(notice for notice in case.notices if notice.template == "warning")
    assert (warning.recipient, warning.facts["due"]) == (WORKER, due.isoformat())


def test_a_warn_point_that_had_passed_when_the_clock_started_is_left_out() -> None:
    late = altered(trial(), lambda data: data["stages"][0]["clocks"][1].update(warn=["8 working_days"]))
    case = world(late).until(at(9, 17))
    assert "warned" not in case.kinds


@pytest.mark.parametrize(
    ("until", "position", "kind", "owner"),
    [
        (at(4, 17), "managers.meeting", "meeting_required", WORKER_MANAGER),
        (at(6, 17), "panel.deciding", "moved_up_by_clock", MEMBER_POLICE),
    ],
)
def test_a_meeting_is_required_and_if_it_is_not_held_it_moves_up(
    until: datetime, position: str, kind: str, owner: str
) -> None:
    case = with_managers().until(until)
    assert (case.case.position, case.kinds[-1], case.case.owner) == (position, kind, owner)


def test_a_plan_that_is_not_made_asks_the_raiser_whether_to_go_on() -> None:
    case = with_managers().until(at(3, 9))
    case.act(WORKER_MANAGER, RecordMeeting(held_on=date(2026, 3, 3), agreed=TEXT))
    case.until(at(5, 9))
    assert (case.case.position, case.case.owner, case.kinds[-1]) == ("managers.prompted", NURSE, "raiser_prompted")
    assert "plan" not in case.running
    # The raiser's silence is chased; it neither closes the case nor moves it.
    case.until(at(9, 17))
    assert case.case.position == "managers.prompted"
    assert "chased" in case.kinds


def test_a_flag_keeps_its_clock_and_its_due_time_and_is_chased_each_working_day() -> None:
    case = world().until(at(9, 16))
    clock = case.case.running("acknowledge_it")
    assert clock
    assert (clock.due_at, clock.expired_at, clock.chases, clock.next_at) == (at(3, 17), at(3, 17), 3, at(9, 17))
    case.act(WORKER, Acknowledge())
    assert "acknowledge_it" not in case.running


def test_a_chaser_goes_to_who_owes_it_and_to_those_whose_work_it_is_to_chase() -> None:
    case = world().until(at(4, 17))
    assert {notice.recipient for notice in case.notices if notice.template == "chaser"} == {WORKER, SUPPORT, SUPPORT_2}


def test_an_expiry_tells_whom_the_rule_names() -> None:
    case = world().until(at(3, 17))
    assert case.told() == {(WORKER, "expired_owner"), (NURSE, "told")}


def test_beyond_the_ladder_it_is_flagged_and_chased_for_as_long_as_it_takes() -> None:
    case = world().until(at(31, 17, month=5))
    assert (case.case.position, case.case.owner) == ("onward", SUPPORT)
    assert (SCRUTINEER, "told") in {(notice.recipient, notice.template) for notice in case.notices}
    assert case.case.closed_at is None


def test_a_point_that_is_not_reached_or_no_longer_runs_is_stale() -> None:
    case = world()
    clock = case.case.running("resolve_it")
    assert clock
    for number, code in ((clock.number, "not_due"), (99, "not_running")):
        answer = time_passed(case.case, number, case.procedure, case.directory, case.now)
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.stale) == (code, True)


def test_after_an_outage_all_is_marked_once_in_order_with_its_true_times() -> None:
    """A chase that was missed is not caught up by the dozen, and a new stage's clocks start when it opens."""
    steady, late = world().until(at(9, 16)), world().after_an_outage(at(9, 16))
    missed = [entry for entry in marked(steady) if entry not in marked(late)]
    assert missed == [("chased", at(4, 17)), ("chased", at(5, 17)), ("chased", at(6, 17))]
    assert [entry for entry in marked(late) if entry not in marked(steady)] == []
    assert {entry.recorded_at for entry in late.entries if entry.actor == CLOCK} == {at(9, 16)}
    assert steady.case.position == late.case.position
    chases = [clock.next_at for clock in (steady.case.running("acknowledge_it"), late.case.running("acknowledge_it"))
              if clock]  # fmt: skip
    assert chases == [at(9, 17), at(9, 17)]


def test_a_stage_that_opened_late_has_its_whole_limit() -> None:
    case = world(altered(trial(), lambda data: data.update(caps=[]))).after_an_outage(at(20, 9))
    assert case.kinds[-1] == "moved_up_by_clock"
    assert case.case.position == "managers.gate"
    assert (case.entries[-1].at, case.entries[-1].recorded_at) == (at(9, 17), at(20, 9))
    assert case.due("gate") == at(23, 17)


def test_a_clock_that_started_after_another_was_due_does_not_end_before_it_began() -> None:
    case = world()
    case.now = at(9, 18)  # the stage's limit is past, and nothing has marked it
    case.act(WORKER, Answer(answer=TEXT))
    case.until(at(9, 18))
    assert case.case.position == "managers.gate"
    assert case.last
    for end in case.last.clocks_ended:
        clock = next(c for d in case.history for c in d.clocks_started if c.number == end.number)
        assert end.at >= clock.started_at


@pytest.mark.parametrize("hours", [1, 24, 24 * 40])
def test_at_a_group_too_nothing_waits_for_ever(hours: int) -> None:
    case = world()
    case.act(NURSE, SkipStage(to="panel", consulted=("nurse_manager",), reason=TEXT))
    case.after(hours=hours)
    assert case.case.owner
    assert case.case.clocks
    assert min(clock.next_at for clock in case.case.clocks) > case.now
