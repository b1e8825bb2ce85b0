"""The look of our Word documents: A4, one plain font, real heading styles, British English."""

from __future__ import annotations

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FONT = "Arial"
"""On every desk of a public body, and metrically the same as Liberation Sans elsewhere."""

INK = RGBColor(0x1B, 0x24, 0x29)
DEEP = RGBColor(0x0B, 0x3C, 0x5D)
QUIET = RGBColor(0x46, 0x54, 0x5C)

NOTICE = "Notice"
RECORD_NOTE = "Record note"
TABLE_TEXT = "Table text"
TABLE_HEADING = "Table heading"

TEXT_WIDTH_MM = 170
"""What the margins leave of the page."""

LANGUAGE = "en-GB"

USED = {
    "Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid",
    "Title", "Subtitle", "header", "footer", "heading 1", "heading 2", "heading 3",
}  # fmt: skip
"""The template's styles that we use, by the names that its file gives them."""


def lay_out(document: Document) -> None:
    """Give a new document its page, language and styles."""
    _drop_unused(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    _speak_british_english(document)
    normal = _style(document, "Normal", 11, INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    title = _style(document, "Title", 24, DEEP, bold=True)
    _without_borders(title)
    title.paragraph_format.space_after = Pt(2)
    subtitle = _style(document, "Subtitle", 14, QUIET)
    subtitle.font.italic = False
    subtitle.paragraph_format.space_after = Pt(10)
    for level, size, before in ((1, 16, 20), (2, 13, 12), (3, 11, 10)):
        heading = _style(document, f"Heading {level}", size, DEEP, bold=True)
        heading.paragraph_format.space_before = Pt(before)
        heading.paragraph_format.space_after = Pt(4)
        heading.paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        # The template centres something of its own here: one stop, at the right margin, is ours.
        lines = _style(document, name, 9, QUIET).paragraph_format.tab_stops
        lines.clear_all()
        lines.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    _our_own(document)


def _drop_unused(document: Document) -> None:
    """Leave only the styles that we use, and those that they lean on.

    The template brings 160 more. Each use of a style looks through all of them, and so does whoever edits the document.
    """
    found = {style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))}
    kept: set[str] = set()
    wanted = [code for code, style in found.items() if style.find(qn("w:name")).get(qn("w:val")) in USED]
    while wanted:
        code = wanted.pop()
        if code in kept or code not in found:
            continue
        kept.add(code)
        leans_on = [found[code].find(qn(f"w:{kind}")) for kind in ("basedOn", "link", "next")]
        wanted += [one.get(qn("w:val")) for one in leans_on if one is not None]
    for code, style in found.items():
        if code not in kept:
            document.styles.element.remove(style)


def _our_own(document: Document) -> None:
    note = _added(document, RECORD_NOTE, 9, QUIET)
    note.paragraph_format.space_after = Pt(8)
    text = _added(document, TABLE_TEXT, 10, INK)
    text.paragraph_format.space_before = text.paragraph_format.space_after = Pt(2)
    text.paragraph_format.line_spacing = 1.0
    heading = _added(document, TABLE_HEADING, 10, INK, bold=True)
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(3)
    heading.paragraph_format.line_spacing = 1.0
    heading.paragraph_format.keep_with_next = True
    notice = _added(document, NOTICE, 10.5, INK)
    notice.paragraph_format.space_before = notice.paragraph_format.space_after = Pt(6)
    notice.paragraph_format.left_indent = notice.paragraph_format.right_indent = Mm(3)
    _boxed(notice)


def _style(document: Document, name: str, size: float, colour: RGBColor, *, bold: bool = False) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - the template that python-docx brings has these
    return _dressed(style, size, colour, bold=bold)


def _added(document: Document, name: str, size: float, colour: RGBColor, *, bold: bool = False) -> ParagraphStyle:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - that is what was asked for
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    return _dressed(style, size, colour, bold=bold)


def _dressed(style: ParagraphStyle, size: float, colour: RGBColor, *, bold: bool) -> ParagraphStyle:
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.color.rgb = colour
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    properties = style.element.get_or_add_rPr()
    for spread in properties.findall(qn("w:spacing")):
        properties.remove(spread)
    fonts = properties.get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        # A theme's font would win over the one that is named.
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)
    return style


def _speak_british_english(document: Document) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)


def _without_borders(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _boxed(style: ParagraphStyle) -> None:
    """A rule on the left and a grey ground: both are seen in black and white too."""
    properties = style.element.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "24"), ("space", "6"), ("color", "0B3C5D")):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF2F4")):
        ground.set(qn(f"w:{name}"), value)
    # The schema wants them in this place: before spacing and indents.
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    properties.insert_element_before(ground, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
