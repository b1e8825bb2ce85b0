"""Putting a case on hold, where a procedure allows it: the one thing that moves a due time later."""

from datetime import datetime
from typing import Any

import pytest

from procedures.language import Procedure
from states.actions import (
    Action,
    AgreePriority,
    Answer,
    FinishDuty,
    HandOver,
    HoldCase,
    Reopen,
    ResumeCase,
    SkipStage,
    Withdraw,
)
from states.decision import Refusal
from states.timing import shifted
from tests.states.cases import World, altered, at
from tests.states.trial import NURSE, SUPPORT, SUPPORT_2, TEXT, WORKER, trial, world

HOLD, RESUME = HoldCase(ground="court", reason=TEXT), ResumeCase(reason=TEXT)


def held(on: datetime) -> World:
    raised = world().until(on)
    raised.act(NURSE, HOLD)
    return raised


def test_a_hold_stops_every_clock_and_starts_its_own() -> None:
    case = held(at(2, 12))
    assert (case.case.position, case.case.owner, case.running) == ("held", NURSE, {"hold"})
    assert case.due("hold") == at(9, 17)
    assert {clock.clock for clock in case.case.held.clocks} == {"acknowledge_it", "resolve_it", "two_rungs"}  # type: ignore[union-attr]  # it is on hold


@pytest.mark.parametrize("action", [Answer(answer=TEXT), AgreePriority(priority="urgent", reason=TEXT), HOLD])
def test_nothing_else_is_done_meanwhile(action: Action) -> None:
    assert held(at(2)).refused(WORKER if action.kind == "answer" else NURSE, action) == "not_open_here"


def test_who_may_hold_and_who_may_end_it() -> None:
    raised = world()
    assert raised.may(HOLD) == {NURSE, SUPPORT, SUPPORT_2}
    assert held(at(2)).may(RESUME) == {NURSE, SUPPORT, SUPPORT_2}


def test_a_hold_gives_one_of_the_procedures_reasons() -> None:
    answer = world().ask(NURSE, HoldCase(ground="weather", reason=TEXT))
    assert isinstance(answer, Refusal)
    assert "court, leave" in answer.reason


def test_where_a_procedure_allows_none_it_says_so() -> None:
    forbidding = altered(trial(), lambda data: data["hold"].update(allowed=False))
    answer = world(forbidding).ask(NURSE, HOLD)
    assert isinstance(answer, Refusal)
    assert "does not allow" in answer.reason


def test_ended_in_time_the_limits_run_on_later_by_the_working_days_that_it_took() -> None:
    case = held(at(2, 12)).until(at(4, 12))
    case.act(NURSE, RESUME)
    assert case.case.position == "practitioners.answering"
    assert case.due("resolve_it") == at(11, 17)
    assert case.due("acknowledge_it") == at(5, 17)
    assert case.due("two_rungs") == at(16, 17)
    assert case.case.held is None
    assert "hold" not in case.running


def test_the_cap_ends_it() -> None:
    case = held(at(2, 12)).until(at(9, 17))
    assert case.kinds[-1] == "hold_ended_by_clock"
    assert case.due("resolve_it") == at(17, 17)  # five days, and the part of one from noon to five
    assert case.case.owner == WORKER


def test_an_engine_that_was_down_does_not_make_a_hold_longer_than_its_cap() -> None:
    case = held(at(2, 12)).after_an_outage(at(20))
    ended = next(entry for entry in case.entries if entry.kind == "hold_ended_by_clock")
    assert (ended.at, ended.recorded_at) == (at(9, 17), at(20))
    # Due on the 17th, as if the hold had been ended in time: so it is marked late at once.
    assert "moved_up_by_clock" in case.kinds


def test_what_was_late_before_the_hold_stays_late() -> None:
    case = held(at(4, 12))
    case.until(at(6, 12))
    case.act(NURSE, RESUME)
    clock = case.case.running("acknowledge_it")
    assert clock
    assert (clock.due_at, clock.expired_at) == (at(3, 17), at(3, 17))
    assert clock.next_at > case.now
    chased = case.kinds.count("chased")
    case.until(at(9, 17))
    assert case.kinds.count("flagged_late") == 1
    assert case.kinds.count("chased") > chased


def test_a_held_case_can_be_withdrawn_and_handed_over() -> None:
    case = held(at(2))
    case.act(NURSE, HandOver(to="nurse_manager", reason=TEXT))
    assert case.case.owner == "nurse_manager"
    assert "nurse_manager" in case.may(RESUME)
    case.act(NURSE, Withdraw(reason=TEXT))
    assert case.case.position == "closing"
    assert case.case.held is None


def test_at_a_group_a_hold_keeps_what_was_heard() -> None:
    case = world()
    case.act(NURSE, SkipStage(to="panel", consulted=("nurse_manager",), reason=TEXT))
    opened = case.case.stage_opened_at
    case.act(SUPPORT, HOLD)
    case.after(days=1)
    case.act(SUPPORT, RESUME)
    assert (case.case.position, case.case.stage_opened_at) == ("panel.deciding", opened)


def test_both_sides_hear_of_a_hold_and_of_its_end_and_not_that_it_has_moved() -> None:
    case = held(at(2, 12))
    assert case.told() == {(WORKER, "told")}
    case.act(SUPPORT, RESUME)
    assert {template for _, template in case.told()} == {"owed", "told"}
    assert {person for person, _ in case.told()} == {WORKER, NURSE}


