"""Who is told what: the right people, once each, in facts that the post can put into words, and never of a child."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from notifications.notice import Notice
from notifications.wording import compose
from states.actions import (
    Acknowledge,
    Action,
    Answer,
    AnyAction,
    ApproveGate,
    Escalate,
    FinishDuty,
    HandOver,
    HoldCase,
    Recuse,
    RejectAnswer,
    ResumeCase,
    Settle,
    SkipStage,
    TakeFastPath,
    Withdraw,
)
from states.case import dump
from states.decision import NoticeOwed, Refusal
from tests.notifications.safety_line import SAFETY_LINE
from tests.states.cases import World, at
from tests.states.doings import KINDS, MARK
from tests.states.trial import (
    MEMBER_POLICE,
    NURSE,
    NURSE_MANAGER,
    SUPPORT,
    SUPPORT_2,
    WORKER,
    WORKER_2,
    WORKER_MANAGER,
    concern,
    world,
)

ANSWER, SETTLE, REJECT = Answer(answer=MARK), Settle(reason=MARK), RejectAnswer(reason=MARK)
ESCALATE, WITHDRAW = Escalate(reason=MARK), Withdraw(reason=MARK)
SKIP = SkipStage(to="panel", consulted=("nurse_manager",), reason=MARK)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([(WORKER, Acknowledge())], set()),
        ([(WORKER, ANSWER)], {(NURSE, "answered")}),
        ([(NURSE, ESCALATE)], {(NURSE_MANAGER, "owed"), (WORKER, "moved_up")}),
        (
            [(NURSE, ESCALATE), (NURSE_MANAGER, ApproveGate())],
            {(WORKER_MANAGER, "owed"), (SUPPORT, "told"), (SUPPORT_2, "told")},
        ),
        ([(NURSE, SKIP)], {(MEMBER_POLICE, "owed"), (WORKER, "moved_up")}),
        ([(NURSE, TakeFastPath(path="harm", reason=MARK))], {(WORKER, "owed")}),
        ([(WORKER, HandOver(to=WORKER_2, reason=MARK))], {(WORKER_2, "handed_over")}),
        ([(NURSE, HoldCase(ground="court", reason=MARK))], {(WORKER, "told")}),
        ([(WORKER, ANSWER), (NURSE, REJECT)], {(NURSE_MANAGER, "owed"), (WORKER, "moved_up")}),
    ],
)
def test_who_is_told_of_a_step(steps: list[tuple[str, Action]], told: set[tuple[str, str]]) -> None:
    case = world()
    for actor, action in steps:
        case.act(actor, action)
    assert case.told() == told


def test_both_sides_hear_how_it_ended_whoever_ended_it() -> None:
    case = world()
    case.act(NURSE, WITHDRAW)
    assert {person for person, _ in case.told()} >= {WORKER}
    case = world()
    case.act(WORKER, ANSWER)
    case.act(NURSE, SETTLE)
    assert {person for person, _ in case.told()} >= {WORKER, NURSE}


def story() -> World:
    """A long case in which every template of a case but the undelivered one is owed to somebody."""
    case = world(action=concern(child_reference=MARK))
    case.until(at(4, 17))
    case.act(WORKER, Acknowledge(commits_to=date(2026, 3, 5), note=MARK))
    case.act(NURSE, HoldCase(ground="leave", reason=MARK))
    case.act(NURSE, ResumeCase(reason=MARK))
    case.until(at(6, 12))
    case.act(WORKER, HandOver(to=WORKER_2, reason=MARK))
    case.act(WORKER_2, ANSWER)
    case.until(at(9, 17))
    case.act(NURSE_MANAGER, ApproveGate(reason=MARK))
    case.until(at(12, 17))
    case.act(MEMBER_POLICE, Recuse(reason=MARK))
    case.act(NURSE, WITHDRAW)
    case.until(at(18, 17))
    case.act(NURSE, FinishDuty(duty="say_why", text=MARK))
    assert case.case.position == "closed"
    return case


def delivered(notice: NoticeOwed) -> Notice:
    facts = dict(notice.facts)
    if notice.template == "chaser":
        facts["late_words"] = "one day late"  # worked out when it is sent
    return Notice(
        key="D-2026-0001/1/x/y/email",
        template=notice.template,
        case_reference="D-2026-0001",
        recipient_title="Health visitor",
        facts=facts,
    )


def test_everything_owed_can_be_put_into_words() -> None:
    case = story()
    owed = {notice.template for notice in case.notices}
    assert owed == {
        "owed", "warning", "expired_owner", "moved_up", "told", "answered", "duty", "chaser", "handed_over",
    }  # fmt: skip
    for notice in case.notices:
        message = compose(delivered(notice), base_url="https://example.org", safety_line=SAFETY_LINE)
        assert MARK not in message.text
        assert MARK not in (message.html or "")


def test_a_person_is_owed_the_same_word_once_by_an_event() -> None:
    case = story()
    for decision in case.history:
        assert len(decision.notices) == len({repr(notice) for notice in decision.notices})


def test_what_people_write_stands_in_the_narrative_and_nowhere_else() -> None:
    case = story()
    written = [entry for entry in case.entries if entry.narrative]
    assert {entry.kind for entry in written} >= {"raise_disagreement", "answer", "withdraw", "finish_duty", "recuse"}
    for entry in written:
        assert set(entry.narrative.values()) == {MARK}
    for entry in case.entries:
        assert MARK not in str(entry.facts)
    assert MARK not in dump(case.case)
    assert MARK not in str(case.notices)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.NARRATIVE], ids=lambda kind: kind.__name__)
def test_no_refusal_repeats_what_was_written(kind: type[Action]) -> None:
    other = {"commits_to": None, "held_on": date(2030, 1, 1), "by": at(1), "to": WORKER, "of": WORKER, "consulted": ()}
    words = {"path": "x", "redirect": "x", "priority": "x", "ground": "x", "duty": "x", "view": "another_way"}
    values = {
        name: MARK if name in kind.NARRATIVE else (other | words)[name] for name in kind.model_fields if name != "kind"
    }
    action = kind.model_validate(values)
    for case in (world(), story()):
        for person in case.directory.people:
            answer = case.ask(person, action)
            if isinstance(answer, Refusal):
                assert MARK not in answer.reason


def test_every_field_in_which_a_person_may_write_at_length_counts_as_narrative() -> None:
    short = {"responding_agency", "responding_practitioner", "category", "priority", "to", "path", "redirect"}
    short |= {"ground", "duty", "view", "kind", "commits_to", "held_on", "by", "consulted", "of"}
    for kind in get_args(get_args(AnyAction)[0]):
        assert set(kind.model_fields) - set(kind.NARRATIVE) <= short, kind
