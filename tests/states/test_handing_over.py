"""Steps change hands: handed over, taken by a deputy, passed on from an empty post."""

from datetime import date

import pytest

from states.actions import (
    Acknowledge,
    AgreePriority,
    Answer,
    ApproveGate,
    AskInformation,
    Escalate,
    FinishDuty,
    GiveInformation,
    HandOver,
    RecordLearning,
    RecordMeeting,
    Settle,
    Withdraw,
)
from states.decision import Decision, Refusal
from states.passing_on import pass_on
from tests.states.cases import World, at
from tests.states.trial import (
    DEPUTY_OFFICER,
    NURSE,
    NURSE_DIRECTOR,
    NURSE_MANAGER,
    SUPPORT,
    SUPPORT_2,
    TEXT,
    WORKER,
    WORKER_2,
    WORKER_MANAGER,
    world,
)


def to(person: str) -> HandOver:
    return HandOver(to=person, reason=TEXT)


def passed_on(case: World) -> Decision:
    return case.keep(pass_on(case.case, case.procedure, case.directory, case.now))


def test_who_takes_a_step_over_owes_all_of_it_and_may_do_it() -> None:
    case = world()
    case.act(WORKER, to(WORKER_2))
    assert (case.case.owner, case.case.owner_via) == (WORKER_2, "deputy")
    assert {clock.owner for clock in case.case.clocks} == {WORKER_2}
    assert case.told() == {(WORKER_2, "handed_over")}
    assert case.may(Answer(answer=TEXT)) == {WORKER, WORKER_2}
    case.act(WORKER_2, Answer(answer=TEXT))
    # The next step is the raiser's, and what the colleague was handed is over with it.
    assert case.case.owner == NURSE
    assert WORKER_2 not in case.may(Escalate(reason=TEXT))


def test_due_times_stay_what_they_were() -> None:
    case = world()
    before = {clock.clock: clock.due_at for clock in case.case.clocks}
    case.act(WORKER, to(WORKER_2))
    assert {clock.clock: clock.due_at for clock in case.case.clocks} == before


@pytest.mark.parametrize(
    ("actor", "successor", "code"),
    [
        (NURSE, NURSE_MANAGER, "not_yours"),  # the nurse owes nothing now
        (WORKER_2, WORKER_2, "not_yours"),
        (WORKER_MANAGER, WORKER_2, "not_yours"),
        (WORKER, "nobody", "unknown_person"),
        (WORKER, NURSE, "other_agency"),
        (WORKER, WORKER, "already_done"),
        (SUPPORT, SUPPORT_2, "other_agency"),
        (SUPPORT, WORKER, "already_done"),
    ],
)
def test_what_is_refused(actor: str, successor: str, code: str) -> None:
    assert world().refused(actor, to(successor)) == code


def test_business_support_may_hand_over_for_somebody() -> None:
    case = world()
    case.act(SUPPORT, to(WORKER_2))
    assert case.case.owner == WORKER_2


def test_a_named_deputy_of_another_agency_may_take_it() -> None:
    case = world().with_deputy(WORKER, DEPUTY_OFFICER, date(2026, 3, 1), date(2026, 3, 2))
    assert isinstance(case.ask(WORKER, to(DEPUTY_OFFICER)), Decision)
    case.until(at(3, 9))
    assert case.refused(WORKER, to(DEPUTY_OFFICER)) == "other_agency"


def test_nobody_hands_over_a_step_of_somebody_else_by_owing_another() -> None:
    case = world()
    case.act(WORKER, Answer(answer=TEXT))
    # The nurse considers the answer, and the worker still owes the stage's own limit.
    assert case.case.owner == NURSE
    assert WORKER in {clock.owner for clock in case.case.clocks}
    assert case.refused(WORKER, to(NURSE_MANAGER)) == "other_agency"
    case.act(WORKER, to(WORKER_2))
    assert case.case.owner == NURSE
    assert case.case.running("considering").owner == NURSE  # type: ignore[union-attr]  # an answer starts it


