"""Every refusal from the commissioning of a local review to the close, by name; and that none is left out."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import states
from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from states.review import Publication
from tests.partnership import HCRG, HEALTH_VISITOR, POLICE, SCRUTINEER, essex_directory
from tests.states import test_review_refusals_rapid_review as rapid_review
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import (
    COMMITTEE_CHAIR,
    COUNCIL_PARTNER,
    NOTIFIER,
    PARTNERS_CHAIR,
    POLICE_PARTNER,
    SUPPORT,
    TEXT,
    brought_to,
    lead,
    plan,
    ratified,
    recommendation,
    send,
)
from tests.states.review_people import with_deputies
from tests.states.review_rules import london
from tests.states.review_table import Row, refuse, row_ids
from tests.states.test_review_refusals_rapid_review import acted, after, fields

COMMISSIONING, SIGN_OFF, ACTION = P.LCSPR_COMMISSIONING, P.LCSPR_PARTNER_SIGN_OFF, P.ACTION_PLAN_ACTIVE
AHEAD, TODAY = P.SENT_BEFORE_PUBLICATION, date(2026, 3, 3)
"""The main line plans publication on 3 March 2026 for 2 April, and sends it at once."""


def reviewer(conflict: Any = "none", **changed: Any) -> do.AppointReviewer:
    written = {"description": "independent reviewer", "conflict": conflict, "experience": TEXT}
    return do.AppointReviewer(**written | changed)


def planned(day: date | None = None, what: Any = "full_report", reason: str | None = None) -> do.PlanPublication:
    planned_on = day or date(2026, 4, 2)
    return do.PlanPublication(what=what, planned_on=planned_on, impact_considered=TEXT, reason=reason)


def moved(year: int, month: int, day: int) -> do.MovePublication:
    return do.MovePublication(planned_on=date(year, month, day), reason=TEXT)


def sent(**changed: Any) -> do.SendBeforePublication:
    days: dict[str, Any] = {"sent_to_panel_on": TODAY, "sent_to_secretary_of_state_on": TODAY}
    return do.SendBeforePublication(**days | changed)


def published(day: date) -> do.PublishReport:
    return do.PublishReport(published_on=day, address="https://example.org/report")


def nothing(day: date = TODAY) -> do.PublishNothing:
    return do.PublishNothing(
        sent_to_panel_on=day, sent_to_secretary_of_state_on=day, justification=TEXT, comments_considered=TEXT
    )


def on(day: str) -> Any:
    return lambda world: world.until(day)


def improvements_planned_and_sent(world: ReviewWorld) -> None:
    plan(world, "improvements_only")
    send(world)


def commented_later(world: ReviewWorld) -> None:
    world.until("2026-04-02")
    world.act(SUPPORT, do.RecordPanelComments(comments=TEXT, considered=TEXT))


SCOPE = do.AgreeScope(terms_of_reference=TEXT, method=TEXT, family_plan=TEXT, parallel_proceedings=TEXT)
EXPECT = do.ExpectDelay(ground="inquest", reason=TEXT)
JUSTIFY = do.JustifyNotPublishing(sent_on=TODAY, justification=TEXT)
IMPROVEMENTS = do.PublishImprovements(published_on=date(2026, 4, 2), address="https://example.org/report")


def told(day: date = TODAY) -> do.ReportDelay:
    return do.ReportDelay(ground="inquest", panel_told_on=day, secretary_of_state_told_on=day)


def expected_later(world: ReviewWorld) -> None:
    world.until("2026-03-10").act(SUPPORT, EXPECT)


def appointed_later(world: ReviewWorld) -> None:
    world.until("2026-03-10").act(PARTNERS_CHAIR, reviewer())


def supervised(day: date) -> do.RecordSupervisionCheck:
    return do.RecordSupervisionCheck(checked_on=day, findings=TEXT)


LOCAL_REVIEW = [
    Row("no_reviewer", COMMISSIONING, PARTNERS_CHAIR, SCOPE),
    Row("unmanaged_conflict", COMMISSIONING, PARTNERS_CHAIR, SCOPE, acted(SUPPORT, reviewer("unmanaged"))),
    Row("conflict_not_explained", COMMISSIONING, PARTNERS_CHAIR, reviewer("managed")),
    Row("unmanaged_conflict", P.LCSPR_IN_PROGRESS, PARTNERS_CHAIR, reviewer("unmanaged")),
    Row("not_yours", COMMISSIONING, POLICE_PARTNER, SCOPE),
    Row("no_reviewer", COMMISSIONING, SUPPORT, do.TellOfReviewer(told_on=date(2026, 3, 2), reviewer_named=True)),
    Row("date_in_future", COMMISSIONING, SUPPORT, do.TellOfReviewer(told_on=date(2026, 3, 9), reviewer_named=False)),
    Row("date_before_case", COMMISSIONING, SUPPORT, do.TellOfReviewer(told_on=date(2026, 3, 1), reviewer_named=False)),
    Row("no_reviewer", COMMISSIONING, SUPPORT, supervised(date(2026, 3, 2))),
    Row("date_in_future", P.LCSPR_IN_PROGRESS, SUPPORT, supervised(date(2026, 3, 9))),
    Row("date_before_case", P.LCSPR_IN_PROGRESS, SUPPORT, supervised(date(2026, 3, 1))),
    Row("no_delay_expected", P.LCSPR_IN_PROGRESS, SUPPORT, told()),
    Row("already_done", P.LCSPR_IN_PROGRESS, SUPPORT, EXPECT, acted(SUPPORT, EXPECT)),
    Row("date_in_future", P.LCSPR_IN_PROGRESS, SUPPORT, told(date(2026, 3, 9)), acted(SUPPORT, EXPECT)),
    Row("date_before_case", P.LCSPR_IN_PROGRESS, SUPPORT, told(date(2026, 3, 1)), acted(SUPPORT, EXPECT)),
    Row("date_before_case", P.LCSPR_IN_PROGRESS, SUPPORT, told(date(2026, 3, 3)), expected_later, "was expected"),
    Row("other_ground", P.LCSPR_IN_PROGRESS, SUPPORT, told().model_copy(update={"ground": "other"}),
        acted(SUPPORT, EXPECT), "inquest"),
    Row("date_before_case", COMMISSIONING, SUPPORT, do.TellOfReviewer(told_on=date(2026, 3, 2), reviewer_named=True),
        appointed_later, "was appointed"),
    Row("not_open_here", P.PUBLICATION_PLANNED, SUPPORT, do.RecordPanelComments(comments=TEXT, considered=TEXT),
        says="first"),
    Row("date_in_future", P.LCSPR_IN_PROGRESS, SUPPORT,
        do.RaiseNationalIssue(panel_told_on=date(2026, 3, 9), issue=TEXT)),
    Row("no_recommendations", P.LCSPR_DRAFT, COMMITTEE_CHAIR, do.SendForPartnerSignOff(), fields(recommendations=())),
    Row("unknown_agency", P.LCSPR_IN_PROGRESS, COMMITTEE_CHAIR, lambda w: recommendation(w, "atlantis")),
    Row("date_passed", P.LCSPR_IN_PROGRESS, COMMITTEE_CHAIR,
        lambda w: recommendation(w).model_copy(update={"due_on": date(2026, 3, 1)})),
    Row("scrutineer_never_votes", SIGN_OFF, SCRUTINEER, do.ReturnReport(reason=TEXT)),
    Row("scrutineer_never_votes", SIGN_OFF, SCRUTINEER, do.Ratify(reason=TEXT)),
    Row("scrutineer_never_votes", SIGN_OFF, SCRUTINEER, planned(), ratified),
]  # fmt: skip

PUBLICATION = [
    Row("not_ratified", SIGN_OFF, PARTNERS_CHAIR, planned(), says="Local authority, Police and Health"),
    Row("no_reviewer", SIGN_OFF, PARTNERS_CHAIR, planned(), after(ratified, fields(reviewer=None))),
    Row("no_reason", SIGN_OFF, PARTNERS_CHAIR, planned(what="improvements_only"), ratified),
    Row("date_passed", SIGN_OFF, PARTNERS_CHAIR, planned(date(2026, 3, 1)), ratified),
    # Sent on Tuesday 3 March, seven working days on is Thursday 12 March.
    Row("too_early", SIGN_OFF, PARTNERS_CHAIR, planned(date(2026, 3, 11)), ratified, "Thursday 12 March 2026"),
    Row("too_early", P.PUBLICATION_PLANNED, SUPPORT, moved(2026, 3, 11), says="Thursday 12 March 2026"),
    Row("already_done", P.PUBLICATION_PLANNED, SUPPORT, moved(2026, 4, 2)),
    Row("not_open_here", P.PUBLICATION_PLANNED, SUPPORT,
        published(TODAY), says="to the Panel and the Secretary of State"),
    Row("date_in_future", P.PUBLICATION_PLANNED, SUPPORT, sent(sent_to_panel_on=date(2026, 3, 9))),
    Row("date_in_future", P.PUBLICATION_PLANNED, SUPPORT, sent(sent_to_ofsted_on=date(2026, 3, 9))),
    Row("date_before_case", P.PUBLICATION_PLANNED, SUPPORT, sent(sent_to_secretary_of_state_on=date(2026, 3, 2)),
        says="accepted the report"),
    Row("too_early", AHEAD, SUPPORT, moved(2026, 3, 11), says="Thursday 12 March 2026"),
    Row("date_passed", AHEAD, SUPPORT, moved(2026, 3, 2)),
    Row("already_done", AHEAD, SUPPORT, do.SendToOfsted(sent_on=TODAY)),
    Row("too_early", AHEAD, SUPPORT, published(TODAY), says="Thursday 12 March 2026"),
    Row("too_early", AHEAD, SUPPORT, published(date(2026, 3, 11)), on("2026-03-11"), "Thursday 12 March 2026"),
    Row("date_in_future", AHEAD, SUPPORT, published(date(2026, 3, 12))),
    Row("comments_not_considered", AHEAD, SUPPORT, published(date(2026, 3, 12)), on("2026-03-12")),
    Row("not_what_was_decided", AHEAD, SUPPORT, IMPROVEMENTS, commented_later),
    Row("nothing_held_back", AHEAD, SUPPORT, JUSTIFY),
    Row("not_sent", AHEAD, SUPPORT, published(date(2026, 4, 2)), fields(
        publication=Publication("full_report", date(2026, 4, 2), None, TODAY))),
    Row("not_justified", SIGN_OFF, SUPPORT, IMPROVEMENTS, after(improvements_planned_and_sent, commented_later)),
    Row("already_done", SIGN_OFF, SUPPORT, JUSTIFY, after(improvements_planned_and_sent, acted(SUPPORT, JUSTIFY))),
    Row("not_ratified", SIGN_OFF, PARTNERS_CHAIR, nothing()),
    Row("date_before_case", SIGN_OFF, PARTNERS_CHAIR, nothing(date(2026, 3, 2)), ratified),
]  # fmt: skip


def answered(*, accepted: bool = True, action: str | None = TEXT, number: int = 1) -> do.AnswerRecommendation:
    return do.AnswerRecommendation(number=number, accepted=accepted, reason=TEXT, action=action)


def evidence(*, shows_impact: bool = True) -> do.RecordEvidence:
    return do.RecordEvidence(number=1, shows_impact=shows_impact, evidence=TEXT)


CHECK = do.RecordImpactCheck(number=1, months=6, findings=TEXT)
CLOSE_IT = do.CloseRecommendation(number=1, reason=TEXT)
COMMENT = do.CommentAsScrutineer(comment=TEXT)
CLOSE = do.CloseReview(in_yearly_report="2026-27")
ASK = do.RequestInformation(agency=HCRG, due_on=date(2026, 4, 30), what=TEXT)
OPEN_SIDE = do.OpenSideRecord(side="criminal", text=TEXT)
EVIDENCED_AND_CLOSED = after(acted(COMMITTEE_CHAIR, CLOSE_IT))


def over(to: str, of: str | None = None) -> do.HandOverReview:
    return do.HandOverReview(to=to, of=of, reason=TEXT)


def deputised(world: ReviewWorld) -> None:
    world.directory = with_deputies(essex_directory(), (lead(POLICE), "detective_sergeant_essex_police"))


LEARNING = [
    Row("unanswered", P.PUBLISHED, COMMITTEE_CHAIR, do.AgreeActionPlan(), says="recommendation 1"),
    Row("no_recommendations", P.PUBLISHED, COMMITTEE_CHAIR, do.AgreeActionPlan(), fields(recommendations=())),
    Row("unknown_recommendation", P.PUBLISHED, COMMITTEE_CHAIR, answered(number=7)),
    Row("no_action", P.PUBLISHED, lead(HCRG), answered(action=None)),
    Row("not_yours", P.PUBLISHED, lead(POLICE), answered()),
    Row("recommendation_accepted", P.PUBLISHED, lead(HCRG), answered(accepted=False), acted(lead(HCRG), answered())),
    Row("not_open_here", ACTION, lead(HCRG), answered(), says="action plan"),
    Row("recommendation_accepted", ACTION, COMMITTEE_CHAIR, CLOSE_IT, acted(lead(HCRG), evidence(shows_impact=False)),
        "changed for children"),
    Row("recommendation_proposed", ACTION, COMMITTEE_CHAIR, CLOSE_IT,
        lambda w: fields(recommendations=(replace(w.review.recommendations[0], state="proposed"),))(w)),
    Row("no_evidence", ACTION, COMMITTEE_CHAIR, do.BeginImpactReview(), acted(lead(HCRG), evidence(shows_impact=False)),
        "not enough"),
    Row("not_checked", ACTION, COMMITTEE_CHAIR, CLOSE_IT, acted(lead(HCRG), evidence()), "after six months"),
    Row("not_checked", ACTION, COMMITTEE_CHAIR, CLOSE_IT,
        after(acted(lead(HCRG), evidence()), on("2026-09-02"), acted(COMMITTEE_CHAIR, CHECK)), "after twelve months"),
    Row("has_to_last", P.IMPACT_REVIEW, POLICE_PARTNER, CLOSE, after(EVIDENCED_AND_CLOSED, acted(SCRUTINEER, COMMENT)),
        "until Friday 2 April 2027"),
    Row("already_done", ACTION, lead(HCRG), CHECK, after(on("2026-09-02"), acted(COMMITTEE_CHAIR, CHECK))),
    Row("too_early_to_check", ACTION, lead(HCRG), CHECK, on("2026-09-01"), "from Wednesday 2 September 2026 on"),
    Row("too_early_to_check", ACTION, COMMITTEE_CHAIR, CHECK.model_copy(update={"months": 12}), on("2026-10-02"),
        "due on Friday 2 April 2027"),
    Row("date_in_future", ACTION, SUPPORT, do.RecordAudit(audited_on=date(2026, 5, 1), findings=TEXT)),
    Row("date_before_case", ACTION, SUPPORT, do.RecordAudit(audited_on=date(2026, 4, 1), findings=TEXT)),
    Row("recommendations_open", P.IMPACT_REVIEW, POLICE_PARTNER, CLOSE),
    Row("recommendation_closed", P.IMPACT_REVIEW, lead(HCRG), evidence(), EVIDENCED_AND_CLOSED),
    Row("no_scrutineer_view", P.IMPACT_REVIEW, POLICE_PARTNER, CLOSE, EVIDENCED_AND_CLOSED),
    Row("no_yearly_report", P.IMPACT_REVIEW, POLICE_PARTNER, do.CloseReview(),
        after(EVIDENCED_AND_CLOSED, acted(SCRUTINEER, COMMENT))),
    Row("not_yours", P.IMPACT_REVIEW, SUPPORT, CLOSE),
    Row("not_yours", P.IMPACT_REVIEW, POLICE_PARTNER, COMMENT),
    Row("unknown_recommendation", P.IMPACT_REVIEW, SCRUTINEER, COMMENT.model_copy(update={"recommendation": 9})),
    Row("not_open_here", P.CLOSED, SUPPORT, OPEN_SIDE, says="closed"),
    Row("not_open_here", P.CLOSED, POLICE_PARTNER, CLOSE, says="closed"),
    Row("not_open_here", ACTION, PARTNERS_CHAIR, CLOSE, says="action plan"),
    Row("unknown_side_record", P.NOTIFIED, SUPPORT, do.AddToSideRecord(number=1, text=TEXT)),
    Row("already_done", P.NOTIFIED, SUPPORT, do.CloseSideRecord(number=1, text=TEXT),
        after(acted(SUPPORT, OPEN_SIDE), acted(SUPPORT, do.CloseSideRecord(number=1, text=TEXT)))),
    Row("not_yours", P.NOTIFIED, HEALTH_VISITOR, OPEN_SIDE),
    Row("unknown_agency", P.NOTIFIED, SUPPORT, ASK.model_copy(update={"agency": "atlantis"})),
    Row("date_passed", P.NOTIFIED, SUPPORT, ASK.model_copy(update={"due_on": date(2026, 3, 1)})),
    Row("unknown_request", P.NOTIFIED, SUPPORT, do.RecordInformation(number=1, given=True, note=TEXT)),
    Row("already_done", P.NOTIFIED, SUPPORT, do.RecordInformation(number=1, given=True, note=TEXT),
        after(acted(SUPPORT, ASK), acted(SUPPORT, do.RecordInformation(number=1, given=False, note=TEXT)))),
    Row("not_yours", P.NOTIFIED, lead(POLICE),
        do.RecordInformation(number=1, given=True, note=TEXT), acted(SUPPORT, ASK)),
    Row("not_yours", P.NOTIFIED, POLICE_PARTNER, over(COUNCIL_PARTNER)),
    Row("not_yours", P.NOTIFIED, COMMITTEE_CHAIR, over(COUNCIL_PARTNER, of=SUPPORT)),
    Row("nothing_owed", P.NOTIFIED, SUPPORT, over(COUNCIL_PARTNER, of=HEALTH_VISITOR)),
    Row("recused", P.NOTIFIED, COMMITTEE_CHAIR, over("designated_nurse_mse_icb"),
        fields(recused=("designated_nurse_mse_icb",))),
    Row("unknown_person", P.NOTIFIED, COMMITTEE_CHAIR, over("nobody")),
    Row("already_done", P.NOTIFIED, COMMITTEE_CHAIR, over(COMMITTEE_CHAIR)),
    Row("other_agency", P.NOTIFIED, COMMITTEE_CHAIR, over(HEALTH_VISITOR)),
    Row("away", P.NOTIFIED, COMMITTEE_CHAIR, over(lead(POLICE)), deputised, "detective_sergeant_essex_police"),
]  # fmt: skip

REFUSALS = [*LOCAL_REVIEW, *PUBLICATION, *LEARNING]


@pytest.mark.parametrize("row", REFUSALS, ids=row_ids(REFUSALS))
def test_it_is_refused_with_its_reason(row: Row) -> None:
    refuse(row)


def test_ofsted_cannot_have_been_sent_it_before_it_was_accepted() -> None:
    world = brought_to(P.PUBLICATION_PLANNED)
    world.act(SUPPORT, sent())
    early = do.SendToOfsted(sent_on=world.today - timedelta(days=1))
    assert world.refused(SUPPORT, early).code == "date_before_case"


def test_what_must_have_been_told_is_told_before_a_side_exit_closes() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT, incident="death", looked_after=True, care_leaver=False)
    world.act(NOTIFIER, rapid_review.SECRETARY)
    assert world.refused(NOTIFIER, do.CloseReview()).code == "secretary_of_state_not_told"
    world.act(SUPPORT, do.RecordSecretaryOfStateTold(told_at=london("2026-03-02 10:00")))
    assert world.may(do.CloseReview(), [SUPPORT, NOTIFIER, POLICE_PARTNER, SCRUTINEER]) == {
        SUPPORT, NOTIFIER,
    }  # fmt: skip


SHOWN_APART = {
    # By tests of their own, here and beside the other table.
    "not_accepted", "panel_not_heard",
    "not_a_local_authority", "no_time_for_returns", "not_unanimous", "nobody_votes", "not_allowed", "not_in_post",
    "secretary_of_state_not_told", "panel_request_open", "standing_not_known", "harm_contradicts_incident",
}  # fmt: skip


def test_every_refusal_is_shown() -> None:
    shown = {row.code for row in (*rapid_review.REFUSALS, *REFUSALS)} | SHOWN_APART
    assert codes() - shown == set()


def codes() -> set[str]:
    """Every plain code with which a guard of practice reviews refuses."""
    found = set()
    room = Path(states.__path__[0])
    for path in (*room.glob("review_guards*.py"), room / "review_checks.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                code = node.args[1]
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
    assert len(found) > 50
    return found
