"""What an event writes beside its move stands on the entry that it belongs to, beside what stands there already."""

from typing import Any

from states.actions import AgreePriority, HandOver
from states.attempt import Attempt
from states.decide import machine_for
from states.decision import CLOCK
from states.responsible import Responsible
from states.standing import derive
from states.timing import rule_of
from states.unfolding import Unfolding
from tests.states.cases import World
from tests.states.claimed import standing_of
from tests.states.trial import TEXT, WORKER, WORKER_2, WORKER_MANAGER, world

URGENT = AgreePriority(priority="urgent", reason=TEXT)


def after(case: World, *moves: str) -> Unfolding:
    """An unfolding in which these moves have been carried out, each with its entry."""
    attempt = Attempt(case.case, None, CLOCK, case.procedure, case.directory, case.now)
    machine = machine_for(case.procedure)
    unfolding = Unfolding(attempt, machine.graph, case.case)
    for event in moves:
        unfolding.carry_out(machine.move_by_clock(unfolding.case.at, event, attempt), event, at=case.now)
    return unfolding


def numbers(unfolding: Unfolding, entry: int, name: str) -> list[int]:
    told: list[dict[str, Any]] = unfolding.entries[entry].facts.get(name, [])
    return [one["number"] for one in told]


def test_steps_passed_on_stand_beside_those_that_the_entry_tells_of_already() -> None:
    unfolding = after(world(), "mark_time")
    first, second, *_ = unfolding.case.clocks
    unfolding.pass_steps({first.number: Responsible(WORKER_2, "deputy", WORKER)})
    unfolding.pass_steps({second.number: Responsible(WORKER_MANAGER, "deputy", WORKER)})
    assert numbers(unfolding, 0, "clocks_handed") == [first.number, second.number]


def test_a_step_passed_on_twice_ends_where_it_was_passed_last() -> None:
    case = world()
    unfolding = after(case, "mark_time")
    number = unfolding.case.clocks[0].number
    for successor in (WORKER_2, WORKER_MANAGER):
        unfolding.pass_steps({number: Responsible(successor, "deputy", WORKER)})
    done = unfolding.decision()
    before = derive(case.entries)
    assert derive(done.entries, before) == standing_of(unfolding.case)
    assert [clock.owner for clock in done.clocks_changed] == [WORKER_MANAGER]


def test_a_clock_restarted_after_two_entries_stands_on_the_second_alone() -> None:
    case = world()
    unfolding = after(case, "mark_time", "expire__resolve_it")
    opened = numbers(unfolding, 1, "clocks_started")
    ended = numbers(unfolding, 1, "clocks_ended")
    assert opened
    assert ended
    clock = unfolding.case.running("gate")
    assert clock
    rule = rule_of(case.procedure, clock.stage, clock.clock, unfolding.case)
    assert rule.limit
    shorter = rule.limit.model_copy(update={"amount": 0})
    unfolding.restart_earlier(clock, rule._replace(limit=shorter))
    assert numbers(unfolding, 0, "clocks_started") == numbers(unfolding, 0, "clocks_ended") == []
    assert numbers(unfolding, 1, "clocks_started") == [*opened, unfolding.case.clock_count]
    assert numbers(unfolding, 1, "clocks_ended") == [*ended, clock.number]
    done = unfolding.decision()
    assert derive(done.entries, derive(case.entries)) == standing_of(unfolding.case)


def test_a_clock_restarted_after_a_hand_over_is_still_owed_for_the_same_post() -> None:
    case = world()
    case.act(WORKER, HandOver(to=WORKER_2, reason=TEXT))
    case.act(WORKER_2, URGENT)
    (entry,) = case.last.entries if case.last else ()
    assert [clock["clock"] for clock in entry.facts["clocks_started"]] == ["resolve_it"]
    restarted = case.case.running("resolve_it")
    assert restarted
    assert (restarted.owner, restarted.owner_for) == (WORKER_2, WORKER)
