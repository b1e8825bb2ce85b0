"""The sweep of each working morning: one mail to each person with all that they owe, and their own old drafts."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from notifications.notice import DigestItem, OldDrafts
from procedures.calendar import WorkingCalendar
from procedures.rules import Rules
from states.any_case import AnyCase, meaning_of_time, step_in_words
from states.case import RunningClock
from states.decision import NoticeOwed
from states.directory import Directory
from states.responsible import NobodyThere, business_support
from store.directory import StoredDirectory, current_directory
from store.drafts import old_drafts
from store.open_cases import OpenCase, open_cases
from store.outbox import queue_once
from store.recording import notice_row
from store.sessions import reading, writing
from store.sweeps import sweep_finished
from workflows.context import EngineContext
from workflows.notice_message import digest_facts, working_days_late
from workflows.parcels import DEFAULT_CALENDAR
from workflows.still_wanted import DIGEST

OLD_DRAFT = timedelta(days=3)
"""How long ago a draft was last saved for the digest to tell its author of it. A local default."""


@dataclass(frozen=True)
class DigestReport:
    """How many digests were queued, with how many steps owed, and how many of these are late.

    Who was queued one before on this day, or owes nothing and has no old draft, is not counted.
    """

    at: datetime
    queued: int
    steps: int
    late: int
    milliseconds: float


def digest(context: EngineContext) -> DigestReport:
    """Queue one digest for each person who owes something in a case that works today, once in a day.

    A day is a working day by the calendar of each case's own procedure. What a person owes is what the running
    clocks say that they own; the step of somebody who is not there is listed for whoever stands in for them. Drafts
    that their author has not touched for three days are counted for the author alone, on England's working days.
    """
    began, now = time.perf_counter(), context.clock.now()
    with reading(context.engine) as connection:
        stored = current_directory(connection)
        drafts = _drafts(connection, stored.directory, now)
    owed: dict[str, list[DigestItem]] = defaultdict(list)
    for open_case in open_cases(context.engine):
        for person, item in _items(open_case, stored.directory, now):
            owed[person].append(item)
    with writing(context.engine) as connection:
        queued = [
            person
            for person in sorted({*owed, *drafts})
            if queue_once(connection, [_row(stored, person, owed.get(person, []), drafts.get(person), now)])
        ]
    items = [item for person in queued for item in owed.get(person, [])]
    report = DigestReport(
        at=now,
        queued=len(queued),
        steps=len(items),
        late=sum(item.working_days_late is not None for item in items),
        milliseconds=(time.perf_counter() - began) * 1000,
    )
    sweep_finished(context.engine, DIGEST, context.clock.now(), {"queued": report.queued, "steps": report.steps})
    return report


def _drafts(connection: Connection, directory: Directory, now: datetime) -> dict[str, OldDrafts]:
    """The old drafts of everybody who is still in post; none on a day on which nobody works."""
    today = DEFAULT_CALENDAR.day_of(now)
    if not DEFAULT_CALENDAR.is_working_day(today):
        return {}
    return {
        author: OldDrafts(number, DEFAULT_CALENDAR.day_of(oldest))
        for author, (number, oldest) in old_drafts(connection, now - OLD_DRAFT).items()
        if directory.in_post(author, today)
    }


def _items(open_case: OpenCase, directory: Directory, now: datetime) -> list[tuple[str, DigestItem]]:
    """What is owed in a case today, with by whom; nothing on a day on which its procedure does not work."""
    case, rules = open_case.case, open_case.rules
    if case is None or rules is None:
        return []  # the watchdog tells of these
    calendar = rules.working_calendar
    if not calendar.is_working_day(calendar.day_of(now)):
        return []
    day = calendar.day_of(now)
    # Nobody owes a step while something only has to last.
    owed = [clock for clock in case.clocks if meaning_of_time(case, clock, rules) != "lasting"]
    found = [(_reader(directory, clock.owner, day), _item(case, clock, rules, directory, now)) for clock in owed]
    return [(person, item) for person, item in found if person is not None]


def _reader(directory: Directory, owner: str, day: date) -> str | None:
    """Who reads of a step: its owner, or who stands in for them today, or business support."""
    there = directory.stand_in(owner, day)
    if there is not None:
        return there.code
    try:
        return business_support(directory, day)
    except NobodyThere:
        return None


def _item(case: AnyCase, clock: RunningClock, rules: Rules, directory: Directory, now: datetime) -> DigestItem:
    facts = step_in_words(case, clock, rules, directory, now)
    # What has no limit of its own is never late: its time is when it is asked after next.
    asked_after = meaning_of_time(case, clock, rules) == "asked_after"
    return DigestItem(
        case_reference=case.reference,
        stage=facts["stage"],
        owes=facts["owes"],
        due=clock.next_at if asked_after else clock.due_at,
        working_days_late=None if asked_after else _late(rules.working_calendar, clock, now),
    )


def _late(calendar: WorkingCalendar, clock: RunningClock, now: datetime) -> int | None:
    return working_days_late(calendar, clock.due_at, now) if clock.due_at <= now else None


def _row(
    stored: StoredDirectory, person: str, items: list[DigestItem], drafts: OldDrafts | None, now: datetime
) -> dict[str, object]:
    """The outbox row of a digest. It goes out by the person's first channel alone."""
    channel, today = stored.channels(person)[0], DEFAULT_CALENDAR.day_of(now)
    row = notice_row("", None, now, NoticeOwed(person, DIGEST, digest_facts(items, today, drafts)), channel)
    return row | {"key": f"{DIGEST}/{today.isoformat()}/{person}"}
