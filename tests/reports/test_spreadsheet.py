"""Sheets as CSV and Excel files: nothing becomes a formula, and days are days."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from reports.spreadsheet import Sheet, as_csv, as_excel

MADE_AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1+1", '=HYPERLINK("https://example.org","x")']


def sheet(*cells: str | int | date | datetime | None) -> Sheet:
    return Sheet("Cases", tuple(f"Column {place}" for place in range(len(cells))), (cells,))


def rows_of(made: bytes) -> list[list[str]]:
    assert made.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(made.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    assert rows_of(as_csv(sheet(text)))[1] == [f"'{text}"]
    made = as_excel(sheet(text), MADE_AT)
    cell = load_workbook(BytesIO(made)).active["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert str(cell.value).endswith(text.strip())
    assert b"<f>" not in ZipFile(BytesIO(made)).read("xl/worksheets/sheet1.xml")


def test_texts_numbers_days_and_instants_keep_their_kind() -> None:
    # In summer London is an hour ahead of UTC.
    instant = datetime(2026, 7, 3, 16, 30, tzinfo=UTC)
    made = sheet("Line one,\nline “two”", -3, date(2026, 12, 3), instant, None)
    assert rows_of(as_csv(made))[1] == ["Line one,\nline “two”", "-3", "2026-12-03", "2026-07-03 17:30", ""]
    row = load_workbook(BytesIO(as_excel(made, MADE_AT))).active[2]
    assert [cell.value for cell in row] == [
        "Line one,\nline “two”", -3, datetime(2026, 12, 3), datetime(2026, 7, 3, 17, 30), None,  # noqa: DTZ001
    ]  # fmt: skip
    assert [cell.is_date for cell in row] == [False, False, True, True, False]


def test_an_empty_sheet_has_its_headings() -> None:
    empty = Sheet("Cases", ("Case", "Due"), ())
    assert rows_of(as_csv(empty)) == [["Case", "Due"]]
    assert [cell.value for cell in load_workbook(BytesIO(as_excel(empty, MADE_AT))).active[1]] == ["Case", "Due"]


def test_a_workbook_names_nobody_and_is_the_same_each_time() -> None:
    made = as_excel(sheet("One"), MADE_AT)
    assert made == as_excel(sheet("One"), MADE_AT)
    properties = load_workbook(BytesIO(made)).properties
    assert (properties.creator, properties.lastModifiedBy) == ("Golden Thread", "Golden Thread")
