"""Who hears of what in a practice review, besides those who owe a step. The words say nothing of a child.

No published procedure lists these notices: they are local defaults. That the independent scrutineer hears of each
rapid review is North Yorkshire's practice; that partners decide together and tell others is Working Together 2023,
paragraph 341.
"""

from __future__ import annotations

from typing import NamedTuple

from procedures.review_language import ReviewParty


class News(NamedTuple):
    """Who is told of an event, and in which words."""

    to: tuple[ReviewParty, ...]
    what: str


_PARTNERS: tuple[ReviewParty, ...] = ("partners", "sub_committee_chair", "independent_scrutineer")
_ALL: tuple[ReviewParty, ...] = ("partners", "sub_committee", "independent_scrutineer")
_ALL_AND_REFERRER: tuple[ReviewParty, ...] = (*_ALL, "referrer")
_EVERYBODY: tuple[ReviewParty, ...] = (*_ALL_AND_REFERRER, "lead_safeguarding_partners")

NEWS: dict[str, News] = {
    "refer_incident": News(
        ("business_support", "sub_committee_chair", "independent_scrutineer"),
        "A possible practice review has been referred.",
    ),
    "begin_assessment": News(("partners",), "The criteria are being assessed. Your view on notifying is asked for."),
    "dispute_notification": News(
        (*_PARTNERS, "business_support"),
        "Partners differ over notifying the Panel. A linked disagreement opens, and every time limit runs on.",
    ),
    "notify_panel": News(_ALL_AND_REFERRER, "The Panel has been notified. A rapid review follows."),
    "find_not_notifiable": News(_ALL_AND_REFERRER, "It was found not to be notifiable."),
    "tell_secretary_of_state_only": News(
        _ALL_AND_REFERRER, "The Secretary of State and Ofsted are told. No rapid review follows."
    ),
    "withdraw_notification": News(_ALL_AND_REFERRER, "The notification was withdrawn."),
    "recommend_decision": News(("partners",), "A decision is before you. Sign in to say whether you ratify it."),
    "refuse_ratification": News(
        (*_PARTNERS, "business_support"),
        "The decision was not ratified. A linked disagreement opens, and every time limit runs on.",
    ),
    "dispute_resolved": News(_PARTNERS, "The linked disagreement has ended. The decision is to be taken again."),
    "notification_dispute_resolved": News(
        _PARTNERS, "The linked disagreement has ended. The local authority is to say whether it notifies."
    ),
    "submit_rapid_review": News(_ALL, "The rapid review was sent to the Panel."),
    "record_panel_query": News(("sub_committee_chair", "partners_chair"), "The Panel asks for information."),
    "record_panel_response": News(_PARTNERS, "The Panel has answered. Sign in to read its letter."),
    "panel_response_reopens": News(
        _ALL, "The Panel has written, and its letter brings the decision back to the partners. Sign in to read it."
    ),
    "retake_decision": News(_PARTNERS, "The decision is to be taken again in the light of the Panel's letter."),
    "begin_local_review": News(_ALL_AND_REFERRER, "A local child safeguarding practice review will be held."),
    "begin_learning_without_review": News(_ALL_AND_REFERRER, "The learning is taken forward without a local review."),
    "begin_alternative_review": News(_ALL_AND_REFERRER, "Another kind of learning review will be held."),
    "link_national_review": News(_ALL_AND_REFERRER, "It is linked to a national review."),
    "expect_delay": News(
        (*_PARTNERS, "business_support"),
        "Delay is expected. Its reasons are owed to Panel and Secretary of State; no due date moves.",
    ),
    "raise_national_issue": News(_PARTNERS, "An issue of national importance was raised with the Panel."),
    "send_for_partner_sign_off": News(("partners",), "A report is before you. Sign in to say whether you accept it."),
    "return_report": News(("sub_committee_chair", "business_support"), "A partner has returned the report."),
    "plan_publication": News(_PARTNERS, "Publication is planned. Sign in to read what and when."),
    "move_publication": News((*_PARTNERS, "business_support"), "The planned day of publication has moved."),
    "publish_report": News(_EVERYBODY, "The report is published."),
    "publish_improvements": News(_EVERYBODY, "Information on improvements is published, and not the whole report."),
    "publish_nothing": News(
        _EVERYBODY, "Nothing is published. The reasons were given to Panel and Secretary of State."
    ),
    "agree_action_plan": News(_ALL, "The action plan is agreed."),
    "begin_impact_review": News(_PARTNERS, "The impact of what was done is being reviewed."),
    "close_review": News(_EVERYBODY, "The review is closed."),
}
"""What is told, by event. An event that is not here is told to nobody but those for whom it starts a step.

Whoever referred the incident hears what became of it in words that hold good without the review's pages: an agency
reads its own return and nothing else.
"""
