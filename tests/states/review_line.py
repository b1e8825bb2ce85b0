"""The main line of a practice review, step by step: how a test brings one to where it wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from procedures.review_course import ReviewPosition as P
from procedures.review_language import ReviewProcedure
from states import review_actions as do
from states.action import Action
from states.directory import Directory
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    COUNCIL,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HCRG,
    HEALTH_VISITOR,
    POLICE,
    SERVICE_MANAGER,
    SUFFOLK_CHIEF_NURSE,
    essex_directory,
)
from tests.states.review_cases import ReviewWorld
from tests.states.review_rules import london

NOTIFIER = SERVICE_MANAGER
SUPPORT = BUSINESS_MANAGER
COMMITTEE_CHAIR = "head_safeguarding_mse_icb"
PARTNERS_CHAIR = DIRECTOR_OF_CHILDRENS_SERVICES
COUNCIL_PARTNER, POLICE_PARTNER, HEALTH_PARTNER = (
    DIRECTOR_OF_CHILDRENS_SERVICES,
    ASSISTANT_CHIEF_CONSTABLE,
    SUFFOLK_CHIEF_NURSE,
)
ALL_PARTNERS = (COUNCIL_PARTNER, POLICE_PARTNER, HEALTH_PARTNER)
FUNCTIONS = ("council", "police", "health")

TEXT = "The child's name is Robin"
"""What people write: whatever it is, it stays in the narrative."""

MONDAY = london("2026-03-02 09:00")
AGENCIES = (COUNCIL, POLICE, HCRG)


def lead(agency: str) -> str:
    """Who answers for an agency in practice reviews."""
    found = (p for p in essex_directory().people.values() if p.agency == agency and "review_lead" in p.roles)
    return next(found).code


def referral(**changed: Any) -> do.ReferIncident:
    """A referral of serious harm, with fields changed."""
    fields: dict[str, Any] = {
        "local_authority": COUNCIL, "incident": "serious_harm", "incident_on": date(2026, 2, 26), "about": TEXT,
    }  # fmt: skip
    return do.ReferIncident(**fields | changed)


def draft(world: ReviewWorld, *yes: str, **changed: Any) -> do.DraftRapidReview:
    """A drafted rapid review in which the named questions are answered yes, and all others no."""
    rules = world.rules
    asked = [question.id for question in (*rules.criteria, *rules.regards)]
    fields: dict[str, Any] = {
        "aims": {aim.id: TEXT for aim in rules.aims},
        "answers": {name: name in yes for name in asked},
        "reasons": dict.fromkeys(asked, TEXT),
        "identity": TEXT,
    }
    return do.DraftRapidReview(**fields | changed)


def returned(agency: str, world: ReviewWorld, **changed: Any) -> do.SubmitReturn:
    """An agency's return."""
    written = dict.fromkeys(
        (
            "family_composition", "chronology", "key_practice_episodes", "voice_of_child", "identity_and_context",
            "immediate_action", "single_agency_learning",
        ),
        TEXT,
    )  # fmt: skip
    fields: dict[str, Any] = {
        "agency": agency,
        "period_from": date(2024, 1, 1),
        "period_to": world.today,
        "senior_sign_off": lead(agency),
    }
    return do.SubmitReturn(**written | fields | changed)


def notification(world: ReviewWorld, **changed: Any) -> do.NotifyPanel:
    """A notification that meets every criterion."""
    fields: dict[str, Any] = {
        "sent_at": world.now, "panel_reference": "SIN-1", "abuse_or_neglect": "suspected", "harm": "seriously_harmed",
        "territory": "happened_here", "reason": TEXT,
    }  # fmt: skip
    return do.NotifyPanel(**fields | changed)


def recommended(decision: Any = "local_review", **changed: Any) -> do.RecommendDecision:
    """The sub-committee's recommendation, unanimous."""
    return do.RecommendDecision(**{"decision": decision, "in_favour": FUNCTIONS, "rationale": TEXT} | changed)


def recommendation(world: ReviewWorld, *owners: str) -> do.AddRecommendation:
    """A recommendation of the agencies named, or of health visiting, for in a year."""
    due = world.today + timedelta(days=365)
    return do.AddRecommendation(owners=owners or (HCRG,), due_on=due, what=TEXT, intended_outcome=TEXT)


