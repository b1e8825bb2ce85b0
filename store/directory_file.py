"""A directory read from a file: YAML or CSV, or one of those that come with the engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from procedures.fault import Fault
from states.decision import CLOCK
from states.directory import Agency, Deputy, Person, Seat
from store.directory_csv import read_directory_csv, read_directory_table
from store.directory_written import DirectoryError, Row, Written, nearest
from store.directory_yaml import read_directory_text, read_directory_yaml

SHIPPED = Path(__file__).parent / "directories"

ENDINGS = "expected a file that ends in .yaml or .csv"
CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
LONGEST_TEXT = 200
EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\.]+(\.[^\s@<>,;:\"()\[\]\\.]+)+")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")


Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class WrittenPerson:
    """A person with the contact details that decisions never see. `channels` are Apprise URLs or e-mail addresses."""

    person: Person
    email: str | None
    channels: tuple[str, ...]
    last_confirmed: date | None


@dataclass(frozen=True)
class DirectoryFile:
    """What a directory file says. Its faults so far wait in `written.faults` until how it fits together is checked too.

    `deputies` and `seats` are None where the file leaves them out, which says nothing about them.
    """

    file: str
    agencies: dict[str, Agency]
    people: dict[str, WrittenPerson]
    deputies: tuple[Deputy, ...] | None
    seats: tuple[Seat, ...] | None
    written: Written = field(repr=False)
    rows: dict[str, dict[str, Row]] = field(repr=False)

    def fault(self, section: str, key: str, name: str, expected: str) -> None:
        """Note a fault in a field of a row, found by its key: a code, `group/seat`, or a deputy's place."""
        self.written.fault(self.rows[section][key].line_of(name), name, expected)


def shipped() -> list[str]:
    """The names of the directories that come with the engine."""
    return sorted(path.stem for path in SHIPPED.glob("*.yaml"))


def read_directory_file(name: str) -> DirectoryFile:
    """The directory in a file (`.yaml`, `.yml` or `.csv`), or the one that comes with the engine under a name.

    DirectoryError if it is no directory at all. A value that is not of its form is a fault in `written.faults`; the
    import lists those together with whatever does not fit, and writes nothing.
    """
    path = Path(name)
    if path.name == name and not path.suffix and not path.exists():
        if name not in shipped():
            said = f"there is no such file, and no directory of this name.{nearest(name, shipped())}"
            raise DirectoryError([Fault(name, 0, "", f"{said} There are: {', '.join(shipped())}")])
        path = SHIPPED / f"{name}.yaml"
    reads = {".yaml": read_directory_yaml, ".yml": read_directory_yaml, ".csv": read_directory_csv}
    if path.suffix.lower() not in reads:
        raise DirectoryError([Fault(name, 0, "", ENDINGS)])
    return directory_of(reads[path.suffix.lower()](path))


def directory_in(name: str, content: bytes) -> DirectoryFile:
    """The directory in a file that was sent, by its name and content. DirectoryError as for `read_directory_file`."""
    reads = {".yaml": read_directory_text, ".yml": read_directory_text, ".csv": read_directory_table}
    ending = Path(name).suffix.lower()
    if ending not in reads:
        raise DirectoryError([Fault(name, 0, "", ENDINGS)])
    return directory_of(reads[ending](name, content))


def directory_of(written: Written) -> DirectoryFile:
    """The directory that rows of text say. A value that is not of its form is a fault in `written.faults`."""
    return _Typing(written).directory_file()


