"""Guards of practice reviews: who may do what. A guard that does not agree raises Refused and says what to do.

The machine runs them as validators of its transitions, so an event cannot pass without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.review_course import SIDE_EXITS, WITHOUT_A_REVIEW, ReviewPosition
from procedures.review_owners import OWNERS
from states import (
    review_guards_learning,
    review_guards_local_review,
    review_guards_notification,
    review_guards_panel,
    review_guards_publication,
    review_guards_rapid_review,
    review_guards_ratification,
    review_handing_over,
)
from states.decision import CLOCK, Refused
from states.review_actions import (
    AnswerPanelQuery,
    AnswerRecommendation,
    RecordEvidence,
    RecordImpactCheck,
    RecordInformation,
    SubmitReturn,
)
from states.review_checks import Guard, listed, within_the_calendar

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt

__all__ = ["BY_THE_ENGINE", "WHO_MAY", "Guard", "guards_for", "is_their_step", "item_asked", "parties_for"]

SUPPORT, SUB_COMMITTEE, PARTNERS = ("business_support",), ("sub_committee_chair",), ("partners_chair",)
VOTERS = ("voting_partner",)
AUTHORITY = ("local_authority",)
EVERYBODY = (*SUPPORT, "sub_committee", *SUB_COMMITTEE, "partners", *PARTNERS, *AUTHORITY)

WHO_MAY: dict[str, tuple[str, ...]] = {
    "refer_incident": ("anybody",),
    "begin_assessment": (*SUPPORT, *AUTHORITY),
    "correct_standing": (*AUTHORITY, *SUPPORT),
    "tell_partners": (*AUTHORITY, *SUPPORT),
    "give_notification_view": VOTERS,
    "dispute_notification": VOTERS,
    "notification_dispute_resolved": (*SUPPORT, *PARTNERS),
    "notify_panel": AUTHORITY,
    "find_not_notifiable": (*VOTERS, *AUTHORITY),
    "tell_secretary_of_state_only": AUTHORITY,
    "record_secretary_of_state_told": (*AUTHORITY, *SUPPORT),
    "withdraw_notification": AUTHORITY,
    "begin_gathering": SUB_COMMITTEE,
    "request_return": (*SUB_COMMITTEE, *SUPPORT),
    # Business support enters what an agency has sent by another way.
    "submit_return": ("return_agency", *SUPPORT),
    "record_return_gap": (*SUB_COMMITTEE, *SUPPORT),
    "hold_rapid_review_meeting": SUB_COMMITTEE,
    "draft_rapid_review": SUPPORT,
    "recommend_decision": SUB_COMMITTEE,
    "ratify": VOTERS,
    "refuse_ratification": VOTERS,
    "recuse_from_review": VOTERS,
    "dispute_opened": SUPPORT,
    "dispute_resolved": (*SUPPORT, *PARTNERS),
    "submit_rapid_review": (*PARTNERS, *SUPPORT),
    "log_panel_receipt": SUPPORT,
    "record_panel_query": SUPPORT,
    "answer_panel_query": (*SUPPORT, *PARTNERS),
    "record_panel_response": SUPPORT,
    "go_on_without_panel_response": PARTNERS,
    "retake_decision": PARTNERS,
    "begin_learning_without_review": (*PARTNERS, *SUB_COMMITTEE),
    "begin_alternative_review": (*PARTNERS, *SUB_COMMITTEE),
    "link_national_review": (*PARTNERS, *SUPPORT),
    "begin_local_review": (*PARTNERS, *SUPPORT),
    "begin_commissioning": SUPPORT,
    "appoint_reviewer": (*PARTNERS, *SUPPORT),
    "tell_of_reviewer": SUPPORT,
    "agree_scope": PARTNERS,
    "begin_review_work": SUPPORT,
    "record_supervision_check": (*PARTNERS, *SUB_COMMITTEE, *SUPPORT),
    "expect_delay": (*PARTNERS, *SUB_COMMITTEE, *SUPPORT),
    "report_delay": (*PARTNERS, *SUPPORT),
    "raise_national_issue": (*PARTNERS, *SUB_COMMITTEE, *SUPPORT),
    "submit_draft_report": (*SUB_COMMITTEE, *SUPPORT),
    "send_for_partner_sign_off": SUB_COMMITTEE,
    "return_report": VOTERS,
    "plan_publication": PARTNERS,
    "move_publication": (*PARTNERS, *SUPPORT),
    "send_before_publication": SUPPORT,
    "send_to_ofsted": SUPPORT,
    "justify_not_publishing": (*PARTNERS, *SUPPORT),
    "record_panel_comments": (*PARTNERS, *SUPPORT),
    "publish_report": (*SUPPORT, *PARTNERS),
    "publish_improvements": (*SUPPORT, *PARTNERS),
    "publish_nothing": PARTNERS,
    "add_recommendation": (*SUB_COMMITTEE, *SUPPORT),
    "answer_recommendation": ("recommendation_owner", *SUB_COMMITTEE),
    "agree_action_plan": SUB_COMMITTEE,
    "record_evidence": ("recommendation_owner", *SUB_COMMITTEE),
    "record_impact_check": ("recommendation_owner", *SUB_COMMITTEE),
    "close_recommendation": SUB_COMMITTEE,
    "record_audit": (*SUB_COMMITTEE, *SUPPORT),
    "comment_as_scrutineer": ("independent_scrutineer",),
    "begin_impact_review": SUB_COMMITTEE,
    "close_review": PARTNERS,  # where there was no impact review, see `_who_may_close`
    "open_side_record": EVERYBODY,
    "add_to_side_record": EVERYBODY,
    "close_side_record": EVERYBODY,
    "request_information": EVERYBODY,
    "record_information": ("asked_agency", *SUB_COMMITTEE, *SUPPORT),
}
"""Who may do what. Handing over has a guard of its own."""

BY_THE_ENGINE = ("dispute_opened", "dispute_resolved", "notification_dispute_resolved")
"""What the engine does when a linked disagreement opens or ends; business support does it where that is by hand."""

PARTY_WORDS = {
    "business_support": "the business support team",
    "local_authority": "the local authority",
    "sub_committee": "a member of the sub-committee",
    "sub_committee_chair": "the chair of the sub-committee",
    "partners": "a safeguarding partner",
    "partners_chair": "the chair of the safeguarding partners",
    "voting_partner": "a safeguarding partner who has a vote",
    "return_agency": "the agency that was asked",
    "asked_agency": "the agency that was asked",
    "recommendation_owner": "an agency that answers for the recommendation",
    "independent_scrutineer": "the independent scrutineer",
}

DECIDED_BY_PARTNERS = frozenset({
    "find_not_notifiable", "agree_scope", "retake_decision", "plan_publication", "publish_nothing", "return_report",
    "go_on_without_panel_response",
})  # fmt: skip
"""Decisions of the safeguarding partners that are not called votes."""

ONLY_THE_AUTHORITY = frozenset({"notify_panel", "withdraw_notification", "tell_secretary_of_state_only"})
"""What is the local authority's own duty: neither business support nor another partner does it in its place."""

