"""The names that a story may use of a case: stages or positions, clocks, parties, kinds of entry, by kind of rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from procedures.graph import CHILD_PROTECTING_TIME, COMMITMENT, HOLD
from procedures.language import Outcome, Procedure
from procedures.party import FIXED_PARTIES, Party
from procedures.review_language import ReviewParty, ReviewProcedure
from procedures.rules import Rules
from states.review import Decision
from states.review_unfolding import OUTCOMES
from workflows.followed_review import ITEM
from workflows.review_words import REVIEW_ENTRY_KINDS
from workflows.story_defaults import actions_on_disagreements, actions_on_reviews
from workflows.story_words import ENTRY_KINDS

_PARTY: TypeAdapter[str] = TypeAdapter(Party)

WITH_ITEM = {"return_agency": "AGENCY", "asked_agency": "NUMBER", "recommendation_owner": "NUMBER"}
"""Parties of a review that are those of one agency, request or recommendation, which stands after a colon."""


@dataclass(frozen=True)
class Vocabulary:
    """What a story may say of a case of one kind, which `case` names.

    `fields` are what is expected of such cases alone. `known` holds ids by what they are, in the words of an error.
    `parties` are those with a fixed name, `several` those of which no single one can do something; a clock of an item
    begins with an id of `per_item`.
    """

    case: str
    actions: Collection[str]
    fields: frozenset[str]
    known: Mapping[str, Collection[str]]
    entries: Collection[str]
    parties: Collection[str]
    several: frozenset[str]
    is_party: Callable[[str], bool]
    per_item: Collection[str] = ()

    def names(self, what: str, name: str) -> bool:
        """Whether there is something of this name; a clock may be one of an item."""
        clock, _, item = name.partition("__")
        return name in self.known.get(what, ()) or (what == "clock" and bool(item) and clock in self.per_item)


def vocabulary_of(rules: Rules) -> Vocabulary:
    """The names that a story may use of a case under these rules."""
    return _of_disagreements(rules) if isinstance(rules, Procedure) else _of_reviews(rules)


def is_party_of_disagreements(name: str) -> bool:
    """Whether a name stands for a party of a disagreement."""
    try:
        _PARTY.validate_python(name)
    except ValidationError:
        return False
    return True


def is_party_of_reviews(name: str) -> bool:
    """Whether a name stands for a party of a practice review."""
    party, _, item = name.partition(ITEM)
    return party in get_args(ReviewParty) and (party in WITH_ITEM) == bool(item)


def _of_disagreements(procedure: Procedure) -> Vocabulary:
    duties = [clock_id for duty in procedure.closing_duties for clock_id in duty.clock_ids()]
    clocks = [*procedure.clocks_by_id, *duties, CHILD_PROTECTING_TIME, COMMITMENT, HOLD]
    return Vocabulary(
        case="a disagreement",
        actions=actions_on_disagreements(),
        fields=frozenset({"stage", "phase", "priority", "fast"}),
        known={
            "stage": list(procedure.stages_by_id),
            "clock": list(dict.fromkeys(clocks)),
            "priority": [priority.id for priority in procedure.priorities],
            "outcome": get_args(Outcome),
        },
        entries=ENTRY_KINDS,
        parties=FIXED_PARTIES,
        several=frozenset({"group"}),
        is_party=is_party_of_disagreements,
    )


def _of_reviews(rules: ReviewProcedure) -> Vocabulary:
    deadlines = [deadline for deadline in rules.deadlines if deadline.scope == "review"]
    return Vocabulary(
        case="a practice review",
        actions=actions_on_reviews(),
        fields=frozenset({"position", "decision"}),
        known={
            "clock": [deadline.id for deadline in deadlines],
            "outcome": [position.value for position in OUTCOMES],
            "decision": [*get_args(Decision), "none"],
        },
        entries=REVIEW_ENTRY_KINDS,
        parties=[f"{party}{ITEM}{of}" if (of := WITH_ITEM.get(party)) else party for party in get_args(ReviewParty)],
        several=frozenset({"partners", "sub_committee", "lead_safeguarding_partners"}),
        is_party=is_party_of_reviews,
        per_item=[deadline.id for deadline in deadlines if deadline.each != "review"],
    )
