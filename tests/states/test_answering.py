"""A stage with a responder on each side: acknowledging, asking, meeting, answering, and whose word settles it."""

from datetime import date, datetime

import pytest

from states.actions import (
    Acknowledge,
    Action,
    Answer,
    AskInformation,
    Escalate,
    GiveInformation,
    RecordLearning,
    RecordMeeting,
    RejectAnswer,
    Settle,
)
from tests.states.cases import World, altered, at
from tests.states.trial import (
    NURSE,
    NURSE_MANAGER,
    SCRUTINEER,
    SUPPORT,
    SUPPORT_2,
    TEXT,
    WORKER,
    WORKER_2,
    WORKER_MANAGER,
    trial,
    world,
)

ANSWER = Answer(answer=TEXT)
ASK, GIVE = AskInformation(question=TEXT), GiveInformation(information=TEXT)
MEET = RecordMeeting(held_on=date(2026, 3, 2), agreed=TEXT)
SETTLE, REJECT, ESCALATE = Settle(reason=TEXT), RejectAnswer(reason=TEXT), Escalate(reason=TEXT)


def promise(day: int, month: int = 3, year: int = 2026) -> Acknowledge:
    return Acknowledge(commits_to=date(year, month, day))


@pytest.mark.parametrize(
    ("action", "people"),
    [
        (Acknowledge(), {WORKER}),
        (ASK, {WORKER}),
        (ANSWER, {WORKER}),
        (MEET, {WORKER, NURSE}),
        (SETTLE, {NURSE}),
        (ESCALATE, {WORKER, NURSE}),
        (RecordLearning(learning=TEXT), {WORKER, NURSE, SUPPORT, SUPPORT_2, SCRUTINEER}),
    ],
)
def test_who_may_do_what_while_an_answer_is_owed(action: Action, people: set[str]) -> None:
    # Colleagues of the same agency and rank, managers of other teams and other agencies have no part in it.
    assert world().may(action) == people


@pytest.mark.parametrize(
    ("action", "people"), [(SETTLE, {NURSE}), (REJECT, {NURSE}), (MEET, {WORKER, NURSE}), (ANSWER, set())]
)
def test_who_may_do_what_once_an_answer_is_given(action: Action, people: set[str]) -> None:
    answered = world()
    answered.act(WORKER, ANSWER)
    assert answered.case.owner == NURSE
    assert answered.may(action) == people


def test_acknowledging_stops_its_clock_and_can_be_said_once() -> None:
    seen = world()
    seen.act(WORKER, Acknowledge())
    assert seen.running == {"resolve_it", "two_rungs"}
    assert seen.refused(WORKER, Acknowledge()) == "already_done"


def test_a_promise_becomes_a_clock() -> None:
    promised = world()
    promised.act(WORKER, promise(5))
    assert promised.due("commitment") == at(5, 17)
    promised.until(at(6, 8))
    assert promised.kinds[-1] == "flagged_late"
    assert promised.case.position == "practitioners.answering"


@pytest.mark.parametrize(
    ("now", "action", "code"),
    [
        (at(3), promise(2), "date_passed"),
        (at(3, 18), promise(3), "date_passed"),
        (at(2), promise(10), "after_limit"),
        (at(2), promise(1, year=9999), "date_too_far"),
    ],
)
def test_a_promise_must_be_kept_within_the_stage(now: datetime, action: Acknowledge, code: str) -> None:
    later = world().until(now)
    assert later.refused(WORKER, action) == code


def test_where_no_clock_moves_the_case_a_promise_still_stays_within_the_calendar() -> None:
    flagging = altered(trial(), lambda data: data["stages"][0]["clocks"].pop())
    flagging = altered(flagging, lambda data: data.update(caps=[]))
    assert world(flagging).refused(WORKER, promise(1, year=9999)) == "date_too_far"
    assert world(flagging).may(promise(1, year=2090), {WORKER}) == {WORKER}