def test_while_closing_each_hands_over_their_own_duties() -> None:
    case = world()
    case.act(WORKER, Answer(answer=TEXT))
    case.act(NURSE, Settle(reason=TEXT))
    case.act(NURSE, to(NURSE_DIRECTOR))
    owners = {clock.clock: clock.owner for clock in case.case.clocks}
    assert owners["record_copy__raising"] == NURSE_DIRECTOR
    assert owners["record_copy__responding"] == owners["feedback"] == WORKER
    assert case.case.owner == WORKER
    case.act(NURSE_DIRECTOR, FinishDuty(duty="record_copy__raising", text=TEXT))


def test_what_was_handed_over_while_the_raiser_owed_the_next_step_stays_with_who_has_it() -> None:
    case = world()
    case.act(WORKER, AskInformation(question=TEXT))
    assert case.case.owner == NURSE
    case.act(WORKER, to(WORKER_2))
    assert case.case.running("resolve_it").owner == WORKER_2  # type: ignore[union-attr]  # it runs from the first day
    # Whoever owes the stage's limit may meet it, although the case now waits for somebody else.
    assert case.may(Answer(answer=TEXT)) == {WORKER, WORKER_2}
    case.act(NURSE, GiveInformation(information=TEXT))
    assert (case.case.owner, case.case.owner_via, case.case.owner_for) == (WORKER_2, "deputy", WORKER)
    assert case.may(Answer(answer=TEXT)) == {WORKER, WORKER_2}
    case.act(WORKER_2, Answer(answer=TEXT))
    assert case.entries[-1].on_behalf_of == WORKER


def test_a_successor_who_is_not_there_any_more_does_not_get_it_back() -> None:
    case = world()
    case.act(WORKER, AskInformation(question=TEXT))
    case.act(WORKER, to(WORKER_2))
    case = case.with_people(other_worker={"left_on": date(2026, 3, 2)})
    case.act(NURSE, GiveInformation(information=TEXT))
    assert case.case.owner == WORKER


def test_a_gate_that_was_handed_over_is_kept_by_who_has_it() -> None:
    case = world()
    case.act(NURSE, Escalate(reason=TEXT))
    case.act(NURSE_MANAGER, to(NURSE_DIRECTOR))
    assert case.may(ApproveGate()) == {NURSE_MANAGER, NURSE_DIRECTOR}


def test_the_record_says_for_whom_a_deputy_acted() -> None:
    case = world().with_deputy(WORKER, WORKER_2)
    assert case.may(Acknowledge()) == {WORKER, WORKER_2}
    case.act(WORKER_2, Acknowledge())
    assert case.entries[-1].on_behalf_of == WORKER
    case.act(WORKER, Answer(answer=TEXT))
    assert case.entries[-1].on_behalf_of is None


def test_a_deputy_of_the_raiser_speaks_for_the_raiser() -> None:
    case = world().with_deputy(NURSE, NURSE_DIRECTOR)
    case.act(NURSE_DIRECTOR, Withdraw(reason=TEXT))
    assert case.entries[-1].on_behalf_of == NURSE


def test_a_step_whose_owner_has_left_passes_on_at_once() -> None:
    case = world().with_people(worker={"left_on": date(2026, 3, 2)})
    passed_on(case)
    assert (case.case.owner, case.case.owner_via) == (SUPPORT, "business_support")
    assert {clock.owner for clock in case.case.clocks} == {SUPPORT}
    assert (SUPPORT, "handed_over") in case.told()


def test_without_anybody_in_the_agency_it_is_business_supports() -> None:
    gone = {"left_on": date(2026, 3, 2)}
    case = world().with_people(
        worker=gone, other_worker=gone, worker_manager=gone, manager_elsewhere=gone, worker_director=gone
    )
    passed_on(case)
    assert (case.case.owner, case.case.owner_via) == (SUPPORT, "business_support")


def test_while_closing_the_case_follows_its_duties_to_whoever_has_them_now() -> None:
    case = world()
    case.act(WORKER, Answer(answer=TEXT))
    case.act(NURSE, Settle(reason=TEXT))
    case.with_deputy(WORKER, WORKER_2, date(2026, 3, 2))
    passed_on(case)
    assert WORKER not in {clock.owner for clock in case.case.clocks}
    assert case.case.owner == WORKER_2
    assert case.entries[-1].facts["owner"] == WORKER_2