def views(world: ReviewWorld, *, notify: bool = True) -> None:
    """Every partner's view on notifying."""
    for partner in ALL_PARTNERS:
        world.act(partner, do.GiveNotificationView(notify=notify, reason=TEXT))


def ratified(world: ReviewWorld) -> None:
    """Every partner ratifies what is before them."""
    for partner in ALL_PARTNERS:
        world.act(partner, do.Ratify(reason=TEXT))


def _assess(world: ReviewWorld) -> None:
    world.act(SUPPORT, do.BeginAssessment(aware_at=world.now, aware_by="service manager"))
    world.act(SUPPORT, do.TellPartners(told_at=world.now))


def _notify(world: ReviewWorld) -> None:
    views(world)
    world.act(NOTIFIER, notification(world))


def _gather(world: ReviewWorld) -> None:
    world.act(COMMITTEE_CHAIR, do.BeginGathering(agencies=AGENCIES))


def _meet(world: ReviewWorld) -> None:
    for agency in AGENCIES:
        world.act(lead(agency), returned(agency, world))
    world.act(COMMITTEE_CHAIR, do.HoldRapidReviewMeeting(held_on=world.today, present=FUNCTIONS))


def _draft(world: ReviewWorld) -> None:
    world.act(SUPPORT, draft(world, "working_together"))


def _recommend(world: ReviewWorld) -> None:
    world.act(COMMITTEE_CHAIR, recommended())


def _submit(world: ReviewWorld) -> None:
    ratified(world)
    world.act(SUPPORT, do.SubmitRapidReview(sent_at=world.now))


def _log(world: ReviewWorld) -> None:
    world.act(SUPPORT, do.LogPanelReceipt(received_on=world.today))


def letter(world: ReviewWorld, response: Any = "agrees") -> None:
    """The Panel's letter comes."""
    world.act(SUPPORT, do.RecordPanelResponse(response=response, received_on=world.today, letter=TEXT))


def _appoint_and_scope(world: ReviewWorld) -> None:
    world.act(PARTNERS_CHAIR, do.AppointReviewer(description="independent reviewer", conflict="none", experience=TEXT))
    world.act(SUPPORT, do.TellOfReviewer(told_on=world.today, reviewer_named=True))
    scope = do.AgreeScope(terms_of_reference=TEXT, method=TEXT, family_plan=TEXT, parallel_proceedings=TEXT)
    world.act(PARTNERS_CHAIR, scope)


def _report(world: ReviewWorld) -> None:
    world.act(COMMITTEE_CHAIR, recommendation(world))
    world.act(COMMITTEE_CHAIR, do.SubmitDraftReport(summary_of_improvements=TEXT, systemic_analysis=TEXT))


def plan(world: ReviewWorld, what: Any = "full_report", days: int = 30) -> None:
    """Every partner accepts the report, and publication is planned."""
    ratified(world)
    planned_on = world.today + timedelta(days=days)
    reason = TEXT if what == "improvements_only" else None
    action = do.PlanPublication(what=what, planned_on=planned_on, impact_considered=TEXT, reason=reason)
    world.act(PARTNERS_CHAIR, action)


def send(world: ReviewWorld) -> None:
    """It is sent to Panel, Secretary of State and Ofsted."""
    today = world.today
    sent = do.SendBeforePublication(
        sent_to_panel_on=today, sent_to_secretary_of_state_on=today, sent_to_ofsted_on=today
    )
    world.act(SUPPORT, sent)


def publish(world: ReviewWorld, publishing: type[do.PublishReport | do.PublishImprovements] = do.PublishReport) -> None:
    """Comments are considered, and it is published on the planned day."""
    publication = world.review.publication
    assert publication
    assert publication.planned_on
    world.until(f"{publication.planned_on} 12:00")
    world.act(SUPPORT, do.RecordPanelComments(comments=TEXT, considered=TEXT))
    world.act(SUPPORT, publishing(published_on=world.today, address="https://example.org/report"))