def test_a_promise_can_be_brought_forward_and_never_put_off() -> None:
    promised = world()
    promised.act(WORKER, promise(5))
    assert promised.refused(WORKER, promise(5)) == "promised_earlier"
    assert promised.refused(WORKER, promise(6)) == "promised_earlier"
    promised.act(WORKER, promise(4))
    assert promised.due("commitment") == at(4, 17)
    promised.until(at(5, 8))
    assert promised.refused(WORKER, promise(6)) == "promised_earlier"


def test_asking_for_information_buys_no_time() -> None:
    asked = world()
    before = asked.due("resolve_it")
    asked.act(WORKER, ASK)
    assert asked.case.position == "practitioners.information"
    assert (asked.case.owner, asked.due("information"), asked.due("resolve_it")) == (NURSE, at(4, 17), before)
    assert asked.may(GIVE) == {NURSE}
    asked.act(NURSE, GIVE)
    assert asked.case.position == "practitioners.answering"
    assert "information" not in asked.running


def test_one_may_answer_without_waiting_for_the_information() -> None:
    asked = world()
    asked.act(WORKER, ASK)
    asked.act(WORKER, ANSWER)
    assert asked.case.position == "practitioners.considering"
    assert "information" not in asked.running


@pytest.mark.parametrize(
    ("held_on", "code"), [(date(2026, 3, 3), "date_in_future"), (date(2026, 3, 1), "date_before_case")]
)
def test_a_meeting_lies_between_the_raising_and_today(held_on: date, code: str) -> None:
    assert world().refused(WORKER, RecordMeeting(held_on=held_on, agreed=TEXT)) == code


def test_an_answer_that_does_not_settle_it_moves_it_up_and_silence_after_it_does_too() -> None:
    rejected, silent = world(), world()
    for one in (rejected, silent):
        one.act(WORKER, ANSWER)
    rejected.act(NURSE, REJECT)
    assert rejected.case.position == "managers.gate"
    silent.until(at(9, 17))
    assert silent.case.position == "managers.gate"
    assert silent.kinds[-1] == "moved_up_by_clock"


def test_the_raising_side_is_satisfied_only_by_its_own_word() -> None:
    answered = world()
    answered.act(WORKER, ANSWER)
    settled = answered.act(NURSE, SETTLE)
    assert (settled.case.position, settled.case.outcome) == ("closing", "settled")
    assert settled.case.closed_at is None


def test_business_support_chases_for_an_empty_post_and_never_settles_for_it() -> None:
    answered = world()
    answered.act(WORKER, ANSWER)
    answered.with_people(nurse={"left_on": date(2026, 3, 2)})
    # The step is business support's, and the nurse's own manager may take it; without her nobody can be satisfied.
    assert answered.may(SETTLE) == {NURSE_MANAGER}
    answered.with_people(nurse_manager={"left_on": date(2026, 3, 2)}, nurse_director={"left_on": date(2026, 3, 2)})
    assert answered.may(SETTLE) == set()
    assert answered.may(REJECT) == {SUPPORT}


@pytest.mark.parametrize("action", [REJECT, GIVE])
def test_what_is_not_open_says_what_is_owed_first(action: Action) -> None:
    assert world().refused(NURSE, action) == "not_open_here"


def at_managers() -> World:
    escalated = world()
    escalated.act(NURSE, ESCALATE)
    return escalated.until(at(4))


def test_at_the_next_rung_managers_of_equal_rank_act_for_their_sides() -> None:
    managers = at_managers()
    assert managers.case.position == "managers.answering"
    assert managers.case.owner == WORKER_MANAGER
    assert managers.may(ANSWER) == {WORKER_MANAGER}
    assert managers.may(SETTLE) == {NURSE, NURSE_MANAGER}
    assert WORKER_2 not in managers.may(ESCALATE)


def test_what_a_meeting_starts_cannot_be_put_off_by_meeting_again() -> None:
    managers = at_managers()
    managers.act(NURSE_MANAGER, RecordMeeting(held_on=date(2026, 3, 4), agreed=TEXT))
    due = managers.due("plan")
    managers.after(hours=20)
    managers.act(NURSE_MANAGER, RecordMeeting(held_on=date(2026, 3, 4), agreed=TEXT))
    assert managers.due("plan") == due
    assert [clock.clock for clock in managers.case.clocks].count("plan") == 1
