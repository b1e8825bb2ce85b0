"""Every procedure that there is, in every version: the files of the library, and what cases are frozen to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from notifications.dates import day_in_words
from procedures.catalogue import files_in, frozen_text, read_all, text_hash
from procedures.fault import ProcedureError
from procedures.reading import Written
from procedures.rules import Rules
from store.frozen_versions import FrozenVersion, frozen_versions
from store.procedure_versions import procedure_of

SHORT = 12
"""Letters of a version's hash that stand in an address."""


@dataclass(frozen=True)
class Shelved:
    """A version of some rules. `files` are those that it is written in, empty for one that only cases still know.

    `frozen_at` is when a case first ran on it, None if none did. `is_current` says that it is what applies on the
    day that was asked about, or else the newest of its name.
    """

    rules: Rules
    version: str
    files: tuple[Path, ...]
    frozen_at: datetime | None
    day: date
    is_current: bool = False

    @property
    def in_force(self) -> bool:
        """Whether it is in the library and in force on the day."""
        rules = self.rules
        begun = rules.effective_from <= self.day
        return bool(self.files) and begun and (rules.effective_to is None or self.day <= rules.effective_to)

    @property
    def address(self) -> str:
        """Its page."""
        own = f"/procedures/{self.rules.id}"
        return own if self.is_current else f"{own}/{self.version[:SHORT]}"

    @property
    def name(self) -> str:
        """Its title with its edition and, where it is not the one in force, what tells it from others."""
        words = f"{self.rules.title}, edition {self.rules.edition}"
        return words if self.is_current else f"{words}, version {self.version[:SHORT]}"

    @property
    def standing(self) -> str:
        """Whether it is in force, in words."""
        rules = self.rules
        if not self.files:
            return f"Older version, which cases raised since {day_in_words(self.frozen_at or self.day)} may run on"
        if self.in_force:
            until = f" to {day_in_words(rules.effective_to)}" if rules.effective_to else ""
            return f"In force since {day_in_words(rules.effective_from)}{until}"
        if self.day < rules.effective_from:
            return f"Comes into force on {day_in_words(rules.effective_from)}"
        return f"Was in force to {day_in_words(rules.effective_to or self.day)}"


@dataclass(frozen=True)
class Shelf:
    """All versions: of each name the current one first, then files, then what is only frozen, the newest first.

    `unreadable` are the names of files that hold no sound rules.
    """

    versions: tuple[Shelved, ...]
    unreadable: tuple[str, ...] = ()

    def current(self, procedure: str) -> Shelved | None:
        """What applies now under a name."""
        return next((one for one in self.versions if one.is_current and one.rules.id == procedure), None)

    def version(self, procedure: str, start: str) -> Shelved | None:
        """The version of a name whose hash begins so."""
        found = (one for one in self.versions if one.rules.id == procedure and one.version.startswith(start))
        return next(found, None) if len(start) >= SHORT else None

    def of(self, procedure: str) -> list[Shelved]:
        """Every version of a name."""
        return [one for one in self.versions if one.rules.id == procedure]


def shelf(connection: Connection, directories: Sequence[Path], day: date, only: str | None = None) -> Shelf:
    """The whole shelf on a day, or with `only` what stands on it under one name.

    A frozen text that was tampered with is left out: verifying the store is where that is told.
    """
    read = read_all(directories)
    written = [one for _, one in read if isinstance(one, Written) and only in (None, one.rules.id)]
    frozen = {one.version: one for one in frozen_versions(connection) if only in (None, one.procedure)}
    found = list(_shelved(connection, written, frozen, day))
    unreadable = [path.name for path, one in read if isinstance(one, ProcedureError)]
    return Shelf(tuple(found), tuple(unreadable))


def _shelved(
    connection: Connection, written: Sequence[Written], frozen: dict[str, FrozenVersion], day: date
) -> Iterator[Shelved]:
    editions: dict[str, list[Shelved]] = {}
    # A partnership's own files come first, and of two of one day its own applies.
    for one in reversed(written):
        version = version_of(one.rules)
        known = frozen.pop(version, None)
        at = known.frozen_at if known else None
        editions.setdefault(one.rules.id, []).append(Shelved(one.rules, version, tuple(files_in(one)), at, day))
    older: dict[str, list[Shelved]] = {}
    for known in frozen.values():
        try:
            rules = procedure_of(connection, known.version)
        except (LookupError, ValueError):
            continue
        older.setdefault(rules.id, []).append(Shelved(rules, known.version, (), known.frozen_at, day))
    for name in sorted({*editions, *older}):
        shown = sorted(editions.get(name, ()), key=lambda one: one.rules.effective_from)
        current = next(iter([one for one in reversed(shown) if one.in_force] or shown[::-1]), None)
        if current:
            yield Shelved(current.rules, current.version, current.files, current.frozen_at, day, is_current=True)
        yield from (one for one in reversed(shown) if one is not current)
        yield from older.get(name, ())


def version_of(rules: Rules) -> str:
    """The hash under which a case would be frozen to these rules."""
    key = "version"
    found = rules.remembered.get(key)
    if found is None:
        found = rules.remembered[key] = text_hash(frozen_text(rules))
    return str(found)
