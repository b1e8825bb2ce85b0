"""What is chosen of the directory. It stands in the address, so posts and agencies can be searched, and no e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from procedures.wording import name_words
from states.directory import Directory, Person
from store.directory import NO_CHANNEL, StoredDirectory
from workflows.freshness import is_stale

SHOWN = {
    "": "Everybody in post",
    "stale": "Details to be confirmed",
    "unreachable": "Nothing can reach them",
    "away": "Away today",
    "left": "Left",
}
LONGEST = 60


@dataclass(frozen=True)
class DirectoryFilter:
    """Words of a post, agency, rank or role; an agency by code; and which people."""

    words: str
    agency: str
    show: str

    @classmethod
    def of(cls, words: str, agency: str, show: str, directory: Directory) -> DirectoryFilter:
        """What an address asks for; what there is not is as if nothing was chosen."""
        known = agency if agency in directory.agencies else ""
        return cls(" ".join(words.split())[:LONGEST], known, show if show in SHOWN else "")

    @property
    def chosen(self) -> dict[str, str]:
        """What is chosen, by its name in the address."""
        given = {"q": self.words, "agency": self.agency, "show": self.show}
        return {name: value for name, value in given.items() if value}

    @property
    def address(self) -> str:
        """The address of the list with what is chosen."""
        return f"/directory?{urlencode(self.chosen)}" if self.chosen else "/directory"

    def people(self, stored: StoredDirectory, day: date, oldest: date) -> list[Person]:
        """Those who are asked for, by agency and post."""
        directory = stored.directory
        found = [p for p in directory.people.values() if self._is_shown(p, stored, day, oldest)]
        return sorted(found, key=lambda p: (directory.agencies[p.agency].name.casefold(), p.title.casefold(), p.code))

    def _is_shown(self, person: Person, stored: StoredDirectory, day: date, oldest: date) -> bool:
        directory = stored.directory
        in_post = directory.in_post(person.code, day) is not None
        if in_post == (self.show == "left") or (self.agency and person.agency != self.agency):
            return False
        wanted = {
            "stale": lambda: is_stale(stored, person.code, oldest),
            "unreachable": lambda: stored.channels(person.code) == (NO_CHANNEL,),
            "away": lambda: bool(directory.deputies_of(person.code, day)),
        }
        if self.show in wanted and not wanted[self.show]():
            return False
        names = [directory.title_of(person.code), person.code, person.rank or "", *person.roles]
        text = " ".join(name_words(name) for name in names).casefold()
        return all(word in text for word in self.words.casefold().split())

    def agencies(self, directory: Directory) -> list[dict[str, Any]]:
        """The choices of agencies, as the select takes them."""
        named = sorted(directory.agencies.values(), key=lambda one: one.name.casefold())
        items = [{"value": one.code, "text": one.name, "selected": one.code == self.agency} for one in named]
        return [{"value": "", "text": "Any"}, *items]

    def choices(self) -> list[dict[str, Any]]:
        """The choices of which people."""
        return [{"value": value, "text": words, "selected": value == self.show} for value, words in SHOWN.items()]
