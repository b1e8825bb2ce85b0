"""Whatever anybody does and however long nothing happens: what must hold of every case under every procedure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from procedures.catalogue import files, load
from procedures.language import Procedure
from procedures.rules import DISAGREEMENT
from states.actions import RaiseDisagreement
from states.case import Case
from states.decision import CLOCK, Decision, Refusal
from states.directory import BUSINESS_SUPPORT, Deputy, Directory
from states.passing_on import pass_on
from states.standing import Standing, derive
from tests.states import trial
from tests.states.cases import MONDAY, World
from tests.states.claimed import standing_of
from tests.states.doings import MARK, doings, sensible_doings
from tests.states.peopled import RESPONDING, SUPPORT, peopled, raiser, receiver

PROCEDURES = [trial.trial(), *(load(str(path)) for path in files(kind=DISAGREEMENT))]


def raised(procedure: Procedure, now: datetime) -> World:
    action = RaiseDisagreement(
        responding_agency=RESPONDING,
        responding_practitioner=receiver(procedure),
        category=procedure.categories[0].id,
        child_reference=MARK,
        about=MARK,
        tried=MARK,
        would_settle=MARK,
    )
    return Watched.raised(procedure, peopled(procedure), raiser(procedure), action, now)


@dataclass(repr=False)
class Watched(World):
    """A world in which each decision is looked at as it is taken over."""

    standing: Standing | None = None
    kept: dict[int, str] = field(default_factory=dict)
    told_of: dict[int, str] = field(default_factory=dict)

    def keep(self, decision: Decision | Refusal) -> Decision:
        before = self.case
        done = super().keep(decision)
        nothing_ends_by_the_clock(before, done)
        no_due_time_moves_later(before, done)
        numbers_are_never_used_again(before, done)
        self.standing = derive(done.entries, self.standing)
        assert self.standing == standing_of(self.case), "state and evidence differ"
        what_people_wrote_stays_in_the_narrative(self, done)
        self.rows_say_what_the_record_says(done)
        return done

    def rows_say_what_the_record_says(self, done: Decision) -> None:
        """Of clocks that have ended too: verification looks at them for ever."""
        self.kept |= {clock.number: clock.owner for clock in (*done.clocks_started, *done.clocks_changed)}
        for entry in done.entries:
            for name in ("clocks_started", "clocks_handed"):
                self.told_of |= {clock["number"]: clock["owner"] for clock in entry.facts.get(name, ())}
        assert self.kept == self.told_of


def nothing_ends_by_the_clock(before: Case, done: Decision) -> None:
    position = before.position
    people = {entry.kind for entry in done.entries if entry.actor != CLOCK}
    for entry in done.entries:
        if entry.position in ("closing", "closed") and entry.position != position and entry.actor == CLOCK:
            assert entry.kind == "closed"
            assert people <= {"finish_duty", "propose_outcome", "agree_outcome"}
            assert len(people) == 1
        position = entry.position


def no_due_time_moves_later(before: Case, done: Decision) -> None:
    assert isinstance(done.case, Case)
    held = before.held is not None and done.case.held is None
    ended = {end.number: end.how for end in done.clocks_ended}
    for clock in done.clocks_started:
        known = before.running(clock.clock)
        if known and known.stage == clock.stage and ended.get(known.number) != "expired" and not held:
            assert clock.due_at <= known.due_at
    for clock in done.clocks_changed:
        known = before.clock_numbered(clock.number)
        assert known
        assert (clock.due_at, clock.started_at, clock.clock) == (known.due_at, known.started_at, known.clock)


def numbers_are_never_used_again(before: Case, done: Decision) -> None:
    numbers = [clock.number for clock in done.clocks_started]
    assert numbers == list(range(before.clock_count + 1, done.case.clock_count + 1))
    running = {clock.number for clock in done.case.clocks}
    assert running <= {clock.number for clock in before.clocks} | set(numbers)
    assert not running & {end.number for end in done.clocks_ended}


def what_people_wrote_stays_in_the_narrative(world: World, done: Decision) -> None:
    for entry in done.entries:
        assert MARK not in str(entry.facts)
    assert MARK not in str(done.notices)
    assert MARK not in str(world.case)


class Anything(RuleBasedStateMachine):
    """Random people do random things, time passes, people leave and deputies are named."""

    procedure: Procedure
    world: World

    @initialize(hours=st.integers(0, 24 * 9))
    def raise_it(self, hours: int) -> None:
        self.world = raised(self.procedure, MONDAY + timedelta(hours=hours))

    @rule(data=st.data())
    def somebody_does_something(self, data: st.DataObject) -> None:
        self._try(data, data.draw(st.sampled_from(sorted(self.world.directory.people))))

    @rule(data=st.data())
    def somebody_who_owes_something_does_what_they_may(self, data: st.DataObject) -> None:
        owners = {clock.owner for clock in self.world.case.clocks} | {self.world.case.owner or SUPPORT}
        self._do_something_open(data, data.draw(st.sampled_from(sorted(owners))))

    @rule(data=st.data())
    def somebody_with_a_part_in_it_does_what_they_may(self, data: st.DataObject) -> None:
        others = {code for code in self.world.directory.people if code.startswith("member_")}
        known = {raiser(self.procedure), receiver(self.procedure), SUPPORT} | others
        self._do_something_open(data, data.draw(st.sampled_from(sorted(known))))

    @rule(hours=st.sampled_from([1, 8, 24, 72]))
    def time_passes(self, hours: int) -> None:
        self.world.after(hours=hours)
        self._pass_on()

    @rule(hours=st.sampled_from([24, 240]))
    def the_engine_is_down(self, hours: int) -> None:
        self.world.after_an_outage(self.world.now + timedelta(hours=hours))
        self._pass_on()

    @rule(data=st.data(), back=st.booleans())
    def somebody_leaves_or_comes_back(self, data: st.DataObject, *, back: bool) -> None:
        people = self.world.directory.people
        code = data.draw(st.sampled_from(sorted(set(people) - {SUPPORT})))
        self._directory({code: replace(people[code], left_on=None if back else self.today)})

    @rule(data=st.data(), days=st.integers(0, 10))
    def a_deputy_is_named(self, data: st.DataObject, days: int) -> None:
        people = sorted(set(self.world.directory.people) - {SUPPORT})
        person, deputy = data.draw(st.sampled_from(people)), data.draw(st.sampled_from(people))
        if person != deputy:
            self._directory({}, Deputy(person, deputy, self.today, self.today + timedelta(days=days)))

    @invariant()
    def an_open_case_never_waits_in_silence(self) -> None:
        case, directory = self.world.case, self.world.directory
        if not case.is_open:
            assert (case.position, case.owner, case.clocks) == ("closed", None, ())
            return
        assert directory.in_post(case.owner, self.today), f"{case.owner} owes {case.position} and is not there"
        assert case.clocks
        for clock in case.clocks:
            assert clock.next_at > self.world.now or clock.started_at == self.world.now
            assert directory.in_post(clock.owner, self.today)

    @property
    def today(self) -> date:
        return self.procedure.working_calendar.day_of(self.world.now)

    def _do_something_open(self, data: st.DataObject, actor: str) -> None:
        world = self.world
        colleagues = [code for code in world.directory.people if code in (SUPPORT, receiver(self.procedure))]
        tried = sensible_doings(self.procedure, colleagues, world.now)
        done: dict[str, list[Decision]] = {}
        for action in tried:
            if isinstance(answer := world.ask(actor, action), Decision):
                done.setdefault(action.kind, []).append(answer)
        if done:
            kind = data.draw(st.sampled_from(sorted(done)))
            world.keep(data.draw(st.sampled_from(done[kind])))

    def _try(self, data: st.DataObject, actor: str) -> None:
        world = self.world
        action = data.draw(doings(self.procedure, sorted(world.directory.people), world.now))
        answer = world.ask(actor, action)
        assert answer == world.ask(actor, action), "the same question has two answers"
        if isinstance(answer, Refusal):
            assert answer.reason
            assert MARK not in answer.reason
            return
        world.keep(answer)

    def _directory(self, people: dict[str, Any], *deputies: Deputy) -> None:
        known = self.world.directory
        self.world.directory = Directory.of(
            known.agencies.values(), (known.people | people).values(), (*known.deputies, *deputies), known.seats
        )
        assert self.world.directory.with_role(BUSINESS_SUPPORT, self.today)
        self._pass_on()

    def _pass_on(self) -> None:
        """As the sweep does whenever the day or the directory has changed."""
        answer = pass_on(self.world.case, self.procedure, self.world.directory, self.world.now)
        if isinstance(answer, Decision):
            self.world.keep(answer)
        else:
            assert answer.stale, answer.reason


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.id)
def test_whatever_happens(procedure: Procedure) -> None:
    machine = type(f"Under{procedure.id.title()}", (Anything,), {"procedure": procedure})
    run_state_machine_as_test(
        machine,
        # A step asks some sixty questions and a case has some hundred entries: that is what is slow and large here.
        settings=settings(
            max_examples=6,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
        ),
    )
