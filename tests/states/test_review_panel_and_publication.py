"""The Panel's response, delay, and the three outcomes of publication."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from states.action import Action
from states.decision import Refusal
from tests.partnership import HCRG
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import (
    COMMITTEE_CHAIR,
    PARTNERS_CHAIR,
    POLICE_PARTNER,
    SUPPORT,
    TEXT,
    brought_to,
    draft,
    lead,
    letter,
    plan,
    publish,
    ratified,
    recommendation,
    recommended,
    returned,
    send,
)
from tests.states.review_rules import altered_rules, london
from tests.states.test_review_refusals_local_review import EXPECT, moved, nothing, planned, reviewer


def with_panel(decision: Any) -> ReviewWorld:
    """A review whose decision the Panel has."""
    world = brought_to(P.RAPID_REVIEW_DRAFTED)
    world.act(COMMITTEE_CHAIR, recommended(decision))
    submitted(world)
    return world


def submitted(world: ReviewWorld) -> None:
    ratified(world)
    world.act(SUPPORT, do.SubmitRapidReview(sent_at=world.now))
    world.act(SUPPORT, do.LogPanelReceipt(received_on=world.today))


def test_the_panel_asks_by_a_time_of_its_own() -> None:
    world = with_panel("no_review")
    due = london("2026-03-20 17:00")
    world.act(SUPPORT, do.RecordPanelQuery(due_at=due, question=TEXT))
    assert (world.at, world.due("dl08__1")) == (P.PANEL_QUERY, due)
    world.act(SUPPORT, do.AnswerPanelQuery(number=1, sent_at=world.now, answer=TEXT))
    assert world.at is P.AWAITING_PANEL
    assert "dl08__1" not in world.running


def test_an_answer_to_the_panel_that_is_entered_late_was_given_when_it_was_sent() -> None:
    world = with_panel("no_review")
    world.act(SUPPORT, do.RecordPanelQuery(due_at=london("2026-03-20 17:00"), question=TEXT))
    world.until("2026-03-30 09:00")
    world.act(SUPPORT, do.AnswerPanelQuery(number=1, sent_at=london("2026-03-19 10:00"), answer=TEXT))
    assert world.review.panel_requests[0].answered_at == london("2026-03-19 10:00")


def test_a_second_question_of_the_panel_is_owed_beside_the_first() -> None:
    world = with_panel("no_review")
    world.act(SUPPORT, do.RecordPanelQuery(due_at=london("2026-03-20 17:00"), question=TEXT))
    world.act(SUPPORT, do.RecordPanelQuery(due_at=london("2026-03-10 17:00"), question=TEXT))
    assert {world.due("dl08__1"), world.due("dl08__2")} == {london("2026-03-20 17:00"), london("2026-03-10 17:00")}
    world.act(SUPPORT, do.AnswerPanelQuery(number=2, sent_at=world.now, answer=TEXT))
    assert (world.at, world.running & {"dl08__1", "dl08__2"}) == (P.AWAITING_PANEL, {"dl08__1"})
    world.act(SUPPORT, do.AnswerPanelQuery(number=1, sent_at=world.now, answer=TEXT))
    assert "dl08__1" not in world.running
    for number, code in ((1, "already_done"), (3, "unknown_request")):
        again = do.AnswerPanelQuery(number=number, sent_at=world.now, answer=TEXT)
        assert world.refused(SUPPORT, again).code == code


@pytest.mark.parametrize("position", [P.PANEL_RESPONDED, P.LCSPR_DECIDED, P.PUBLISHED, P.IMPACT_REVIEW])
def test_the_panel_may_ask_whenever_it_likes_and_its_clock_runs(position: P) -> None:
    world = brought_to(position)
    due = world.now + timedelta(days=9)
    world.act(SUPPORT, do.RecordPanelQuery(due_at=due, question=TEXT))
    assert (world.at, world.due("dl08__1")) == (position, due)
    assert (SUPPORT, "owed") in world.told()
    world.after(days=12)
    late = world.review.running("dl08__1")
    assert late
    assert late.expired_at == due
    if position is P.IMPACT_REVIEW:
        assert world.refused(str(world.review.owner), do.CloseReview(in_yearly_report="x")).code == "panel_request_open"
    world.act(SUPPORT, do.AnswerPanelQuery(number=1, sent_at=world.now, answer=TEXT))
    assert "dl08__1" not in world.running


def test_the_panel_answers_in_the_middle_of_its_own_question() -> None:
    world = with_panel("no_review")
    world.act(SUPPORT, do.RecordPanelQuery(due_at=london("2026-03-20"), question=TEXT))
    letter(world)
    assert world.at is P.PANEL_RESPONDED
    assert "dl08__1" in world.running, "what it asked for is still owed"


def test_a_panel_that_suggests_a_local_review_reopens_the_decision_and_does_not_flip_it() -> None:
    world = with_panel("no_review")
    letter(world, "suggests_local_review")
    assert world.review.answers["panel_suggests_local_review"] is False
    world.act(PARTNERS_CHAIR, do.RetakeDecision(panel_suggests_local_review=True, reason=TEXT))
    assert world.at is P.RAPID_REVIEW_DRAFTED
    assert world.review.answers["panel_suggests_local_review"] is True
    assert (world.review.decision, world.review.recommended, world.review.ratifications) == (None, None, ())
    assert world.refused(SUPPORT, do.SubmitRapidReview(sent_at=world.now)).code == "not_open_here"
    # It may come out as it was: criterion (d) has now been weighed.
    world.act(COMMITTEE_CHAIR, recommended("no_review"))
    submitted(world)
    # A letter that says the same once more is weighed once more.
    letter(world, "suggests_local_review")
    learn = do.BeginLearningWithoutReview(plan=TEXT)
    assert world.refused(PARTNERS_CHAIR, learn).code == "to_be_retaken"
    world.act(PARTNERS_CHAIR, do.RetakeDecision(panel_suggests_local_review=True, reason=TEXT))
    world.act(COMMITTEE_CHAIR, recommended("no_review"))
    submitted(world)
    # Nobody has to wait for another letter before the learning is taken forward.
    world.act(PARTNERS_CHAIR, do.GoOnWithoutPanelResponse(reason=TEXT))
    world.act(PARTNERS_CHAIR, learn)
    assert world.review.outcome == "learning_without_review"


def test_a_local_review_decided_after_the_panels_letter_counts_from_that_decision() -> None:
    world = with_panel("no_review")
    letter(world, "suggests_local_review")
    world.until("2026-03-16 09:00").act(
        PARTNERS_CHAIR, do.RetakeDecision(panel_suggests_local_review=True, reason=TEXT)
    )
    world.act(COMMITTEE_CHAIR, recommended("local_review"))
    submitted(world.after(hours=2))
    letter(world)
    world.act(PARTNERS_CHAIR, do.BeginLocalReview())
    assert world.fact(F.REVIEW_DECIDED) == london("2026-03-16 11:00")
    assert world.due("dl10") == london("2026-09-16 17:00")


def test_the_partners_go_on_without_the_panels_response() -> None:
    world = with_panel("no_review")
    world.act(PARTNERS_CHAIR, do.GoOnWithoutPanelResponse(reason=TEXT))
    assert (world.at, world.review.panel_response) == (P.PANEL_RESPONDED, "none_received")
    world.act(PARTNERS_CHAIR, do.BeginLearningWithoutReview(plan=TEXT))
    assert world.at is P.LEARNING_WITHOUT_REVIEW


def test_nothing_is_closed_before_the_panel_is_heard_unless_it_is_said_why() -> None:
    world = with_panel("no_review")
    world.act(PARTNERS_CHAIR, do.GoOnWithoutPanelResponse(reason=TEXT))
    world.act(PARTNERS_CHAIR, do.BeginLearningWithoutReview(plan=TEXT))
    assert world.refused(COMMITTEE_CHAIR, do.CloseReview()).code == "panel_not_heard"
    letter(world, "agrees")
    world.act(PARTNERS_CHAIR, do.BeginLearningWithoutReview(plan=TEXT))
    world.act(COMMITTEE_CHAIR, do.CloseReview())
    other = with_panel("no_review")
    other.act(PARTNERS_CHAIR, do.GoOnWithoutPanelResponse(reason=TEXT))
    other.act(PARTNERS_CHAIR, do.BeginLearningWithoutReview(plan=TEXT))
    other.act(COMMITTEE_CHAIR, do.CloseReview(note="Its secretariat says that no letter will come."))
    assert not other.review.is_open


def test_a_letter_that_comes_once_the_local_review_has_begun_is_recorded() -> None:
    world = with_panel("local_review")
    world.act(PARTNERS_CHAIR, do.BeginLocalReview())
    letter(world, "questions")
    assert (world.at, world.review.panel_response) == (P.LCSPR_DECIDED, "questions")


@pytest.mark.parametrize(
    ("decision", "response", "action", "target"),
    [
        ("no_review", "agrees", do.BeginLearningWithoutReview(plan=TEXT), P.LEARNING_WITHOUT_REVIEW),
        ("alternative_review", "agrees", do.BeginAlternativeReview(plan=TEXT), P.ALTERNATIVE_LEARNING_REVIEW),
        (
            "national_review_suggested",
            "national_review",
            do.LinkNationalReview(panel_reference="N-1"),
            P.NATIONAL_REVIEW_LINKED,
        ),
        ("local_review", "national_review", do.LinkNationalReview(panel_reference="N-1"), P.NATIONAL_REVIEW_LINKED),
        ("national_review_suggested", "agrees", do.BeginLearningWithoutReview(plan=TEXT), P.LEARNING_WITHOUT_REVIEW),
    ],
)
def test_what_follows_from_decision_and_letter(decision: Any, response: Any, action: Action, target: P) -> None:
    world = with_panel(decision)
    letter(world, response)
    world.act(PARTNERS_CHAIR, action)
    assert (world.at, world.review.outcome) == (target, target.value)
    world.act(COMMITTEE_CHAIR, do.CloseReview())
    assert not world.review.is_open


def test_learning_without_a_review_may_have_an_action_plan() -> None:
    world = with_panel("no_review")
    letter(world)
    world.act(PARTNERS_CHAIR, do.BeginLearningWithoutReview(plan=TEXT))
    world.act(COMMITTEE_CHAIR, recommendation(world))
    assert world.refused(COMMITTEE_CHAIR, do.CloseReview()).code == "recommendations_open"
    world.act(lead(HCRG), do.AnswerRecommendation(number=1, accepted=False, reason=TEXT))
    world.act(COMMITTEE_CHAIR, do.AgreeActionPlan())
    assert world.at is P.ACTION_PLAN_ACTIVE


def test_delay_is_told_and_never_granted() -> None:
    world = brought_to(P.LCSPR_IN_PROGRESS)
    due = world.due("dl10")
    world.act(PARTNERS_CHAIR, EXPECT)
    assert "dl11" in world.running
    told_on = do.ReportDelay(ground="inquest", panel_told_on=world.today, secretary_of_state_told_on=world.today)
    world.act(SUPPORT, told_on)
    assert "dl11" not in world.running
    assert world.due("dl10") == due
    world.until("2026-09-10")
    clock = world.review.running("dl10")
    assert clock
    assert (clock.due_at, clock.expired_at, world.at) == (due, due, P.LCSPR_IN_PROGRESS)
    assert clock.chases > 0
    # Another delay is told of again; what is late stays as late as it is.
    world.act(PARTNERS_CHAIR, EXPECT)
    assert "dl11" in world.running
    assert world.due("dl10") == due


def test_a_reviewer_in_another_place_is_named_anew_to_those_who_were_told() -> None:
    world = brought_to(P.LCSPR_SCOPED)
    assert "dl09_reviewer" not in world.running
    world.act(PARTNERS_CHAIR, reviewer())
    assert "dl09_reviewer" in world.running
    world.act(SUPPORT, do.TellOfReviewer(told_on=world.today, reviewer_named=True))
    assert "dl09_reviewer" not in world.running


def test_a_report_is_returned_and_every_partner_accepts_the_next_one() -> None:
    world = brought_to(P.LCSPR_PARTNER_SIGN_OFF)
    world.act(PARTNERS_CHAIR, do.Ratify(reason=TEXT))
    world.act(POLICE_PARTNER, do.ReturnReport(reason=TEXT))
    assert (world.at, world.review.ratifications) == (P.LCSPR_DRAFT, ())
    world.act(COMMITTEE_CHAIR, do.SendForPartnerSignOff())
    assert world.refused(PARTNERS_CHAIR, planned()).code == "not_ratified"


PUBLISHED_ON = [
    # Worked dates: published on Wednesday 10 June 2026 it is sent by Monday 1 June.
    ("2026-06-01", "2026-06-10", None),
    ("2026-06-02", "2026-06-10", "Thursday 11 June 2026"),
    ("2026-12-23", "2027-01-06", None),
    ("2026-12-24", "2027-01-06", "Thursday 7 January 2027"),
]


@pytest.mark.parametrize(("sent_on", "published_on", "earliest"), PUBLISHED_ON)
def test_seven_working_days_ahead(sent_on: str, published_on: str, earliest: str | None) -> None:
    world = brought_to(P.PUBLICATION_PLANNED)
    send(world.until(sent_on))
    world.until(published_on)
    world.act(SUPPORT, do.RecordPanelComments(comments=TEXT, considered=TEXT))
    published = do.PublishReport(published_on=world.today, address="https://example.org/report")
    if earliest:
        refusal = world.refused(SUPPORT, published)
        assert (refusal.code, earliest in refusal.reason) == ("too_early", True), refusal.reason
    else:
        world.act(SUPPORT, published)
        assert (world.at, world.review.outcome) == (P.PUBLISHED, "published")


OVERRIDES: list[tuple[dict[str, Any], str | None]] = [
    ({"force": "local_default", "note": "We are in a hurry."}, "too_early"),
    ({"force": "may", "source": {"document": "TRA"}}, "too_early"),  # leave to be late
    ({"force": "must", "source": {"document": "CA04"}}, None),
]


@pytest.mark.parametrize(("standing", "code"), OVERRIDES, ids=[row[0]["force"] for row in OVERRIDES])
def test_no_local_file_takes_the_seven_working_days_away(standing: dict[str, Any], code: str | None) -> None:
    lifted = {"deadline": "dl12", "first": "2026-01-01", "last": "2030-01-01"} | standing
    rules = altered_rules(lambda data: data.update(relaxations=[lifted]))
    world = brought_to(P.SENT_BEFORE_PUBLICATION, rules=rules)
    world.act(SUPPORT, do.RecordPanelComments(comments=TEXT, considered=TEXT))
    answer = world.ask(SUPPORT, do.PublishReport(published_on=world.today, address="https://example.org/report"))
    assert (answer.code if isinstance(answer, Refusal) else None) == code


def test_moving_the_day_after_sending_tests_it_again() -> None:
    world = brought_to(P.SENT_BEFORE_PUBLICATION)  # sent on Tuesday 3 March
    assert world.refused(SUPPORT, moved(2026, 3, 11)).code == "too_early"
    world.act(SUPPORT, moved(2026, 3, 12))
    assert world.review.publication
    assert world.review.publication.planned_on == date(2026, 3, 12)
    assert world.fact(F.PUBLICATION_PLANNED) == london("2026-03-12 00:00")
    world.act(SUPPORT, moved(2026, 5, 1))
    assert world.at is P.SENT_BEFORE_PUBLICATION


def test_improvements_only() -> None:
    world = brought_to(P.LCSPR_PARTNER_SIGN_OFF)
    plan(world, "improvements_only")
    assert "dl14" in world.running
    send(world)
    world.act(SUPPORT, do.JustifyNotPublishing(sent_on=world.today, justification=TEXT))
    assert "dl14" not in world.running
    publish(world, do.PublishImprovements)
    assert (world.at, world.review.outcome) == (P.IMPROVEMENTS_ONLY_PUBLISHED, "improvements_only_published")
    assert "dl15" in world.running


def test_nothing_is_published() -> None:
    world = brought_to(P.LCSPR_PARTNER_SIGN_OFF)
    ratified(world)
    world.act(PARTNERS_CHAIR, nothing(world.today))
    assert (world.at, world.review.outcome) == (P.NOTHING_PUBLISHED_JUSTIFIED, "nothing_published_justified")
    assert world.fact(F.PUBLISHED) is None
    assert not world.running & {"dl10", "dl14", "dl15"}
    world.act(lead(HCRG), do.AnswerRecommendation(number=1, accepted=True, reason=TEXT, action=TEXT))
    world.act(COMMITTEE_CHAIR, do.AgreeActionPlan())


def test_returns_are_asked_of_others_as_they_are_found_and_come_late() -> None:
    world = brought_to(P.RAPID_REVIEW_GATHERING)
    world.act(SUPPORT, do.RequestReturn(agency="nelft"))
    assert "agency_return__nelft" in world.running
    for agency in ("essex_county_council", "essex_police", HCRG):
        world.act(SUPPORT, do.RecordReturnGap(agency=agency, reason=TEXT))
    assert world.refused(COMMITTEE_CHAIR, do.HoldRapidReviewMeeting(held_on=world.today, present=("police",))).code
    world.act(lead("nelft"), returned("nelft", world, senior_sign_off=lead("nelft")))
    assert not any(clock.startswith("agency_return") for clock in world.running)
    assert world.entries[-1].facts["agency"] == "nelft"
    # A gap is filled by what comes after all.
    world.act(lead(HCRG), returned(HCRG, world))
    found = world.review.return_of(HCRG)
    assert found
    assert found.received_at == world.now


def test_a_draft_below_the_criteria_says_so_and_has_a_focus() -> None:
    world = brought_to(P.RAPID_REVIEW_MEETING)
    world.act(SUPPORT, draft(world))
    world.act(COMMITTEE_CHAIR, recommended(below_the_criteria=True, focus=TEXT))
    assert world.at is P.RAPID_REVIEW_SIGN_OFF


def test_what_runs_beside_never_blocks() -> None:
    world = brought_to(P.LCSPR_IN_PROGRESS)
    world.act(SUPPORT, do.OpenSideRecord(side="criminal", text=TEXT))
    asked = do.RequestInformation(agency=HCRG, due_on=date(2026, 3, 20), what=TEXT)
    world.act(SUPPORT, asked)
    assert "dl17__1" in world.running
    assert [entry.audience for entry in world.entries[-2:]] == ["oversight", "group"]
    world.act(lead(HCRG), do.RecordInformation(number=1, given=True, note=TEXT))
    assert "dl17__1" not in world.running
    world.act(COMMITTEE_CHAIR, do.SubmitDraftReport(summary_of_improvements=TEXT, systemic_analysis=TEXT))
    assert world.at is P.LCSPR_DRAFT
