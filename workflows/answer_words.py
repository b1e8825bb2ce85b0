"""What people see for the fixed answers of an action's field, such as the views that a group can take."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VIEWS = {
    "with_raising_side": "With the side that raised it",
    "with_responding_side": "With the other side",
    "another_way": "Another way",
}
INCIDENTS = {"death": "A child has died", "serious_harm": "A child was seriously harmed", "other": "Something else"}
ABUSE = {"known": "Yes, it is known", "suspected": "Yes, it is suspected", "neither": "No, neither known nor suspected"}
GROUNDS = {
    "criminal_proceedings": "Criminal proceedings",
    "inquest": "An inquest",
    "prosecution": "A prosecution",
    "other": "Something else",
}
ENDINGS = {
    "settled": "It was settled",
    "decided": "It was decided",
    "withdrawn": "It was withdrawn",
    "redirected": "It was passed to where it belongs",
    "settled_elsewhere": "It was settled beyond the ladder",
}

ANSWER_WORDS: Mapping[tuple[str, str], Mapping[str, str]] = MappingProxyType(
    {
        ("give_group_view", "view"): VIEWS,
        ("decide_as_group", "view"): VIEWS,
        ("refer_incident", "incident"): INCIDENTS,
        ("begin_assessment", "incident"): INCIDENTS,
        ("correct_standing", "incident"): INCIDENTS,
        ("notify_panel", "abuse_or_neglect"): ABUSE,
        ("tell_secretary_of_state_only", "abuse_or_neglect"): ABUSE,
        ("notify_panel", "harm"): {
            "died": "The child died",
            "seriously_harmed": "The child was seriously harmed",
            "neither": "Neither",
        },
        ("notify_panel", "territory"): {
            "happened_here": "In the local authority's own area",
            "outside_england_lives_here": "Outside England, and the child normally lives in its area",
            "neither": "Neither",
        },
        ("recommend_decision", "decision"): {
            "local_review": "A local child safeguarding practice review",
            "no_review": "No local review",
            "alternative_review": "No local review, and another kind of learning review",
            "national_review_suggested": "Suggest a national review to the Panel",
        },
        ("dispute_opened", "about"): {"notification": "Whether to notify", "decision": "The decision"},
        ("dispute_resolved", "outcome"): ENDINGS,
        ("notification_dispute_resolved", "outcome"): ENDINGS,
        ("record_panel_response", "response"): {
            "agrees": "It agrees",
            "questions": "It questions the decision",
            "national_review": "It holds a national review",
            "suggests_local_review": "It suggests a local review",
        },
        ("appoint_reviewer", "conflict"): {
            "none": "No",
            "managed": "Yes, and it is managed",
            "unmanaged": "Yes, and it is not managed",
        },
        ("expect_delay", "ground"): GROUNDS,
        ("report_delay", "ground"): GROUNDS,
        ("plan_publication", "what"): {
            "full_report": "The full report",
            "improvements_only": "Only information on improvements",
        },
        ("record_impact_check", "months"): {"6": "6 months on", "12": "12 months on"},
        ("open_side_record", "side"): {
            "immediate_safety": "Action for a child's immediate safety",
            "criminal": "Criminal proceedings",
            "coroner": "A coroner's inquiry",
            "domestic_homicide_review": "A domestic homicide review",
            "safeguarding_adult_review": "A safeguarding adult review",
            "child_death_review": "A child death review",
            "other_proceedings": "Other proceedings",
            "family_engagement": "The family's part",
            "communications": "Communications",
            "early_learning": "Early learning",
        },
    }
)
"""The answers that people can choose, by action and field, in their order.

That the Panel has sent no letter is no answer to what its letter says: going on without one is an action of its own.
"""
