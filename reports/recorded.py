"""The entries of a review's record as the documents read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

NOT_RECORDED = "Not recorded"
"""What stands where the record says nothing. A document never fills a gap by itself."""


class RecordedEntry(Protocol):
    """An entry as `store.readable_cases` reads it, or as a decision has just written it. Instants are UTC."""

    @property
    def number(self) -> int:
        """Its place in the record, from 1."""
        ...

    @property
    def kind(self) -> str:
        """The event, such as `submit_return`."""
        ...

    @property
    def at(self) -> datetime:
        """When it is true."""
        ...

    @property
    def actor(self) -> str:
        """Who acted, by code."""
        ...

    @property
    def on_behalf_of(self) -> str | None:
        """For whom, by code, if not for themselves."""
        ...

    @property
    def position(self) -> str:
        """Where the review stood after it."""
        ...

    @property
    def facts(self) -> Mapping[str, Any]:
        """JSON values without narrative."""
        ...

    @property
    def narrative(self) -> Mapping[str, str]:
        """What was written, by field."""
        ...


@dataclass(frozen=True)
class ReviewRecord:
    """Entries of one review, in the order of their numbers, with look-ups."""

    entries: tuple[RecordedEntry, ...]

    @classmethod
    def of(cls, entries: Iterable[RecordedEntry]) -> ReviewRecord:
        """The record of these entries, whatever their order."""
        return cls(tuple(sorted(entries, key=lambda entry: entry.number)))

    def all(self, *kinds: str, after: int = 0, agency: str | None = None) -> list[RecordedEntry]:
        """Entries of these kinds with a number above `after`; with `agency` only those that are about it."""
        return [
            entry
            for entry in self.entries
            if entry.kind in kinds and entry.number > after and (agency is None or entry.facts.get("agency") == agency)
        ]

    def last(self, *kinds: str, after: int = 0, agency: str | None = None) -> RecordedEntry | None:
        """The newest of them, or None."""
        return next(reversed(self.all(*kinds, after=after, agency=agency)), None)

    def first(self, *kinds: str) -> RecordedEntry | None:
        """The oldest of them, or None."""
        return next(iter(self.all(*kinds)), None)

    @property
    def last_number(self) -> int:
        """The number of the newest entry; 0 in an empty record."""
        return self.entries[-1].number if self.entries else 0


def written(entry: RecordedEntry | None, field: str) -> str:
    """What somebody wrote in a field of an entry, or that it is not recorded."""
    return (entry.narrative.get(field) if entry else None) or NOT_RECORDED


def fact(entry: RecordedEntry | None, field: str) -> Any:
    """A fact of an entry as its JSON value, or None."""
    return entry.facts.get(field) if entry else None


def fact_day(entry: RecordedEntry | None, field: str) -> date | datetime | None:
    """A day or an instant among an entry's facts, or None."""
    value = fact(entry, field)
    if not isinstance(value, str):
        return None
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
