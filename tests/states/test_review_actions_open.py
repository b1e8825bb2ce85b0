"""Which actions are open to a person, and why the others are not: the machine's own guards say so."""

from __future__ import annotations

import pytest

from procedures.review_course import ReviewPosition as P
from states.decision import Decision
from states.review_actions_open import review_actions_open
from tests.partnership import COUNCIL, HCRG, POLICE, SCRUTINEER
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import (
    COMMITTEE_CHAIR,
    COUNCIL_PARTNER,
    NOTIFIER,
    PARTNERS_CHAIR,
    SUPPORT,
    brought_to,
    lead,
    notification,
    returned,
)


def reasons(world: ReviewWorld, actor: str) -> dict[tuple[str, ...], str | None]:
    found = review_actions_open(world.review, actor, world.rules, world.directory, world.now)
    return {(one.kind, *map(str, one.fields.values())): one.reason for one in found}


@pytest.mark.parametrize(
    ("position", "actor", "kind", "is_open"),
    [
        (P.REFERRED, SUPPORT, "begin_assessment", True),
        (P.REFERRED, lead(HCRG), "begin_assessment", False),
        (P.CRITERIA_ASSESSMENT, NOTIFIER, "notify_panel", True),
        (P.CRITERIA_ASSESSMENT, SUPPORT, "notify_panel", False),
        (P.RAPID_REVIEW_SIGN_OFF, COUNCIL_PARTNER, "ratify", True),
        (P.RAPID_REVIEW_SIGN_OFF, SCRUTINEER, "ratify", False),
        (P.RAPID_REVIEW_SIGN_OFF, SUPPORT, "submit_rapid_review", False),
        (P.PANEL_RESPONDED, PARTNERS_CHAIR, "begin_local_review", True),
        (P.ACTION_PLAN_ACTIVE, COMMITTEE_CHAIR, "begin_impact_review", False),
    ],
)
def test_what_is_open_to_whom(position: P, actor: str, kind: str, is_open: bool) -> None:
    reason = reasons(brought_to(position), actor)[kind,]
    assert (reason is None) is is_open
    assert reason is None or reason.endswith(".")


def test_what_the_course_has_not_here_is_not_named() -> None:
    found = reasons(brought_to(P.REFERRED), SUPPORT)
    assert not {("ratify",), ("publish_report",), ("dispute_opened",)} & found.keys()


def test_an_action_about_one_of_several_is_named_for_each_that_is_open() -> None:
    world = brought_to(P.RAPID_REVIEW_GATHERING)
    world.act(lead(POLICE), returned(POLICE, world))
    found = reasons(world, lead(COUNCIL))
    assert {key for key in found if key[0] == "submit_return"} == {("submit_return", COUNCIL)}
    assert {key for key in reasons(world, SUPPORT) if key[0] == "submit_return"} == {
        ("submit_return", COUNCIL),
        ("submit_return", HCRG),
    }
    assert found["submit_return", COUNCIL] is None


def test_what_is_open_can_be_done() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT)
    assert reasons(world, NOTIFIER)["notify_panel",] is None
    answer = world.ask(NOTIFIER, notification(world, views_not_given="They were not to be reached."))
    assert isinstance(answer, Decision)
