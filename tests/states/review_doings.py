"""Everything that somebody may try to do to a practice review, wherever it stands, drawn by Hypothesis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from procedures.review_course import REOPENS_BY_LETTER, course
from states import review_actions as do
from states.action import Action
from tests.partnership import COUNCIL, HCRG, POLICE, SCHOOL
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import FUNCTIONS, TEXT, draft, lead, notification, recommendation, recommended, returned

AGENCIES = [COUNCIL, POLICE, HCRG, SCHOOL]

WRITTEN: dict[str, dict[str, Any]] = {
    "begin_learning_without_review": {"plan": TEXT},
    "begin_alternative_review": {"plan": TEXT},
    "link_national_review": {"panel_reference": "N-1"},
    "agree_scope": dict.fromkeys(("terms_of_reference", "method", "family_plan", "parallel_proceedings"), TEXT),
    "submit_draft_report": {"summary_of_improvements": TEXT, "systemic_analysis": TEXT},
    "record_panel_comments": {"comments": TEXT, "considered": TEXT},
    "comment_as_scrutineer": {"comment": TEXT},
    "tell_secretary_of_state_only": {"rationale": TEXT, "abuse_or_neglect": "neither"},
    "expect_delay": {"ground": "inquest", "reason": TEXT},
    "close_review": {"in_yearly_report": "2026-27"},
}
"""Actions whose fields never vary here."""

WITH_A_REASON = (
    "dispute_notification", "ratify", "refuse_ratification", "recuse_from_review", "return_report",
    "go_on_without_panel_response",
)  # fmt: skip


def events_at(world: ReviewWorld) -> list[str]:
    """The kinds of action that the course knows where the review stands."""
    return sorted({move.event for move in course() if move.source is world.at and move.event != REOPENS_BY_LETTER})


def doing(draw: Callable[[st.SearchStrategy[Any]], Any], world: ReviewWorld, event: str) -> Action:
    """An action of a kind, sensible more often than not."""
    if event in WRITTEN or event in WITH_A_REASON:
        return _of(event, WRITTEN.get(event, {"reason": TEXT}))
    made = MADE.get(event)
    return _of(event, made(draw, world) if made else {}) if event not in WHOLE else WHOLE[event](draw, world)


def _of(event: str, fields: dict[str, Any]) -> Action:
    return do.ANY_REVIEW_ACTION.validate_python({"kind": event, **fields})


Draw = Callable[[st.SearchStrategy[Any]], Any]


def _yes(draw: Draw) -> bool:
    return bool(draw(st.booleans()))


def _day(draw: Draw, world: ReviewWorld) -> date:
    """Today or near it, mostly."""
    return world.today + timedelta(days=draw(st.sampled_from([0, 0, 0, 0, -1, 1, -30])))


def _ahead(draw: Draw, world: ReviewWorld) -> date:
    return world.today + timedelta(days=draw(st.integers(-1, 30)))


def _agency(draw: Draw) -> str:
    return str(draw(st.sampled_from(AGENCIES)))


def _number(draw: Draw) -> int:
    return int(draw(st.sampled_from([1, 1, 1, 2, 3])))


def _answered(draw: Draw, world: ReviewWorld) -> Action:
    rules = world.rules
    yes = draw(st.lists(st.sampled_from([question.id for question in rules.criteria]), max_size=2))
    return draft(world, *yes)


def _recommended(draw: Draw, world: ReviewWorld) -> Action:
    decision = draw(st.sampled_from(["local_review", "no_review", "alternative_review", "national_review_suggested"]))
    met = any(world.review.answers.get(question.id) for question in world.rules.criteria)
    below = decision == "local_review" and not met
    in_favour = draw(st.sampled_from([FUNCTIONS, FUNCTIONS, FUNCTIONS[:2]]))
    return recommended(decision, below_the_criteria=below, focus=TEXT, in_favour=in_favour, against=())


def _returned(draw: Draw, world: ReviewWorld) -> Action:
    agency = _agency(draw)
    return returned(agency, world, senior_sign_off=lead(agency))


def _reference(draw: Draw, world: ReviewWorld) -> dict[str, Any]:
    known = [dispute.reference for dispute in world.review.disputes if dispute.reference] or ["D-1"]
    return {"reference": draw(st.sampled_from(known)), "outcome": "settled"}


def _opened(draw: Draw, world: ReviewWorld) -> dict[str, Any]:
    about = draw(st.sampled_from(["notification", "decision"]))
    return {"about": about, "reference": f"D-{len(world.entries)}", "opened_at": world.now}


def _sent(draw: Draw, world: ReviewWorld) -> dict[str, Any]:
    return {"sent_to_panel_on": _day(draw, world), "sent_to_secretary_of_state_on": _day(draw, world)}


def _published(draw: Draw, world: ReviewWorld) -> dict[str, Any]:
    return {"published_on": _day(draw, world), "address": "https://example.org/report"}


WHOLE: dict[str, Callable[[Draw, ReviewWorld], Action]] = {
    "notify_panel": lambda draw, w: notification(w, views_not_given=TEXT if _yes(draw) else None),
    "submit_return": _returned,
    "draft_rapid_review": _answered,
    "recommend_decision": _recommended,
    "add_recommendation": lambda draw, w: recommendation(w, _agency(draw)),
}
"""Actions that a test of its own builds already."""

MADE: dict[str, Callable[[Draw, ReviewWorld], dict[str, Any]]] = {
    "begin_assessment": lambda draw, w: {"aware_at": w.now - timedelta(days=draw(st.integers(0, 5))), "aware_by": "x"},
    "correct_standing": lambda draw, _: {
        "incident": draw(st.sampled_from([None, "death", "serious_harm"])),
        "looked_after": draw(st.sampled_from([None, True, False])), "reason": TEXT,
    },
    "tell_partners": lambda _, w: {"told_at": w.now},
    "give_notification_view": lambda draw, _: {"notify": _yes(draw), "reason": TEXT},
    "find_not_notifiable": lambda *_: {
        "looked_after_checked": True, "care_leaver_checked": True, "duty_not_engaged": True, "rationale": TEXT,
    },
    "notification_dispute_resolved": _reference,
    "record_secretary_of_state_told": lambda _, w: {"told_at": w.now},
    "withdraw_notification": lambda draw, w: {"panel_told_on": _day(draw, w), "reason": TEXT},
    "begin_gathering": lambda *_: {"agencies": AGENCIES[:3]},
    "request_return": lambda draw, _: {"agency": _agency(draw)},
    "record_return_gap": lambda draw, _: {"agency": _agency(draw), "reason": TEXT},
    "hold_rapid_review_meeting": lambda draw, w: {"held_on": _day(draw, w), "present": FUNCTIONS},
    "dispute_opened": _opened,
    "dispute_resolved": _reference,
    "submit_rapid_review": lambda draw, w: {"sent_at": w.now - timedelta(hours=draw(st.sampled_from([0, 0, 0, 30])))},
    "log_panel_receipt": lambda draw, w: {"received_on": _day(draw, w)},
    "record_panel_query": lambda draw, w: {"due_at": w.now + timedelta(days=draw(st.integers(0, 9))), "question": TEXT},
    "answer_panel_query": lambda draw, w: {"number": _number(draw), "sent_at": w.now, "answer": TEXT},
    "record_panel_response": lambda draw, w: {
        "response": draw(st.sampled_from(["agrees", "questions", "national_review", "suggests_local_review"])),
        "received_on": _day(draw, w), "letter": TEXT,
    },
    "retake_decision": lambda draw, _: {"panel_suggests_local_review": _yes(draw), "reason": TEXT},
    "appoint_reviewer": lambda draw, _: {
        "description": "reviewer", "conflict": draw(st.sampled_from(["none", "managed", "unmanaged"])),
        "experience": TEXT, "conflict_management": TEXT,
    },
    "tell_of_reviewer": lambda draw, w: {"told_on": _day(draw, w), "reviewer_named": _yes(draw)},
    "record_supervision_check": lambda draw, w: {"checked_on": _day(draw, w), "findings": TEXT},
    "report_delay": lambda draw, w: {
        "ground": "inquest", "panel_told_on": _day(draw, w), "secretary_of_state_told_on": _day(draw, w),
    },
    "raise_national_issue": lambda draw, w: {"panel_told_on": _day(draw, w), "issue": TEXT},
    "plan_publication": lambda draw, w: {
        "what": draw(st.sampled_from(["full_report", "improvements_only"])), "planned_on": _ahead(draw, w),
        "impact_considered": TEXT, "reason": TEXT,
    },
    "move_publication": lambda draw, w: {"planned_on": _ahead(draw, w), "reason": TEXT},
    "send_before_publication": _sent,
    "send_to_ofsted": lambda draw, w: {"sent_on": _day(draw, w)},
    "justify_not_publishing": lambda draw, w: {"sent_on": _day(draw, w), "justification": TEXT},
    "publish_report": _published,
    "publish_improvements": _published,
    "publish_nothing": lambda draw, w: _sent(draw, w) | {"justification": TEXT, "comments_considered": TEXT},
    "answer_recommendation": lambda draw, _: {
        "number": _number(draw), "accepted": _yes(draw), "reason": TEXT, "action": TEXT,
    },
    "record_evidence": lambda draw, _: {"number": _number(draw), "shows_impact": _yes(draw), "evidence": TEXT},
    "record_impact_check": lambda draw, _: {
        "number": _number(draw), "months": draw(st.sampled_from([6, 12])), "findings": TEXT,
    },
    "close_recommendation": lambda draw, _: {"number": _number(draw), "reason": TEXT},
    "record_audit": lambda draw, w: {"audited_on": _day(draw, w), "findings": TEXT},
    "open_side_record": lambda *_: {"side": "criminal", "text": TEXT},
    "add_to_side_record": lambda draw, _: {"number": _number(draw), "text": TEXT},
    "close_side_record": lambda draw, _: {"number": _number(draw), "text": TEXT},
    "request_information": lambda draw, w: {"agency": _agency(draw), "due_on": _ahead(draw, w), "what": TEXT},
    "record_information": lambda draw, _: {"number": _number(draw), "given": _yes(draw), "note": TEXT},
    "hand_over_review": lambda draw, w: {"to": draw(st.sampled_from(sorted(w.directory.people))), "reason": TEXT},
}  # fmt: skip
"""The fields of every other action that has any."""
