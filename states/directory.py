"""The directory as decisions read it: agencies, people in their posts, groups and deputies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

BUSINESS_SUPPORT = "business_support"
INDEPENDENT_SCRUTINEER = "independent_scrutineer"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency. `kind` is what procedures speak of (local_authority, police, health, education, gp_practice)."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a post, known by the post's title. `rank` is the procedures' rank, if the post has one."""

    code: str
    title: str
    agency: str
    rank: str | None = None
    roles: tuple[str, ...] = ()
    reports_to: str | None = None
    left_on: date | None = None
    channels: tuple[str, ...] = ("email",)


@dataclass(frozen=True, slots=True)
class Deputy:
    """`deputy` stands for `person` from `first` to `last`, both included; without `last` until further notice."""

    person: str
    deputy: str
    first: date
    last: date | None = None

    def stands_on(self, day: date) -> bool:
        """Whether this deputy stands in on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits for a seat of a group."""

    group: str
    seat: str
    person: str


@dataclass(frozen=True)
class Directory:
    """Everybody in a partnership, with look-ups. People are known by code."""

    agencies: dict[str, Agency]
    people: dict[str, Person]
    deputies: tuple[Deputy, ...] = ()
    seats: tuple[Seat, ...] = ()
    _by_rank: dict[tuple[str, str], list[Person]] = field(init=False, repr=False)
    _by_role: dict[str, list[Person]] = field(init=False, repr=False)
    _deputies: dict[str, list[Deputy]] = field(init=False, repr=False)
    _seats: dict[tuple[str, str], str] = field(init=False, repr=False)
    remembered: dict[object, object] = field(init=False, repr=False, compare=False, default_factory=dict)
    """Answers already worked out from this directory; it never changes, so they stay true."""

    def __post_init__(self) -> None:
        by_rank: dict[tuple[str, str], list[Person]] = defaultdict(list)
        by_role: dict[str, list[Person]] = defaultdict(list)
        deputies: dict[str, list[Deputy]] = defaultdict(list)
        for person in sorted(self.people.values(), key=lambda person: person.code):
            if person.rank:
                by_rank[person.agency, person.rank].append(person)
            for role in person.roles:
                by_role[role].append(person)
        for deputy in self.deputies:
            deputies[deputy.person].append(deputy)
        object.__setattr__(self, "_by_rank", dict(by_rank))
        object.__setattr__(self, "_by_role", dict(by_role))
        object.__setattr__(self, "_deputies", dict(deputies))
        object.__setattr__(self, "_seats", {(seat.group, seat.seat): seat.person for seat in self.seats})

    @classmethod
    def of(
        cls,
        agencies: Iterable[Agency],
        people: Iterable[Person],
        deputies: Iterable[Deputy] = (),
        seats: Iterable[Seat] = (),
    ) -> Directory:
        """A directory of these agencies, people, deputies and seats."""
        return cls({a.code: a for a in agencies}, {p.code: p for p in people}, tuple(deputies), tuple(seats))

    def in_post(self, code: str | None, day: date) -> Person | None:
        """The person with this code, if they have not left by `day`."""
        person = self.people.get(code or "")
        return person if person and (person.left_on is None or day < person.left_on) else None

    def title_of(self, code: str) -> str:
        """A person as notices name them: the post's title and its agency, never a name."""
        person = self.people.get(code)
        if person is None:
            return "Somebody who is not in the directory"
        agency = self.agencies.get(person.agency)
        return f"{person.title}, {agency.name}" if agency else person.title

    def deputies_of(self, code: str, day: date) -> list[str]:
        """Who stands in for a person on a day, in the order in which they were named."""
        return [d.deputy for d in self._deputies.get(code, ()) if d.stands_on(day)]

    def stand_in(self, code: str | None, day: date) -> Person | None:
        """The person, or the deputy who stands for them that day, or None if the post is vacant and has no deputy.

        A chain of deputies is followed; where it runs in a circle, the first in it who is in post answers.
        """
        seen: list[str] = []
        while code is not None and code not in seen:
            seen.append(code)
            deputy = next((d for d in self.deputies_of(code, day) if self.in_post(d, day)), None)
            if deputy is None:
                return self.in_post(code, day)
            code = deputy
        return next((person for known in seen if (person := self.in_post(known, day))), None)

    def with_rank(self, agency: str, rank: str, day: date) -> list[Person]:
        """People of a rank in an agency who are in post, by code."""
        return [p for p in self._by_rank.get((agency, rank), ()) if self.in_post(p.code, day)]

    def with_role(self, role: str, day: date) -> list[Person]:
        """People with a role who are in post, by code."""
        return [p for p in self._by_role.get(role, ()) if self.in_post(p.code, day)]

    def of_kind(self, kind: str) -> list[Agency]:
        """Agencies of a kind, by code."""
        return [self.agencies[code] for code in sorted(self.agencies) if self.agencies[code].kind == kind]

    def seated(self, group: str, seat: str) -> str | None:
        """The code of the person in a seat, or None if the seat is empty."""
        return self._seats.get((group, seat))

    def seat_holders(self, group: str) -> list[str]:
        """Everybody who holds a seat of a group, whether or not a deputy sits for them."""
        return [seat.person for seat in self.seats if seat.group == group]
