"""What people do in a rapid review: returns, meeting, draft, recommendation, ratification, sending, the Panel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from states.action import Action, Code, Instant, Narrative
from states.review import Decision, PanelResponse

ANSWERED_AS: Mapping[str, str] = MappingProxyType({"views_on_criteria": "view", "aims": "aim", "reasons": "reason"})
"""What the record calls an answer, before the id of its question, where a field answers several of the rules."""


def answer_named(name: str) -> tuple[str, str] | None:
    """The action's field and the question's id of what the record calls `name`; None if it is a whole field."""
    called, parted, question = name.partition(": ")
    field = next((field for field, word in ANSWERED_AS.items() if word == called), None)
    return (field, question) if parted and field else None


def _each_answer(field: str, answers: Mapping[str, str]) -> dict[str, str]:
    return {f"{ANSWERED_AS[field]}: {question}": text for question, text in answers.items()}


def _those_given(views: object) -> object:
    """Views without those left open: a form has a line for each criterion."""
    return {name: view for name, view in views.items() if view is not None} if isinstance(views, dict) else views


class BeginGathering(Action):
    """Ask agencies for their returns. `agencies` are codes; each is due by the day plan."""

    kind: Literal["begin_gathering"] = "begin_gathering"
    agencies: tuple[Code, ...] = Field(min_length=1)


class RequestReturn(Action):
    """Ask one more agency, found since, for its return."""

    kind: Literal["request_return"] = "request_return"
    agency: Code


class SubmitReturn(Action):
    """An agency's return. `views_on_criteria` are by the ids of the rules' criteria, each by itself."""

    NARRATIVE = (
        "family_composition",
        "chronology",
        "key_practice_episodes",
        "voice_of_child",
        "identity_and_context",
        "immediate_action",
        "single_agency_learning",
    )
    kind: Literal["submit_return"] = "submit_return"
    agency: Code
    records_secured: bool | None = None
    records_secured_on: date | None = None
    period_from: date
    period_to: date
    senior_sign_off: Code
    other_agencies: tuple[Code, ...] = ()
    family_composition: Narrative
    chronology: Narrative
    key_practice_episodes: Narrative
    voice_of_child: Narrative
    identity_and_context: Narrative
    immediate_action: Narrative
    single_agency_learning: Narrative
    views_on_criteria: Annotated[dict[Code, Narrative], BeforeValidator(_those_given)] = Field(default_factory=dict)

    def narrative(self) -> dict[str, str]:
        """What was written, each view by its criterion."""
        return super().narrative() | _each_answer("views_on_criteria", self.views_on_criteria)

    def facts(self) -> dict[str, object]:
        """Everything else."""
        return {name: value for name, value in super().facts().items() if name != "views_on_criteria"}


class RecordReturnGap(Action):
    """Record that an agency's return is not to be had in time, and why."""

    NARRATIVE = ("reason",)
    kind: Literal["record_return_gap"] = "record_return_gap"
    agency: Code
    reason: Narrative


class HoldRapidReviewMeeting(Action):
    """Record the rapid review's meeting. `present` are functions of the partners' group.

    `agencies_not_asked` says why agencies that returns name were not asked for one, where that is so.
    """

    NARRATIVE = ("agencies_not_asked", "minutes")
    kind: Literal["hold_rapid_review_meeting"] = "hold_rapid_review_meeting"
    held_on: date
    present: tuple[Code, ...] = Field(min_length=1)
    agencies_not_asked: Narrative | None = None
    minutes: Narrative | None = None


class DraftRapidReview(Action):
    """The rapid review as drafted: every aim addressed, every criterion and have-regard item answered by itself.

    `aims`, `answers` and `reasons` are by the ids of the rules' questions.
    """

    kind: Literal["draft_rapid_review"] = "draft_rapid_review"
    aims: dict[Code, Narrative]
    answers: dict[Code, bool]
    reasons: dict[Code, Narrative]
    identity: Narrative
    national_issues: Narrative | None = None

    def narrative(self) -> dict[str, str]:
        """What was written, each aim and reason by its question."""
        written = _each_answer("aims", self.aims) | _each_answer("reasons", self.reasons)
        written["identity"] = self.identity
        if self.national_issues:
            written["national_issues"] = self.national_issues
        return written

    def facts(self) -> dict[str, object]:
        """The answers."""
        return {"answers": dict(self.answers)}


class RecommendDecision(Action):
    """The sub-committee recommends a decision. `in_favour` and `against` are votes by function."""

    NARRATIVE = ("rationale", "focus")
    kind: Literal["recommend_decision"] = "recommend_decision"
    decision: Decision
    in_favour: tuple[Code, ...] = ()
    against: tuple[Code, ...] = ()
    below_the_criteria: bool = False
    rationale: Narrative
    focus: Narrative | None = None


class Ratify(Action):
    """A safeguarding partner ratifies what is before them: the decision, or a local review's report."""

    NARRATIVE = ("reason",)
    kind: Literal["ratify"] = "ratify"
    reason: Narrative


class RefuseRatification(Action):
    """A safeguarding partner does not ratify the decision. A linked disagreement opens; every clock runs on."""

    NARRATIVE = ("reason",)
    kind: Literal["refuse_ratification"] = "refuse_ratification"
    reason: Narrative


class RecuseFromReview(Action):
    """A member steps aside from a decision."""

    NARRATIVE = ("reason",)
    kind: Literal["recuse_from_review"] = "recuse_from_review"
    reason: Narrative


class SubmitRapidReview(Action):
    """Send the ratified rapid review and the decision to the Panel."""

    kind: Literal["submit_rapid_review"] = "submit_rapid_review"
    sent_at: Instant


class LogPanelReceipt(Action):
    """The Panel has received it."""

    kind: Literal["log_panel_receipt"] = "log_panel_receipt"
    received_on: date


class RecordPanelQuery(Action):
    """The Panel asks for information, by a time that it sets. It may ask more than once, and at any time."""

    NARRATIVE = ("question",)
    kind: Literal["record_panel_query"] = "record_panel_query"
    due_at: Instant
    question: Narrative


class AnswerPanelQuery(Action):
    """A question of the Panel was answered."""

    NARRATIVE = ("answer",)
    kind: Literal["answer_panel_query"] = "answer_panel_query"
    number: int
    sent_at: Instant
    answer: Narrative


class RecordPanelResponse(Action):
    """The Panel's letter."""

    NARRATIVE = ("letter",)
    kind: Literal["record_panel_response"] = "record_panel_response"
    response: PanelResponse
    received_on: date
    letter: Narrative


class GoOnWithoutPanelResponse(Action):
    """Go on although the Panel has not answered: its own period is not established."""

    NARRATIVE = ("reason",)
    kind: Literal["go_on_without_panel_response"] = "go_on_without_panel_response"
    reason: Narrative


class RetakeDecision(Action):
    """Take the decision again, with criterion (d) of regulation 11 answered in the light of the Panel's view."""

    NARRATIVE = ("reason",)
    kind: Literal["retake_decision"] = "retake_decision"
    panel_suggests_local_review: bool
    reason: Narrative
