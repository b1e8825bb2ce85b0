"""Who is owed which notice after an event of a practice review, and in which words."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from msgspec.structs import replace

from notifications.dates import late_in_words
from notifications.notice import Notice
from notifications.wording import compose
from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from procedures.review_course import course
from procedures.review_language import ReviewParty
from states.decision import CLOCK, NoticeOwed
from states.review import AgencyReturn, Review
from states.review_clocks import settle_clocks
from states.review_news import NEWS
from states.review_notices import review_notices, rule_words, stage_words
from tests.notifications.safety_line import SAFETY_LINE
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HCRG,
    HEALTH_VISITOR,
    NAMED_NURSE,
    SCRUTINEER,
    SERVICE_MANAGER,
    essex_directory,
)
from tests.states.review_rules import london, review_rules, standing_at, with_clocks

RULES = review_rules()
NOW = london("2026-06-02")
SUB_COMMITTEE_CHAIR = "head_safeguarding_mse_icb"


def after(before: Review, event: str, actor: str = CLOCK, **changes: object) -> list[NoticeOwed]:
    """The notices of an event that changes a review so."""
    moved = replace(before, **changes)
    clocks = settle_clocks(RULES, before, moved, essex_directory(), NOW)
    moved = replace(moved, clocks=clocks.running, clock_count=clocks.count)
    day = NOW.date()
    return review_notices(RULES, before, moved, clocks.started, clocks.ended, event, actor, essex_directory(), day)


def to(notices: list[NoticeOwed], template: str) -> set[str]:
    return {notice.recipient for notice in notices if notice.template == template}


@pytest.fixture
def notified() -> Review:
    facts = {F.ENTERED: "2026-06-01", F.AWARE: "2026-05-28", F.NOTIFIED: "2026-06-01"}
    return with_clocks(standing_at(P.NOTIFIED, facts, owner=SUB_COMMITTEE_CHAIR), london("2026-06-01"))


@pytest.fixture
def drafted() -> Review:
    facts = {F.ENTERED: "2026-06-01", F.NOTIFIED: "2026-05-20"}
    return with_clocks(standing_at(P.RAPID_REVIEW_DRAFTED, facts, owner=SUB_COMMITTEE_CHAIR), london("2026-06-01"))


def test_each_agency_that_is_asked_owes_its_return(notified: Review) -> None:
    asked = (AgencyReturn(HCRG, NOW, london("2026-06-10 17:00")),)
    notices = after(notified, "begin_gathering", position=P.RAPID_REVIEW_GATHERING.value, returns=asked)
    (notice,) = [notice for notice in notices if notice.recipient == NAMED_NURSE]
    assert notice.template == "owed"
    assert notice.facts["due"] == "2026-06-10T16:00:00+00:00"
    assert notice.clock is not None


def test_somebody_with_two_new_clocks_hears_of_the_first(drafted: Review) -> None:
    facts = drafted.facts | {F.ENTERED.value: NOW}
    notices = after(drafted, "recommend_decision", position=P.RAPID_REVIEW_SIGN_OFF.value, facts=facts)
    owed = [notice for notice in notices if notice.recipient == DIRECTOR_OF_CHILDRENS_SERVICES]
    assert [notice.template for notice in owed] == ["owed"]


def test_every_partner_hears_that_a_decision_is_before_them(drafted: Review) -> None:
    facts = drafted.facts | {F.ENTERED.value: NOW}
    notices = after(drafted, "recommend_decision", position=P.RAPID_REVIEW_SIGN_OFF.value, facts=facts)
    assert len(to(notices, "told")) == 4, "all five, less the chair who owes the step"
    assert SCRUTINEER not in to(notices, "told")


def test_nobody_is_told_what_they_did_themselves() -> None:
    facts = {F.ENTERED: "2026-06-01", F.AWARE: "2026-05-28"}
    before = with_clocks(standing_at(P.CRITERIA_ASSESSMENT, facts, owner=SERVICE_MANAGER), london("2026-06-01"))
    known = before.facts | {F.NOTIFIED.value: NOW, F.ENTERED.value: NOW}
    told = to(after(before, "notify_panel", ASSISTANT_CHIEF_CONSTABLE, position=P.NOTIFIED.value, facts=known), "told")
    assert ASSISTANT_CHIEF_CONSTABLE not in told
    assert {DIRECTOR_OF_CHILDRENS_SERVICES, SCRUTINEER, HEALTH_VISITOR} <= told


def test_who_comes_to_owe_the_next_step_is_told_although_no_clock_started(drafted: Review) -> None:
    handed = tuple(
        replace(clock, owner=BUSINESS_MANAGER) if clock.owner == SUB_COMMITTEE_CHAIR else clock
        for clock in drafted.clocks
    )
    day = NOW.date()
    moved = replace(drafted, owner=BUSINESS_MANAGER, clocks=handed)
    notices = review_notices(RULES, drafted, moved, (), (), "hand_over_review", CLOCK, essex_directory(), day)
    assert to(notices, "handed_over") == {BUSINESS_MANAGER}
    (facts,) = {notice.facts["stands_for"] for notice in notices}
    assert facts == "Head of safeguarding, Mid and South Essex Integrated Care Board"


def test_a_period_that_must_last_is_owed_by_nobody() -> None:
    sent = {F.ENTERED: "2026-06-01", F.PUBLICATION_PLANNED: "2026-06-02", F.REVIEW_DECIDED: "2026-01-05"}
    before = with_clocks(standing_at(P.SENT_BEFORE_PUBLICATION, sent), london("2026-06-01"))
    facts = before.facts | {F.PUBLISHED.value: NOW, F.ENTERED.value: NOW}
    notices = after(before, "publish_report", position=P.PUBLISHED.value, facts=facts)
    assert to(notices, "owed") == {SUB_COMMITTEE_CHAIR}, "who has the recommendations answered"
    assert HEALTH_VISITOR in to(notices, "told")


def test_what_is_told_is_told_of_events_that_there_are_to_parties_that_there_are() -> None:
    assert set(NEWS) <= {move.event for move in course()}
    assert {party for news in NEWS.values() for party in news.to} <= set(get_args(ReviewParty))


@pytest.mark.parametrize("event", NEWS)
def test_the_words_are_one_or_two_sentences_and_say_nothing_of_a_child(event: str) -> None:
    what = NEWS[event].what
    assert what.endswith(".")
    assert len(what) < 120
    assert not re.search(
        r"\b(child|children|family|died|death|harm|injur|abuse|neglect|he|she)\b",
        what.replace("child safeguarding", ""),
    )


@pytest.mark.parametrize(
    ("position", "words"),
    [
        (P.CRITERIA_ASSESSMENT, "Criteria being assessed"),
        (P.RAPID_REVIEW_DRAFTED, "Rapid review: drafted"),
        (P.LCSPR_DECIDED, "Local review decided"),
        (P.LCSPR_IN_PROGRESS, "Local review: in progress"),
        (P.PUBLISHED, "Report published"),
    ],
)
def test_a_position_is_named_with_the_part_it_belongs_to(position: P, words: str) -> None:
    assert stage_words(position) == words


def test_a_limit_that_is_a_partnerships_own_is_said_to_be() -> None:
    assert rule_words(RULES, RULES.deadline("step_referred")) == "a local default, to be confirmed"
    assert rule_words(RULES, RULES.deadline("dl17")) == "must (CA04 s.16H(2))"
    assert rule_words(RULES, RULES.deadline("dl11")) == (
        "should (WT23 para 365); its time: a local default, to be confirmed; this edition has been superseded"
    )


class TestMails:
    """Every notice of a review makes a mail that speaks of a review."""

    @staticmethod
    def mail(owed: NoticeOwed) -> str:
        facts = dict(owed.facts)
        if owed.template == "chaser":
            facts["late_words"] = late_in_words(2)
        notice = Notice(
            key="R-2026-0001/1/x",
            case_reference="R-2026-0001",
            recipient_title="Named nurse, HCRG",
            template=owed.template,
            facts=facts,
        )
        message = compose(notice, base_url="https://goldenthread.example.org", safety_line=SAFETY_LINE)
        return f"{message.subject}\n{message.text}\n{message.html}"

    def test_of_every_template(self, notified: Review) -> None:
        asked = (AgencyReturn(HCRG, NOW, london("2026-06-10 17:00")),)
        notices = after(notified, "begin_gathering", position=P.RAPID_REVIEW_GATHERING.value, returns=asked)
        facts = next(notice.facts for notice in notices if notice.template == "owed")
        about = {
            "owed": facts,
            "warning": facts,
            "expired_owner": facts | {"happened": "It is shown as late."},
            "chaser": facts | {"owner": "Named nurse, HCRG"},
            "handed_over": {name: words for name, words in facts.items() if name != "rule"} | {"stands_for": "X"},
            "told": {"stage": facts["stage"], "what": NEWS["notify_panel"].what, "rule": facts["rule"]},
        }
        for template, words in about.items():
            text = self.mail(NoticeOwed(NAMED_NURSE, template, words))
            assert "R-2026-0001" in text
            assert "disagreement" not in text
