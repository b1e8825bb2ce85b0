"""The team of a manager: who reports to them, and what these people, or their whole agency, owe and wait for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from states.directory import Directory
from store.case_pages import CasePage, page_of
from store.case_search import PEOPLE, CaseSearch, can_be_late
from store.readable_cases import CASES, CLOCKS, Reader, readable_by
from store.recording import DISAGREEMENT

MOST_PEOPLE = 200
"""People of whom is said how much they owe: those with the most that is late."""


@dataclass(frozen=True)
class Team:
    """Some people by code, or everybody of an agency."""

    people: tuple[str, ...] = ()
    agency: str = ""

    def has(self, person: ColumnElement[str]) -> ColumnElement[bool]:
        """The condition for a person's code."""
        if self.agency:
            return person.in_(select(PEOPLE.c.code).where(PEOPLE.c.agency == self.agency))
        return person.in_(self.people)

    def includes(self, directory: Directory, code: str | None) -> bool:
        """Whether somebody is in it."""
        person = directory.people.get(code or "")
        return person is not None and (person.agency == self.agency if self.agency else person.code in self.people)


@dataclass(frozen=True)
class OwedByPerson:
    """How much somebody owes (a person's code): steps, those whose time is over, and when the first is due (UTC)."""

    person: str
    steps: int
    late: int
    first_due: datetime


def reports_of(directory: Directory, manager: str, day: date) -> tuple[str, ...]:
    """Everybody in post who reports to somebody, and whoever reports to these in turn, by code."""
    if "who reports to whom" not in directory.remembered:
        everybody: dict[str, list[str]] = {}
        for person in directory.people.values():
            if person.reports_to:
                everybody.setdefault(person.reports_to, []).append(person.code)
        directory.remembered["who reports to whom"] = everybody
    below = cast("dict[str, list[str]]", directory.remembered["who reports to whom"])
    found: set[str] = set()
    waiting = list(below.get(manager, ()))
    while waiting:
        code = waiting.pop()
        if code not in found and code != manager:
            found.add(code)
            waiting += below.get(code, ())
    return tuple(sorted(code for code in found if directory.in_post(code, day)))


def page_of_team(connection: Connection, reader: Reader, team: Team, search: CaseSearch, number: int) -> CasePage:
    """A page of the open cases that a reader may read in which somebody of a team owes a step, or waits for one.

    Whoever raised a disagreement waits as long as it is open.
    """
    owes = exists().where(CLOCKS.c.case_id == CASES.c.id, CLOCKS.c.ended_at.is_(None), team.has(CLOCKS.c.owner))
    waits = and_(CASES.c.kind == DISAGREEMENT, team.has(CASES.c.raiser))
    return page_of(connection, and_(readable_by(reader), or_(owes, waits), search.condition()), search, number)


def owed_in_team(
    connection: Connection, reader: Reader, team: Team, now: datetime, never: Collection[str] = ()
) -> list[OwedByPerson]:
    """What each of a team owes in the open cases that a reader may read, whoever has most that is late first."""
    late = func.sum(case((and_(CLOCKS.c.due_at < now, *can_be_late(never)), 1), else_=0))
    asked = (
        select(CLOCKS.c.owner, func.count(), late, func.min(CLOCKS.c.due_at))
        .join(CASES, CASES.c.id == CLOCKS.c.case_id)
        .where(readable_by(reader), CLOCKS.c.ended_at.is_(None), team.has(CLOCKS.c.owner))
        .group_by(CLOCKS.c.owner)
        .order_by(late.desc(), func.min(CLOCKS.c.due_at), CLOCKS.c.owner)
        .limit(MOST_PEOPLE)
    )
    return [OwedByPerson(*row) for row in connection.execute(asked)]