def test_if_all_are_there_nothing_is_passed_on() -> None:
    case = world()
    answer = pass_on(case.case, case.procedure, case.directory, case.now)
    assert isinstance(answer, Refusal)
    assert answer.stale


def with_an_empty_raisers_post() -> World:
    """The raiser has left after an answer, and business support looks after the step."""
    case = world()
    case.act(WORKER, Answer(answer=TEXT))
    case.with_people(nurse={"left_on": date(2026, 3, 2)})
    passed_on(case)
    assert (case.case.owner, case.case.owner_via) == (SUPPORT, "business_support")
    return case


def test_business_support_gives_an_empty_posts_step_to_the_side_that_owes_it_and_to_no_other() -> None:
    case = with_an_empty_raisers_post()
    assert case.refused(SUPPORT, to(WORKER_2)) == "other_agency"
    case.act(SUPPORT, to(NURSE_DIRECTOR))
    assert NURSE_DIRECTOR in case.may(Settle(reason=TEXT))


@pytest.mark.parametrize("action", [Settle(reason=TEXT), Withdraw(reason=TEXT)])
def test_a_colleague_in_business_support_who_looks_after_it_is_never_satisfied_for_the_raiser(action: Settle) -> None:
    case = with_an_empty_raisers_post()
    case.act(SUPPORT, to(SUPPORT_2))
    assert case.refused(SUPPORT_2, action) == "not_yours"


def test_a_deputy_of_business_support_is_never_satisfied_for_the_raiser() -> None:
    case = with_an_empty_raisers_post()
    case.with_deputy(SUPPORT, SUPPORT_2, date(2026, 3, 2))
    passed_on(case)
    assert case.case.owner == SUPPORT_2
    assert case.refused(SUPPORT_2, Settle(reason=TEXT)) == "not_yours"


def test_a_raiser_cannot_answer_herself_through_an_empty_post_of_the_other_side() -> None:
    case = world().with_people(worker={"left_on": date(2026, 3, 2)})
    passed_on(case)
    assert case.refused(SUPPORT, to(NURSE)) == "other_agency"


def test_nothing_is_handed_to_somebody_who_is_away() -> None:
    case = world().with_deputy(WORKER_2, WORKER_MANAGER, date(2026, 1, 1))
    assert case.refused(WORKER, to(WORKER_2)) == "away"


def test_who_acts_on_a_step_that_was_handed_over_acts_for_the_post_that_owed_it() -> None:
    case = world()
    case.act(WORKER, to(WORKER_2))
    assert case.entries[-1].on_behalf_of is None
    case.act(WORKER_2, Acknowledge())
    assert case.entries[-1].on_behalf_of == WORKER
    case.act(WORKER_2, to(WORKER_MANAGER))
    assert case.entries[-1].on_behalf_of == WORKER
    assert {handed["for"] for handed in case.entries[-1].facts["clocks_handed"]} == {WORKER}
    case.act(WORKER_MANAGER, Answer(answer=TEXT))
    assert case.entries[-1].on_behalf_of == WORKER


def test_a_step_that_came_back_is_its_owners_own_again() -> None:
    case = world()
    case.act(WORKER, to(WORKER_2))
    case.act(WORKER_2, to(WORKER))
    assert (case.case.owner_via, case.case.owner_for) == ("post", None)
    case.act(WORKER, Answer(answer=TEXT))
    assert case.entries[-1].on_behalf_of is None


def test_who_was_handed_a_step_beside_a_part_of_their_own_acts_in_it_for_the_other_post() -> None:
    case = world()
    case.act(NURSE, Escalate(reason=TEXT))
    case.act(NURSE_MANAGER, ApproveGate())
    case.act(WORKER_MANAGER, to(WORKER))
    # The worker is the receiver as well, and records meetings as such; this one is the manager's to hold.
    case.act(WORKER, RecordMeeting(held_on=date(2026, 3, 2), agreed=TEXT))
    assert case.entries[-1].on_behalf_of == WORKER_MANAGER


