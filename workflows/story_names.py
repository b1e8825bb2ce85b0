"""Whether the names in a story are known to its procedure and its directory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import TypeAdapter, ValidationError

from procedures.fault import Fault
from procedures.graph import CHILD_PROTECTING_TIME, COMMITMENT, HOLD
from procedures.language import Procedure
from procedures.party import FIXED_PARTIES, Party
from workflows.story import Expectation, MailExpected, Step
from workflows.story_file import StoryFile
from workflows.story_words import ENTRY_KINDS, MAILS

SEVERAL = frozenset({"group"})
"""Parties that are several people, of whom no single one can do something."""

LONGEST_LIST = 40
"""Names that an error lists; more would bury it."""

_PARTY: TypeAdapter[str] = TypeAdapter(Party)
Path = tuple[str | int, ...]


def is_party(name: str) -> bool:
    """Whether a name stands for a party of a disagreement."""
    try:
        _PARTY.validate_python(name)
    except ValidationError:
        return False
    return True


def faults_in_names(file: StoryFile, procedure: Procedure, people: Collection[str]) -> list[Fault]:
    """Every name in a story that means nothing there. `people` are the codes of all who are ever in its directory."""
    return list(_Names(file, procedure, people).faults())


@dataclass
class _Names:
    file: StoryFile
    procedure: Procedure
    people: Collection[str]

    def faults(self) -> Iterator[Fault]:
        for place, step in enumerate(self.file.story.steps):
            yield from self._in_step(("steps", place), step)
        yield from self._in_expectation(("expect",), self.file.story.expect)

    def _in_step(self, here: Path, step: Step) -> Iterator[Fault]:
        if step.who is not None:
            yield from self._person_or_party((*here, "who"), step.who)
            if step.who in SEVERAL and step.who not in self.people:
                yield self.file.fault((*here, "who"), f"the {step.who} is several people: name the one who does it")
        if step.leaves is not None and step.leaves not in self.people:
            yield from self._known((*here, "leaves"), "person", step.leaves, sorted(self.people))
        if step.when is not None:
            yield from self._known((*here, "when"), "clock", step.when.clock, self._clocks())
        yield from self._in_expectation((*here, "expect"), step.expect)

    def _in_expectation(self, here: Path, expect: Expectation) -> Iterator[Fault]:
        if expect.stage is not None:
            yield from self._known((*here, "stage"), "stage", expect.stage, self.procedure.stages_by_id)
        if expect.owner is not None:
            yield from self._person_or_party((*here, "owner"), expect.owner)
        if expect.priority is not None:
            known = [priority.id for priority in self.procedure.priorities]
            yield from self._known((*here, "priority"), "priority", expect.priority, known)
        yield from self._each((*here, "due"), "clock", {name: name for name in expect.due}, self._clocks())
        for field in ("late", "not_running"):
            yield from self._each((*here, field), "clock", dict(enumerate(getattr(expect, field))), self._clocks())
        for field in ("entries", "no_entries"):
            kinds = dict(enumerate(getattr(expect, field)))
            yield from self._each((*here, field), "kind of entry", kinds, ENTRY_KINDS)
        for field in ("mail", "no_mail"):
            for place, mail in enumerate(getattr(expect, field)):
                yield from self._in_mail((*here, field, place), mail)

    def _in_mail(self, here: Path, mail: MailExpected) -> Iterator[Fault]:
        if mail.to is not None:
            yield from self._person_or_party((*here, "to"), mail.to)
        if mail.template is not None:
            yield from self._known((*here, "template"), "template", mail.template, MAILS)

    def _each(
        self, here: Path, what: str, names: Mapping[int, str] | Mapping[str, str], known: Collection[str]
    ) -> Iterator[Fault]:
        for place, name in names.items():
            yield from self._known((*here, place), what, name, known)

    def _person_or_party(self, path: Path, name: str) -> Iterator[Fault]:
        if name not in self.people and not is_party(name):
            yield self.file.fault(path, self._no_person(name))

    def _no_person(self, name: str) -> str:
        near = get_close_matches(name, [*self.people, *FIXED_PARTIES], n=1)
        hint = f"did you mean {near[0]}?" if near else f"parties are: {', '.join(sorted(FIXED_PARTIES))}"
        return f"the directory has no person {name!r}, and it is no party; {hint}"

    def _known(self, path: Path, what: str, name: str, known: Collection[str]) -> Iterator[Fault]:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            if not near and len(known) <= LONGEST_LIST:
                hint = f"; there are: {', '.join(known)}"
            yield self.file.fault(path, f"there is no {what} {name!r}{hint}")

    def _clocks(self) -> list[str]:
        duties = [clock_id for duty in self.procedure.closing_duties for clock_id in duty.clock_ids()]
        known = [*self.procedure.clocks_by_id, *duties, CHILD_PROTECTING_TIME, COMMITMENT, HOLD]
        return list(dict.fromkeys(known))
