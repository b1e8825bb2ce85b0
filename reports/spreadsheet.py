"""A sheet of rows as a CSV or an Excel file. Nothing in it is ever taken for a formula, and days are days."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from notifications.dates import LONDON

Cell = str | int | date | datetime | None

FORMULA_BEGINS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), also as wide letters."""

NARROWEST, WIDEST = 9, 60


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the headings of its columns, and its rows. Instants are aware."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def as_csv(sheet: Sheet) -> bytes:
    """The sheet as CSV (RFC 4180) in UTF-8, with the mark by which Excel knows that.

    Days are written 2026-12-03 and instants 2026-12-03 17:00, as it is in London.
    """
    text = StringIO()
    written = csv.writer(text)
    written.writerow(sheet.headings)
    written.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def as_excel(sheet: Sheet, made_at: datetime) -> bytes:
    """The sheet as an Excel workbook whose properties name nobody. Days and instants (in London) are dates in it."""
    made = BytesIO()
    # Every cell is written by its kind: left to itself, the library would make a formula of "=1+1".
    with Workbook(made, {"in_memory": True, "remove_timezone": True}) as book:
        book.set_properties({"author": "Golden Thread", "created": made_at.astimezone(UTC).replace(tzinfo=None)})
        table = book.add_worksheet(sheet.name)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"})
        instant = book.add_format({"num_format": "d mmm yyyy hh:mm", "valign": "top", "align": "left"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for column, heading in enumerate(sheet.headings):
            table.write_string(0, column, heading, bold)
            table.set_column(column, column, _width(heading, (row[column] for row in sheet.rows)))
        for number, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    table.write_datetime(number, column, cell.astimezone(LONDON), instant)
                elif isinstance(cell, date):
                    table.write_datetime(number, column, cell, day)
                elif isinstance(cell, int):
                    table.write_number(number, column, cell, plain)
                elif cell:
                    table.write_string(number, column, cell, plain)
        table.freeze_panes(1, 1)
        table.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)
        table.repeat_rows(0)
        table.set_landscape()
        table.set_paper(9)  # A4
        table.fit_to_pages(1, 0)
    return made.getvalue()


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(LONDON):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    text = "" if cell is None else str(cell)
    # With the quote a spreadsheet shows the text and works nothing out. Numbers of ours stay numbers.
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA_BEGINS) else text


def _width(heading: str, cells: Iterable[Cell]) -> int:
    longest = max((len(cell) if isinstance(cell, str) else 18 for cell in cells if cell is not None), default=0)
    return min(max(NARROWEST, len(heading) + 2, longest + 2), WIDEST)
