"""What people do after publication and beside the main line: recommendations, impact, side records, handing over."""

from __future__ import annotations

from datetime import date
from typing import Literal

from states.action import Action, Code, Narrative
from states.review import SideKind


class AgreeActionPlan(Action):
    """Every recommendation is answered, and the plan is agreed."""

    NARRATIVE = ("note",)
    kind: Literal["agree_action_plan"] = "agree_action_plan"
    note: Narrative | None = None


class AnswerRecommendation(Action):
    """Accept or reject a recommendation, with a reason: for one's own agency, or as the chair for those left.

    Of one that is made to several agencies each answers for itself; the sub-committee's chair, who has heard them,
    answers for those that have not.
    """

    NARRATIVE = ("reason", "action")
    kind: Literal["answer_recommendation"] = "answer_recommendation"
    number: int
    accepted: bool
    reason: Narrative
    action: Narrative | None = None


class RecordEvidence(Action):
    """Evidence of what has changed for children: not merely that something was done.

    Each agency that carries it out gives its own; that of the sub-committee's chair is of all whose is missing.
    """

    NARRATIVE = ("evidence",)
    kind: Literal["record_evidence"] = "record_evidence"
    number: int
    shows_impact: bool
    evidence: Narrative


class RecordImpactCheck(Action):
    """The check on a recommendation's impact 6 or 12 months on."""

    NARRATIVE = ("findings",)
    kind: Literal["record_impact_check"] = "record_impact_check"
    number: int
    months: Literal[6, 12]
    findings: Narrative


class CloseRecommendation(Action):
    """Close a recommendation on the evidence of its impact."""

    NARRATIVE = ("reason",)
    kind: Literal["close_recommendation"] = "close_recommendation"
    number: int
    reason: Narrative


class RecordAudit(Action):
    """The carrying out of the recommendations was audited."""

    NARRATIVE = ("findings",)
    kind: Literal["record_audit"] = "record_audit"
    audited_on: date
    findings: Narrative


class CommentAsScrutineer(Action):
    """The independent scrutineer's comment: advice, never a vote."""

    NARRATIVE = ("comment",)
    kind: Literal["comment_as_scrutineer"] = "comment_as_scrutineer"
    recommendation: int | None = None
    comment: Narrative


class BeginImpactReview(Action):
    """Every accepted recommendation has evidence of its impact: the impact is reviewed."""

    kind: Literal["begin_impact_review"] = "begin_impact_review"


class CloseReview(Action):
    """Close the review. `in_yearly_report` names the yearly report that it is included in."""

    NARRATIVE = ("note",)
    kind: Literal["close_review"] = "close_review"
    in_yearly_report: Code | None = None
    note: Narrative | None = None


class OpenSideRecord(Action):
    """Something that runs beside the review and never blocks it."""

    NARRATIVE = ("text",)
    kind: Literal["open_side_record"] = "open_side_record"
    side: SideKind
    text: Narrative


class AddToSideRecord(Action):
    """A further note on what runs beside."""

    NARRATIVE = ("text",)
    kind: Literal["add_to_side_record"] = "add_to_side_record"
    number: int
    text: Narrative


class CloseSideRecord(Action):
    """What ran beside has ended."""

    NARRATIVE = ("text",)
    kind: Literal["close_side_record"] = "close_side_record"
    number: int
    text: Narrative


class RequestInformation(Action):
    """Ask an agency for information under section 16H of the Children Act 2004, by a day."""

    NARRATIVE = ("what",)
    kind: Literal["request_information"] = "request_information"
    agency: Code
    due_on: date
    what: Narrative


class RecordInformation(Action):
    """Whether the agency gave the information that was asked of it."""

    NARRATIVE = ("note",)
    kind: Literal["record_information"] = "record_information"
    number: int
    given: bool
    note: Narrative


class HandOverReview(Action):
    """Hand steps over to a deputy, a colleague or business support. Business support may say whose, with `of`."""

    NARRATIVE = ("reason",)
    kind: Literal["hand_over_review"] = "hand_over_review"
    to: Code
    of: Code | None = None
    reason: Narrative
