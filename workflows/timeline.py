"""The timeline of a story: what happened to its cases, read from the record as anybody could read it later."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from procedures.language import Procedure
from procedures.position import Phase, Position
from states.case import Case
from states.decision import CLOCK
from states.directory import Directory
from states.timing import rule_of
from store.following import News, WrittenEntry, WrittenNotice, news
from store.sessions import reading
from workflows.story_words import DONE, HAPPENED

OFF_THE_LADDER = {
    Phase.HELD: "On hold",
    Phase.CLOSING: "Closing",
    Phase.CLOSED: "Closed",
    Phase.DRAFT: "Not raised yet",
}
STRUCTURE = frozenset(
    {"from", "clocks_started", "clocks_ended", "clocks_handed", "owner", "owner_via", "passed_on", "number", "due"}
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
    """A running clock: its id, title, owner (code), due instant (UTC), and whether it has run out."""

    number: int
    clock: str
    title: str
    owner: str
    due_at: datetime
    late: bool = False


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
class FollowedCase:
    """A case of a story. Its clocks are put together from the record alone, to be held against the case itself."""

    engine: Engine
    reference: str
    procedure: Procedure
    case: Case | None = None
    clocks: dict[int, ClockSeen] = field(default_factory=dict)
    last_notice: int = 0

    def look(self, directory: Directory) -> list[Happening]:
        """What is new in the case, oldest first."""
        known = self.case.version if self.case else 0
        with reading(self.engine) as connection:
            found = news(connection, self.reference, after_entry=known, after_notice=self.last_notice)
        self.case = found.case
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

    def _happening(self, entry: WrittenEntry, found: News, directory: Directory) -> Happening:
        position = Position.read(entry.position)
        self._fold(entry, position, found.case)
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
            stage=self._stage(position),
            owner=owner,
            owner_post=post(directory, owner) if owner else None,
            owner_by=entry.facts.get("owner_via", "post") if owner else None,
            clocks=tuple(sorted(self.clocks.values(), key=lambda clock: clock.due_at)),
            mail=_mail_of(entry, found.notices, directory),
        )

    def _fold(self, entry: WrittenEntry, position: Position, case: Case) -> None:
        """Bring the clocks to where they stand after an entry."""
        for end in entry.facts.get("clocks_ended", ()):
            self.clocks.pop(end["number"], None)
        for begun in entry.facts.get("clocks_started", ()):
            title = rule_of(self.procedure, position.stage, begun["clock"], case).title
            due = datetime.fromisoformat(begun["due"])
            self.clocks[begun["number"]] = ClockSeen(begun["number"], begun["clock"], title, begun["owner"], due)
        owners = {clock.number: clock.owner for clock in case.clocks}
        for number, clock in self.clocks.items():
            self.clocks[number] = ClockSeen(
                number, clock.clock, clock.title, owners.get(number, clock.owner), clock.due_at,
                clock.due_at <= entry.recorded_at,
            )  # fmt: skip

    def _stage(self, position: Position) -> str:
        stage = self.procedure.stages_by_id.get(position.stage or "")
        if stage:
            return stage.title
        return self.procedure.onward.title if position.phase is Phase.ONWARD else OFF_THE_LADDER[position.phase]

    def _words(self, entry: WrittenEntry, directory: Directory) -> str:
        said = ", ".join(
            f"{name.replace('_', ' ')}: {_shown(value, directory)}"
            for name, value in entry.facts.items()
            if name not in STRUCTURE and not (entry.actor == CLOCK and name == "clock")
        )
        title = self._title(entry)
        if entry.actor == CLOCK:
            return f"{HAPPENED.get(entry.kind, entry.kind.replace('_', ' '))}{f': {title}' if title else ''}"
        done = DONE.get(entry.kind, entry.kind.replace("_", " "))
        who = post(directory, entry.actor)
        if entry.on_behalf_of:
            who = f"{who} (for {post(directory, entry.on_behalf_of)})"
        return f"{who} {done}{f' ({said})' if said else ''}"

    def _title(self, entry: WrittenEntry) -> str | None:
        clock = entry.facts.get("clock")
        stage = Position.read(entry.facts.get("from", entry.position)).stage
        assert self.case is not None  # noqa: S101 - an entry is of a case
        return rule_of(self.procedure, stage, clock, self.case).title if isinstance(clock, str) else None


def _shown(value: Any, directory: Directory) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(one, directory) for one in value)
    return post(directory, value) if isinstance(value, str) and value in directory.people else str(value)


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
