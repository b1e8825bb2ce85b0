"""What a disagreement offers to a person: whatever may be done is offered, and what is not says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from procedures.language import Procedure
from states import actions as do
from states.actions import Action
from states.decide import drafted
from states.decision import Decision, Refusal
from states.directory import Directory
from states.open_actions import ACTIONS, OpenAction, open_actions, refusal_so_far
from tests.states import trial
from tests.states.cases import MONDAY, World
from tests.states.doings import MARK, sensible_doings
from tests.states.test_machine_model import PROCEDURES, Anything, Watched, raised
from tests.states.trial import MEMBER_POLICE, NURSE, NURSE_MANAGER, OFFICER, SCRUTINEER, SUPPORT, TEXT, WORKER, world

OPEN, NOT_NOW, NOT_YOURS = "open", "not_open_now", "not_yours"


def offered(world: World, person: str) -> tuple[OpenAction, ...]:
    return open_actions(world.case, person, world.procedure, world.directory, world.now)


def standing(world: World, person: str, kind: str, **fields: Any) -> str:
    (found,) = [one for one in offered(world, person) if one.kind == kind and one.fields.items() >= fields.items()]
    return found.standing


@dataclass(repr=False)
class Offering(Watched):
    """A world in which whatever somebody may do must have been offered to them."""

    seen: dict[Any, tuple[Directory, tuple[OpenAction, ...]]] = field(default_factory=dict)

    def keep(self, decision: Decision | Refusal) -> Decision:
        # What the model looks at is looked at in its own test.
        return World.keep(self, decision)

    def ask(self, actor: str, action: Action) -> Decision | Refusal:
        answer = super().ask(actor, action)
        key = (self.case.version, self.now, id(self.directory), actor)
        if key not in self.seen:
            # The directory is kept with the answer, so that no other can come to have its id.
            self.seen[key] = (self.directory, offered(self, actor))
        standings = {one.standing for one in self.seen[key][1] if says(one, action)}
        if isinstance(answer, Decision):
            assert standings == {OPEN}, f"{actor} may do {action!r}, and it was {standings}"
        return answer


def says(one: OpenAction, action: Action) -> bool:
    return one.kind == action.kind and all(getattr(action, name) == value for name, value in one.fields.items())


class OfferedAnything(Anything):
    """As the model, where each answer is held against what was offered."""

    @initialize(hours=st.integers(0, 24 * 9))
    def raise_it(self, hours: int) -> None:
        known = raised(self.procedure, MONDAY + timedelta(hours=hours))
        self.world = Offering(known.procedure, known.directory, known.case, known.now)

    @invariant()
    def what_is_open_and_asks_for_words_alone_is_accepted(self) -> None:
        world = self.world
        for person in {world.case.owner or SUPPORT, *(clock.owner for clock in world.case.clocks)}:
            for one in offered(world, person):
                if one.standing == OPEN and (action := in_words(one)):
                    assert isinstance(world.ask(person, action), Decision), f"{person} may not do {action!r}"


def in_words(one: OpenAction) -> Action | None:
    """The action, where it asks for nothing but what people write."""
    kind = ACTIONS[one.kind]
    asked = set(kind.model_fields) - {"kind", *one.fields}
    return None if asked - set(kind.NARRATIVE) else kind(**one.fields, **dict.fromkeys(asked, MARK))


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.id)
def test_whatever_somebody_may_do_is_offered_to_them(procedure: Procedure) -> None:
    machine = type(f"Offered{procedure.id.title()}", (OfferedAnything,), {"procedure": procedure})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=4,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
        ),
    )


WHO_IS_OFFERED_WHAT = [
    # who, what, about which, what it is to them where a disagreement has just been raised
    (WORKER, "acknowledge", {}, OPEN),
    (WORKER, "answer", {}, OPEN),
    (WORKER, "settle", {}, NOT_YOURS),
    (NURSE, "settle", {}, OPEN),
    (NURSE, "reject_answer", {}, NOT_NOW),
    (NURSE, "give_information", {}, NOT_NOW),
    (NURSE, "answer", {}, NOT_YOURS),
    (NURSE, "skip_stage", {"to": "panel"}, OPEN),
    (WORKER, "skip_stage", {"to": "panel"}, NOT_YOURS),
    (NURSE, "take_fast_path", {"path": "harm"}, OPEN),
    (NURSE, "redirect", {"redirect": "complaint"}, OPEN),
    (WORKER, "redirect", {"redirect": "complaint"}, NOT_YOURS),
    (WORKER, "redirect", {"redirect": "allegation"}, OPEN),
    (NURSE, "hold", {}, OPEN),
    (NURSE, "resume", {}, NOT_NOW),
    (NURSE, "reopen", {}, NOT_NOW),
    (NURSE, "recuse", {}, NOT_YOURS),
    (NURSE, "finish_duty", {}, NOT_YOURS),
    (NURSE, "hand_over", {}, NOT_YOURS),
    (WORKER, "hand_over", {}, OPEN),
    (SUPPORT, "hand_over", {}, OPEN),
    (SUPPORT, "record_onward_step", {}, NOT_NOW),
    (OFFICER, "answer", {}, NOT_YOURS),
    (OFFICER, "record_learning", {}, NOT_YOURS),
    (NURSE, "add_note", {}, OPEN),
    (WORKER, "add_note", {}, OPEN),
    (SUPPORT, "add_note", {}, NOT_YOURS),
    (OFFICER, "add_note", {}, NOT_YOURS),
    (SCRUTINEER, "advise", {}, OPEN),
    (SUPPORT, "advise", {}, NOT_YOURS),
    (NURSE, "advise", {}, NOT_YOURS),
    (NURSE, "agree_outcome", {}, NOT_YOURS),
]  # fmt: skip


@pytest.mark.parametrize(("person", "kind", "fields", "expected"), WHO_IS_OFFERED_WHAT)
def test_who_is_offered_what(person: str, kind: str, fields: dict[str, str], expected: str) -> None:
    assert standing(world(), person, kind, **fields) == expected


def test_what_is_not_open_says_why_in_the_words_of_the_refusal() -> None:
    here = world()
    for person in here.directory.people:
        for one in offered(here, person):
            action = in_words(one)
            if one.standing == OPEN or action is None:
                continue
            answer = here.ask(person, action)
            assert isinstance(answer, Refusal)
            if one.standing == NOT_NOW:
                assert one.reason == answer.reason


def test_what_a_procedure_does_not_have_is_not_offered_at_all() -> None:
    essex = next(procedure for procedure in PROCEDURES if procedure.id == "essex")
    here = raised(essex, MONDAY)
    kinds = {one.kind for one in offered(here, here.case.owner or SUPPORT)}
    lacking = {"raise_disagreement", *([] if essex.hold.allowed else ["hold", "resume"])}
    lacking |= set() if any(stage.gate for stage in essex.stages) else {"approve_gate", "return_at_gate"}
    lacking |= {"agree_priority"} if len(essex.priorities) == 1 else set()
    assert "agree_priority" in lacking
    assert not kinds & lacking


@pytest.mark.parametrize(
    ("kind", "filled", "says"),
    [
        ("hold", {}, "This procedure does not allow a disagreement to be put on hold."),
        ("take_fast_path", {"path": "quick"}, "no fast path 'quick'. Choose one of: significant_risk."),
        ("redirect", {"redirect": "court"}, "no redirect 'court'. Choose one of: allegation_against_staff,"),
        ("skip_stage", {"to": "summit"}, "no stage to skip to called 'summit'. Choose one of:"),
    ],
)
def test_what_a_procedure_does_not_have_is_named_before_fields_are_filled_in(
    kind: str, filled: dict[str, str], says: str
) -> None:
    essex = next(procedure for procedure in PROCEDURES if procedure.id == "essex")
    here = raised(essex, MONDAY)
    person = here.case.raising.practitioner
    refusal = refusal_so_far(here.case, kind, filled, person, essex, here.directory, here.now)
    assert refusal
    assert says in refusal.reason


def test_a_draft_offers_to_raise_it_and_nothing_else() -> None:
    action, here = trial.concern(), world()
    draft = drafted("D-2026-0002", action, NURSE, here.procedure, "0" * 64, here.directory, here.now)
    found = open_actions(draft, NURSE, here.procedure, here.directory, here.now)
    assert [one.kind for one in found if one.standing == OPEN] == ["raise_disagreement"]
    reasons = {one.kind: one.reason for one in found if one.standing == NOT_NOW}
    assert reasons["settle"] == "You cannot do this now. This has not been raised yet."


def test_each_closing_duty_is_offered_to_those_who_owe_it() -> None:
    here = world()
    here.act(NURSE, do.Settle(reason=TEXT))
    duties = {one.fields["duty"]: one.standing for one in offered(here, WORKER) if one.kind == "finish_duty"}
    assert duties == {
        "feedback": OPEN,
        "record_copy__raising": NOT_YOURS,
        "record_copy__responding": OPEN,
        "learning": NOT_YOURS,
    }
    assert standing(here, NURSE, "agree_outcome", duty="written_outcome") == NOT_NOW
    here.act(WORKER, do.ProposeOutcome(duty="written_outcome", text=TEXT))
    assert standing(here, WORKER, "propose_outcome", duty="written_outcome") == NOT_NOW
    assert standing(here, NURSE, "propose_outcome", duty="written_outcome") == OPEN
    assert standing(here, NURSE, "agree_outcome", duty="written_outcome") == OPEN


def test_a_group_is_told_what_is_missing_before_it_can_decide() -> None:
    here = world()
    here.act(NURSE, do.TakeFastPath(path="leap", reason=TEXT))
    assert here.case.owner == MEMBER_POLICE
    assert standing(here, MEMBER_POLICE, "give_group_view") == OPEN
    assert standing(here, NURSE, "give_group_view") == NOT_YOURS
    (found,) = [one for one in offered(here, MEMBER_POLICE) if one.kind == "decide_as_group"]
    assert found.standing == NOT_NOW
    assert "not quorate" in (found.reason or "")


@pytest.mark.parametrize(
    ("filled", "refused"),
    [
        ({"to": NURSE_MANAGER}, "other_agency"),
        ({"to": WORKER}, "already_done"),
        ({"to": "nobody"}, "unknown_person"),
        ({"to": trial.WORKER_2}, None),
        ({}, None),
    ],
)
def test_fields_are_looked_at_as_they_are_filled_in(filled: dict[str, str], refused: str | None) -> None:
    here = world()
    refusal = refusal_so_far(here.case, "hand_over", filled, WORKER, here.procedure, here.directory, here.now)
    assert (refusal.code if refusal else None) == refused


def test_sensible_actions_of_every_kind_are_asked_for() -> None:
    asked = {action.kind for action in sensible_doings(trial.trial(), [WORKER], MONDAY)}
    assert asked == {one.kind for one in offered(world(), NURSE)}
