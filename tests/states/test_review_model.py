"""Whatever anybody does and however long nothing happens: what must hold of every practice review."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from procedures.review_course import ACTION, NOT_NOTIFIED, REOPENS_BY_LETTER, ReviewFact, course
from procedures.review_course import ReviewPosition as P
from procedures.review_owners import OWNERS
from states import review_actions as do
from states.action import Action
from states.decision import CLOCK, Decision, Refusal
from states.directory import BUSINESS_SUPPORT, Directory
from states.review import Review
from states.review_guards import WHO_MAY
from states.review_passing_on import pass_on_review
from states.review_standing import ReviewStanding, derive_review, review_standing_of
from tests.partnership import HCRG, HEALTH_VISITOR, POLICE, SCHOOL, SCRUTINEER
from tests.states.review_cases import ReviewWorld
from tests.states.review_doings import doing, events_at
from tests.states.review_line import (
    ALL_PARTNERS,
    COMMITTEE_CHAIR,
    MAIN_LINE,
    NOTIFIER,
    SUPPORT,
    TEXT,
    brought_to,
    lead,
    notification,
)
from tests.states.review_people import with_deputies, with_people

MOVES = {(move.source.value, move.event): move for move in course()}
DISPUTED = (P.NOTIFICATION_DISPUTED, P.DECISION_DISPUTED)
MAY_NOTIFY = (P.CRITERIA_ASSESSMENT, P.NOTIFICATION_DISPUTED, *NOT_NOTIFIED)
PEOPLE = [SUPPORT, NOTIFIER, COMMITTEE_CHAIR, *ALL_PARTNERS, SCRUTINEER, lead(HCRG), lead(POLICE), lead(SCHOOL), CLOCK]
LINE = [P.REFERRED, *(reached for reached, _ in MAIN_LINE if reached is not P.CLOSED)]
STARTS = {
    "notification": LINE[:3],
    "ratification": LINE[4:10],
    "local review": LINE[10:16],
    "publication": LINE[15:18],
    "learning": LINE[18:],
}
"""Where a review stands at first, so that each part of its course is walked often."""
OF_THE_PARTNERS = frozenset({"partners", "partners_chair", "voting_partner"})
AHEAD = 7
"""Working days before publication."""


@dataclass(repr=False)
class Watched(ReviewWorld):
    """A world in which each decision is looked at as it is taken over."""

    standing: ReviewStanding = field(default_factory=ReviewStanding)

    @classmethod
    def like(cls, world: ReviewWorld) -> Watched:
        """The same world, watched from here on."""
        watched = cls(world.review, world.now, world.rules, world.directory, None, [*world.entries], [])
        watched.standing = derive_review(world.entries)
        return watched

    def keep(self, decision: Decision | Refusal) -> Decision:
        before = self.review
        done = super().keep(decision)
        after = self.review
        self.standing = derive_review(done.entries, self.standing)
        assert self.standing == review_standing_of(after), "state and record differ"
        the_clock_moves_nothing(before, after, done)
        no_due_time_is_edited(before, after, done)
        disputes_stop_no_clock(before, after)
        facts_are_those_of_the_course(before, after, done)
        nothing_is_published_without_seven_working_days(self, before)
        nothing_is_sent_or_decided_without_ratification(self, before)
        the_scrutineer_never_votes(after)
        nobody_who_stepped_aside_acts_for_the_partners(before, done)
        what_people_wrote_stays_in_the_narrative(after, done)
        return done


def the_clock_moves_nothing(before: Review, after: Review, done: Decision) -> None:
    if all(entry.actor == CLOCK and entry.kind != "dispute_resolved" for entry in done.entries):
        assert after.position == before.position
        assert after.facts == before.facts


def no_due_time_is_edited(before: Review, after: Review, done: Decision) -> None:
    for clock in after.clocks:
        known = before.clock_numbered(clock.number)
        if known:
            assert (clock.due_at, clock.started_at, clock.clock) == (known.due_at, known.started_at, known.clock)
            assert known.expired_at in (None, clock.expired_at), "late was made good"
    fresh = [clock.number for clock in done.clocks_started]
    assert fresh == list(range(before.clock_count + 1, after.clock_count + 1))
    running = {clock.number for clock in after.clocks}
    gone = {clock.number for clock in before.clocks} - running
    assert gone == {end.number for end in done.clocks_ended} - set(fresh)
    assert {clock.number for clock in done.clocks_changed} == {
        clock.number for clock in after.clocks if clock != before.clock_numbered(clock.number)
    } - set(fresh)


def disputes_stop_no_clock(before: Review, after: Review) -> None:
    """Neither as it opens, nor while it lasts: what ends is the step of the position that was left."""
    if after.at in DISPUTED and before.at is not after.at:
        kept = {clock.number for clock in after.clocks}
        ended = {clock.clock for clock in before.clocks if clock.number not in kept}
        assert all(clock.startswith("step_") for clock in ended), ended


def facts_are_those_of_the_course(before: Review, after: Review, done: Decision) -> None:
    event = done.entries[0].kind
    if event == "record_panel_response" and before.at in ACTION and after.at is not before.at:
        event = REOPENS_BY_LETTER
    move = MOVES.get((before.position, event))
    if move is None:
        return
    known = {name for name, at in after.facts.items() if before.facts.get(name) != at} - {ReviewFact.ENTERED.value}
    assert known <= {fact.value for fact in (*move.sets, *move.may_set)}, known
    assert {fact.value for fact in move.sets} <= set(after.facts)
    assert set(before.facts) - set(after.facts) <= {fact.value for fact in (*move.forgets, *move.may_forget)}
    assert {fact.value for fact in move.needs} <= set(before.facts)


def nothing_is_published_without_seven_working_days(world: ReviewWorld, before: Review) -> None:
    after = world.review
    if after.at in (P.PUBLISHED, P.IMPROVEMENTS_ONLY_PUBLISHED) and before.at is not after.at:
        publication = after.publication
        assert publication
        assert publication.published_on
        assert publication.published_on <= world.today
        for sent_on in (publication.sent_to_panel_on, publication.sent_to_secretary_of_state_on):
            assert sent_on
            assert working_days(world, sent_on, publication.published_on) >= AHEAD


def working_days(world: ReviewWorld, first: date, until: date) -> int:
    """Working days from a day on, before another."""
    days = (first + timedelta(days=offset) for offset in range((until - first).days))
    return sum(world.rules.working_calendar.is_working_day(day) for day in days)


def nothing_is_sent_or_decided_without_ratification(world: ReviewWorld, before: Review) -> None:
    after = world.review
    if after.at is P.RAPID_REVIEW_SUBMITTED and before.at is not after.at:
        assert after.decision is not None
        assert after.fact(ReviewFact.DECIDED) is not None
    if after.decision is not None and before.decision is None:
        given = [word for word in after.ratifications if word.member not in after.recused]
        heard = {word.function for word in given if word.ratified}
        assert {function.id for function in world.rules.groups_by_id[world.rules.partners].functions} <= heard
        assert all(word.ratified for word in given)


def the_scrutineer_never_votes(after: Review) -> None:
    members = {given.member for given in after.ratifications} | {view.member for view in after.notification_views}
    assert SCRUTINEER not in members | set(after.recused)


def nobody_who_stepped_aside_acts_for_the_partners(before: Review, done: Decision) -> None:
    if OF_THE_PARTNERS.issuperset(WHO_MAY.get(done.entries[0].kind, ("anybody",))):
        assert done.entries[0].actor not in before.recused


def what_people_wrote_stays_in_the_narrative(after: Review, done: Decision) -> None:
    assert TEXT not in str([entry.facts for entry in done.entries])
    assert TEXT not in str(done.notices)
    assert TEXT not in str(after)


def wanted(world: ReviewWorld) -> list[tuple[str, Action]]:
    """What has to be there before the main line can go on."""
    if world.at in (P.CRITERIA_ASSESSMENT, P.NOTIFICATION_DISPUTED):
        return [(partner, do.GiveNotificationView(notify=True, reason=TEXT)) for partner in ALL_PARTNERS]
    if world.at in (P.RAPID_REVIEW_SIGN_OFF, P.LCSPR_PARTNER_SIGN_OFF):
        return [(partner, do.Ratify(reason=TEXT)) for partner in ALL_PARTNERS]
    if world.at is P.RAPID_REVIEW_GATHERING:
        waiting = [asked.agency for asked in world.review.returns if not asked.is_settled]
        return [(SUPPORT, do.RecordReturnGap(agency=agency, reason=TEXT)) for agency in waiting]
    numbers = [known.number for known in world.review.recommendations]
    questions = [known.number for known in world.review.panel_requests if known.answered_at is None]
    return [
        *((SUPPORT, do.AnswerPanelQuery(number=one, sent_at=world.now, answer=TEXT)) for one in questions),
        (SUPPORT, do.RecordPanelComments(comments=TEXT, considered=TEXT)),
        (SCRUTINEER, do.CommentAsScrutineer(comment=TEXT)),
        *((COMMITTEE_CHAIR, step) for number in numbers for step in to_close(number)),
    ]


def to_close(number: int) -> list[Action]:
    """What closes a recommendation, in order."""
    return [
        do.AnswerRecommendation(number=number, accepted=True, reason=TEXT, action=TEXT),
        do.RecordEvidence(number=number, shows_impact=True, evidence=TEXT),
        do.CloseRecommendation(number=number, reason=TEXT),
    ]


class Anything(RuleBasedStateMachine):
    """Random people do random things wherever a review stands, time passes, people leave and deputies are named."""

    world: Watched
    starts: tuple[P, ...] = tuple(LINE)

    @initialize(data=st.data())
    def somewhere(self, data: st.DataObject) -> None:
        self.world = Watched.like(brought_to(data.draw(st.sampled_from(self.starts))))

    @rule(data=st.data())
    def somebody_tries_something(self, data: st.DataObject) -> None:
        world = self.world
        events = events_at(world)
        if not events:
            return
        action = doing(data.draw, world, data.draw(st.sampled_from(events)))
        actor = data.draw(st.sampled_from(sorted(world.directory.people)))
        answer = world.ask(actor, action)
        if isinstance(answer, Refusal):
            assert answer.reason
            assert TEXT not in answer.reason
            return
        world.keep(answer)

    @rule(data=st.data())
    def those_whose_part_it_is_record_something(self, data: st.DataObject) -> None:
        self._whoever_may(data, events_at(self.world))

    @rule(data=st.data(), days=st.sampled_from([0, 1, 10]), count=st.integers(1, 3))
    def it_moves_on(self, data: st.DataObject, days: int, count: int) -> None:
        """What is wanted where it stands is mostly done, days pass, and somebody tries what moves it."""
        for _ in range(count):
            self._most_of_what_is_wanted(data)
            self.time_passes(hours=24 * days)
            events = events_at(self.world)
            self._whoever_may(data, [name for name in events if self._moves(name)])

    def _moves(self, event: str) -> bool:
        return MOVES[self.world.review.position, event].target is not self.world.at

    def _whoever_may(self, data: st.DataObject, events: list[str]) -> None:
        """Somebody for whom it may be tries one of these."""
        world = self.world
        if not events:
            return
        action = doing(data.draw, world, data.draw(st.sampled_from(events)))
        for actor in (world.review.owner or SUPPORT, *PEOPLE):
            answer = world.ask(actor, action)
            if isinstance(answer, Decision):
                world.keep(answer)
                return

    def _most_of_what_is_wanted(self, data: st.DataObject) -> None:
        for actor, action in wanted(self.world):
            if data.draw(st.sampled_from([True] * 9 + [False])):
                answer = self.world.ask(actor, action)
                if isinstance(answer, Decision):
                    self.world.keep(answer)

    @rule(hours=st.sampled_from([1, 8, 24, 24 * 12]))
    def time_passes(self, hours: int) -> None:
        self.world.after(hours=hours)
        self._pass_on()

    @rule(data=st.data(), back=st.booleans())
    def somebody_leaves_or_comes_back(self, data: st.DataObject, *, back: bool) -> None:
        code = data.draw(st.sampled_from([person for person in PEOPLE if person not in (SUPPORT, CLOCK)]))
        self._directory(with_people(self.world.directory, **{code: {"left_on": None if back else self.world.today}}))

    @rule(data=st.data())
    def a_deputy_is_named(self, data: st.DataObject) -> None:
        people = [*PEOPLE[1:-1], HEALTH_VISITOR]
        person, deputy = data.draw(st.sampled_from(people)), data.draw(st.sampled_from(people))
        if person != deputy:
            self._directory(with_deputies(self.world.directory, (person, deputy)))

    @invariant()
    def an_open_review_never_waits_in_silence(self) -> None:
        world = self.world
        review = world.review
        if not review.is_open:
            assert (review.position, review.owner, review.clocks) == ("closed", None, ())
            return
        assert review.at in OWNERS
        assert world.directory.in_post(review.owner, world.today), f"{review.owner} owes {review.position}"
        assert review.clocks, review.position
        for clock in review.clocks:
            assert clock.next_at > world.now or clock.started_at == world.now or clock.due_at <= clock.started_at
            assert world.directory.in_post(clock.owner, world.today)

    @invariant()
    def nobody_can_keep_the_local_authority_from_notifying(self) -> None:
        world = self.world
        if world.at not in MAY_NOTIFY or world.fact(ReviewFact.NOTIFIED):
            return
        if world.directory.stand_in(NOTIFIER, world.today) != world.directory.in_post(NOTIFIER, world.today):
            return
        if world.directory.in_post(NOTIFIER, world.today) is None:
            return
        assert isinstance(world.ask(NOTIFIER, notification(world, views_not_given=TEXT)), Decision)

    def _directory(self, directory: Directory) -> None:
        self.world.directory = directory
        assert directory.with_role(BUSINESS_SUPPORT, self.world.today)
        self._pass_on()

    def _pass_on(self) -> None:
        """As the sweep does whenever the day or the directory has changed."""
        world = self.world
        answer = pass_on_review(world.review, world.rules, world.directory, world.now)
        if isinstance(answer, Decision):
            world.keep(answer)
        else:
            assert answer.stale, answer.reason


@pytest.mark.parametrize("part", STARTS)
def test_whatever_happens(part: str) -> None:
    run_state_machine_as_test(
        type("Anything", (Anything,), {"starts": tuple(STARTS[part])}),
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
        ),
    )
