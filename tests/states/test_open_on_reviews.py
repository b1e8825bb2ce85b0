"""What a practice review offers to a person: whatever may be done is offered, and what is not says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from procedures.review_course import ReviewPosition as P
from states.action import Action
from states.any_case import WrongRules
from states.decision import CLOCK, Decision, Refusal
from states.directory import Directory
from states.open_actions import ACTIONS, OpenAction, open_actions
from states.review_actions import AgreeActionPlan, AnswerRecommendation
from states.review_actions_open import REVIEW_ACTIONS
from states.review_guards import BY_THE_ENGINE
from tests.partnership import COUNCIL, HCRG, HEALTH_VISITOR, SCRUTINEER
from tests.states.review_cases import ReviewWorld
from tests.states.review_doings import events_at
from tests.states.review_line import (
    COMMITTEE_CHAIR,
    COUNCIL_PARTNER,
    MAIN_LINE,
    NOTIFIER,
    POLICE_PARTNER,
    SUPPORT,
    TEXT,
    brought_to,
    lead,
    recommendation,
)
from tests.states.test_review_model import Anything, Watched
from tests.states.trial import trial

STARTS = [P.REFERRED, *(reached for reached, _ in MAIN_LINE if reached is not P.CLOSED)]
OPEN, NOT_NOW, NOT_YOURS = "open", "not_open_now", "not_yours"


def offered(world: ReviewWorld, person: str) -> tuple[OpenAction, ...]:
    return open_actions(world.review, person, world.rules, world.directory, world.now)


def standing(world: ReviewWorld, person: str, kind: str, **fields: Any) -> str:
    (found,) = [one for one in offered(world, person) if one.kind == kind and one.fields.items() >= fields.items()]
    return found.standing


@dataclass(repr=False)
class Offering(Watched):
    """A world in which whatever somebody may do must have been offered to them."""

    seen: dict[Any, tuple[Directory, tuple[OpenAction, ...]]] = field(default_factory=dict)

    def keep(self, decision: Decision | Refusal) -> Decision:
        # What the model looks at is looked at in its own test.
        return ReviewWorld.keep(self, decision)

    def ask(self, actor: str, action: Action) -> Decision | Refusal:
        answer = super().ask(actor, action)
        if not isinstance(answer, Decision) or actor == CLOCK:
            return answer
        key = (self.review.version, self.now, id(self.directory), actor)
        if key not in self.seen:
            # The directory is kept with the answer, so that no other can come to have its id.
            self.seen[key] = (self.directory, offered(self, actor))
        standings = {
            one.standing
            for one in self.seen[key][1]
            if one.kind == action.kind and all(getattr(action, name) == value for name, value in one.fields.items())
        }
        assert standings == {OPEN}, f"{actor} may do {action!r}, and it was {standings}"
        return answer


def in_words(one: OpenAction) -> Action | None:
    """The action, where it asks for nothing but what people write."""
    kind = ACTIONS[one.kind]
    asked = set(kind.model_fields) - {"kind", *one.fields}
    return None if asked - set(kind.NARRATIVE) else kind(**one.fields, **dict.fromkeys(asked, TEXT))


class OfferedAnything(Anything):
    """As the model, where each answer is held against what was offered."""

    starts = tuple(STARTS)

    @initialize(data=st.data())
    def somewhere(self, data: st.DataObject) -> None:
        self.world = Offering.like(brought_to(data.draw(st.sampled_from(self.starts))))

    @invariant()
    def what_is_open_and_asks_for_words_alone_is_accepted(self) -> None:
        world = self.world
        for person in {world.review.owner or SUPPORT, SUPPORT, COMMITTEE_CHAIR, COUNCIL_PARTNER}:
            for one in offered(world, person):
                if one.standing == OPEN and (action := in_words(one)):
                    assert isinstance(world.ask(person, action), Decision), f"{person} may not do {action!r}"


def test_whatever_somebody_may_do_is_offered_to_them() -> None:
    run_state_machine_as_test(
        OfferedAnything,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
        ),
    )


WHO_IS_OFFERED_WHAT = [
    # where, who, what, what it is to them
    (P.REFERRED, SUPPORT, "begin_assessment", OPEN),
    (P.REFERRED, HEALTH_VISITOR, "begin_assessment", NOT_YOURS),
    (P.REFERRED, NOTIFIER, "notify_panel", NOT_NOW),
    (P.CRITERIA_ASSESSMENT, NOTIFIER, "notify_panel", OPEN),
    (P.CRITERIA_ASSESSMENT, POLICE_PARTNER, "notify_panel", NOT_YOURS),
    (P.CRITERIA_ASSESSMENT, POLICE_PARTNER, "give_notification_view", OPEN),
    (P.CRITERIA_ASSESSMENT, SCRUTINEER, "give_notification_view", NOT_YOURS),
    (P.CRITERIA_ASSESSMENT, POLICE_PARTNER, "dispute_notification", NOT_NOW),
    (P.NOTIFIED, COMMITTEE_CHAIR, "begin_gathering", OPEN),
    (P.NOTIFIED, SUPPORT, "record_information", NOT_YOURS),
    (P.NOTIFIED, SUPPORT, "close_side_record", NOT_NOW),
    (P.NOTIFIED, HEALTH_VISITOR, "close_side_record", NOT_YOURS),
    (P.NOTIFIED, SCRUTINEER, "comment_as_scrutineer", OPEN),
    (P.RAPID_REVIEW_SIGN_OFF, POLICE_PARTNER, "ratify", OPEN),
    (P.RAPID_REVIEW_SIGN_OFF, SUPPORT, "ratify", NOT_YOURS),
    (P.RAPID_REVIEW_SIGN_OFF, SUPPORT, "submit_rapid_review", NOT_NOW),
]


@pytest.mark.parametrize(("where", "person", "kind", "expected"), WHO_IS_OFFERED_WHAT)
def test_who_is_offered_what(where: P, person: str, kind: str, expected: str) -> None:
    assert standing(brought_to(where), person, kind) == expected


def test_each_agencys_return_is_offered_to_that_agency() -> None:
    here = brought_to(P.RAPID_REVIEW_GATHERING)
    assert standing(here, lead(HCRG), "submit_return", agency=HCRG) == OPEN
    assert [one.fields for one in offered(here, lead(HCRG)) if one.kind == "submit_return"] == [{"agency": HCRG}]
    assert standing(here, SUPPORT, "submit_return", agency=COUNCIL) == OPEN


def test_a_recommendation_is_answered_before_there_is_evidence_of_its_impact() -> None:
    here = brought_to(P.PUBLISHED)
    here.act(SUPPORT, recommendation(here, HCRG))
    number = here.review.recommendations[-1].number
    assert standing(here, lead(HCRG), "answer_recommendation", number=number) == OPEN
    assert standing(here, lead(COUNCIL), "answer_recommendation") == NOT_YOURS
    assert standing(here, COMMITTEE_CHAIR, "close_recommendation") == NOT_NOW
    for known in here.review.recommendations:
        answer = AnswerRecommendation(number=known.number, accepted=True, reason=TEXT, action=TEXT)
        here.act(COMMITTEE_CHAIR, answer)
    here.act(COMMITTEE_CHAIR, AgreeActionPlan())
    found = [one for one in offered(here, COMMITTEE_CHAIR) if one.kind == "close_recommendation"]
    assert [one.fields["number"] for one in found] == [one.number for one in here.review.recommendations]
    for one in found:
        assert one.standing == NOT_NOW
        assert "no evidence yet" in (one.reason or "")


def test_of_a_recommendation_that_was_rejected_nothing_is_asked_any_more() -> None:
    here = brought_to(P.PUBLISHED)
    here.act(lead(HCRG), AnswerRecommendation(number=1, accepted=False, reason=TEXT))
    here.act(COMMITTEE_CHAIR, AgreeActionPlan())
    for kind in ("record_evidence", "record_impact_check"):
        assert standing(here, lead(HCRG), kind, number=1) == NOT_NOW
    (evidence,) = [one for one in offered(here, lead(HCRG)) if one.kind == "record_evidence"]
    assert "It was rejected" in (evidence.reason or "")


@pytest.mark.parametrize("where", STARTS)
def test_every_action_of_the_course_is_listed_wherever_a_review_stands(where: P) -> None:
    here = brought_to(where)
    found = offered(here, SUPPORT)
    kinds = {one.kind for one in found}
    assert set(REVIEW_ACTIONS) - kinds <= {"refer_incident", "recuse_from_review", *BY_THE_ENGINE}
    assert {one.kind for one in found if one.standing == OPEN} <= set(events_at(here))
    for one in found:
        assert (one.reason is None) == (one.standing == OPEN)
        assert one.reason is None or one.reason[-1] in ".?"


def test_a_case_is_asked_about_under_rules_of_its_own_kind() -> None:
    here = brought_to(P.REFERRED)
    with pytest.raises(WrongRules):
        open_actions(here.review, SUPPORT, trial(), here.directory, here.now)
