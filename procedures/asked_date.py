"""When somebody asks for a date: what they typed as the start, and what a clock allows, with its source in words."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from procedures.calendar import CalendarRules
from procedures.duration import Duration
from procedures.language import Procedure
from procedures.source import Basis
from procedures.wording import document_of

FIRST_MONTHS_LENGTH = 28
"""A day-number up to this one exists in every month."""


def limit_of(procedure: Procedure, clock: str) -> tuple[Duration, str]:
    """What a clock of a procedure allows, and where that comes from. KeyError if it has no such clock."""
    rule = procedure.clock(clock)
    period = rule.basis_of("limit")
    source = _source(procedure, period)
    if period is not rule:
        source += f"; the duty itself: {_source(procedure, rule)}"
    return rule.limit, source


def start_typed(text: str, rules: CalendarRules) -> date | datetime:
    """The day or the instant that was typed, an instant without a time zone being local to the calendar.

    ValueError, saying what to write, if it is neither.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_no_such_date(text)) from None
    if moment.tzinfo is not None:
        return moment
    local = moment.replace(tzinfo=ZoneInfo(rules.timezone))
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != moment:
        raise ValueError(f"{text} did not exist in {rules.timezone}: the clocks went forward over it")
    return local


def _no_such_date(text: str) -> str:
    written = re.match(r"(\d{4})-(\d{2})-(\d{2})", text)
    if written:
        year, month, day = (int(part) for part in written.groups())
        if year and month in range(1, 13) and day > FIRST_MONTHS_LENGTH:
            length = monthrange(year, month)[1]
            if day > length:
                return f"there is no {written[0]}: {date(year, month, 1):%B %Y} has {length} days"
    return f"{text!r} is not a date: write it as 2026-12-17, or with a time as 2026-12-17T09:00"


def _source(rules: Procedure, basis: Basis) -> str:
    document = document_of(rules, basis)
    superseded = f" [superseded by {document.superseded_by}]" if document and document.superseded_by else ""
    detail = f"{document.title}{superseded}" if document else (basis.note or "").strip().rstrip(".")
    return f"{basis.basis()}: {detail}" if detail else basis.basis()
