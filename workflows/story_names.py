"""Whether the names in a story are known to its rules and its directory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from procedures.fault import Fault
from workflows.story import Expectation, MailExpected, Step
from workflows.story_file import StoryFile
from workflows.story_vocabulary import Vocabulary
from workflows.story_words import MAILS

LONGEST_LIST = 40
"""Names that an error lists; more would bury it."""

OF_ONE_KIND = frozenset({"stage", "phase", "priority", "fast", "position", "decision"})
"""What is expected of cases of one kind alone."""

Path = tuple[str | int, ...]


def faults_in_names(
    file: StoryFile, main: Vocabulary, linked: Vocabulary | None, people: Collection[str]
) -> list[Fault]:
    """Every name in a story that means nothing there.

    `main` are the names of the case that it follows, `linked` those of the disagreements that this one opens, if it
    opens any; `people` are the codes of all who are ever in its directory.
    """
    return list(_Story(file, main, linked, people).faults())


@dataclass
class _Story:
    file: StoryFile
    main: Vocabulary
    linked: Vocabulary | None
    people: Collection[str]

    def faults(self) -> Iterator[Fault]:
        for place, step in enumerate(self.file.story.steps):
            here: Path = ("steps", place)
            if step.on is None:
                yield from self._names(self.main).in_step(here, step)
            elif self.linked is None:
                words = "only a practice review opens disagreements: this story follows a disagreement itself"
                yield self.file.fault((*here, "on"), words)
            else:
                yield from self._names(self.linked).in_step(here, step)
        yield from self._names(self.main).in_expectation(("expect",), self.file.story.expect)

    def _names(self, words: Vocabulary) -> _Names:
        # Every step sees what is new in all cases.
        entries = (*self.main.entries, *(self.linked.entries if self.linked else ()))
        return _Names(self.file, words, tuple(dict.fromkeys(entries)), self.people)


@dataclass
class _Names:
    """The names in the steps that are about cases of one kind."""

    file: StoryFile
    words: Vocabulary
    entries: Collection[str]
    people: Collection[str]

    def in_step(self, here: Path, step: Step) -> Iterator[Fault]:
        if step.who is not None:
            yield from self._person_or_party((*here, "who"), step.who)
            if step.who in self.words.several and step.who not in self.people:
                yield self.file.fault((*here, "who"), f"the {step.who} is several people: name the one who does it")
        if step.does is not None and step.does not in self.words.actions:
            yield self.file.fault((*here, "does"), f"{step.does} is nothing that is done on {self.words.case}")
        if step.leaves is not None and step.leaves not in self.people:
            yield self._unknown((*here, "leaves"), "person", step.leaves, sorted(self.people))
        if step.when is not None:
            yield from self._named((*here, "when"), "clock", step.when.clock)
        yield from self.in_expectation((*here, "expect"), step.expect)

    def in_expectation(self, here: Path, expect: Expectation) -> Iterator[Fault]:
        for field in sorted(expect.model_fields_set & OF_ONE_KIND - self.words.fields):
            yield self.file.fault((*here, field), f"nothing of the kind is said of {self.words.case}")
        for field in ("stage", "priority", "decision", "outcome"):
            name = getattr(expect, field)
            if name is not None and field in self.words.known:
                yield from self._named((*here, field), field, name)
        if expect.owner is not None:
            yield from self._person_or_party((*here, "owner"), expect.owner)
        yield from self._each((*here, "due"), "clock", {name: name for name in expect.due})
        for field in ("late", "not_running"):
            yield from self._each((*here, field), "clock", dict(enumerate(getattr(expect, field))))
        for field in ("entries", "no_entries"):
            for place, kind in enumerate(getattr(expect, field)):
                if kind not in self.entries:
                    yield self._unknown((*here, field, place), "kind of entry", kind, self.entries)
        for field in ("mail", "no_mail"):
            for place, mail in enumerate(getattr(expect, field)):
                yield from self._in_mail((*here, field, place), mail)

    def _in_mail(self, here: Path, mail: MailExpected) -> Iterator[Fault]:
        if mail.to is not None:
            yield from self._person_or_party((*here, "to"), mail.to)
        if mail.template is not None and mail.template not in MAILS:
            yield self._unknown((*here, "template"), "template", mail.template, MAILS)

    def _each(self, here: Path, what: str, names: Mapping[int, str] | Mapping[str, str]) -> Iterator[Fault]:
        for place, name in names.items():
            yield from self._named((*here, place), what, name)

    def _named(self, path: Path, what: str, name: str) -> Iterator[Fault]:
        if not self.words.names(what, name):
            yield self._unknown(path, what, name, self.words.known[what])

    def _person_or_party(self, path: Path, name: str) -> Iterator[Fault]:
        if name not in self.people and not self.words.is_party(name):
            yield self.file.fault(path, self._no_person(name))

    def _no_person(self, name: str) -> str:
        near = get_close_matches(name, [*self.people, *self.words.parties], n=1)
        hint = f"did you mean {near[0]}?" if near else f"parties are: {', '.join(sorted(self.words.parties))}"
        return f"the directory has no person {name!r}, and it is no party; {hint}"

    def _unknown(self, path: Path, what: str, name: str, known: Collection[str]) -> Fault:
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        if not near and len(known) <= LONGEST_LIST:
            hint = f"; there are: {', '.join(known)}"
        return self.file.fault(path, f"there is no {what} {name!r}{hint}")
