"""The timeline of a story: what happened to its cases, read from the record as anybody could read it later."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine

from states.any_case import AnyCase
from states.case import RunningClock
from states.decision import CLOCK
from states.directory import Directory
from store.following import News, WrittenEntry, WrittenNotice, news
from store.sessions import reading

K = TypeVar("K", bound=AnyCase)

STRUCTURE = frozenset(
    {"from", "clocks_started", "clocks_ended", "clocks_handed", "owner", "owner_via", "passed_on", "known", "unknown"}
)
"""Facts of an entry that the timeline tells in columns of their own."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail owed: to whom (code and post), which template, what it says, and when it was queued (UTC)."""

    to: str
    to_post: str
    template: str
    facts: dict[str, str]
    queued_at: datetime

    @property
    def about(self) -> str:
        """What it is about, in the words of its facts."""
        return self.facts.get("what") or self.facts.get("owes") or self.facts.get("stage", "")


@dataclass(frozen=True, slots=True)
class ClockSeen:
    """A running clock: its id, title, owner (code) and due instant (UTC).

    Once that is over it is `late`, or `asked_after` where no lateness is counted.
    """

    number: int
    clock: str
    title: str
    owner: str
    due_at: datetime
    late: bool = False
    asked_after: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline. `at` is when it is true (UTC); people are codes with their posts beside them.

    A refusal has `refused`, its reason, and no kind; a change in the directory has no case.
    """

    at: datetime
    words: str
    kind: str | None = None
    who: str | None = None
    who_post: str | None = None
    case: str | None = None
    position: str | None = None
    stage: str | None = None
    owner: str | None = None
    owner_post: str | None = None
    owner_by: str | None = None
    clocks: tuple[ClockSeen, ...] = ()
    mail: tuple[Mail, ...] = ()
    refused: str | None = None
    comment: str | None = None


def post(directory: Directory, code: str) -> str:
    """A person as people read of them: the post's title and its agency."""
    person = directory.people.get(code)
    if person is None:
        return code
    agency = directory.agencies.get(person.agency)
    return f"{person.title}, {agency.name}" if agency else person.title


