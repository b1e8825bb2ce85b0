"""What a browser posts becomes an action, or says for each field what to do, with all that was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from procedures.review_course import ReviewPosition as P
from states.action import Action
from states.actions import Acknowledge, SetChildProtectingTime, SkipStage
from states.open_actions import ACTIONS
from states.review_actions import DraftRapidReview, GiveNotificationView, RecordImpactCheck
from states.review_actions_open import REVIEW_ACTIONS
from tests.states import trial
from tests.states.review_line import SUPPORT, brought_to
from tests.states.trial import NURSE, WORKER, world
from workflows.action_desk import Choice
from workflows.action_fields import ActionField, fields_of
from workflows.posted_action import FieldError, Typed, action_from
from workflows.typed_date import NoDate, typed_day, typed_instant

LONDON = ZoneInfo("Europe/London")
SAMPLE = {"text": "2026-27", "narrative": "What was written.", "yes_no": "yes"}
DAY = {"day": "4", "month": "3", "year": "2026", "time": "17:30"}


def fields(kind: str, person: str = NURSE) -> tuple[ActionField, ...]:
    if kind in REVIEW_ACTIONS:
        here = brought_to(P.NOTIFIED)
        return fields_of(kind, here.review, SUPPORT, here.rules, here.directory, here.now)
    other = world()
    return fields_of(kind, other.case, person, other.procedure, other.directory, other.now)


def typed_into(field: ActionField) -> dict[str, str | list[str]]:
    """An answer to any field."""
    if field.input in ("date", "instant"):
        return {name: DAY[name.rpartition("-")[2]] for name in field.inputs}
    if field.input in ("one_of", "several_of"):
        value = field.choices[0].value
        return {field.name: [value] if field.input == "several_of" else value}
    return {field.name: SAMPLE[field.input]}


def chosen(field: ActionField) -> ActionField:
    """The field with something to choose, where nothing is open at this moment."""
    lacks = field.input in ("one_of", "several_of") and not field.choices
    return replace(field, choices=(Choice("1", "The first"),)) if lacks else field


def posted(kind: str, typed: Typed, person: str = NURSE) -> Action | list[FieldError]:
    return action_from(kind, typed, fields(kind, person), LONDON)


def messages(answer: Action | list[FieldError]) -> dict[str, str]:
    assert isinstance(answer, list), answer
    return {error.field: error.message for error in answer}


@pytest.mark.parametrize("kind", sorted(ACTIONS))
def test_every_form_filled_in_is_its_action(kind: str) -> None:
    asked = [chosen(field) for field in fields(kind)]
    typed = {name: value for field in asked for name, value in typed_into(field).items()}
    action = action_from(kind, typed, asked, LONDON)
    assert isinstance(action, ACTIONS[kind]), action
    filled = action.model_dump(exclude_none=True)
    assert {field.of or field.name for field in asked} <= set(filled)


@pytest.mark.parametrize("kind", sorted(ACTIONS))
def test_every_form_left_open_says_what_to_do_for_each_field_that_must_be_answered(kind: str) -> None:
    asked = fields(kind)
    answer = action_from(kind, {}, asked, LONDON)
    needed = [field.name for field in asked if field.required]
    if not needed:
        assert isinstance(answer, ACTIONS[kind])
        return
    assert isinstance(answer, list)
    assert [error.field for error in answer] == needed
    for error, field in zip(answer, (field for field in asked if field.required), strict=True):
        assert error.message.startswith(field.label)
        assert error.message[-1] == "."
        assert error.input in field.inputs


def test_what_is_typed_into_a_form_is_the_action_to_the_letter() -> None:
    typed = {"by-day": "3", "by-month": "March", "by-year": "2026", "by-time": "5.30pm", "reason": " One.\r\nTwo. "}
    assert posted("set_child_protecting_time", typed) == SetChildProtectingTime(
        by=datetime(2026, 3, 3, 17, 30, tzinfo=UTC), reason="One.\nTwo."
    )
    typed = {"commits_to-day": "6", "commits_to-month": "3", "commits_to-year": "2026", "version": "1", "csrf": "x"}
    assert posted("acknowledge", typed, WORKER) == Acknowledge(commits_to=date(2026, 3, 6))
    assert posted("acknowledge", {"note": "  "}, WORKER) == Acknowledge()
    several: Any = {"to": "panel", "consulted": [trial.NURSE_MANAGER, trial.NURSE_MANAGER, ""], "reason": "Why."}
    assert posted("skip_stage", several) == SkipStage(to="panel", consulted=(trial.NURSE_MANAGER,), reason="Why.")
    assert posted("give_notification_view", {"notify": "no", "reason": "Why."}) == GiveNotificationView(
        notify=False, reason="Why."
    )
    number = [chosen(field) for field in fields("record_impact_check")]
    typed = {"number": "1", "months": "12", "findings": "Less."}
    assert action_from("record_impact_check", typed, number, LONDON) == RecordImpactCheck(
        number=1, months=12, findings="Less."
    )


def test_a_draft_is_put_together_from_the_questions_of_the_rules() -> None:
    asked = fields("draft_rapid_review")
    typed = {name: value for field in asked for name, value in typed_into(field).items()}
    first = next(field for field in asked if field.of == "answers")
    action = action_from("draft_rapid_review", typed | {first.name: "no"}, asked, LONDON)
    assert isinstance(action, DraftRapidReview)
    assert action.answers[first.key] is False
    assert set(action.answers) == set(action.reasons)


WRONG: list[tuple[str, dict[str, Any], str, str, str]] = [
    # the action, what is typed, and of the first error: its field, the input to go to, and what it says
    ("answer", {"answer": " \r\n "}, "answer", "answer", "What is your answer? Write your answer."),
    ("answer", {"answer": "x" * 20_001}, "answer", "answer",
     "What is your answer? Write no more than 20,000 characters. These are 20,001."),
    ("skip_stage", {"to": "nowhere", "reason": "Why."}, "to", "to",
     "To which stage do you take it? Choose one of the list."),
    ("skip_stage", {"to": "panel", "consulted": ["a stranger"], "reason": "Why."}, "consulted", "consulted",
     "Whom have you consulted? Choose from the list."),
    ("give_notification_view", {"notify": "perhaps", "reason": "Why."}, "notify", "notify",
     "Is the incident to be notified to the Panel? Choose yes or no."),
    ("record_meeting", {"held_on-day": "3", "held_on-month": "3", "agreed": "All."}, "held_on", "held_on-year",
     "On which day did you meet? Add the year."),
    ("record_meeting", {"held_on-day": "31", "held_on-month": "2", "held_on-year": "2026", "agreed": "All."},
     "held_on", "held_on-day", "On which day did you meet? There is no such day. Check day, month and year."),
    ("set_child_protecting_time", {"by-day": "3", "by-month": "3", "by-year": "2026", "reason": "Why."},
     "by", "by-time", "By when must it be resolved? Add the time."),
    ("publish_report", {"address": "x" * 101}, "address", "address",
     "Where is it published? Write no more than 100 characters. These are 101."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "field", "at", "message"), WRONG)
def test_an_error_says_what_to_do_and_keeps_what_was_typed(
    kind: str, typed: dict[str, Any], field: str, at: str, message: str
) -> None:
    answer = posted(kind, typed)
    assert messages(answer)[field] == message
    assert isinstance(answer, list)
    (error,) = [one for one in answer if one.field == field]
    assert error.input == at
    assert error.typed == {name: value for name, value in typed.items() if name.partition("-")[0] == field}


DAYS = [
    (("3", "3", "2026"), date(2026, 3, 3)),
    (("03", "march", "2026"), date(2026, 3, 3)),
    (("29", "Feb", "2028"), date(2028, 2, 29)),
    (("29", "2", "2026"), "day"),
    (("3", "13", "2026"), "month"),
    (("3", "Sept.", "2026"), date(2026, 9, 3)),
    (("3", "Marsh", "2026"), "month"),
    (("3", "ma", "2026"), "month"),
    (("3", "Friday", "2026"), "month"),
    (("third", "3", "2026"), "day"),
    (("3", "3", "26"), "year"),
    (("3", "3", "0000"), "day"),
    (("", "3", "2026"), "day"),
    (("3", "", "2026"), "month"),
    (("3", "3", ""), "year"),
    (("²", "3", "2026"), "day"),
]


@pytest.mark.parametrize(("typed", "expected"), DAYS)
def test_days_as_people_type_them(typed: tuple[str, str, str], expected: date | str) -> None:
    if isinstance(expected, date):
        assert typed_day(*typed) == expected
        return
    with pytest.raises(NoDate) as caught:
        typed_day(*typed)
    assert caught.value.part == expected


TIMES = [
    # day, month, time, and the instant in UTC or the part that is at fault
    ("3", "3", "17:30", "2026-03-03T17:30"),
    ("3", "7", "17:30", "2026-07-03T16:30"),
    ("3", "7", "5pm", "2026-07-03T16:00"),
    ("3", "7", "12 am", "2026-07-02T23:00"),
    ("3", "3", "12.05pm", "2026-03-03T12:05"),
    ("3", "3", "Noon", "2026-03-03T12:00"),
    ("25", "10", "01:30", "2026-10-25T00:30"),
    ("29", "3", "01:30", "time"),
    ("3", "3", "5", "time"),
    ("3", "3", "17pm", "time"),
    ("3", "3", "24:00", "time"),
    ("3", "3", "soon", "time"),
]


@pytest.mark.parametrize(("day", "month", "at", "expected"), TIMES)
def test_local_times_as_people_type_them(day: str, month: str, at: str, expected: str) -> None:
    if expected != "time":
        assert typed_instant(day, month, "2026", at, LONDON) == datetime.fromisoformat(expected).replace(tzinfo=UTC)
        return
    with pytest.raises(NoDate) as caught:
        typed_instant(day, month, "2026", at, LONDON)
    assert caught.value.part == "time"
