"""Holding what a story expects against what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from notifications.dates import day_in_words
from states.any_case import AnyCase
from workflows.story import Expectation, MailExpected
from workflows.story_cases import AnyFollowed
from workflows.timeline import Happening, Mail

STANDING = ("stage", "phase", "position", "owner_by", "outcome", "decision", "priority", "fast")
"""What a case says of where it stands, in the words that a story has for it; each kind of case has some of these."""


class Unmet(NamedTuple):
    """One expectation that was not met: its field, what was expected and what was found, in words."""

    field: str
    expected: str
    found: str


@dataclass(frozen=True)
class Found:
    """What is there after a step: the case that it is about (None if there is none), and what is new in all of them.

    `people` gives the codes of everybody whom a name stands for: a person, or a party where the case now stands.
    """

    followed: AnyFollowed | None
    new: Sequence[Happening]
    people: Callable[[str], set[str]]

    @property
    def mails(self) -> list[Mail]:
        """Every mail owed since the step before."""
        return [mail for happening in self.new for mail in happening.mail]

    @property
    def kinds(self) -> list[str]:
        """The kinds of the entries since the step before, in order."""
        return [happening.kind for happening in self.new if happening.kind]


def count(expect: Expectation) -> int:
    """How many things are expected."""
    one_each = {"due", "late", "not_running", "entries", "no_entries", "mail", "no_mail"}
    return sum(
        len(getattr(expect, name)) if name in one_each else 1
        for name in expect.model_fields_set
        if getattr(expect, name) is not None
    )


def unmet(expect: Expectation, found: Found) -> Iterator[Unmet]:
    """Everything expected that is not so. Whether a step was refused is asked where it is done."""
    followed = found.followed
    case = followed.case if followed else None
    about_a_case = expect.model_fields_set - {"refused", "entries", "no_entries", "mail", "no_mail"}
    if followed is None or case is None:
        if about_a_case:
            yield Unmet(min(about_a_case), "an open case", "no case has been raised")
    else:
        yield from _where_it_stands(expect, followed.standing())
        yield from _whose_it_is(expect, case, found)
        yield from _clocks(expect, case)
    yield from _entries(expect, found.kinds)
    for wanted in expect.mail:
        matching = _matching(wanted, found)
        if not matching or (wanted.times is not None and len(matching) != wanted.times):
            times = f" {len(matching)} times" if matching else " not"
            yield Unmet("mail", _mail_words(wanted), f"it was owed{times}; owed were: {_mails_words(found.mails)}")
    for unwanted in expect.no_mail:
        for mail in _matching(unwanted, found):
            yield Unmet("no_mail", f"no {_mail_words(unwanted)}", f"{mail.template} to {mail.to}: {mail.about}")


def _where_it_stands(expect: Expectation, standing: dict[str, str]) -> Iterator[Unmet]:
    for name in STANDING:
        wanted = getattr(expect, name)
        words = str(wanted).lower() if isinstance(wanted, bool) else wanted
        if wanted is not None and words != standing.get(name):
            yield Unmet(name, words, standing.get(name, "nothing of the kind"))


def _whose_it_is(expect: Expectation, case: AnyCase, found: Found) -> Iterator[Unmet]:
    if expect.owner is not None and case.owner not in found.people(expect.owner):
        yield Unmet("owner", _person_words(expect.owner, found), case.owner or "nobody")
    if expect.closed is not None and (case.closed_at is not None) != expect.closed:
        yield Unmet("closed", "closed" if expect.closed else "not closed", f"{case.position}")


def _clocks(expect: Expectation, case: AnyCase) -> Iterator[Unmet]:
    running = ", ".join(clock.clock for clock in case.clocks) or "none"
    for name, due in expect.due.items():
        clock = case.running(name)
        if clock is None:
            yield Unmet(f"due.{name}", instant_words(due), f"it does not run; running: {running}")
        elif clock.due_at != due:
            yield Unmet(f"due.{name}", instant_words(due), instant_words(clock.due_at))
    for name in expect.late:
        clock = case.running(name)
        if clock is None or clock.expired_at is None:
            found = f"it does not run; running: {running}" if clock is None else "it has not run out"
            yield Unmet("late", f"{name} has run out and is asked after", found)
    for name in expect.not_running:
        if case.running(name):
            yield Unmet("not_running", f"{name} does not run", "it runs")


def _entries(expect: Expectation, kinds: list[str]) -> Iterator[Unmet]:
    words = ", ".join(kinds) or "none"
    rest = iter(kinds)
    for wanted in expect.entries:
        if wanted not in rest:  # `in` uses up the iterator as far as it looks, so the order counts
            yield Unmet("entries", f"{', then '.join(expect.entries)}", words)
            break
    for unwanted in expect.no_entries:
        if unwanted in kinds:
            yield Unmet("no_entries", f"no {unwanted}", words)


def _matching(wanted: MailExpected, found: Found) -> list[Mail]:
    people = found.people(wanted.to) if wanted.to is not None else None
    return [
        mail
        for mail in found.mails
        if (people is None or mail.to in people)
        and wanted.template in (None, mail.template)
        and wanted.at in (None, mail.queued_at)
        and (wanted.says is None or any(wanted.says.lower() in text.lower() for text in mail.facts.values()))
    ]


def _mail_words(wanted: MailExpected) -> str:
    words = f"mail {wanted.template}" if wanted.template else "mail"
    words += f" to {wanted.to}" if wanted.to else ""
    words += f" at {instant_words(wanted.at)}" if wanted.at else ""
    words += f" saying {wanted.says!r}" if wanted.says else ""
    return words + (f", {wanted.times} times" if wanted.times else "")


def _mails_words(mails: list[Mail]) -> str:
    return ", ".join(f"{mail.template} to {mail.to}" for mail in mails) or "none"


def _person_words(name: str, found: Found) -> str:
    people = sorted(found.people(name) - {name})
    return f"{name} ({', '.join(people)})" if people else name


def instant_words(instant: datetime) -> str:
    """An instant to the minute in London, with the day named; to the second where it has seconds."""
    exact = f" ({instant.astimezone(UTC):%H:%M:%S} UTC)" if instant.second else ""
    return f"{day_in_words(instant)}{exact}"
