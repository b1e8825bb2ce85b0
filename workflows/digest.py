"""The sweep of each working morning: one mail to each person with all that they owe."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from notifications.notice import DigestItem
from procedures.calendar import WorkingCalendar
from states.attempt import Attempt
from states.case import Case, RunningClock
from states.decision import CLOCK, NoticeOwed
from states.directory import Directory
from states.notices import step_facts
from states.responsible import NobodyThere, business_support
from states.timing import rule_of
from store.directory import StoredDirectory, current_directory
from store.open_cases import OpenCase, open_cases
from store.outbox import queue_once
from store.recording import notice_row
from store.sessions import reading, writing
from store.sweeps import sweep_finished
from workflows.context import EngineContext
from workflows.notice_message import digest_facts, working_days_late
from workflows.parcels import DEFAULT_CALENDAR
from workflows.still_wanted import DIGEST


@dataclass(frozen=True)
class DigestReport:
    """How many digests were queued, with how many steps owed, and how many of these are late.

    Who was queued one before on this day, or owes nothing, is not counted.
    """

    at: datetime
    queued: int
    steps: int
    late: int
    milliseconds: float


def digest(context: EngineContext) -> DigestReport:
    """Queue one digest for each person who owes something in a case that works today, once in a day.

    A day is a working day by the calendar of each case's own procedure. What a person owes is what the running
    clocks say that they own; the step of somebody who is not there is listed for whoever stands in for them.
    """
    began, now = time.perf_counter(), context.clock.now()
    today = DEFAULT_CALENDAR.day_of(now)
    with reading(context.engine) as connection:
        stored = current_directory(connection)
    owed: dict[str, list[DigestItem]] = defaultdict(list)
    for open_case in open_cases(context.engine):
        for person, item in _items(open_case, stored.directory, now):
            owed[person].append(item)
    with writing(context.engine) as connection:
        queued = [
            person
            for person in sorted(owed)
            if queue_once(connection, [_row(stored, person, owed[person], today, now)])
        ]
    items = [item for person in queued for item in owed[person]]
    report = DigestReport(
        at=now,
        queued=len(queued),
        steps=len(items),
        late=sum(item.working_days_late is not None for item in items),
        milliseconds=(time.perf_counter() - began) * 1000,
    )
    sweep_finished(context.engine, DIGEST, context.clock.now(), {"queued": report.queued, "steps": report.steps})
    return report


def _items(open_case: OpenCase, directory: Directory, now: datetime) -> list[tuple[str, DigestItem]]:
    """What is owed in a case today, with by whom; nothing on a day on which its procedure does not work."""
    case, rules = open_case.case, open_case.rules
    if case is None or rules is None:
        return []  # the watchdog tells of these
    calendar = rules.working_calendar
    if not calendar.is_working_day(calendar.day_of(now)):
        return []
    attempt = Attempt(case, None, CLOCK, rules, directory, now)
    found = [(_reader(directory, clock.owner, attempt.day), _item(attempt, case, clock)) for clock in case.clocks]
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


def _item(attempt: Attempt, case: Case, clock: RunningClock) -> DigestItem:
    facts = step_facts(attempt, case, clock, rule_of(attempt.procedure, clock.stage, clock.clock, case))
    return DigestItem(
        case_reference=case.reference,
        stage=facts["stage"],
        owes=facts["owes"],
        due=clock.due_at,
        working_days_late=_late(attempt.calendar, clock, attempt.now),
    )


def _late(calendar: WorkingCalendar, clock: RunningClock, now: datetime) -> int | None:
    return working_days_late(calendar, clock.due_at, now) if clock.due_at <= now else None


def _row(
    stored: StoredDirectory, person: str, items: list[DigestItem], today: date, now: datetime
) -> dict[str, object]:
    """The outbox row of a digest. It goes out by the person's first channel alone."""
    channel = stored.channels(person)[0]
    row = notice_row("", None, now, NoticeOwed(person, DIGEST, digest_facts(items, today)), channel)
    return row | {"key": f"{DIGEST}/{today.isoformat()}/{person}"}