def _agree_plan(world: ReviewWorld) -> None:
    number = world.review.recommendations[0].number
    world.act(lead(HCRG), do.AnswerRecommendation(number=number, accepted=True, reason=TEXT, action=TEXT))
    world.act(COMMITTEE_CHAIR, do.AgreeActionPlan())


def _impact(world: ReviewWorld) -> None:
    world.act(lead(HCRG), do.RecordEvidence(number=1, shows_impact=True, evidence=TEXT))
    for months in (6, 12):
        world.after(days=170)
        world.act(COMMITTEE_CHAIR, do.RecordAudit(audited_on=world.today, findings=TEXT))
        world.act(COMMITTEE_CHAIR, do.RecordImpactCheck(number=1, months=months, findings=TEXT))
    world.act(COMMITTEE_CHAIR, do.BeginImpactReview())


def _close(world: ReviewWorld) -> None:
    world.act("escb_independent_scrutineer", do.CommentAsScrutineer(comment=TEXT))
    world.act(COMMITTEE_CHAIR, do.CloseRecommendation(number=1, reason=TEXT))
    world.until(world.due("dl15"))
    # Whoever chairs the partners then: their chair rotates with the year.
    world.act(world.review.owner or "", do.CloseReview(in_yearly_report="2026-27"))


def one(actor: str, action: Action) -> Callable[[ReviewWorld], None]:
    """A step of one action."""

    def step(world: ReviewWorld) -> None:
        world.act(actor, action)

    return step


MAIN_LINE: tuple[tuple[P, Callable[[ReviewWorld], None]], ...] = (
    (P.CRITERIA_ASSESSMENT, _assess),
    (P.NOTIFIED, _notify),
    (P.RAPID_REVIEW_GATHERING, _gather),
    (P.RAPID_REVIEW_MEETING, _meet),
    (P.RAPID_REVIEW_DRAFTED, _draft),
    (P.RAPID_REVIEW_SIGN_OFF, _recommend),
    (P.RAPID_REVIEW_SUBMITTED, _submit),
    (P.AWAITING_PANEL, _log),
    (P.PANEL_RESPONDED, letter),
    (P.LCSPR_DECIDED, one(PARTNERS_CHAIR, do.BeginLocalReview())),
    (P.LCSPR_COMMISSIONING, one(SUPPORT, do.BeginCommissioning())),
    (P.LCSPR_SCOPED, _appoint_and_scope),
    (P.LCSPR_IN_PROGRESS, one(SUPPORT, do.BeginReviewWork())),
    (P.LCSPR_DRAFT, _report),
    (P.LCSPR_PARTNER_SIGN_OFF, one(COMMITTEE_CHAIR, do.SendForPartnerSignOff())),
    (P.PUBLICATION_PLANNED, plan),
    (P.SENT_BEFORE_PUBLICATION, send),
    (P.PUBLISHED, publish),
    (P.ACTION_PLAN_ACTIVE, _agree_plan),
    (P.IMPACT_REVIEW, _impact),
    (P.CLOSED, _close),
)
"""Each position of the main line, with the step that leads there from the one before."""


def brought_to(
    position: P,
    *,
    now: datetime = MONDAY,
    rules: ReviewProcedure | None = None,
    directory: Directory | None = None,
    **changed: Any,
) -> ReviewWorld:
    """A review that has come to a position of the main line, an hour a step; `changed` are fields of its referral."""
    if now is MONDAY and rules is None and directory is None and not changed:
        known = _known(position)
        return replace(known, entries=[*known.entries], notices=[*known.notices])
    return _bring(ReviewWorld.of(HEALTH_VISITOR, referral(**changed), now, rules, directory), position)


@cache
def _known(position: P) -> ReviewWorld:
    """The same for the plain referral, worked out once: nothing of it is changed in place but its lists."""
    return _bring(ReviewWorld.of(HEALTH_VISITOR, referral(), MONDAY), position)


def _bring(world: ReviewWorld, position: P) -> ReviewWorld:
    for reached, step in MAIN_LINE:
        if world.at is position:
            break
        step(world.after(hours=1))
        assert world.at is reached
    assert world.at is position, f"the main line does not lead to {position}"
    return world
