"""What people do in a local child safeguarding practice review: reviewer, scope, supervision, delay, publication."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from states.action import Action, Code, Narrative


class BeginLearningWithoutReview(Action):
    """No local review: the learning of the rapid review is taken forward."""

    NARRATIVE = ("plan",)
    kind: Literal["begin_learning_without_review"] = "begin_learning_without_review"
    plan: Narrative


class BeginAlternativeReview(Action):
    """Another kind of learning review."""

    NARRATIVE = ("plan",)
    kind: Literal["begin_alternative_review"] = "begin_alternative_review"
    plan: Narrative


class LinkNationalReview(Action):
    """The Panel holds a national review, to which this is linked."""

    NARRATIVE = ("note",)
    kind: Literal["link_national_review"] = "link_national_review"
    panel_reference: Code
    note: Narrative | None = None


class BeginLocalReview(Action):
    """The ratified decision for a local review is taken up."""

    kind: Literal["begin_local_review"] = "begin_local_review"


class BeginCommissioning(Action):
    """Look for a reviewer."""

    kind: Literal["begin_commissioning"] = "begin_commissioning"


class AppointReviewer(Action):
    """Appoint a reviewer. Interests real or perceived are answered; one that is managed says how."""

    NARRATIVE = ("experience", "conflict_management")
    kind: Literal["appoint_reviewer"] = "appoint_reviewer"
    description: Code
    conflict: Literal["none", "managed", "unmanaged"]
    experience: Narrative
    conflict_management: Narrative | None = None


class TellOfReviewer(Action):
    """Panel, Ofsted and the Department for Education were told of the review, and of the reviewer if there is one."""

    kind: Literal["tell_of_reviewer"] = "tell_of_reviewer"
    told_on: date
    reviewer_named: bool


class AgreeScope(Action):
    """Terms of reference, method, the family's part and parallel proceedings are agreed."""

    NARRATIVE = ("terms_of_reference", "method", "family_plan", "parallel_proceedings")
    kind: Literal["agree_scope"] = "agree_scope"
    terms_of_reference: Narrative
    method: Narrative
    family_plan: Narrative
    parallel_proceedings: Narrative


class BeginReviewWork(Action):
    """The reviewer begins."""

    kind: Literal["begin_review_work"] = "begin_review_work"


class RecordSupervisionCheck(Action):
    """The partners have checked the reviewer's progress and quality."""

    NARRATIVE = ("findings",)
    kind: Literal["record_supervision_check"] = "record_supervision_check"
    checked_on: date
    findings: Narrative


class ExpectDelay(Action):
    """It is known that the review will be late. The reasons are now owed to Panel and Secretary of State."""

    NARRATIVE = ("reason",)
    kind: Literal["expect_delay"] = "expect_delay"
    ground: Literal["criminal_proceedings", "inquest", "prosecution", "other"]
    reason: Narrative


class ReportDelay(Action):
    """Panel and Secretary of State were told the reasons for delay. Nothing is granted: no due date moves."""

    kind: Literal["report_delay"] = "report_delay"
    ground: Literal["criminal_proceedings", "inquest", "prosecution", "other"]
    panel_told_on: date
    secretary_of_state_told_on: date


class RaiseNationalIssue(Action):
    """New facts raise an issue of national importance: the Panel is told."""

    NARRATIVE = ("issue",)
    kind: Literal["raise_national_issue"] = "raise_national_issue"
    panel_told_on: date
    issue: Narrative


class SubmitDraftReport(Action):
    """The reviewer's draft: what should improve, and the analysis of systemic and underlying reasons."""

    NARRATIVE = ("summary_of_improvements", "systemic_analysis")
    kind: Literal["submit_draft_report"] = "submit_draft_report"
    summary_of_improvements: Narrative
    systemic_analysis: Narrative


class SendForPartnerSignOff(Action):
    """The sub-committee sends the report to the partners."""

    NARRATIVE = ("note",)
    kind: Literal["send_for_partner_sign_off"] = "send_for_partner_sign_off"
    note: Narrative | None = None


class ReturnReport(Action):
    """A partner returns the report: its quality is not accepted yet."""

    NARRATIVE = ("reason",)
    kind: Literal["return_report"] = "return_report"
    reason: Narrative


class PlanPublication(Action):
    """Decide what is published and when, the impact on child, family and practitioners considered."""

    NARRATIVE = ("impact_considered", "reason")
    kind: Literal["plan_publication"] = "plan_publication"
    what: Literal["full_report", "improvements_only"]
    planned_on: date
    impact_considered: Narrative
    reason: Narrative | None = None


class MovePublication(Action):
    """Move the planned day. The proof that it was sent ahead is tested again."""

    NARRATIVE = ("reason",)
    kind: Literal["move_publication"] = "move_publication"
    planned_on: date
    reason: Narrative


class SendBeforePublication(Action):
    """The report, or the improvements, were sent to Panel and Secretary of State ahead of publication."""

    kind: Literal["send_before_publication"] = "send_before_publication"
    sent_to_panel_on: date
    sent_to_secretary_of_state_on: date
    sent_to_ofsted_on: date | None = None


class SendToOfsted(Action):
    """The same copy was sent to Ofsted."""

    kind: Literal["send_to_ofsted"] = "send_to_ofsted"
    sent_on: date


class JustifyNotPublishing(Action):
    """Panel and Secretary of State had the justification for not publishing the full report."""

    NARRATIVE = ("justification",)
    kind: Literal["justify_not_publishing"] = "justify_not_publishing"
    sent_on: date
    justification: Narrative


class RecordPanelComments(Action):
    """Comments of Panel or Secretary of State on publication, and what the partners made of them."""

    NARRATIVE = ("comments", "considered")
    kind: Literal["record_panel_comments"] = "record_panel_comments"
    comments: Narrative
    considered: Narrative


class PublishReport(Action):
    """The full report is published."""

    kind: Literal["publish_report"] = "publish_report"
    published_on: date
    address: Code


class PublishImprovements(Action):
    """Only information on improvements is published."""

    kind: Literal["publish_improvements"] = "publish_improvements"
    published_on: date
    address: Code


class PublishNothing(Action):
    """Neither report nor improvements are appropriate to publish. The report and the justification were still sent."""

    NARRATIVE = ("justification", "comments_considered")
    kind: Literal["publish_nothing"] = "publish_nothing"
    sent_to_panel_on: date
    sent_to_secretary_of_state_on: date
    justification: Narrative
    comments_considered: Narrative


class AddRecommendation(Action):
    """A recommendation: what, of whom (agency codes, each for itself), by when, and what changes for children."""

    NARRATIVE = ("what", "intended_outcome")
    kind: Literal["add_recommendation"] = "add_recommendation"
    owners: tuple[Code, ...] = Field(min_length=1)
    due_on: date
    what: Narrative
    intended_outcome: Narrative