GUARDS: dict[str, tuple[Guard, ...]] = {
    **review_guards_notification.GUARDS,
    **review_guards_rapid_review.GUARDS,
    **review_guards_ratification.GUARDS,
    **review_guards_panel.GUARDS,
    **review_guards_local_review.GUARDS,
    **review_guards_publication.GUARDS,
    **review_guards_learning.GUARDS,
    **review_handing_over.GUARDS,
}
"""What an event asks for beyond being the right person's."""


def guards_for(event: str) -> tuple[Guard, ...]:
    """The machine's validators for an event."""
    return (within_the_calendar, is_their_step, *GUARDS.get(event, ()))


def parties_for(attempt: ReviewAttempt) -> tuple[str, ...]:
    """Who may do this; nobody in particular where a guard of its own decides."""
    kind = attempt.action.kind if attempt.action else ""
    if kind == "close_review":
        return _who_may_close(attempt.review.at)
    return WHO_MAY.get(kind, ())


def _who_may_close(position: ReviewPosition) -> tuple[str, ...]:
    """Short of an impact review whoever owes the next step; who is told that it is closed already, whoever may have."""
    if position in (*SIDE_EXITS, *WITHOUT_A_REVIEW):
        return (OWNERS[position], *SUPPORT)
    if position is ReviewPosition.CLOSED:
        return (*PARTNERS, *SUB_COMMITTEE, *AUTHORITY, *SUPPORT)
    return PARTNERS


def item_asked(attempt: ReviewAttempt) -> str | None:
    """The item that an action is about, where who may do it depends on that."""
    action = attempt.action
    if isinstance(action, SubmitReturn):
        return action.agency
    if isinstance(
        action, AnswerPanelQuery | AnswerRecommendation | RecordEvidence | RecordImpactCheck | RecordInformation
    ):
        return str(action.number)
    return None


def is_their_step(attempt: ReviewAttempt) -> None:
    """Refused unless the actor is in post and may act for one of the parties whose part the action is."""
    kind = attempt.action.kind if attempt.action else ""
    if attempt.actor == CLOCK and kind in BY_THE_ENGINE:
        return
    if attempt.actor not in attempt.directory.people:
        raise Refused(f"{attempt.actor!r} is not in the directory.", "unknown_person")
    if attempt.directory.in_post(attempt.actor, attempt.day) is None:
        raise Refused("Your post is recorded as vacated, so you cannot act in it.", "not_in_post")
    parties = parties_for(attempt)
    if parties in ((), ("anybody",)):
        return
    if attempt.is_scrutineer and (parties == VOTERS or kind in DECIDED_BY_PARTNERS):
        raise Refused(
            "The independent scrutineer advises and never votes, whoever they stand in for. Comment as scrutineer, "
            "and have another deputy named in the directory.",
            "scrutineer_never_votes",
        )
    if kind in ONLY_THE_AUTHORITY:
        _is_the_local_authority(attempt)
    if attempt.actor not in attempt.allowed(parties, item_asked(attempt)):
        words = listed(dict.fromkeys(PARTY_WORDS.get(party, party.replace("_", " ")) for party in parties))
        raise Refused(f"This is not yours to do: it is for {words}, or whoever stands in for them.", "not_yours")


def _is_the_local_authority(attempt: ReviewAttempt) -> None:
    if attempt.directory.people[attempt.actor].agency == attempt.review.local_authority:
        return
    if attempt.actor in attempt.holders(AUTHORITY):
        return
    raise Refused(
        f"This is the duty of {attempt.agency_name(attempt.review.local_authority)} alone (Children Act 2004 s.16C). "
        "Ask its notifier, or have one named in the directory.",
        "not_the_local_authority",
    )
