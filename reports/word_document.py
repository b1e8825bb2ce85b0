"""A Word document in the making: headings, what people wrote, notices and tables that a screen reader can follow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from reports.recorded import NOT_RECORDED
from reports.word_styles import LANGUAGE, NOTICE, RECORD_NOTE, TABLE_HEADING, TABLE_TEXT, TEXT_WIDTH_MM, lay_out

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONG_TEXT = 600
"""Characters in a cell from which on a row may be torn: kept whole it would leave most of a page empty."""

_STYLES_OF_WORD_2010 = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"

_SHORT_TABLE = 900
"""Characters up to which a table stands on one page: a longer one would leave too much of a page empty."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)


class WordDocument:
    """A document of ours. The same content gives the same bytes: its only time is the `now` that it is given."""

    def __init__(self, title: str, author: str, running_head: str, handling: str, now: datetime) -> None:
        self._document = docx.Document()
        lay_out(self._document)
        self._after_table = False
        self._describe(title, author, now)
        self._header_and_footer(running_head, handling)

    def title(self, title: str, subtitle: str) -> None:
        """The document's title and the line below it."""
        self._document.add_paragraph(_clean(title), style="Title")
        self._document.add_paragraph(_clean(subtitle), style="Subtitle")

    def heading(self, text: str, level: int = 1) -> None:
        """A heading; level 1 is a section."""
        self._document.add_heading(_clean(text), level)
        self._after_table = False

    def paragraph(self, text: str) -> None:
        """What somebody wrote, or a sentence of ours: an empty line begins a new paragraph."""
        for part in re.split(r"\n\s*\n", _clean(text).strip()):
            _write(self._added(), part)

    def note(self, text: str) -> None:
        """Where in the record something stands, in small print, on one page with the end of what it is about."""
        if self._document.paragraphs and not self._after_table:
            self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        _write(self._added(RECORD_NOTE), text)

    def notice(self, label: str, text: str) -> None:
        """Something that a reader must not miss; `label` says what kind of thing it is."""
        paragraph = self._added(NOTICE)
        paragraph.add_run(f"{_clean(label)}: ").bold = True
        paragraph.add_run(_clean(text))

    def table(
        self,
        name: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        *,
        first_names: bool = True,
    ) -> None:
        """A table. `name` tells a screen reader what it holds; `widths` are shares of the page's width.

        The heading row is repeated on every page, and no row of short texts is torn in two. With `first_names` the
        first cell of a row names the row.
        """
        if self._after_table:
            # Without a paragraph between them Word makes one table of two.
            self._document.add_paragraph(style=TABLE_TEXT)
        table = self._document.add_table(rows=1, cols=len(headings), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        _name(table, name, first_names=first_names)
        top = table.rows[0]
        _repeat(top)
        for cell, heading in zip(top.cells, headings, strict=True):
            cell.paragraphs[0].style = TABLE_HEADING
            _write(cell.paragraphs[0], heading)
            _shade(cell)
        for row in rows:
            added = table.add_row()
            if max(map(len, row)) < _LONG_TEXT:
                _keep_whole(added)
            for place, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
                _fill(cell, text, TABLE_HEADING if first_names and not place else TABLE_TEXT)
        if sum(len(text) for row in rows for text in row) < _SHORT_TABLE:
            _keep_together(table)
        _set_widths(table, widths)
        self._after_table = True

    def particulars(self, name: str, rows: Sequence[tuple[str, str]]) -> None:
        """A table of two columns: what, and what the record says of it."""
        self.table(name, ("What", "As recorded"), rows, (34, 66))

    def as_bytes(self) -> bytes:
        """The finished file."""
        made = BytesIO()
        self._document.save(made)
        return _without_times(made.getvalue())

    def _added(self, style: str = "Normal") -> Paragraph:
        paragraph = self._document.add_paragraph(style=style)
        if self._after_table:
            paragraph.paragraph_format.space_before = Pt(8)
            self._after_table = False
        return paragraph

    def _describe(self, title: str, author: str, now: datetime) -> None:
        properties = self._document.core_properties
        properties.title = _clean(title)
        properties.author = properties.last_modified_by = _clean(author)
        properties.comments = properties.keywords = properties.subject = ""
        properties.language = LANGUAGE
        properties.created = properties.modified = now.astimezone(UTC).replace(tzinfo=None)
        # The template's thumbnail shows a page that is not ours, and its second set of styles has none of ours.
        for relations in (self._document.part.package.rels, self._document.part.rels):
            for identifier, relation in list(relations.items()):
                if relation.reltype in (RELATIONSHIP_TYPE.THUMBNAIL, _STYLES_OF_WORD_2010):
                    del relations[identifier]

    def _header_and_footer(self, running_head: str, handling: str) -> None:
        section = self._document.sections[0]
        section.header.paragraphs[0].text = _clean(running_head)
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{_clean(handling)}\tPage ")
        _field(foot, "PAGE")
        foot.add_run(" of ")
        _field(foot, "NUMPAGES")


def _clean(text: str) -> str:
    """A text without what no XML file can hold."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n"))


def _write(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(_clean(text))
    if text == NOT_RECORDED:
        run.italic = True


def _fill(cell: _Cell, text: str, style: str) -> None:
    for place, part in enumerate(re.split(r"\n\s*\n", text.strip())):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        paragraph.style = style
        _write(paragraph, part)
        if style == TABLE_HEADING:
            # Held to the next row, a table's first column would hold the whole table together.
            paragraph.paragraph_format.keep_with_next = False


def _field(paragraph: Paragraph, instruction: str) -> None:
    """A field that Word works out, such as the number of the page."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("shown", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {text} "
            run._r.append(code)


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _keep_together(table: Table) -> None:
    for row in table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _shade(cell: _Cell) -> None:
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "DDE5EA")):
        ground.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(ground)


def _name(table: Table, name: str, *, first_names: bool) -> None:
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.attrib.clear()
        for part, told in (("firstRow", "1"), ("lastRow", "0"), ("firstColumn", str(int(first_names)))):
            look.set(qn(f"w:{part}"), told)
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), _clean(name))
    properties.append(caption)


def _set_widths(table: Table, widths: Sequence[int]) -> None:
    whole = sum(widths)
    for place, width in enumerate(widths):
        share = Mm(TEXT_WIDTH_MM * width / whole)
        table.columns[place].width = share
        for cell in table.columns[place].cells:
            cell.width = share


def _without_times(made: bytes) -> bytes:
    """The same file with one time on all of its parts: a file of the same content then has the same hash."""
    again = BytesIO()
    with ZipFile(BytesIO(made)) as before, ZipFile(again, "w", ZIP_DEFLATED) as after:
        for part in before.infolist():
            info = ZipInfo(part.filename, _EARLIEST)
            info.compress_type = ZIP_DEFLATED
            after.writestr(info, before.read(part))
    return again.getvalue()
