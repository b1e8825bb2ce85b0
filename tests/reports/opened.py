"""Word documents opened again, as the tests read them."""

from __future__ import annotations

from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table


def opened(made: bytes) -> Document:
    """The document of these bytes."""
    return docx.Document(BytesIO(made))


def headings(document: Document, level: int = 1) -> list[str]:
    """The headings of a level, by their style and not by their looks."""
    return [one.text for one in document.paragraphs if one.style and one.style.name == f"Heading {level}"]


def table(document: Document, name: str) -> list[list[str]]:
    """The rows of the first table of this name, the row of headings first."""
    return rows(next(one for one in document.tables if name_of(one) == name))


def rows(found: Table) -> list[list[str]]:
    """The texts of a table's cells."""
    return [[cell.text for cell in row.cells] for row in found.rows]


def particulars(document: Document, name: str) -> dict[str, str]:
    """A table of two columns as what stands beside what."""
    return {row[0]: row[1] for row in table(document, name)[1:]}


def name_of(found: Table) -> str | None:
    """What a screen reader is told that a table holds."""
    caption = found._tbl.tblPr.find(qn("w:tblCaption"))
    return None if caption is None else caption.get(qn("w:val"))


def under(document: Document, heading: str) -> list[str]:
    """The paragraphs under a heading of any level, up to the next one."""
    found: list[str] = []
    inside = False
    for paragraph in document.paragraphs:
        if paragraph.style and (paragraph.style.name or "").startswith("Heading"):
            if inside:
                break
            inside = paragraph.text == heading
        elif inside:
            found.append(paragraph.text)
    return found


def everything(document: Document) -> str:
    """All words of the body, tables included."""
    cells = [text for one in document.tables for row in rows(one) for text in row]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])