@dataclass
class FollowedCase(ABC, Generic[K]):
    """A case of a story. Its clocks are put together from the record alone, to be held against the case itself.

    Each kind of case has its own follower, which knows the kind's rules and words.
    """

    engine: Engine
    reference: str
    case: K | None = None
    clocks: dict[int, ClockSeen] = field(default_factory=dict)
    last_notice: int = 0

    @abstractmethod
    def people(self, name: str, directory: Directory, day: date) -> set[str]:
        """Everybody whom a party stands for where the case now stands, by code; nobody where nobody is there."""

    @abstractmethod
    def standing(self) -> dict[str, str]:
        """Where the case stands, by the field that a story expects it in, in the words that a story has for it."""

    @abstractmethod
    def of_this_kind(self, case: AnyCase) -> K:
        """The case, if it is of the kind that this follows. TypeError otherwise."""

    @abstractmethod
    def clock_title(self, clock: str, position: str) -> str:
        """What a clock asks for that was started where the case stood at `position`."""

    @abstractmethod
    def place(self, position: str) -> str:
        """A position as people read of it: the stage's title, or what is happening."""

    @abstractmethod
    def words_of(self, kind: str, *, by_itself: bool) -> str:
        """What a kind of entry tells: what somebody did, or what happened by itself."""

    def look(self, directory: Directory) -> list[Happening]:
        """What is new in the case, oldest first."""
        known = self.case.version if self.case else 0
        with reading(self.engine) as connection:
            found = news(connection, self.reference, after_entry=known, after_notice=self.last_notice)
        self.case = self.of_this_kind(found.case)
        self.last_notice = max((notice.id for notice in found.notices), default=self.last_notice)
        return [self._happening(entry, found, directory) for entry in found.entries]

    def faults(self) -> list[str]:
        """What must never be: an open case in silence, or a record that tells of other clocks than the case has."""
        case, found = self.case, []
        if case is None:
            return []
        if case.is_open and (case.owner is None or not case.clocks):
            found.append(f"{self.reference} is open and {'no clock runs' if case.owner else 'nobody owes a step'}")
        if set(self.clocks) != {clock.number for clock in case.clocks}:
            told = ", ".join(sorted(clock.clock for clock in self.clocks.values())) or "none"
            has = ", ".join(sorted(clock.clock for clock in case.clocks)) or "none"
            found.append(f"the record of {self.reference} tells of the clocks {told}, and the case has {has}")
        return found

    def can_be_late(self, clock: RunningClock) -> bool:
        """Whether lateness is counted by a clock."""
        return True

    def shown(self, value: Any, directory: Directory) -> str:
        """A fact of an entry in words."""
        if value is None:
            return "none"
        if isinstance(value, list):
            return ", ".join(self.shown(one, directory) for one in value)
        if isinstance(value, str) and value in directory.people:
            return post(directory, value)
        return directory.agencies[value].name if value in directory.agencies else str(value)

    def _happening(self, entry: WrittenEntry, found: News, directory: Directory) -> Happening:
        self._fold(entry)
        owner = entry.facts.get("owner")
        person = None if entry.actor == CLOCK else entry.actor
        return Happening(
            at=entry.at,
            words=self._words(entry, directory),
            kind=entry.kind,
            who=person,
            who_post=post(directory, person) if person else None,
            case=self.reference,
            position=entry.position,
            stage=self.place(entry.position),
            owner=owner,
            owner_post=post(directory, owner) if owner else None,
            owner_by=entry.facts.get("owner_via", "post") if owner else None,
            clocks=tuple(sorted(self.clocks.values(), key=lambda clock: clock.due_at)),
            mail=_mail_of(entry, found.notices, directory),
        )

    def _fold(self, entry: WrittenEntry) -> None:
        """Bring the clocks to where they stand after an entry."""
        for end in entry.facts.get("clocks_ended", ()):
            self.clocks.pop(end["number"], None)
        for begun in entry.facts.get("clocks_started", ()):
            title = self.clock_title(begun["clock"], entry.position)
            due = datetime.fromisoformat(begun["due"])
            self.clocks[begun["number"]] = ClockSeen(begun["number"], begun["clock"], title, begun["owner"], due)
        running = {clock.number: clock for clock in self.case.clocks} if self.case else {}
        for number, clock in self.clocks.items():
            known, over = running.get(number), clock.due_at <= entry.recorded_at
            late = over and (known is None or self.can_be_late(known))
            self.clocks[number] = replace(
                clock, owner=known.owner if known else clock.owner, late=late, asked_after=over and not late
            )

    def _words(self, entry: WrittenEntry, directory: Directory) -> str:
        by_itself = entry.actor == CLOCK
        said = ", ".join(
            f"{name.replace('_', ' ')}: {self.shown(value, directory)}"
            for name, value in entry.facts.items()
            if name not in STRUCTURE and value != []
        )
        words = self.words_of(entry.kind, by_itself=by_itself)
        if by_itself:
            clock = entry.facts.get("clock")
            if not isinstance(clock, str):
                return words
            return f"{words}: {self.clock_title(clock, entry.facts.get('from', entry.position))}"
        who = post(directory, entry.actor)
        if entry.on_behalf_of:
            who = f"{who} (for {post(directory, entry.on_behalf_of)})"
        return f"{who} {words}{f' ({said})' if said else ''}"


def _mail_of(entry: WrittenEntry, notices: tuple[WrittenNotice, ...], directory: Directory) -> tuple[Mail, ...]:
    """The mails that an entry owes; one for each person and text, whatever channels they go by."""
    own = [notice for notice in notices if notice.entry == entry.number]
    first: dict[str, str] = {}
    for notice in own:
        first.setdefault(notice.recipient, notice.channel)
    return tuple(
        Mail(notice.recipient, post(directory, notice.recipient), notice.template, notice.facts, notice.queued_at)
        for notice in own
        if notice.channel == first[notice.recipient]
    )
