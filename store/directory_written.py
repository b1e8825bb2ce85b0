"""A directory as somebody wrote it, in whatever format: rows of cells that know their line."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches

from procedures.fault import Fault


class DirectoryError(Exception):
    """A directory file that cannot be used; `faults` says why, file and line first. Nothing was written."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and the line on which it stands: a text, a list of texts, or None where nothing is given."""

    value: str | list[str] | None
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """One agency, person, deputy or seat: the line on which it begins, and its cells by field."""

    line: int
    cells: dict[str, Cell]

    def line_of(self, name: str) -> int:
        """The line of a field, or that of the row where the field is not given."""
        return self.cells[name].line if name in self.cells else self.line


FIELDS: dict[str, tuple[str, ...]] = {
    "agencies": ("code", "name", "kind"),
    "people": (
        "code", "title", "agency", "rank", "roles", "reports_to", "email", "channels", "last_confirmed", "left_on",
    ),
    "deputies": ("person", "deputy", "from", "to"),
    "seats": ("group", "seat", "person"),
}  # fmt: skip
"""The sections of a directory and their fields, as docs/directory.md describes them."""

LISTS = frozenset({"roles", "channels"})
"""Fields of a person that hold more than one value."""


@dataclass
class Written:
    """What a file holds, section by section, and every fault found so far.

    `sections` has only the sections that the file gives at all: one left out says nothing, an empty one says none.
    `written_as` gives the name that a field has in the file's own format, where that is another one.
    """

    file: str
    written_as: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def rows(self, section: str) -> list[Row]:
        """The rows of a section, none if the file leaves it out."""
        return self.sections.get(section, [])

    def fault(self, line: int, name: str, expected: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.file, line, self.written_as.get(name, name), expected))

    def has_fault(self, line: int, name: str) -> bool:
        """Whether something is wrong already with a field on a line."""
        return any((known.line, known.field) == (line, self.written_as.get(name, name)) for known in self.faults)

    def unknown(self, line: int, name: str, what: str, known: tuple[str, ...]) -> None:
        """Note a name that means nothing here, with the nearest one that does."""
        near = nearest(name, known)
        self.fault(line, name, f"there is no such {what}.{near} There are: {', '.join(known)}")


def nearest(name: str, known: tuple[str, ...] | list[str]) -> str:
    """A hint at the known name that is most like this one, or nothing."""
    near = get_close_matches(name, known, n=1)
    return f" Did you mean {near[0]}?" if near else ""