class _Typing:
    """Makes agencies, people, deputies and seats of rows of text."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.rows: dict[str, dict[str, Row]] = {}

    def directory_file(self) -> DirectoryFile:
        written = self.written
        if not any(written.rows(section) for section in written.sections) and not written.faults:
            written.fault(1, "", "the file names nobody: expected `people:` with at least one person")
        agencies = self._each("agencies", self._agency, lambda agency: agency.code)
        people = self._each("people", self._person, lambda written: written.person.code)
        deputies = [self._deputy(row) for row in written.rows("deputies")]
        self.rows["deputies"] = {str(place): row for place, row in enumerate(written.rows("deputies"))}
        seats = self._each("seats", self._seat, lambda seat: f"{seat.group}/{seat.seat}")
        return DirectoryFile(
            written.file,
            agencies,
            people,
            tuple(deputies) if "deputies" in written.sections else None,
            tuple(seats.values()) if "seats" in written.sections else None,
            written,
            self.rows,
        )

    def _each(self, section: str, read: Callable[[Row], Kind], key: Callable[[Kind], str]) -> dict[str, Kind]:
        """The rows of a section by code; a code that stands twice is a fault."""
        found: dict[str, Kind] = {}
        rows = self.rows[section] = {}
        for row in self.written.rows(section):
            value = read(row)
            code = key(value)
            if code in found:
                name = "seat" if section == "seats" else "code"
                self.written.fault(row.line_of(name), name, f"{code!r} stands on line {rows[code].line} already")
            elif code:
                found[code], rows[code] = value, row
        return found

    def _agency(self, row: Row) -> Agency:
        return Agency(self._code(row, "code"), self._text(row, "name"), self._code(row, "kind"))

    def _person(self, row: Row) -> WrittenPerson:
        code = self._code(row, "code")
        if code == CLOCK:
            self.written.fault(row.line_of("code"), "code", f"{CLOCK} stands for the engine itself: choose another")
        email = self._email(row)
        channels = tuple(self._list(row, "channels", self._channel))
        names = (*(("email",) if email else ()), *(f"other-{place}" for place in range(1, len(channels) + 1)))
        person = Person(
            code,
            self._text(row, "title"),
            self._code(row, "agency"),
            self._code(row, "rank", needed=False) or None,
            tuple(dict.fromkeys(self._list(row, "roles", self._role))),
            self._code(row, "reports_to", needed=False) or None,
            self._date(row, "left_on"),
            names,
        )
        return WrittenPerson(person, email, channels, self._date(row, "last_confirmed"))

    def _deputy(self, row: Row) -> Deputy:
        first, last = self._date(row, "from", needed=True), self._date(row, "to")
        if first and last and last < first:
            self.written.fault(row.line_of("to"), "to", f"{last} is before {first}, the first day")
        return Deputy(self._code(row, "person"), self._code(row, "deputy"), first or date.min, last)

    def _seat(self, row: Row) -> Seat:
        return Seat(self._code(row, "group"), self._code(row, "seat"), self._code(row, "person"))

    def _given(self, row: Row, name: str, *, needed: bool) -> str:
        cell = row.cells.get(name)
        text = cell.value if cell and isinstance(cell.value, str) else ""
        line = row.line_of(name)
        # What stands there and could not be read has a fault of its own.
        if needed and not text and not self.written.has_fault(line, name):
            self.written.fault(line, name, "this is missing")
        return text

    def _code(self, row: Row, name: str, *, needed: bool = True) -> str:
        text = self._given(row, name, needed=needed)
        if text and not CODE.fullmatch(text):
            said = "expected a code of small letters, digits and _ . - (at most 64), such as health_visitor_hcrg"
            self.written.fault(row.line_of(name), name, f"{said}, and found {text[:80]!r}")
            return ""
        return text

    def _text(self, row: Row, name: str) -> str:
        text = self._given(row, name, needed=True)
        if len(text) > LONGEST_TEXT or not text.isprintable():
            self.written.fault(row.line_of(name), name, f"expected one line of at most {LONGEST_TEXT} letters")
        return text

    def _date(self, row: Row, name: str, *, needed: bool = False) -> date | None:
        text = self._given(row, name, needed=needed)
        if not text:
            return None
        day = _day(text)
        if day is None:
            said = "expected a date that exists, year first, such as 2026-12-21"
            self.written.fault(row.line_of(name), name, f"{said}, and found {text[:40]!r}")
        return day

    def _email(self, row: Row) -> str | None:
        text = self._given(row, "email", needed=False)
        if text and not _is_email(text):
            said = f"expected one e-mail address, such as health.visitor@example.org, and found {text[:80]!r}"
            self.written.fault(row.line_of("email"), "email", said)
        return text or None

    def _list(self, row: Row, name: str, check: Callable[[Row, str], None]) -> list[str]:
        cell = row.cells.get(name)
        values = cell.value if cell and isinstance(cell.value, list) else []
        for value in values:
            check(row, value)
        return values

    def _role(self, row: Row, value: str) -> None:
        if not CODE.fullmatch(value):
            said = f"expected roles of small letters, such as business_support, and found {value[:80]!r}"
            self.written.fault(row.line_of("roles"), "roles", said)

    def _channel(self, row: Row, value: str) -> None:
        # An address may hold a password, so a fault never repeats it.
        if not (_is_email(value) or (ADDRESS.fullmatch(value) and value.isprintable())):
            said = "expected Apprise addresses, such as slack://..., or further e-mail addresses"
            self.written.fault(row.line_of("channels"), "channels", said)


def _is_email(text: str) -> bool:
    return bool(EMAIL.fullmatch(text)) and text.isprintable() and ".." not in text


def _day(text: str) -> date | None:
    try:
        # Python also reads 20261221 and 2026-W52-1, which nobody means to write.
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None
