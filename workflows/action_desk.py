"""Who is about to do what where, and the people and agencies that they can choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from procedures.rules import Rules
from states.any_case import AnyCase
from states.directory import Directory, Person
from states.open_actions import open_actions, refusal_so_far


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers: what is posted for it, the words that people see, and a hint where one helps."""

    value: str
    words: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is about to do what where: a person (a code) before a case, None for one that is not opened yet."""

    kind: str
    case: AnyCase | None
    person: str
    rules: Rules
    directory: Directory
    now: datetime

    @property
    def day(self) -> date:
        """The day of `now` in the rules' time zone."""
        return self.rules.working_calendar.day_of(self.now)

    def allows(self, **filled: object) -> bool:
        """Whether the guards have nothing against these fields of the action."""
        if self.case is None:
            return True
        refusal = refusal_so_far(self.case, self.kind, filled, self.person, self.rules, self.directory, self.now)
        return refusal is None

    def items(self, field: str) -> list[str]:
        """What the action can be about that is open to the person, such as the closing duties that they owe."""
        if self.case is None:
            return []
        found = open_actions(self.case, self.person, self.rules, self.directory, self.now)
        return [str(one.fields[field]) for one in found if one.kind == self.kind and one.standing == "open"]


def people(desk: Desk, keep: Callable[[Person], bool] = lambda _: True) -> list[Choice]:
    """People in post by post and agency, never by name; those of the person's own agency first."""
    directory = desk.directory
    there = [p for p in directory.people.values() if directory.in_post(p.code, desk.day) and keep(p)]
    own = directory.people[desk.person].agency if desk.person in directory.people else ""
    titles = {person.code: directory.title_of(person.code) for person in there}
    often = Counter(titles.values())
    there.sort(key=lambda p: (p.agency != own, p.agency, titles[p.code], p.code))
    # Posts of one title in one agency are told apart by their codes.
    return [
        Choice(p.code, f"{titles[p.code]} ({p.code})" if often[titles[p.code]] > 1 else titles[p.code]) for p in there
    ]


def agencies(desk: Desk, kind: str | None = None) -> list[Choice]:
    """Agencies by name, all or those of a kind."""
    found = [agency for agency in desk.directory.agencies.values() if kind in (None, agency.kind)]
    return [Choice(agency.code, agency.name) for agency in sorted(found, key=lambda agency: agency.name.casefold())]


def name_of(desk: Desk, agency: str) -> str:
    """An agency as people read of it."""
    known = desk.directory.agencies.get(agency)
    return known.name if known else agency


def own_agency(desk: Desk) -> str:
    """The agency of the person who is about to do it, by code."""
    person = desk.directory.people.get(desk.person)
    return person.agency if person else ""
