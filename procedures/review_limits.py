"""Which limit of a practice review's deadline is in force on a day, and whether its source has been replaced."""

from __future__ import annotations

from datetime import date, datetime

from procedures.duration import Duration, Unit
from procedures.review_language import Deadline, Relaxation, ReviewProcedure
from procedures.wording import document_of

SAME_DAY = Duration(amount=0, unit=Unit.CALENDAR_DAYS)
"""Until the end of the same day."""


def relaxation_of(rules: ReviewProcedure, deadline: Deadline, start: date | datetime) -> Relaxation | None:
    """The national override of a deadline on the day on which its clock starts, or None. A datetime is aware."""
    day = rules.working_calendar.day_of(start)
    return next((r for r in rules.relaxations if r.deadline == deadline.id and r.first <= day <= r.last), None)


def ordinary_limit(deadline: Deadline) -> Duration | None:
    """The limit of a deadline that no override touches; None where a person sets the time."""
    return SAME_DAY if deadline.at_once and deadline.limit is None else deadline.limit


def limit_in_force(rules: ReviewProcedure, deadline: Deadline, start: date | datetime) -> Duration | None:
    """The limit of a deadline whose clock starts at `start`; None where there is none, or a person sets the time."""
    relaxed = relaxation_of(rules, deadline, start)
    return relaxed.limit if relaxed else ordinary_limit(deadline)


def replaced_source(rules: ReviewProcedure, deadline: Deadline) -> str | None:
    """What has replaced a document that a deadline is taken from: its duty, its length or what it counts from."""
    documents = (document_of(rules, basis) for basis in (deadline, deadline.basis_of("limit"), deadline.in_force))
    return next((document.superseded_by for document in documents if document and document.superseded_by), None)
