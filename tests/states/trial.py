"""A made-up procedure in which every feature of the language occurs once, and a small partnership for it.

It stands for no published procedure: tests of features that the library does not use yet need it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from procedures.language import Procedure
from states.actions import RaiseDisagreement
from states.directory import Agency, Directory, Person, Seat
from tests.states.cases import World
from tests.states.doings import MARK

LOCAL = {"force": "local_default", "note": "Made up for a test."}
TEXT = MARK

WORKER, WORKER_2, WORKER_MANAGER, WORKER_DIRECTOR = "worker", "other_worker", "worker_manager", "worker_director"
NURSE, NURSE_MANAGER, NURSE_DIRECTOR = "nurse", "nurse_manager", "nurse_director"
DOCTOR, DEPUTY_OFFICER = "doctor", "deputy_officer"
OFFICER, OFFICER_MANAGER = "officer", "officer_manager"
MEMBER_COUNCIL, MEMBER_POLICE, MEMBER_NORTH, MEMBER_SOUTH = "for_council", "for_police", "for_north", "for_south"
SUPPORT, SUPPORT_2, SCRUTINEER = "support", "support_two", "scrutineer"


def _clock(identifier: str, owner: str, starts: list[str], limit: str, on_expiry: str, **more: Any) -> dict[str, Any]:
    chase = {"chase": "1 working_days"} if on_expiry == "flag" else {}
    own = {"id": identifier, "title": f"The step {identifier}", "owner": owner, "starts": starts, "limit": limit}
    return own | {"on_expiry": on_expiry} | chase | more | LOCAL


def _duty(identifier: str, owner: str, outcomes: list[str], **more: Any) -> dict[str, Any]:
    own = {"id": identifier, "title": f"The duty {identifier}", "owner": owner, "limit": "2 working_days"}
    return own | {"chase": "1 working_days", "outcomes": outcomes} | more | LOCAL


ENDS = ["settled", "decided", "settled_elsewhere"]

DATA: dict[str, Any] = {
    "id": "trial",
    "title": "Trial",
    "partnership": "Nowhere",
    "edition": "1",
    "effective_from": "2025-01-01",
    "documents": [],
    "calendar": {"bank_holidays": "none", "end_of_day": "17:00"},
    "ranks": [{"id": "practitioner", "title": "Practitioner"}, {"id": "manager", "title": "Manager"}],
    "proxies": [{"agency_kind": "gp_practice", "rank": "manager", "by_agency_kind": "health", **LOCAL}],
    "categories": [{"id": "threshold", "title": "Threshold"}],
    "priorities": [{"id": "standard", "title": "Standard"}, {"id": "urgent", "title": "Urgent"}],
    "stages": [
        {
            "id": "practitioners",
            "title": "Practitioners",
            "rank": "practitioner",
            "clocks": [
                _clock("acknowledge_it", "responding_side", ["stage_opened"], "1 working_days", "flag",
                       stops=["acknowledged", "answered"], tell_on_expiry=["raiser"]),
                _clock("resolve_it", "responding_side", ["stage_opened"], "5 working_days", "move_up",
                       fast_limit="2 working_days", limits_by_priority={"urgent": "3 working_days"},
                       warn=["2 working_days", "1 working_days"], tell_on_expiry=["raising_side"]),
            ],
            "skips": [{"to": "panel", "by": ["raiser"], "after_consulting": ["the safeguarding lead"], **LOCAL}],
        },
        {
            "id": "managers",
            "title": "Managers",
            "rank": "manager",
            "gate": {"keeper": "raising:manager", "question": "Is the concern justified?", **LOCAL},
            "clocks": [
                _clock("meet", "responding_side", ["stage_opened"], "2 working_days", "require_meeting",
                       stops=["meeting_recorded"]),
                _clock("hold_the_meeting", "responding_side", ["meeting_required"], "2 working_days", "move_up",
                       stops=["meeting_recorded"]),
                _clock("plan", "responding_side", ["meeting_recorded"], "48 hours", "prompt_raiser"),
                _clock("decide_whether", "raiser", ["raiser_prompted"], "1 working_days", "flag"),
            ],
            "notices": [{"on": "stage_opened", "to": ["business_support"], "message": "Managers have it.", **LOCAL}],
        },
        {
            "id": "panel",
            "title": "Panel",
            "group": "panel",
            "clocks": [_clock("panel_decides", "chair", ["stage_opened"], "10 working_days", "move_up",
                              fast_limit="2 working_days")],
        },
    ],
    "groups": [
        {
            "id": "panel",
            "title": "Panel",
            "functions": [
                {"id": "council", "title": "Council", "seats": ["council"], **LOCAL},
                {"id": "police", "title": "Police", "seats": ["police"], **LOCAL},
                {"id": "health", "title": "Health", "seats": ["north", "south"], "seats_heard": "all", **LOCAL},
            ],
            "quorum": 2,
            "decides": "majority",
            "chair": {"rotates": "yearly", "order": ["police", "health", "council"], "first_year": 2026, **LOCAL},
            "recusal": {"own_agency_is_party": "declares", "by_choice": True, **LOCAL},
            **LOCAL,
        }
    ],
    "every_stage": [
        _clock("gate", "gatekeeper", ["gate_sought"], "1 working_days", "open_stage",
               stops=["stage_opened", "gate_returned"]),
        _clock("returned", "raiser", ["gate_returned"], "2 working_days", "flag",
               stops=["gate_sought", "stage_opened"]),
        _clock("information", "raiser", ["information_asked"], "2 working_days", "flag",
               stops=["information_given", "answered"]),
        _clock("considering", "raiser", ["answered"], "2 working_days", "flag", only="rank"),
    ],
    "caps": [{"id": "two_rungs", "title": "Both rungs together", "stages": ["practitioners", "managers"],
              "limit": "8 working_days", **LOCAL}],
    "child_protecting_time": {"set_by": ["raiser", "raising_side", "chair"], "warn": ["2 working_hours"], **LOCAL},
    "commitment": {"chase": "1 working_days", "warn": ["1 working_days"], **LOCAL},
    "fast_paths": [
        {"id": "harm", "title": "Risk of harm", "when": "Waiting would harm.", "by": ["raiser", "raising_side"],
         **LOCAL},
        {"id": "leap", "title": "To the panel", "when": "Waiting would harm.", "by": ["raiser"],
         "opens_stage": "panel", **LOCAL},
    ],
    "emergency": {"text": "Call 999.", **LOCAL},
    "onward": {
        "title": "Beyond", "to": ["somebody else"], "owner": "business_support", **LOCAL,
        "clocks": [_clock("follow_up", "business_support", ["referred_onward"], "5 working_days", "flag",
                          tell_on_expiry=["independent_scrutineer"])],
    },
    "redirects": [
        {"id": "allegation", "title": "Allegation", "to": "LADO", "when": "About staff", "effect": "branch", **LOCAL},
        {"id": "complaint", "title": "Complaint", "to": "Complaints", "when": "A complaint", "effect": "closes",
         **LOCAL},
    ],
    "notices": [{"on": "closed", "to": ["raiser", "receiver"], "message": "It is closed.", **LOCAL}],
    "closing_duties": [
        _duty("feedback", "responding_side", [*ENDS, "redirected"]),
        _duty("written_outcome", "responding_side", ENDS, agreed_by_both=True),
        _duty("plan_agreed", "raising_side", ["decided"], agreed_by_both=True),
        _duty("record_copy", "raiser", ENDS, per_side=True),
        _duty("learning", "business_support", ["settled"], limit="10 working_days"),
        _duty("say_why", "raiser", ["withdrawn"]),
    ],
    "hold": {"allowed": True, "by": ["business_support", "raiser"], "reasons": ["court", "leave"],
             "cap": "5 working_days", "warn": ["1 working_days"], **LOCAL},
    "withdrawal": {"by": ["raiser", "raising_side"], **LOCAL},
    "reopening": {"allowed": True, "by": ["raiser", "raising_side"], "within": "1 calendar_months", **LOCAL},
}  # fmt: skip


@lru_cache
def trial() -> Procedure:
    """The made-up procedure."""
    return Procedure.model_validate(DATA)


@lru_cache
def people() -> Directory:
    """A council, the police, a practice without managers and the two boards that act for it, and a support team."""
    agencies = [
        Agency("council", "Council", "local_authority"),
        Agency("police", "Police", "police"),
        Agency("north", "Board North", "health"),
        Agency("south", "Board South", "health"),
        Agency("practice", "Practice", "gp_practice"),
        Agency("partnership", "Partnership", "partnership"),
    ]
    posts = [
        Person(WORKER, "Social worker", "council", "practitioner", reports_to=WORKER_MANAGER),
        Person(WORKER_2, "Another social worker", "council", "practitioner", reports_to=WORKER_MANAGER),
        Person(WORKER_MANAGER, "Team manager", "council", "manager", reports_to=WORKER_DIRECTOR),
        Person("manager_elsewhere", "Manager of another team", "council", "manager", reports_to=WORKER_DIRECTOR),
        Person(WORKER_DIRECTOR, "Director", "council"),
        Person(NURSE, "Nurse", "north", "practitioner", reports_to=NURSE_MANAGER),
        Person(NURSE_MANAGER, "Nurse manager", "north", "manager", reports_to=NURSE_DIRECTOR),
        Person(NURSE_DIRECTOR, "Director of nursing", "north"),
        Person("south_manager", "Manager, Board South", "south", "manager"),
        Person(DOCTOR, "General practitioner", "practice", "practitioner"),
        Person(OFFICER, "Police constable", "police", "practitioner", reports_to=OFFICER_MANAGER),
        Person(OFFICER_MANAGER, "Detective sergeant", "police", "manager"),
        Person(DEPUTY_OFFICER, "Police officer without a rank of the ladder", "police"),
        Person(MEMBER_COUNCIL, "Member for the council", "council"),
        Person(MEMBER_POLICE, "Member for the police", "police"),
        Person(MEMBER_NORTH, "Member for Board North", "north"),
        Person(MEMBER_SOUTH, "Member for Board South", "south"),
        Person(SUPPORT, "Business manager", "partnership", roles=("business_support",)),
        Person(SUPPORT_2, "Business support officer", "partnership", roles=("business_support",)),
        Person(SCRUTINEER, "Independent scrutineer", "partnership", roles=("independent_scrutineer",)),
    ]
    seats = [
        Seat("panel", "council", MEMBER_COUNCIL),
        Seat("panel", "police", MEMBER_POLICE),
        Seat("panel", "north", MEMBER_NORTH),
        Seat("panel", "south", MEMBER_SOUTH),
    ]
    return Directory.of(agencies, posts, (), seats)


def concern(agency: str = "council", practitioner: str = WORKER, **more: Any) -> RaiseDisagreement:
    """A disagreement with somebody."""
    return RaiseDisagreement(
        responding_agency=agency,
        responding_practitioner=practitioner,
        category=more.pop("category", "threshold"),
        about=TEXT,
        tried=TEXT,
        would_settle=TEXT,
        **more,
    )


def world(procedure: Procedure | None = None, action: RaiseDisagreement | None = None, actor: str = NURSE) -> World:
    """A nurse has raised a disagreement with a social worker, on a Monday at nine."""
    return World.raised(procedure or trial(), people(), actor, action or concern())
