"""Steps of a practice review whose owner has left or is away, and notices that did not arrive."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from states.decision import Decision, Refusal
from states.directory import Directory
from states.notice_failed import FailedNotice, Others
from states.review import AgencyReturn, Review
from states.review_clocks import settle_clocks
from states.review_notice_failed import review_notice_failed
from states.review_passing_on import pass_on_review
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    BUSINESS_SUPPORT_OFFICER,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HCRG,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    NAMED_NURSE,
    SCRUTINEER,
    SERVICE_MANAGER,
    essex_directory,
)
from tests.states.review_people import with_deputies, without
from tests.states.review_rules import london, review_rules, standing_at, with_clocks

ESSEX = essex_directory()
NOW = london("2026-06-03")
ASSESSED = with_clocks(
    standing_at(P.CRITERIA_ASSESSMENT, {F.ENTERED: "2026-06-01", F.AWARE: "2026-06-01"}, owner=SERVICE_MANAGER),
    london("2026-06-01"),
)
SIGNING = with_clocks(
    standing_at(
        P.RAPID_REVIEW_SIGN_OFF,
        {F.ENTERED: "2026-06-01", F.NOTIFIED: "2026-05-20"},
        owner=DIRECTOR_OF_CHILDRENS_SERVICES,
        returns=(AgencyReturn(HCRG, london("2026-05-20"), london("2026-06-08")),),
    ),
    london("2026-06-01"),
)

ABSENT = [
    # (who is absent, the directory then, the review, who owes the next step then, and how)
    ("notifier left", ASSESSED, without(ESSEX, SERVICE_MANAGER), DIRECTOR_OF_CHILDRENS_SERVICES, "proxy"),
    (
        "notifier away",
        ASSESSED,
        with_deputies(ESSEX, (SERVICE_MANAGER, "quality_assurance_manager_ecc")),
        "quality_assurance_manager_ecc",
        "deputy",
    ),
    (
        "nobody at the council",
        ASSESSED,
        without(ESSEX, SERVICE_MANAGER, DIRECTOR_OF_CHILDRENS_SERVICES),
        BUSINESS_MANAGER,
        "business_support",
    ),
    ("chair left", SIGNING, without(ESSEX, DIRECTOR_OF_CHILDRENS_SERVICES), ASSISTANT_CHIEF_CONSTABLE, "post"),
    (
        "chair away",
        SIGNING,
        with_deputies(ESSEX, (DIRECTOR_OF_CHILDRENS_SERVICES, SCRUTINEER)),
        SCRUTINEER,
        "deputy",
    ),
]


@pytest.mark.parametrize(
    ("review", "directory", "owner", "via"), [row[1:] for row in ABSENT], ids=[r[0] for r in ABSENT]
)
def test_the_step_passes_on_with_its_clocks(review: Review, directory: Directory, owner: str, via: str) -> None:
    decision = pass_on_review(review, review_rules(), directory, NOW)
    assert isinstance(decision, Decision)
    after = decision.case
    assert isinstance(after, Review)
    assert (after.owner, after.owner_via, after.version) == (owner, via, review.version + 1)
    moved = {clock.number for clock in review.clocks if clock.owner == review.owner}
    assert {clock.number for clock in decision.clocks_changed} == moved
    assert all(clock.owner == owner for clock in after.clocks if clock.number in moved)
    assert [clock.due_at for clock in after.clocks] == [clock.due_at for clock in review.clocks]
    assert {(notice.recipient, notice.template) for notice in decision.notices} == {(owner, "handed_over")}


def test_the_record_says_who_owes_what_now() -> None:
    decision = pass_on_review(ASSESSED, review_rules(), without(ESSEX, SERVICE_MANAGER), NOW)
    assert isinstance(decision, Decision)
    (entry,) = decision.entries
    assert (entry.kind, entry.position, entry.audience) == ("passed_on", ASSESSED.position, "group")
    assert entry.facts["owner"] == DIRECTOR_OF_CHILDRENS_SERVICES
    assert {one["number"] for one in entry.facts["clocks_handed"]} == {
        clock.number for clock in ASSESSED.clocks if clock.owner == SERVICE_MANAGER
    }


def test_only_what_the_absent_owe_passes_on() -> None:
    decision = pass_on_review(SIGNING, review_rules(), without(ESSEX, NAMED_NURSE), NOW)
    assert isinstance(decision, Decision)
    assert [(c.clock, c.owner) for c in decision.clocks_changed] == [("agency_return__hcrg", HEAD_OF_SERVICE)]
    assert decision.case.owner == DIRECTOR_OF_CHILDRENS_SERVICES


def test_with_everybody_there_nothing_happens() -> None:
    refused = pass_on_review(ASSESSED, review_rules(), ESSEX, NOW)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.stale) == ("nobody_absent", True)


def test_with_nobody_left_it_is_refused_in_words() -> None:
    refused = pass_on_review(ASSESSED, review_rules(), without(ESSEX, *ESSEX.people), NOW)
    assert isinstance(refused, Refusal)
    assert refused.code == "nobody_there"


class TestARunningClock:
    def test_goes_to_the_new_chair_when_the_review_moves_after_the_new_year(self) -> None:
        facts = {F.ENTERED: "2026-12-21", F.REVIEW_DECIDED: "2026-12-21"}
        before = with_clocks(standing_at(P.PANEL_RESPONDED, facts), london("2026-12-21"))
        due = before.running("dl10")
        assert due is not None
        assert due.owner == DIRECTOR_OF_CHILDRENS_SERVICES
        stays = settle_clocks(review_rules(), before, before, ESSEX, london("2027-01-05"))
        assert stays.handed == ()
        moved = replace(before, position=P.LCSPR_DECIDED.value)
        clocks = settle_clocks(review_rules(), before, moved, ESSEX, london("2027-01-05"))
        handed = {clock.clock: (clock.owner, by.via) for clock, by in clocks.handed}
        assert handed == {"dl10": (ASSISTANT_CHIEF_CONSTABLE, "post")}
        assert next(clock for clock in clocks.running if clock.clock == "dl10").due_at == due.due_at

    def test_goes_to_the_next_partner_when_its_owner_steps_aside(self) -> None:
        aside = replace(SIGNING, recused=(DIRECTOR_OF_CHILDRENS_SERVICES,))
        clocks = settle_clocks(review_rules(), SIGNING, aside, ESSEX, NOW)
        theirs = {clock.number for clock in SIGNING.clocks if clock.owner == DIRECTOR_OF_CHILDRENS_SERVICES}
        assert {clock.number for clock, _ in clocks.handed} == theirs
        assert {clock.owner for clock, _ in clocks.handed} == {ASSISTANT_CHIEF_CONSTABLE}
        assert (clocks.started, clocks.ended) == ((), ())


class TestANoticeThatFailed:
    FAILED = FailedNotice(SERVICE_MANAGER, "owed", {"stage": "Criteria assessment"}, 1, "The address was refused.")

    def test_is_an_event_and_is_owed_to_others(self) -> None:
        others = Others((HEALTH_VISITOR,), (BUSINESS_SUPPORT_OFFICER,))
        decision = review_notice_failed(ASSESSED, self.FAILED, others, review_rules(), ESSEX, NOW)
        assert isinstance(decision, Decision)
        assert decision.case == replace(ASSESSED, version=ASSESSED.version + 1)
        assert [entry.kind for entry in decision.entries] == ["notice_undelivered"]
        assert {(notice.recipient, notice.template) for notice in decision.notices} == {
            (HEALTH_VISITOR, "owed"),
            (BUSINESS_SUPPORT_OFFICER, "undelivered"),
        }

    def test_is_refused_on_a_review_that_is_closed(self) -> None:
        closed = replace(ASSESSED, position=P.CLOSED.value, closed_at=NOW, clocks=())
        refused = review_notice_failed(closed, self.FAILED, Others(), review_rules(), ESSEX, NOW)
        assert isinstance(refused, Refusal)
        assert refused.code == "not_open"
