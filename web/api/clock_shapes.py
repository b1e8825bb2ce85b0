"""Clocks as the interface tells them: who owes what by when, by which rule, and how the day was counted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from notifications.dates import due_in_words
from procedures.language import Procedure
from states.any_case import meaning_of_time
from states.case import RunningClock
from states.directory import Directory
from store.case_pages import ListedCase
from store.readable_cases import RecordedEntry
from web.cases.owed import OwedStep, how_counted, steps_owed
from web.words import plain_clock
from workflows.bundle_review_count import counted_in_review

Standing = Literal["in_time", "late", "asked_after", "lasting"]


class Post(BaseModel):
    """Somebody by their post, never by name."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "health_visitor_hcrg", "title": "Health visitor, HCRG"}]}
    )

    code: str = Field(description="The person's code in the directory.")
    title: str = Field(description="Their post with its agency.")


class SkippedDay(BaseModel):
    """A day that was not counted."""

    day: date
    reason: str


class Count(BaseModel):
    """How a due time was counted."""

    limit: str = Field(description="The time allowed, such as “5 working days”.")
    basis: str = Field(description="What the limit rests on: its force and its source.")
    day_zero: date | None = Field(default=None, description="The day that the count began from.")
    counted: list[date] = Field(default_factory=list, description="Each day that was counted.")
    skipped: list[SkippedDay] = Field(default_factory=list, description="Each day that was not, and why.")
    rule: str = Field(default="", description="The rule of counting, in words.")
    caution: str | None = Field(default=None, description="What to beware of.")


class Clock(BaseModel):
    """A running clock: somebody owes a step by a time."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "clock": "response",
                    "stage": "Team managers",
                    "owes": "Answer the disagreement",
                    "owner": {"code": "team_manager_council", "title": "Team manager, Essex County Council"},
                    "owner_for": None,
                    "started_at": "2026-11-02T09:00:00Z",
                    "due_at": "2026-11-09T23:59:59.999999Z",
                    "due": "by the end of Monday 9 November 2026",
                    "standing": "in_time",
                    "late": "",
                    "rule": "Local default",
                    "count": None,
                }
            ]
        }
    )

    clock: str = Field(description="Which clock of the procedure it is.")
    stage: str = Field(description="The stage that it belongs to, in words; may be empty.")
    owes: str = Field(description="What is owed, in words.")
    owner: Post
    owner_for: str | None = Field(description="Whose post the step is, where it came to the owner from another.")
    started_at: datetime
    due_at: datetime = Field(description="The instant at which the time is over. It never changes.")
    due: str = Field(description="The same in words.")
    standing: Standing = Field(description="`asked_after` is never late; `lasting` is a period that must last.")
    late: str = Field(description="How late it is, in words; empty while there is time.")
    rule: str = Field(description="The rule that it comes from, with its source.")
    count: Count | None = Field(description="How the day was counted. In lists it is left out.")


def clocks_of(
    listed: ListedCase, directory: Directory, now: datetime, entries: Iterable[RecordedEntry] | None = None
) -> list[Clock]:
    """The running clocks of a case, the soonest due first. With its record's `entries` each says how it was counted."""
    steps = steps_owed([listed], directory, now)
    kept = list(entries) if entries is not None else None
    return [clock_shape(listed, step, kept) for step in steps]


def clock_shape(listed: ListedCase, step: OwedStep, entries: list[RecordedEntry] | None) -> Clock:
    """A step that is owed, as the interface tells it."""
    return Clock(
        clock=step.clock.clock,
        stage=step.stage,
        owes=step.owes,
        owner=Post(code=step.owner, title=step.owner_title),
        owner_for=step.owner_for or None,
        started_at=step.clock.started_at,
        due_at=step.due_at,
        due=due_in_words(step.due_at),
        standing=_standing(listed, step),
        late=step.late,
        rule=step.rule,
        count=_count(listed, step.clock, entries) if entries is not None else None,
    )


def _standing(listed: ListedCase, step: OwedStep) -> Standing:
    meaning = meaning_of_time(listed.case, step.clock, listed.rules)
    if meaning != "by":
        return meaning
    return "late" if step.is_late else "in_time"


def _count(listed: ListedCase, clock: RunningClock, entries: list[RecordedEntry]) -> Count:
    if isinstance(listed.rules, Procedure):
        return count_shape(how_counted(listed.rules, clock))
    telling = [{"facts": json.dumps(entry.facts)} for entry in entries if entry.facts.get("known")]
    return count_shape(counted_in_review(listed.rules, plain_clock(clock), telling))


def count_shape(found: Mapping[str, Any]) -> Count:
    """A count as the pages have it, as the interface tells it."""
    deadline = found["deadline"] or {}
    return Count(
        limit=found["limit"],
        basis=found["basis"],
        day_zero=deadline.get("day_zero"),
        counted=deadline.get("counted", []),
        skipped=[SkippedDay(day=day, reason=reason) for day, reason in deadline.get("skipped", [])],
        rule=deadline.get("rule", ""),
        caution=deadline.get("caution"),
    )
