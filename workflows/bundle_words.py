"""What stands in a bundle's data, in plain words: people by post, instants, facts, and what was done."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from notifications.dates import day_in_words
from procedures.graph import CHILD_PROTECTING_TIME, COMMITMENT, HOLD
from procedures.language import Procedure
from procedures.position import Phase, Position
from states.decision import CLOCK
from workflows.answer_words import VIEWS
from workflows.document_words import DOCUMENT_DONE
from workflows.notice_words import NOTICE_HAPPENED, about
from workflows.story_words import DONE, HAPPENED, MAILS

PHASES: dict[Phase, str] = {
    Phase.DRAFT: "not raised yet",
    Phase.GATE: "waiting at the gate",
    Phase.RETURNED: "returned to the raiser",
    Phase.ANSWERING: "the responding side is to answer",
    Phase.DECIDING: "the group is to decide",
    Phase.INFORMATION: "information has been asked for",
    Phase.MEETING: "a meeting has to be held",
    Phase.CONSIDERING: "the raising side is to say whether the answer settles it",
    Phase.PROMPTED: "the raiser is to say whether to take it up",
    Phase.HELD: "on hold",
    Phase.ONWARD: "beyond the ladder",
    Phase.CLOSING: "ended, with closing duties still open",
    Phase.CLOSED: "closed",
}

AUDIENCES = {
    "parties": "both sides",
    "raising": "the raising side",
    "responding": "the responding side",
    "group": "the group",
    "oversight": "oversight alone",
}

SET_BY_PEOPLE = {
    COMMITMENT: "Answer by the day that was promised",
    CHILD_PROTECTING_TIME: "Resolve it by the time that protects the child",
    HOLD: "End the hold",
}

TOLD_IN_COLUMNS = frozenset(
    {
        "from", "owner", "owner_via", "clocks_started", "clocks_ended", "clocks_handed", "passed_on", "clock", "number",
        "due",
    }
)  # fmt: skip
"""Facts of an entry that the page tells in another place than beside the entry."""

WRITTEN = {
    "about": "What it is about",
    "chase": "Times asked",
    "commits_to": "Answer promised by",
    "document_kind": "What kind",
    "file_name": "Name of the file",
    "file_type": "Type of file",
    "scanned": "Looked through for viruses",
    "sha256": "SHA-256 of the file",
    "size": "Bytes",
    "passed_to": "Who was told instead",
    "recipient": "Who could not be reached",
    "template": "What the notice was about",
    "child_reference": "The child, by the agency's own reference",
    "tried": "What has been tried",
    "would_settle": "What would settle it",
}
"""What people wrote, by the name of the field, where the name alone does not say it."""

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONG_NAMES = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
)
ISO_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})")


class BundleWords:
    """Words for what stands in the data of one bundle. `titles` are those of everything that a record names by id."""

    done_words: Mapping[str, str] = {}
    happened_words: Mapping[str, str] = {}
    """What people did and what happened of itself, by the kind of an entry."""

    def __init__(self, data: dict[str, Any], titles: dict[str, str]) -> None:
        self.people: dict[str, Any] = data["people"]
        self.agencies: dict[str, Any] = data["agencies"]
        self.titles = titles

    def post(self, code: str | None) -> str:
        """A person by post and agency, never by name; a code that the directory no longer has stands as it is."""
        if not code:
            return "nobody"
        if code == CLOCK:
            return "The clock"
        person = self.people.get(code)
        return f"{person['title']}, {self.agency(person['agency'])}" if person else code

    def agency(self, code: str) -> str:
        """An agency by name."""
        found = self.agencies.get(code)
        return str(found["name"]) if found else code

    def position(self, value: str) -> str:
        """Where a case stands."""
        return str(value)

    def clock(self, clock_id: str) -> str:
        """A clock by title."""
        return str(self.titles.get(clock_id, clock_id.replace("_", " ")))

    def done(self, entry: dict[str, Any], facts: dict[str, Any]) -> str:
        """What an entry says happened."""
        kind = str(entry["kind"])
        if entry["actor"] == CLOCK:
            clock = facts.get("clock")
            words = self.happened_words.get(kind, kind.replace("_", " "))
            return f"{words}: {self.clock(clock)}" if isinstance(clock, str) else words
        words = self.done_words.get(kind, kind.replace("_", " "))
        return words[0].upper() + words[1:]

    def facts(self, facts: dict[str, Any]) -> list[tuple[str, str]]:
        """What else an entry holds beside what people wrote: what and its value, in words."""
        elsewhere = self.told_elsewhere(facts)
        shown = [(name, value) for name, value in facts.items() if name not in elsewhere and value not in ([], {})]
        return [(heading(name), self.fact(name, value)) for name, value in shown]

    def told_elsewhere(self, facts: dict[str, Any]) -> frozenset[str]:
        """Facts of an entry that the page tells in another place than beside the entry."""
        return TOLD_IN_COLUMNS

    def fact(self, name: str, value: object) -> str:
        """A fact's value, where its name says what it is; otherwise by `value`."""
        return about(value) if name == "template" and isinstance(value, str) else self.value(value)

    def value(self, value: object) -> str:
        """A fact's value: a title for an id, a post for a code, a day in words."""
        if isinstance(value, list):
            return ", ".join(self.value(one) for one in value)
        if isinstance(value, dict):
            return "; ".join(f"{self.titles.get(str(name), heading(str(name)))}: {self.value(one)}"
                             for name, one in value.items())  # fmt: skip
        if isinstance(value, bool):
            return "yes" if value else "no"
        if not isinstance(value, str):
            return str(value)
        if value in self.people:
            return self.post(value)
        if value in self.agencies:
            return self.agency(value)
        return self.titles.get(value) or when(value)


