"""The dates that a partnership owes once a year, whatever reviews it has: the yearly report and its copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from notifications.dates import due_in_words
from procedures.calendar import WorkingCalendar
from procedures.due_instant import due_at
from procedures.review_language import Deadline, ReviewProcedure
from reports.recorded import NOT_RECORDED
from reports.review_words import on_day, short_source, source_words
from reports.time_left import TimeLeft, time_left

YEARLY = "DL20"
"""The deadline that counts from the end of a financial year; the others count from a yearly report's publication."""

COPY = "DL21"
"""The deadline of the copy of a yearly report: only that it was sent tells whether it was in time."""

FINANCIAL_YEAR_END = (3, 31)


@dataclass(frozen=True)
class PartnershipDate:
    """A date of the whole partnership. `due_at` (UTC) is None where what it counts from is not known."""

    code: str
    title: str
    counts_from: str
    due_at: datetime | None
    due: str
    left: str | None
    late: bool
    force: str
    source: str
    rests_on: str


def partnership_dates(
    rules: ReviewProcedure, now: datetime, last_published: date | None = None, copy_sent: date | None = None
) -> tuple[PartnershipDate, ...]:
    """The next due date of each deadline of the partnership. `last_published`: of the yearly report, if known.

    A yearly report covers the year from April to March, and that year's end starts the count anew each year
    (Working Together 2023, paragraph 109). Where it is known when the last one was published, the date of the next
    is shown, also once it is past. `copy_sent`: when the Panel and the Department for Education were sent a copy of
    it, if known; not known, the copy is never called late.
    """
    return tuple(
        _dated(rules, one, now, last_published, copy_sent) for one in rules.deadlines if one.scope == "partnership"
    )


def _dated(
    rules: ReviewProcedure, deadline: Deadline, now: datetime, last_published: date | None, copy_sent: date | None
) -> PartnershipDate:
    calendar = rules.working_calendar
    start = _start(rules, deadline, now, last_published)
    due = due_at(calendar.end_of(start), deadline.limit, calendar) if start and deadline.limit else None
    left = time_left(due, now, calendar) if due else None
    before = _one_before(rules, deadline, start)
    # A copy from before the last report was published was one of an earlier report.
    sent = copy_sent if copy_sent and last_published and copy_sent >= last_published else None
    return PartnershipDate(
        code=deadline.code or deadline.id,
        title=deadline.title,
        counts_from=deadline.from_words or NOT_RECORDED,
        due_at=due,
        due=due_in_words(due) if due else f"{_limit(deadline)} from {deadline.from_words}, which is not recorded",
        left=_left(calendar, due, left, sent) if deadline.code == COPY else _unless_known(left, before, last_published),
        late=bool(left and left.late) and deadline.code != COPY,
        force=deadline.force.words(),
        source=source_words(rules, deadline),
        rests_on=short_source(rules, deadline),
    )


def _left(calendar: WorkingCalendar, due: datetime | None, left: TimeLeft | None, sent: date | None) -> str | None:
    """How the copy stands: in or past its time where it is known to be sent, and never called late unknown."""
    if due is None or left is None:
        return None
    if sent is not None:
        late = sent > calendar.day_of(due)
        return f"sent on {on_day(sent)}{', after its time' if late else ''}"
    return f"{NOT_RECORDED.lower()} whether it was sent" if left.late else left.words()


def _one_before(rules: ReviewProcedure, deadline: Deadline, start: date | None) -> datetime | None:
    """When the yearly report before the next one was due; None for anything else, or if these rules did not ask it."""
    if deadline.code != YEARLY or start is None or deadline.limit is None:
        return None
    before = start.replace(year=start.year - 1)
    if before < (deadline.effective_from or rules.effective_from):
        return None
    return due_at(rules.working_calendar.end_of(before), deadline.limit, rules.working_calendar)


def _unless_known(left: TimeLeft | None, before: datetime | None, last_published: date | None) -> str | None:
    """How long there is; and of the report before, if nobody has said that it was published, that this is not known."""
    if left is None or before is None or last_published is not None:
        return left.words() if left else None
    return f"{left.words()}; whether the one due by {on_day(before)} was published is {NOT_RECORDED.lower()}"


def _start(rules: ReviewProcedure, deadline: Deadline, now: datetime, last_published: date | None) -> date | None:
    if deadline.code != YEARLY or deadline.limit is None:
        return last_published
    calendar = rules.working_calendar
    today = calendar.day_of(now)
    if last_published is None:
        # Whether the last one was published is not known: the next date is shown, and nothing is called late.
        ends = (date(year, *FINANCIAL_YEAR_END) for year in (today.year - 1, today.year, today.year + 1))
        return next(end for end in ends if due_at(calendar.end_of(end), deadline.limit, calendar) >= now)
    end = date(last_published.year, *FINANCIAL_YEAR_END)
    return end if last_published <= end else end.replace(year=end.year + 1)


def _limit(deadline: Deadline) -> str:
    return deadline.limit.words() if deadline.limit else "counted"
