"""Who owes the next step of a practice review, by where it stands."""

from __future__ import annotations

from procedures.review_course import ReviewPosition

P = ReviewPosition

OWNERS: dict[ReviewPosition, str] = {
    P.REFERRED: "business_support",
    P.CRITERIA_ASSESSMENT: "local_authority",
    P.NOTIFICATION_DISPUTED: "local_authority",
    P.NOT_NOTIFIABLE: "business_support",
    P.SECRETARY_OF_STATE_AND_OFSTED_ONLY: "local_authority",
    P.NOTIFIED: "sub_committee_chair",
    P.NOTIFICATION_WITHDRAWN: "business_support",
    P.RAPID_REVIEW_GATHERING: "sub_committee_chair",
    P.RAPID_REVIEW_MEETING: "business_support",
    P.RAPID_REVIEW_DRAFTED: "sub_committee_chair",
    P.RAPID_REVIEW_SIGN_OFF: "partners_chair",
    P.DECISION_DISPUTED: "partners_chair",
    P.RAPID_REVIEW_SUBMITTED: "business_support",
    P.AWAITING_PANEL: "business_support",
    P.PANEL_QUERY: "business_support",
    P.PANEL_RESPONDED: "partners_chair",
    P.LEARNING_WITHOUT_REVIEW: "sub_committee_chair",
    P.ALTERNATIVE_LEARNING_REVIEW: "sub_committee_chair",
    P.NATIONAL_REVIEW_LINKED: "sub_committee_chair",
    P.LCSPR_DECIDED: "business_support",
    P.LCSPR_COMMISSIONING: "partners_chair",
    P.LCSPR_SCOPED: "business_support",
    P.LCSPR_IN_PROGRESS: "sub_committee_chair",
    P.LCSPR_DRAFT: "sub_committee_chair",
    P.LCSPR_PARTNER_SIGN_OFF: "partners_chair",
    P.PUBLICATION_PLANNED: "business_support",
    P.SENT_BEFORE_PUBLICATION: "business_support",
    P.PUBLISHED: "sub_committee_chair",
    P.IMPROVEMENTS_ONLY_PUBLISHED: "sub_committee_chair",
    P.NOTHING_PUBLISHED_JUSTIFIED: "sub_committee_chair",
    P.ACTION_PLAN_ACTIVE: "sub_committee_chair",
    P.IMPACT_REVIEW: "partners_chair",
}
"""Who owes the next step at each open position; a party of `review_language`."""

ONCE_RATIFIED = "business_support"
"""Who owes the next step once the decision that is before the partners is ratified by all: it is to be sent."""