@pytest.mark.parametrize(
    ("due", "since", "ended", "later"),
    [
        (at(9, 17), at(2, 10), at(2, 13), at(9, 20)),  # three hours of one day
        (at(9, 17), at(2, 10), at(3, 9), at(10, 17)),  # over night: one more working day
        (at(9, 17), at(6, 16), at(9, 10), at(10, 17)),  # Friday to Monday: one
        (at(9, 17), at(6, 16), at(8, 10), at(9, 18)),  # Friday to Sunday: what was left of Friday
        (at(9, 17), at(7, 10), at(8, 10), at(10, 0)),  # only a weekend: Saturday's hours to the end of its day
        (at(6, 17), at(2, 10), at(3, 10), at(9, 17)),  # the last day moves over the weekend
        (at(2, 17), at(3, 10), at(5, 10), at(2, 17)),  # past already
    ],
)
def test_how_much_later(due: datetime, since: datetime, ended: datetime, later: datetime) -> None:
    calendar = trial().working_calendar
    assert shifted(due, since, ended, calendar) == later


def test_a_longer_hold_never_gives_an_earlier_due_time() -> None:
    calendar, due = trial().working_calendar, at(12, 17)
    dues = [shifted(due, at(5, 12), at(day, hour), calendar) for day in range(5, 12) for hour in (13, 16, 18, 23)]
    assert dues == sorted(dues)


def test_where_the_trigger_day_counts_a_hold_still_gives_back_what_it_took() -> None:
    counting = altered(trial(), lambda data: data["calendar"].update(day_zero="trigger_day_counts"))
    assert shifted(at(9, 17), at(2, 10), at(3, 10), counting.working_calendar) == at(10, 17)


def holding(**changes: Any) -> Procedure:
    """The trial with its rule of holds changed, and with no limit that runs out meanwhile."""

    def change(data: dict[str, Any]) -> None:
        data["hold"].update(changes)
        data["caps"] = []
        for clock in data["stages"][0]["clocks"]:
            clock.update(limit="200 working_days")

    return altered(trial(), change)


def holds(case: World, *spells: tuple[datetime, datetime]) -> World:
    """A case after holds from and to these times."""
    for since, until in spells:
        case.until(since)
        case.act(NURSE, HOLD)
        case.until(until)
        if case.case.held:
            case.act(NURSE, RESUME)
    return case


@pytest.mark.parametrize(
    ("spells", "due"),
    [
        ([(at(2, 12), at(4, 12))], at(10, 17)),  # two of five taken: three are left from Thursday on
        ([(at(2, 12), at(2, 12, 1))], at(11, 17)),  # a minute is a part of a day, which counts as one
        ([(at(2, 12), at(3, 12)), (at(4, 12), at(4, 13))], at(10, 17)),
        ([(at(2, 12), at(4, 12)), (at(4, 13), at(4, 14)), (at(4, 15), at(4, 16))], at(6, 17)),
    ],
)
def test_all_holds_together_take_no_longer_than_the_cap(spells: list[tuple[datetime, datetime]], due: datetime) -> None:
    case = holds(world(holding()), *spells).until(at(5))
    case.act(NURSE, HOLD)
    assert case.due("hold") == due
    case.until(due)
    assert case.kinds[-1] == "hold_ended_by_clock"
    answer = case.ask(NURSE, HOLD)
    assert isinstance(answer, Refusal)
    assert (answer.code, "5 working days" in answer.reason) == ("hold_used_up", True)


def test_a_procedure_may_allow_more_in_all_than_at_a_time() -> None:
    case = holds(world(holding(cap_in_all="8 working_days")), (at(2, 12), at(9, 17)))
    case.until(at(10))
    case.act(NURSE, HOLD)
    assert case.due("hold") == at(13, 17)


@pytest.mark.parametrize(
    ("cap", "in_all", "spell", "due"),
    [
        ("24 hours", "30 hours", (at(2, 12), at(2, 17, 30)), at(6, 9)),
        ("24 hours", "30 hours", (at(2, 12), at(3, 11, 30)), at(5, 15)),
        ("8 working_hours", "12 working_hours", (at(2, 12), at(3, 11)), at(5, 14)),
        ("5 calendar_days", "7 calendar_days", (at(2, 12), at(4, 12)), at(10, 17)),
        ("5 calendar_days", "6 calendar_days", (at(2, 12), at(4, 12)), at(9, 17)),
        ("1 calendar_months", "1 calendar_months", (at(2, 12), at(4, 12)), at(3, 16, month=4)),
    ],
)
def test_every_unit_adds_up(cap: str, in_all: str, spell: tuple[datetime, datetime], due: datetime) -> None:
    case = holds(world(holding(cap=cap, cap_in_all=in_all, warn=[])), spell).until(at(5))
    case.act(NURSE, HOLD)
    assert case.due("hold") == due


def test_holds_of_a_minute_come_to_an_end_too() -> None:
    case = world(holding())
    for _ in range(5):
        case.act(NURSE, HOLD)
        case.after(minutes=1)
        case.act(NURSE, RESUME)
    assert case.refused(NURSE, HOLD) == "hold_used_up"


def test_reopening_a_case_gives_no_new_time_on_hold() -> None:
    case = holds(world(), (at(2, 12), at(9, 17)))
    case.act(NURSE, Withdraw(reason=TEXT))
    case.act(NURSE, FinishDuty(duty="say_why", text=TEXT))
    assert not case.case.is_open
    case.act(NURSE, Reopen(reason=TEXT))
    assert case.refused(NURSE, HOLD) == "hold_used_up"


def test_an_outage_takes_nothing_from_what_is_left() -> None:
    case = world(holding(cap_in_all="8 working_days")).until(at(2, 12))
    case.act(NURSE, HOLD)
    case.after_an_outage(at(20))
    case.act(NURSE, HOLD)
    assert case.due("hold") == at(25, 17)
