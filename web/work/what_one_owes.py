"""What somebody owes: in the cases that they may read, and where a practice review asks something of their agency."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from states.directory import Directory
from store.asked_clocks import AskedClock, clocks_asked_of
from store.case_pages import ListedCase, cases_owed_by
from store.readable_cases import Member
from web.cases.owed import OwedStep, steps_owed
from web.reviews.own_items import address_of


def owed_by(connection: Connection, member: Member, directory: Directory, now: datetime) -> list[OwedStep]:
    """Every step that a reader, or somebody for whom they stand in, owes; the soonest due first.

    Of a review that they may not read there is what is asked of their agency alone, and not where it stands.
    """
    readable = cases_owed_by(connection, member, member.posts)
    steps = steps_owed(readable, directory, now, member.posts)
    known = {one.case.reference for one in readable}
    asked = [one for one in clocks_asked_of(connection, member.posts) if one.behind.review.reference not in known]
    steps += [_asked_step(one, directory, now) for one in asked]
    return sorted(steps, key=lambda step: (step.due_at, step.reference))


def _asked_step(asked: AskedClock, directory: Directory, now: datetime) -> OwedStep:
    steps = steps_owed([ListedCase(asked.behind.review, asked.behind.rules)], directory, now)
    step = next(step for step in steps if step.clock == asked.clock)
    return replace(step, stage="", address=address_of(asked.item) if asked.item else f"/returns/{step.reference}")
