"""Plain words for positions, facts, parties and limits of practice reviews, as pages and listings say them."""

from __future__ import annotations

from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from procedures.review_language import Deadline
from procedures.review_owners import ONCE_RATIFIED, OWNERS
from procedures.source import Force
from procedures.wording import name_words

REVIEW_PARTIES = {
    "business_support": "the business support team",
    "local_authority": "the local authority",
    "referrer": "the referrer",
    "sub_committee_chair": "the sub-committee's chair",
    "sub_committee": "the sub-committee",
    "partners_chair": "the partners' chair",
    "partners": "the safeguarding partners",
    "lead_safeguarding_partners": "the Lead Safeguarding Partners",
    "independent_scrutineer": "the independent scrutineer",
    "return_agency": "the agency asked",
    "asked_agency": "the agency asked",
    "recommendation_owner": "the recommendation's agencies",
}

FACTS = {
    F.INCIDENT: "the incident",
    F.AWARE: "the local authority becoming aware",
    F.ENTERED: "the beginning of this step",
    F.PARTNERS_TOLD: "the safeguarding partners being told",
    F.SECRETARY_OF_STATE_TOLD: "the Secretary of State and Ofsted being told",
    F.NOTIFIED: "the notification to the Panel",
    F.RETURNS_REQUESTED: "agency returns being requested",
    F.RETURNS_SETTLED: "every return being in, or its gap recorded",
    F.MEETING_HELD: "the rapid review's meeting",
    F.DRAFTED: "the rapid review being drafted",
    F.DECIDED: "the ratified decision",
    F.RATIFIED: "the last partner's ratification",
    F.REVIEW_DECIDED: "the decision to hold a local review",
    F.SUBMITTED: "the rapid review being sent to the Panel",
    F.RECEIVED: "the Panel's receipt of the rapid review",
    F.DECISION_SENT: "the sending of the decision",
    F.PANEL_RESPONDED: "the Panel's response",
    F.REVIEW_TOLD: "the Panel, Ofsted and the Department for Education being told of the review",
    F.REVIEWER_TOLD: "the Panel, Ofsted and the Department for Education being told of the reviewer",
    F.REVIEWER_APPOINTED: "the reviewer's appointment",
    F.SUPERVISED: "the last check of the reviewer's work",
    F.DELAY_EXPECTED: "the delay becoming known",
    F.DELAY_REPORTED: "the reasons for delay being told",
    F.PUBLICATION_PLANNED: "the planned day of publication",
    F.SENT_TO_PANEL_AND_SECRETARY_OF_STATE: "the Panel and the Secretary of State having it",
    F.SENT_TO_OFSTED: "Ofsted having it",
    F.NOT_PUBLISHING_DECIDED: "the decision not to publish the full report",
    F.NOT_PUBLISHING_JUSTIFIED: "the justification for that being sent",
    F.PUBLISHED: "publication",
    F.PLAN_AGREED: "the action plan being agreed",
    F.AUDITED: "the last audit",
}

TITLES = {
    P.DRAFT: "Draft of a referral",
    P.REFERRED: "Referred",
    P.CRITERIA_ASSESSMENT: "Criteria being assessed",
    P.NOTIFICATION_DISPUTED: "Notification disputed",
    P.NOT_NOTIFIABLE: "Not notifiable",
    P.SECRETARY_OF_STATE_AND_OFSTED_ONLY: "Secretary of State and Ofsted only",
    P.NOTIFIED: "Notified",
    P.NOTIFICATION_WITHDRAWN: "Notification withdrawn",
    P.RAPID_REVIEW_GATHERING: "Returns being gathered",
    P.RAPID_REVIEW_MEETING: "Meeting held",
    P.RAPID_REVIEW_DRAFTED: "Drafted",
    P.RAPID_REVIEW_SIGN_OFF: "With the partners for ratification",
    P.DECISION_DISPUTED: "Decision disputed",
    P.RAPID_REVIEW_SUBMITTED: "Sent to the Panel",
    P.AWAITING_PANEL: "Awaiting the Panel",
    P.PANEL_QUERY: "Question from the Panel",
    P.PANEL_RESPONDED: "Response of the Panel",
    P.LEARNING_WITHOUT_REVIEW: "Learning without a review",
    P.ALTERNATIVE_LEARNING_REVIEW: "Another learning review",
    P.NATIONAL_REVIEW_LINKED: "Linked to a national review",
    P.LCSPR_DECIDED: "Local review decided",
    P.LCSPR_COMMISSIONING: "Reviewer being commissioned",
    P.LCSPR_SCOPED: "Scope agreed",
    P.LCSPR_IN_PROGRESS: "In progress",
    P.LCSPR_DRAFT: "Draft report",
    P.LCSPR_PARTNER_SIGN_OFF: "Report with the partners",
    P.PUBLICATION_PLANNED: "Publication planned",
    P.SENT_BEFORE_PUBLICATION: "Sent ahead of publication",
    P.PUBLISHED: "Report published",
    P.IMPROVEMENTS_ONLY_PUBLISHED: "Improvements only published",
    P.NOTHING_PUBLISHED_JUSTIFIED: "Nothing published, justified",
    P.ACTION_PLAN_ACTIVE: "Action plan being carried out",
    P.IMPACT_REVIEW: "Impact being reviewed",
    P.CLOSED: "Closed",
}
"""Short titles of positions."""

