"""A directory written as a table (CSV): a row for each person, as spreadsheets save it."""

from __future__ import annotations

import csv
import io
from itertools import zip_longest
from pathlib import Path

from procedures.fault import Fault
from store.directory_written import FIELDS, LISTS, Cell, DirectoryError, Row, Written

COLUMNS = (*FIELDS["people"], "agency_name", "agency_kind", "deputy", "deputy_from", "deputy_to", "seats")
"""All columns that a table may have. `code`, `title` and `agency` it must have."""

WRITTEN_AS = {
    "name": "agency_name",
    "kind": "agency_kind",
    "from": "deputy_from",
    "to": "deputy_to",
    "group": "seats",
    "seat": "seats",
    "person": "code",
}
NEEDED = ("code", "title", "agency")
MOST_BYTES = 20_000_000


def read_directory_csv(path: Path) -> Written:
    """The rows of a CSV directory, with the faults of its form. DirectoryError if it is no table at all.

    Commas part the cells; `;` parts several values in one cell. A byte order mark and any line end are read.
    """
    return read_directory_table(str(path), _content_of(str(path), path))


def read_directory_table(file: str, content: bytes) -> Written:
    """The same of the content of a file, which faults are told of by its name."""
    written = Written(file, WRITTEN_AS)
    lines = _lines(file, content)
    if not lines:
        raise DirectoryError([Fault(written.file, 1, "", f"the file is empty: expected columns {', '.join(NEEDED)}")])
    columns = _columns(written, *lines[0])
    people: list[Row] = []
    deputies: list[Row] = []
    seats: list[Row] = []
    agencies: dict[str, Row] = {}
    for line, values in lines[1:]:
        if len(values) > len(columns):
            written.fault(
                line, "", f"this row has {len(values)} cells for {len(columns)} columns: quote commas in a cell"
            )
            continue
        cells = list(zip_longest(columns, map(str.strip, values), fillvalue=""))
        if any(text and not name for name, text in cells):
            written.fault(line, "", "a cell stands in a column without a heading")
        given = {name: text for name, text in cells if name}
        people.append(_person(line, given))
        _note_agency(written, agencies, line, given)
        deputies += _deputies(written, line, given)
        seats += _seats(written, line, given)
    written.sections = {"agencies": list(agencies.values()), "people": people}
    if "deputy" in columns:
        written.sections["deputies"] = deputies
    if "seats" in columns:
        written.sections["seats"] = seats
    return written


def _lines(file: str, content: bytes) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with the line on which it begins."""
    text = _text_of(file, content)
    if "\0" in text:
        raise DirectoryError([Fault(file, 0, "", "this is not a text file: save it as CSV UTF-8")])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found, began = [], 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                found.append((began, values))
            began = reader.line_num + 1
    except csv.Error as problem:
        raise DirectoryError([Fault(file, began, "", f"not a table: {problem}. Check the quotes")]) from None
    return found


def _content_of(file: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DirectoryError([Fault(file, 0, "", "there is no such file")]) from None
    except IsADirectoryError:
        raise DirectoryError([Fault(file, 0, "", "this is a folder: give a file in it")]) from None
    except OSError as problem:
        raise DirectoryError([Fault(file, 0, "", f"cannot be read: {problem.strerror}")]) from None


def _text_of(file: str, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise DirectoryError([Fault(file, 0, "", f"larger than {MOST_BYTES:,} bytes, which no directory is")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        said = "not UTF-8 text: in Excel choose Save As, CSV UTF-8 (Comma delimited)"
        raise DirectoryError([Fault(file, line, "", said)]) from None


def _columns(written: Written, line: int, header: list[str]) -> list[str]:
    """The names of the columns. DirectoryError if those that a table must have are not there."""
    columns = [name.strip().lower().replace(" ", "_").replace("-", "_") for name in header]
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        said = "the cells are not parted by commas: save it as CSV (Comma delimited)"
        raise DirectoryError([Fault(written.file, line, "", said)])
    for place, name in enumerate(columns):
        if name and name not in COLUMNS:
            written.unknown(line, name, "column", COLUMNS)
        elif name and name in columns[:place]:
            written.fault(line, name, "this column is given twice")
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        written.fault(line, missing[0], f"expected a column of this name; a table needs {', '.join(NEEDED)}")
        raise DirectoryError(written.faults)
    return columns


def _person(line: int, given: dict[str, str]) -> Row:
    cells = {}
    for name in FIELDS["people"]:
        if name in given:
            cells[name] = Cell(_parted(given[name]) if name in LISTS else given[name] or None, line)
    return Row(line, cells)


def _note_agency(written: Written, agencies: dict[str, Row], line: int, given: dict[str, str]) -> None:
    """An agency is described where it first has a name or kind; the other rows may leave them empty or repeat them."""
    code = given["agency"]
    described = {"name": given.get("agency_name") or None, "kind": given.get("agency_kind") or None}
    if not code or not any(described.values()):
        return
    known = agencies.get(code)
    cells = dict(known.cells) if known else {"code": Cell(code, line)}
    for name, value in described.items():
        before = cells.get(name)
        if value and before and before.value != value:
            said = f"{code!r} is {before.value!r} on line {before.line}, and another here"
            written.fault(line, name, said)
        elif value:
            cells.setdefault(name, Cell(value, line))
    agencies[code] = Row(known.line if known else line, cells)


def _deputies(written: Written, line: int, given: dict[str, str]) -> list[Row]:
    names = _parted(given.get("deputy", ""))
    dates: dict[str, list[str | None]] = {}
    for name, column in (("from", "deputy_from"), ("to", "deputy_to")):
        text = given.get(column, "")
        values: list[str | None] = [value.strip() or None for value in text.split(";")] if text else []
        if values and len(values) != len(names):
            said = f"expected one date for each deputy, parted by `;`: {len(names)} deputies, {len(values)} dates"
            written.fault(line, column, said)
            values = []
        dates[name] = values or [None] * len(names)
    rows = zip(names, dates["from"], dates["to"], strict=True)
    return [
        Row(
            line,
            {
                "person": Cell(given["code"] or None, line),
                "deputy": Cell(deputy, line),
                "from": Cell(first, line),
                "to": Cell(last, line),
            },
        )
        for deputy, first, last in rows
    ]


def _seats(written: Written, line: int, given: dict[str, str]) -> list[Row]:
    rows = []
    for text in _parted(given.get("seats", "")):
        group, slash, seat = (part.strip() for part in text.partition("/"))
        if not (group and slash and seat):
            written.fault(line, "seats", f"expected GROUP/SEAT, and found {text!r}")
            continue
        cells = {"group": group, "seat": seat, "person": given["code"] or None}
        rows.append(Row(line, {name: Cell(value, line) for name, value in cells.items()}))
    return rows


def _parted(text: str) -> list[str]:
    return [value.strip() for value in text.split(";") if value.strip()]
