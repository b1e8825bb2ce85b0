"""Every document can be read by everybody, holds no trace of a template, and is the same for the same record."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.decision_record import decision_record
from reports.rapid_review_report import rapid_review_report
from reports.word_document import WordDocument
from tests.partnership import essex_directory
from tests.reports.opened import everything, name_of, opened, rows
from tests.reports.reviews import at, submitted
from tests.reports.rules import review_rules

NOW = at(1, 22)


@cache
def made(make: Callable[..., bytes]) -> bytes:
    review, entries = submitted()
    return make(review, entries, review_rules(), essex_directory(), NOW)


each = pytest.mark.parametrize("make", [rapid_review_report, decision_record])


@each
def test_it_says_its_title_and_its_language(make: Callable[..., bytes]) -> None:
    properties = opened(made(make)).core_properties
    assert "R-2026-0004" in properties.title
    assert properties.language == "en-GB"
    assert properties.author == "Essex Safeguarding Children Board"
    styles = opened(made(make)).styles.element
    assert {one.get(qn("w:val")) for one in styles.iter(qn("w:lang"))} == {"en-GB"}


@each
def test_every_table_is_named_and_repeats_its_headings(make: Callable[..., bytes]) -> None:
    tables = opened(made(make)).tables
    assert tables
    for one in tables:
        assert name_of(one)
        first, *others = one.rows
        assert first._tr.trPr is not None
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr is None or row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert all(text for row in rows(one) for text in row)


@each
def test_headings_leave_out_no_level(make: Callable[..., bytes]) -> None:
    names = [one.style.name or "" for one in opened(made(make)).paragraphs if one.style]
    levels = [int(name.removeprefix("Heading ")) for name in names if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each
def test_pages_are_a4_and_numbered(make: Callable[..., bytes]) -> None:
    document = opened(made(make))
    section = document.sections[0]
    assert (round(section.page_width or 0, -3), round(section.page_height or 0, -3)) == (
        round(Mm(210), -3),
        round(Mm(297), -3),
    )
    codes = [code.text or "" for code in section.footer._element.iter(qn("w:instrText"))]
    assert [code.strip() for code in codes] == ["PAGE", "NUMPAGES"]


@each
def test_the_same_record_makes_the_same_file(make: Callable[..., bytes]) -> None:
    assert made.__wrapped__(make) == made(make)


@each
def test_nothing_of_the_template_is_left(make: Callable[..., bytes]) -> None:
    with ZipFile(BytesIO(made(make))) as parts:
        assert not [name for name in parts.namelist() if "thumbnail" in name]
        assert b"python-docx" not in parts.read("docProps/core.xml")


def test_what_no_file_can_hold_is_left_out_of_what_people_wrote() -> None:
    document = WordDocument("A title", "An author", "A head", "A foot", NOW)
    document.paragraph("Pasted\x0b from\x00 elsewhere.\r\n\r\nA second paragraph \U0001f642 \ud800.")
    document.table("A table", ("One", "Two"), [("a\x08", "b\n\nc")], (1, 1))
    words = everything(opened(document.as_bytes()))
    assert "Pasted from elsewhere." in words
    assert "A second paragraph \U0001f642 ." in words
    assert "b\nc" in words


def test_a_row_of_long_text_may_be_torn_and_a_short_one_not() -> None:
    document = WordDocument("A title", "An author", "A head", "A foot", NOW)
    document.table("A table", ("One", "Two"), [("short", "text"), ("long", "word " * 400)], (1, 1))
    short, long = opened(document.as_bytes()).tables[0].rows[1:]
    assert short._tr.trPr is not None
    assert short._tr.trPr.find(qn("w:cantSplit")) is not None
    assert long._tr.trPr is None
