"""What the demonstration's partnership has been doing: who did what on which case, counted back from today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

SAID = "Demonstration: "
COUNCIL, POLICE, HEALTH = "essex_county_council", "essex_police", "hcrg"
SOCIAL_WORKER, ASSESSMENT = "social_worker_ecc", "assessment_social_worker_ecc"
SERVICE_MANAGER = "service_manager_ecc"
SUPPORT = "escb_business_manager"
FOR_COUNCIL, FOR_POLICE = "director_childrens_services_ecc", "assistant_chief_constable_essex_police"
FOR_HEALTH = "chief_nurse_snee_icb"


@dataclass(frozen=True)
class PastStep:
    """What somebody did. `days` are working days before today; `who` is a person's code or a party of the case.

    What an action needs and `given` leaves out is filled in as for stories.
    """

    days: int
    at: time
    who: str
    does: str
    given: Mapping[str, Any] = field(default_factory=dict)


def _step(days: int, at: str, who: str, does: str, **given: Any) -> PastStep:
    return PastStep(days, time.fromisoformat(at), who, does, given)


def _raised(days: int, at: str, who: str, category: str, about: str, settles: str, **given: Any) -> PastStep:
    words = {
        "about": f"{SAID}{about}",
        "tried": f"{SAID}a telephone call, and a second one with the line manager listening.",
        "would_settle": f"{SAID}{settles}",
    }
    return _step(days, at, who, "raise_disagreement", category=category, **words, **given)


SETTLED = (
    _raised(
        34,
        "10:00",
        "school_nurse_hcrg",
        "referral_response",
        "a referral was closed without a reply.",
        "a reply with reasons.",
        responding_practitioner=ASSESSMENT,
    ),
    _step(34, "15:30", ASSESSMENT, "acknowledge", note=f"{SAID}I am looking into it with my manager."),
    _step(32, "11:00", ASSESSMENT, "answer", answer=f"{SAID}the referral is open again, and a visit is arranged."),
    _step(32, "16:00", "raiser", "settle", reason=f"{SAID}a visit is what we asked for."),
    _step(31, "10:00", "responding_side", "finish_duty", duty="feedback_to_raiser", text=f"{SAID}told by telephone."),
    _step(30, "10:00", "responding_side", "propose_outcome", duty="written_outcome", text=f"{SAID}a visit."),
    _step(30, "14:00", "raising_side", "agree_outcome", duty="written_outcome"),
    _step(29, "10:00", "responding_side", "finish_duty", duty="record_copy__responding", text=f"{SAID}filed."),
    _step(29, "11:00", "raising_side", "finish_duty", duty="record_copy__raising", text=f"{SAID}filed."),
    _step(27, "10:00", SUPPORT, "finish_duty", duty="learning", text=f"{SAID}every referral gets a reply."),
)

DECIDED = (
    _raised(
        28,
        "09:30",
        "camhs_practitioner_nelft",
        "conference",
        "whether a strategy meeting is needed.",
        "a strategy meeting within the week.",
        responding_practitioner=SOCIAL_WORKER,
    ),
    # Nobody answers: it climbs by itself, first to senior managers, then to the partners.
    _step(16, "10:00", FOR_POLICE, "give_group_view", view="with_raising_side", reason=f"{SAID}the threshold is met."),
    _step(15, "11:00", FOR_HEALTH, "give_group_view", view="with_raising_side", reason=f"{SAID}meet and decide."),
    _step(14, "14:00", "chair", "decide_as_group", view="with_raising_side", decision=f"{SAID}a meeting is held."),
    _step(13, "10:00", "responding_side", "finish_duty", duty="feedback_to_raiser", text=f"{SAID}told by letter."),
)

WITHDRAWN = (
    _raised(
        22,
        "14:00",
        "designated_safeguarding_lead_primary_school",
        "information_sharing",
        "a school was not told of a plan.",
        "a copy of the plan.",
        responding_practitioner=SOCIAL_WORKER,
    ),
    _step(21, "10:00", "raiser", "withdraw", reason=f"{SAID}the plan came with the next post."),
    _step(21, "10:30", "raiser", "finish_duty", duty="tell_other_side_of_withdrawal", text=f"{SAID}told by telephone."),
)

WITH_SENIOR_MANAGERS = (
    _raised(
        6,
        "10:00",
        "youth_justice_worker_youth_justice",
        "plan_drift",
        "actions of a plan are not done.",
        "a date for each action, and who does it.",
        responding_practitioner=SOCIAL_WORKER,
    ),
    _step(6, "15:00", SOCIAL_WORKER, "acknowledge"),
    _step(4, "11:00", SOCIAL_WORKER, "answer", answer=f"{SAID}the actions wait for a placement."),
    _step(3, "12:00", "raiser", "reject_answer", reason=f"{SAID}waiting is what we disagree about."),
    _step(2, "10:00", SERVICE_MANAGER, "acknowledge", note=f"{SAID}I have asked for the plan."),
)

ANSWERED = (
    _raised(
        3,
        "09:30",
        "detective_constable_essex_police",
        "roles",
        "who tells the family of a next step.",
        "one name for it.",
        responding_practitioner=ASSESSMENT,
    ),
    _step(2, "14:00", ASSESSMENT, "answer", answer=f"{SAID}we tell them, on our visit tomorrow."),
)

ASKED = (
    _raised(
        2,
        "11:00",
        "designated_safeguarding_lead_secondary_school",
        "threshold",
        "the level of need.",
        "a decision with its reasons.",
        responding_practitioner=ASSESSMENT,
    ),
    _step(1, "10:00", ASSESSMENT, "ask_information", question=f"{SAID}since when has attendance fallen?"),
)

JUST_RAISED = (
    _raised(
        1,
        "15:30",
        "housing_officer_chelmsford",
        "provision",
        "a service was refused.",
        "a joint visit.",
        responding_practitioner=SOCIAL_WORKER,
    ),
)

DISAGREEMENTS = (SETTLED, DECIDED, WITHDRAWN, WITH_SENIOR_MANAGERS, ANSWERED, ASKED, JUST_RAISED)
"""The disagreements, each from the day that it was raised."""


def _views(days: int) -> tuple[PastStep, ...]:
    given = {"notify": True, "reason": f"{SAID}to be notified."}
    return (
        _step(days, "10:00", FOR_COUNCIL, "give_notification_view", **given),
        _step(days, "10:30", FOR_POLICE, "give_notification_view", **given),
        _step(days, "11:00", FOR_HEALTH, "give_notification_view", **given),
    )


def _notified(days: int) -> PastStep:
    given = {"abuse_or_neglect": "suspected", "harm": "seriously_harmed", "territory": "happened_here"}
    return _step(days, "15:00", SERVICE_MANAGER, "notify_panel", **given)


def _returned(days: int, at: str, who: str) -> PastStep:
    return _step(days, at, who, "submit_return")


LOCAL_REVIEW = (
    _step(62, "11:00", "paediatric_consultant_mse_hospitals", "refer_incident", incident="serious_harm"),
    _step(62, "14:00", SUPPORT, "begin_assessment"),
    _step(62, "15:00", SERVICE_MANAGER, "tell_partners"),
    *_views(61),
    _notified(60),
    _step(59, "10:00", "sub_committee_chair", "begin_gathering", agencies=[COUNCIL, POLICE, HEALTH]),
    _returned(55, "10:00", "quality_assurance_manager_ecc"),
    _returned(55, "11:00", "detective_inspector_essex_police"),
    _returned(54, "10:00", "named_nurse_hcrg"),
    _step(52, "10:00", "sub_committee_chair", "hold_rapid_review_meeting"),
    _step(50, "10:00", SUPPORT, "draft_rapid_review", answers=["improvements_needed", "working_together"]),
    _step(49, "10:00", "sub_committee_chair", "recommend_decision", decision="local_review"),
    _step(49, "15:00", FOR_COUNCIL, "ratify"),
    _step(48, "10:00", FOR_POLICE, "ratify"),
    _step(48, "11:00", FOR_HEALTH, "ratify"),
    _step(47, "10:00", SUPPORT, "submit_rapid_review"),
    _step(46, "09:30", SUPPORT, "log_panel_receipt"),
    _step(38, "10:00", SUPPORT, "record_panel_response", response="agrees"),
    _step(37, "10:00", "partners_chair", "begin_local_review"),
    _step(36, "10:00", SUPPORT, "begin_commissioning"),
    _step(31, "10:00", "partners_chair", "appoint_reviewer", conflict="none"),
    _step(31, "11:00", SUPPORT, "tell_of_reviewer", reviewer_named=True),
    _step(30, "10:00", "partners_chair", "agree_scope"),
    _step(28, "10:00", SUPPORT, "begin_review_work"),
    _step(12, "10:00", "partners_chair", "record_supervision_check"),
)

GATHERING = (
    _step(7, "10:00", "class_teacher_primary_school", "refer_incident", incident="serious_harm"),
    _step(7, "14:00", SUPPORT, "begin_assessment"),
    _step(7, "15:00", SERVICE_MANAGER, "tell_partners"),
    *_views(6),
    _notified(5),
    _step(4, "10:00", "sub_committee_chair", "begin_gathering", agencies=[COUNCIL, POLICE, HEALTH]),
    _returned(1, "11:00", "detective_inspector_essex_police"),
)

REVIEWS = (LOCAL_REVIEW, GATHERING)
"""The practice reviews, each from the day that the incident was referred."""

LONGEST_AGO = max(step.days for thread in (*DISAGREEMENTS, *REVIEWS) for step in thread)
