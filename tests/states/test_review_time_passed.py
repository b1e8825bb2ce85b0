"""What the clock does to a practice review: warns, flags, chases, and ends a period. It never moves or closes one."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from states.decision import Refusal
from states.review import AgencyReturn, Recommendation
from states.review_time_passed import review_time_passed
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    BUSINESS_SUPPORT_OFFICER,
    DETECTIVE_INSPECTOR,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HCRG,
    NAMED_NURSE,
    POLICE,
    SERVICE_MANAGER,
    essex_directory,
)
from tests.states.review_people import without
from tests.states.review_rules import in_london, london, standing_at
from tests.states.review_time import ReviewWorld

SUB_COMMITTEE_CHAIR = "head_safeguarding_mse_icb"
ASSESSED = standing_at(P.CRITERIA_ASSESSMENT, {F.ENTERED: "2026-12-17", F.AWARE: "2026-12-17"})


def test_it_warns_then_flags_then_chases_for_ever_and_changes_nothing_else() -> None:
    world = ReviewWorld.at(ASSESSED, london("2026-12-17"))
    started = world.review.running("dl01")
    assert started is not None
    world.until(london("2027-01-05 18:00"))
    assert world.marks("dl01") == [
        ("warned", "Tue 22 Dec 2026"),
        ("warned", "Wed 23 Dec 2026"),
        ("flagged_late", "Thu 24 Dec 2026"),
        ("chased", "Tue 29 Dec 2026"),
        ("chased", "Wed 30 Dec 2026"),
        ("chased", "Thu 31 Dec 2026"),
        ("chased", "Mon 4 Jan 2027"),
        ("chased", "Tue 5 Jan 2027"),
    ]
    late = world.review.running("dl01")
    assert late is not None
    assert (late.due_at, late.number, late.expired_at) == (started.due_at, started.number, started.due_at)
    assert world.review.position == ASSESSED.position
    assert world.review.is_open


def test_an_outage_is_marked_at_the_times_that_were_true_and_chases_once() -> None:
    world = ReviewWorld.at(ASSESSED, london("2026-12-17"))
    world.now = london("2027-01-05 18:00")
    world.until(world.now)
    assert [kind for kind, _ in world.marks("dl01")] == ["warned", "warned", "flagged_late"]
    assert {entry.recorded_at for entry in world.entries} == {world.now}
    clock = world.review.running("dl01")
    assert clock is not None
    assert in_london(clock.next_at) == "Wed 6 Jan 2027 17:00"


def test_who_hears_of_a_warning_of_lateness_and_of_a_chaser() -> None:
    world = ReviewWorld.at(ASSESSED, london("2026-12-17"))
    number = next(clock.number for clock in world.review.clocks if clock.clock == "dl01")
    world.now = london("2026-12-22 17:00")
    world.mark(number)
    assert world.told() == {SERVICE_MANAGER: {"warning"}}
    for moment in ("2026-12-23 17:00", "2026-12-24 17:00"):
        world.now = london(moment)
        world.mark(number)
    told = world.told()
    assert told[SERVICE_MANAGER] == {"expired_owner"}
    assert told[DIRECTOR_OF_CHILDRENS_SERVICES] == {"told"}, "the rule tells the partners"
    assert told[BUSINESS_MANAGER] == {"told"}
    world.now = london("2026-12-29 17:00")
    world.mark(number)
    assert world.told() == {
        SERVICE_MANAGER: {"chaser"},
        BUSINESS_MANAGER: {"chaser"},
        BUSINESS_SUPPORT_OFFICER: {"chaser"},
    }


def test_a_notice_says_what_obliges_the_reader_what_of_its_time_and_that_the_edition_is_superseded() -> None:
    world = ReviewWorld.at(ASSESSED, london("2026-12-17"))
    world.now = london("2026-12-22 17:00")
    world.mark(next(clock.number for clock in world.review.clocks if clock.clock == "dl01"))
    assert world.notice(SERVICE_MANAGER).facts == {
        "stage": "Criteria being assessed",
        "owes": "Notify the national Panel of the serious incident",
        "due": "2026-12-24T17:00:00+00:00",
        "rule": "must (CA04 s.16C); its time: should (WT23 para 330, p.144); this edition has been superseded",
    }


@pytest.mark.parametrize(("fields", "clock_id"), [({"looked_after": True}, "dl03"), ({"care_leaver": True}, "dl04")])
def test_no_notice_tells_what_has_happened(fields: dict[str, bool], clock_id: str) -> None:
    review = replace(ASSESSED, incident="death", **fields)
    world = ReviewWorld.at(review, london("2026-12-17")).until(london("2026-12-31"))
    assert [kind for kind, _ in world.marks(clock_id)][:3] == ["warned", "warned", "flagged_late"]
    said = " ".join(str(notice.facts) for notice in world.notices)
    assert "Tell the Secretary of State and Ofsted. Sign in to read of what." in said
    assert not re.search("death|looked-after|leaver|died|harm", said)


def test_a_clock_that_was_late_when_it_started_is_late_from_then_on() -> None:
    world = ReviewWorld.at(standing_at(P.REFERRED, {F.AWARE: "2026-05-05"}), london("2026-06-01"))
    world.until(london("2026-06-01"))
    assert world.marks("dl01") == [("flagged_late", "Mon 1 Jun 2026")]
    (entry,) = [entry for entry in world.entries if entry.facts["clock"] == "dl01"]
    assert entry.facts["due"] == "2026-05-12T16:00:00+00:00"


def test_an_event_that_has_been_overtaken_does_nothing() -> None:
    world = ReviewWorld.at(ASSESSED, london("2026-12-17"))
    for number, code in ((99, "not_running"), (1, "not_due")):
        refused = review_time_passed(world.review, number, world.rules, world.directory, world.now)
        assert isinstance(refused, Refusal)
        assert (refused.code, refused.stale) == (code, True)


def test_with_nobody_left_at_all_it_is_refused_in_words() -> None:
    world = ReviewWorld.at(ASSESSED, london("2026-12-17"))
    world.directory = without(essex_directory(), *essex_directory().people)
    world.now = london("2027-01-05")
    (number,) = [clock.number for clock in world.review.clocks if clock.clock == "dl01"]
    for _ in range(2):
        world.mark(number)
    refused = review_time_passed(world.review, number, world.rules, world.directory, world.now)
    assert isinstance(refused, Refusal)
    assert refused.code == "nobody_there"


def test_the_panel_is_asked_after_and_never_called_late() -> None:
    waiting = standing_at(P.AWAITING_PANEL, {F.ENTERED: "2026-04-15", F.RECEIVED: "2026-04-15"})
    world = ReviewWorld.at(waiting, london("2026-04-15")).until(london("2026-05-14 16:00"))
    assert [kind for kind, _ in world.marks("dl07")] == ["chased", "chased"]
    clock = world.review.running("dl07")
    assert clock is not None
    assert clock.expired_at is None
    world.now = clock.next_at
    world.mark(clock.number)
    assert world.told() == {BUSINESS_MANAGER: {"told"}, BUSINESS_SUPPORT_OFFICER: {"told"}}
    # That the review itself waits for it no longer in silence is a step of the partnership's own.
    assert [kind for kind, _ in world.until(london("2026-05-15")).marks("step_awaiting_panel")][-1] == "flagged_late"


def test_a_period_that_must_last_ends_with_an_entry() -> None:
    active = standing_at(P.ACTION_PLAN_ACTIVE, {F.PUBLISHED: "2026-06-10"})
    world = ReviewWorld.at(active, london("2026-06-10")).until(london("2027-06-11"))
    assert world.marks("dl15") == [("period_over", "Thu 10 Jun 2027")]
    assert world.review.running("dl15") is None
    assert world.last is not None
    assert [(end.how, in_london(end.at)) for end in world.last.clocks_ended] == [("met", "Thu 10 Jun 2027 17:00")]


class TestAnAgencysReturn:
    GATHERING = standing_at(
        P.RAPID_REVIEW_GATHERING,
        {F.NOTIFIED: "2026-06-01"},
        returns=(AgencyReturn(POLICE, london("2026-06-01"), london("2026-06-10 17:00")),),
    )

    def test_is_reminded_flagged_and_chased_up_the_agencys_line(self) -> None:
        world = ReviewWorld.at(self.GATHERING, london("2026-06-01"))
        (clock,) = [one for one in world.review.clocks if one.clock == "agency_return__essex_police"]
        heard = []
        for moment in ("2026-06-08", "2026-06-09", "2026-06-10", "2026-06-11", "2026-06-12"):
            world.now = london(f"{moment} 17:00")
            world.mark(clock.number)
            police = {person: kinds for person, kinds in world.told().items() if "essex_police" in person}
            heard.append(police)
        assert heard == [
            {DETECTIVE_INSPECTOR: {"warning"}},
            {DETECTIVE_INSPECTOR: {"warning"}},
            {DETECTIVE_INSPECTOR: {"expired_owner"}, ASSISTANT_CHIEF_CONSTABLE: {"told"}},
            {DETECTIVE_INSPECTOR: {"chaser"}, ASSISTANT_CHIEF_CONSTABLE: {"chaser"}},
            {
                DETECTIVE_INSPECTOR: {"chaser"},
                ASSISTANT_CHIEF_CONSTABLE: {"chaser"},
                "chief_constable_essex_police": {"chaser"},
            },
        ]

    def test_names_its_agency_in_the_entry_and_says_nothing_of_the_review_in_the_notice(self) -> None:
        disputed = replace(self.GATHERING, position=P.DECISION_DISPUTED.value)
        world = ReviewWorld.at(disputed, london("2026-06-01"))
        (clock,) = [one for one in world.review.clocks if one.clock == "agency_return__essex_police"]
        world.now = london("2026-06-08 17:00")
        decision = world.mark(clock.number)
        assert decision.entries[0].facts["agency"] == POLICE
        assert "isput" not in str(world.notice(DETECTIVE_INSPECTOR).facts)

    def test_that_came_to_business_support_climbs_no_line(self) -> None:
        nobody = without(
            essex_directory(), DETECTIVE_INSPECTOR, ASSISTANT_CHIEF_CONSTABLE, "chief_constable_essex_police"
        )
        world = ReviewWorld.at(self.GATHERING, london("2026-06-01"), nobody).until(london("2026-06-15"))
        (number,) = [one.number for one in world.review.clocks if one.clock == "agency_return__essex_police"]
        told = {notice.recipient for notice in world.notices if notice.clock == number}
        assert told == {BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER}


def test_every_agency_of_a_recommendation_is_reminded_of_its_check() -> None:
    shared = Recommendation(
        1, (HCRG, POLICE), london("2026-09-30").date(), "accepted", answered_at=london("2026-08-31")
    )
    plan = standing_at(P.ACTION_PLAN_ACTIVE, {F.ENTERED: "2026-08-31"}, recommendations=(shared,))
    world = ReviewWorld.at(plan, london("2026-08-31"))
    (clock,) = [one for one in world.review.clocks if one.clock == "recommendation_six_months__1"]
    assert clock.owner == NAMED_NURSE
    world.now = clock.warn_at[0]
    world.mark(clock.number)
    assert world.told() == {NAMED_NURSE: {"warning"}, DETECTIVE_INSPECTOR: {"warning"}}


@pytest.mark.parametrize("position", [position for position in P if position.is_open])
def test_every_open_position_has_a_clock_with_an_owner_however_long_nothing_happens(position: P) -> None:
    facts = dict.fromkeys((F.ENTERED, F.AWARE, F.NOTIFIED, F.SUBMITTED, F.PUBLICATION_PLANNED), "2026-06-01")
    if position in (P.REFERRED, P.CRITERIA_ASSESSMENT, P.NOTIFICATION_DISPUTED):
        facts = dict.fromkeys((F.ENTERED, F.AWARE), "2026-06-01")
    elif position.value.startswith(("notified", "rapid_review")) and position is not P.RAPID_REVIEW_SUBMITTED:
        facts = dict.fromkeys((F.ENTERED, F.AWARE, F.NOTIFIED), "2026-06-01")
    world = ReviewWorld.at(standing_at(position, facts), london("2026-06-01"))
    world.until(london("2027-03-01"))
    assert world.review.clocks
    assert all(clock.owner in essex_directory().people for clock in world.review.clocks)
    assert all(clock.next_at > world.now for clock in world.review.clocks)
    assert world.review.position == position.value