def test_a_deputy_whose_days_are_over_finishes_the_step_for_the_same_post() -> None:
    case = world().with_deputy(WORKER, WORKER_2, date(2026, 3, 2), date(2026, 3, 2))
    passed_on(case)
    case.until(at(3, 9))
    case.act(WORKER_2, Answer(answer=TEXT))
    assert case.entries[-1].on_behalf_of == WORKER


def test_a_step_of_an_empty_post_is_done_for_that_post_by_whoever_does_it() -> None:
    for actor in (SUPPORT, WORKER_MANAGER):
        case = world().with_people(worker={"left_on": date(2026, 3, 2)})
        passed_on(case)
        case.act(actor, Answer(answer=TEXT))
        assert case.entries[-1].on_behalf_of == WORKER
    case = with_an_empty_raisers_post()
    case.act(SUPPORT, to(NURSE_DIRECTOR))
    assert case.entries[-1].on_behalf_of == NURSE
    case.act(NURSE_DIRECTOR, Settle(reason=TEXT))
    assert case.entries[-1].on_behalf_of == NURSE


def test_business_support_in_its_own_right_acts_for_nobody() -> None:
    case = with_an_empty_raisers_post()
    case.act(SUPPORT, AgreePriority(priority="urgent", reason=TEXT))
    assert case.entries[-1].on_behalf_of is None
    case.act(SUPPORT, RecordLearning(learning=TEXT))
    assert case.entries[-1].on_behalf_of is None


def test_a_closing_duty_that_was_handed_over_is_done_for_the_post_that_owed_it() -> None:
    case = world()
    case.act(WORKER, Answer(answer=TEXT))
    case.act(NURSE, Settle(reason=TEXT))
    case.act(NURSE, to(NURSE_DIRECTOR))
    case.act(NURSE_DIRECTOR, FinishDuty(duty="record_copy__raising", text=TEXT))
    assert case.entries[-1].on_behalf_of == NURSE


def closing_with_the_owner_away() -> World:
    """Business support owes the learning, and the worker, who owes what is due first, has left since."""
    case = world()
    case.act(WORKER, Answer(answer=TEXT))
    case.act(NURSE, Settle(reason=TEXT))
    assert SUPPORT in {clock.owner for clock in case.case.clocks}
    return case.with_people(worker={"left_on": date(2026, 3, 2)})


def test_business_support_that_owes_something_itself_still_hands_over_an_absent_owners_step() -> None:
    case = closing_with_the_owner_away()
    case.act(SUPPORT, to(WORKER_2))
    owners = {clock.clock: clock.owner for clock in case.case.clocks}
    assert (owners["feedback"], owners["learning"]) == (WORKER_2, SUPPORT)
    assert case.entries[-1].on_behalf_of == WORKER


def test_business_support_says_whose_step_it_hands_over_where_it_could_be_either() -> None:
    case = world()
    case.act(WORKER, Answer(answer=TEXT))
    case.act(NURSE, Settle(reason=TEXT))
    case.act(SUPPORT, HandOver(to=WORKER_2, of=WORKER, reason=TEXT))
    owners = {clock.clock: clock.owner for clock in case.case.clocks}
    assert (owners["feedback"], owners["learning"]) == (WORKER_2, SUPPORT)
    case.act(SUPPORT, to(SUPPORT_2))
    assert {clock.clock for clock in case.case.clocks if clock.owner == SUPPORT_2} == {"learning"}


@pytest.mark.parametrize(
    ("actor", "of", "code"),
    [(NURSE, WORKER, "not_yours"), (WORKER_2, WORKER, "not_yours"), (SUPPORT, NURSE_MANAGER, "nothing_owed")],
)
def test_nobody_else_says_whose_step_it_is_and_it_must_be_owed(actor: str, of: str, code: str) -> None:
    assert world().refused(actor, HandOver(to=WORKER_2, of=of, reason=TEXT)) == code
