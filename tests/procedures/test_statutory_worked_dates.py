"""Worked dates for the statutory and published limits of practice reviews, with England's bank holidays.

Each row names the limit and the document that states it: WT23 is Working Together 2023, CA04 the Children
Act 2004, CP Cambridgeshire and Peterborough (December 2025), DER Derbyshire (2019). That the trigger day is
day 0 is an inference.
"""

from __future__ import annotations

from datetime import date

import pytest

from procedures.calendar import CalendarRules, working_calendar
from procedures.deadline import count_back, count_forward
from procedures.duration import Duration

ENGLAND = working_calendar(CalendarRules())

FORWARD = [
    ("notification after becoming aware, WT23 330", "2026-12-17", "5 working_days", "Thu 24 Dec 2026"),
    ("rapid review after notification, CP", "2026-12-24", "15 working_days", "Tue 19 Jan 2027"),
    ("rapid review after becoming aware, DER", "2026-12-17", "15 working_days", "Tue 12 Jan 2027"),
    ("rapid review after the incident, WT23 p.144", "2026-12-14", "15 working_days", "Thu 07 Jan 2027"),
    ("day 10 of a rapid review over Easter", "2026-03-23", "10 working_days", "Wed 08 Apr 2026"),
    ("day 14 of a rapid review over Easter", "2026-03-23", "14 working_days", "Tue 14 Apr 2026"),
    ("day 15 of a rapid review over Easter, CP", "2026-03-23", "15 working_days", "Wed 15 Apr 2026"),
    ("publication after the decision, WT23 365", "2026-08-31", "6 calendar_months", "Sun 28 Feb 2027"),
]


@pytest.mark.parametrize(("limit", "trigger", "duration", "due"), FORWARD, ids=[row[0] for row in FORWARD])
def test_limits_counted_forward(limit: str, trigger: str, duration: str, due: str) -> None:
    deadline = count_forward(date.fromisoformat(trigger), Duration.parse(duration), ENGLAND, limit)
    assert f"{deadline.due:%a %d %b %Y}" == due
    assert deadline.source == limit


BACK = [
    ("copy before publication, WT23 364 and CA04 16F(3)(c)", "2026-06-10", False, "Mon 01 Jun 2026"),
    ("the same in clear days", "2026-06-10", True, "Fri 29 May 2026"),
    ("copy before publication after Christmas, WT23 364", "2027-01-06", False, "Wed 23 Dec 2026"),
]


@pytest.mark.parametrize(("limit", "published", "clear_days", "due"), BACK, ids=[row[0] for row in BACK])
def test_limits_counted_back(limit: str, published: str, clear_days: bool, due: str) -> None:
    seven = Duration.parse("7 working_days")
    deadline = count_back(date.fromisoformat(published), seven, ENGLAND, limit, clear_days=clear_days)
    assert f"{deadline.due:%a %d %b %Y}" == due
    assert len(deadline.counted) == 7