ONLY = {
    "looked_after_death": "only where a looked-after child has died",
    "care_leaver_death": "only where a care leaver has died",
}

ITEMS = {
    "agency_return": "for each agency that is asked",
    "information_request": "for each request",
    "panel_request": "for each request of the Panel",
    "recommendation": "for each recommendation",
}

SETS_A_TIME = {
    "information_request": "the request",
    "panel_request": "the Panel",
    "recommendation": "the recommendation",
}
"""What sets the time of an item that has no limit of its own."""

SETTLED = {
    None: "it is settled",
    "evidence": "its impact is evidenced",
    "six_month_check": "the six-month check",
    "twelve_month_check": "the twelve-month check",
}


def owner_words(position: P) -> str:
    """Who owes the next step at a position: `the partners' chair`."""
    if position not in OWNERS:
        return "nobody"
    owner = REVIEW_PARTIES[OWNERS[position]]
    if position is P.RAPID_REVIEW_SIGN_OFF:
        return f"{owner}; once all have ratified, {REVIEW_PARTIES[ONCE_RATIFIED]}"
    return owner


def within_words(deadline: Deadline) -> str:
    """A deadline's limit: `15 working days`, `at once, measured as 1 working day`, `as the Panel sets`."""
    if deadline.limit is None:
        words = _without_a_limit(deadline)
    elif deadline.limit.amount == 0:
        words = "the same day"
    elif deadline.at_once:
        words = f"at once, measured as {deadline.limit.words()}"
    elif deadline.meaning == "at_least_until":
        words = f"at least {deadline.limit.words()}"
    elif deadline.counted == "before":
        words = f"{deadline.limit.words()} before"
    else:
        words = deadline.limit.words()
    if deadline.at_least:
        words += f", at least {deadline.at_least.words()} from being asked"
    force = deadline.basis_of("limit").force
    own = force is not deadline.force
    return f"{words} ({'local default' if force is Force.LOCAL_DEFAULT else name_words(force.value)})" if own else words


def _without_a_limit(deadline: Deadline) -> str:
    if deadline.at_once:
        return "at once, measured as the same day"
    if deadline.each == "recommendation":
        return "by its own day"
    return "by the day that the request states" if deadline.each == "information_request" else "as the Panel sets"


def from_words(deadline: Deadline) -> str:
    """What a deadline counts from: `the incident`."""
    if deadline.from_words:
        return deadline.from_words
    if deadline.counts_from:
        return FACTS[deadline.counts_from]
    starts = {
        "agency_return": "its being asked for",
        "information_request": "the request",
        "panel_request": "the Panel's request",
    }
    return starts.get(deadline.each, "its being accepted")


def time_set_by(deadline: Deadline) -> str | None:
    """Who or what has set the time of a deadline that has no limit of its own: `the Panel`. None for any other."""
    return SETS_A_TIME.get(deadline.each) if deadline.limit is None else None


def ends_words(deadline: Deadline) -> str:
    """What meets a deadline: `the notification to the Panel`."""
    if deadline.scope != "review":
        return "its being done"
    if deadline.each != "review":
        return SETTLED[deadline.settled_by]
    if deadline.meaning == "at_least_until":
        return "the end of that time"
    return FACTS[deadline.met_by] if deadline.met_by else "leaving this step"