class DisagreementWords(BundleWords):
    """Words for a disagreement, with the titles of its procedure if that can be read."""

    done_words = {**DONE, **DOCUMENT_DONE}
    happened_words = {**HAPPENED, **NOTICE_HAPPENED}

    def __init__(self, data: dict[str, Any], procedure: Procedure | None) -> None:
        super().__init__(data, VIEWS | (_titles(procedure) if procedure else {}))

    def position(self, value: str) -> str:
        """A position: the stage's title and what is happening there."""
        position = position_in(value)
        if position is None:
            return str(value)
        stage = self.titles.get(position.stage or "", position.stage)
        words = PHASES[position.phase]
        return f"{stage}: {words}" if stage else words[0].upper() + words[1:]

    def clock(self, clock_id: str) -> str:
        """A clock by title, one that people set among them."""
        return SET_BY_PEOPLE.get(clock_id) or super().clock(clock_id)


def mail(notice: dict[str, Any]) -> str:
    """What a notice tells, in words."""
    words = MAILS.get(notice["template"], notice["template"].replace("_", " "))
    about = notice["facts"].get("what") or notice["facts"].get("owes") or ""
    said = words[0].upper() + words[1:]
    # One of them is a question, after which no colon stands.
    return f"{said}{'' if said.endswith('?') else ':'} {about}" if about else said


def heading(name: str) -> str:
    """The name of a field, as a heading says it."""
    words = name.replace("_", " ")
    return WRITTEN.get(name) or words[:1].upper() + words[1:]


def short(text: str | None) -> str:
    """As `when`, with the names of days and months cut short: for tables."""
    return LONG_NAMES.sub(lambda name: name[0][:3], when(text)).replace(" at ", ", ")


def when(text: str | None) -> str:
    """A day or an instant in words, in London; any other text as it is."""
    if text is None:
        return ""
    try:
        if ISO_DAY.fullmatch(text):
            return day_in_words(date.fromisoformat(text))
        if ISO_INSTANT.fullmatch(text):
            return day_in_words(datetime.fromisoformat(text))
    except ValueError:
        pass
    return text


def position_in(value: object) -> Position | None:
    """The position of a text; None if it is none, since a page is made of a broken record too."""
    try:
        return Position.read(str(value))
    except ValueError:
        return None


def read_object(text: str | None) -> dict[str, Any]:
    """The object of a JSON text; nothing if it is none, since a page is made of a broken record too."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _titles(procedure: Procedure) -> dict[str, str]:
    """Titles of everything in a procedure that a record names by id."""
    named: list[Any] = [
        *procedure.stages,
        *procedure.categories,
        *procedure.priorities,
        *procedure.fast_paths,
        *procedure.redirects,
        *procedure.groups,
        *(function for group in procedure.groups for function in group.functions),
        *procedure.every_stage,
        *(clock for stage in procedure.stages for clock in stage.clocks),
        *procedure.onward.clocks,
        *procedure.caps,
    ]
    titles = {one.id: one.title for one in reversed(named)}
    for duty in procedure.closing_duties:
        titles.update(dict.fromkeys(duty.clock_ids(), duty.title))
    return titles
