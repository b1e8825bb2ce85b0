"""The parts of a diagram below and inside its cards: tables of clocks, lists, and what the marks mean."""

from __future__ import annotations

from collections.abc import Sequence

from procedures.drawing import ClockLine
from procedures.source import Force
from procedures.svg_shapes import Canvas, width_of, wrapped

# All measures are pixels.
LEFT = 32
CARD = 880
LANE = LEFT + CARD
INSET = 20
ROW = 18
COLUMNS = (("What is owed", 236), ("By", 136), ("Within", 150), ("Then", 192), ("Force", 126))
"""Heading and width of each column of a card, in pixels."""

FORCES = {
    Force.MUST: "laid down as a must",
    Force.SHOULD: "stated as what should be done",
    Force.MAY: "stated as what may be done",
    Force.LOCAL_DEFAULT: "stated nowhere: a local default, to be confirmed",
}


def rows_height(lines: Sequence[ClockLine]) -> float:
    """How high a table of these clocks is, its headings included."""
    return 24 + sum(_row_height(row) for row in lines)


def _cells(row: ClockLine) -> list[list[str]]:
    """The texts of a row, broken into lines; its force is drawn apart."""
    texts = (row.title, row.owner, row.limit, row.then)
    return [wrapped(text, width - 14, 14) for text, (_, width) in zip(texts, COLUMNS, strict=False)]


def _row_height(row: ClockLine) -> float:
    return max(len(cell) for cell in _cells(row)) * ROW + 14


def rows(canvas: Canvas, y: float, lines: Sequence[ClockLine], then: str = "Then") -> float:
    """A table of clocks, its headings first, `then` over the fourth column. The bottom of its last row."""
    x = LEFT + INSET
    for heading, width in COLUMNS:
        canvas.text(x, y + 12, [then if heading == "Then" else heading], "column")
        x += width
    y += 24
    for row in lines:
        canvas.line([(LEFT + INSET, y - 4), (LEFT + CARD - INSET, y - 4)], "rule", arrow=False)
        x = LEFT + INSET
        for cell, (_, width) in zip(_cells(row), COLUMNS, strict=False):
            canvas.text(x, y + 14, cell, "plain")
            x += width
        _pill(canvas, x, y, row.force)
        y += _row_height(row)
    return y


def _pill(canvas: Canvas, x: float, y: float, force: Force) -> None:
    words = force.value.replace("_", " ")
    canvas.rectangle(x, y, width_of(words, 12, bold=True) + 18, 22, force.value, 11)
    canvas.text(x + 9, y + 15, [words], "light" if force in (Force.MUST, Force.SHOULD) else "dark")


def table_panel(canvas: Canvas, y: float, title: str, lines: Sequence[ClockLine]) -> float:
    """A titled box with a table of clocks, or nothing if there is none. Where it ends."""
    if not lines:
        return y
    canvas.group(title)
    height = 50 + rows_height(lines) + 6
    canvas.rectangle(LEFT, y, CARD, height, "panel")
    canvas.text(LEFT + INSET, y + 30, [title], "heading")
    rows(canvas, y + 48, lines)
    canvas.end()
    return y + height


def list_panel(canvas: Canvas, y: float, title: str, items: Sequence[str]) -> float:
    """A titled box with a list of sentences. Where it ends."""
    canvas.group(title)
    lines = [wrapped(item, CARD - 2 * INSET - 16, 14) for item in items]
    height = 50 + sum(len(item) * ROW + 6 for item in lines) + 8
    canvas.rectangle(LEFT, y, CARD, height, "panel")
    canvas.text(LEFT + INSET, y + 30, [title], "heading")
    row = y + 56
    for item in lines:
        canvas.text(LEFT + INSET, row, ["\u2022"], "plain")
        canvas.text(LEFT + INSET + 16, row, item, "plain")
        row += len(item) * ROW + 6
    canvas.end()
    return y + height


LADDER_LINES = (
    "the way up; nothing ever closes because time ran out",
    "a stage left out: a skip, a fast path or a limit over several stages",
)
"""What the two kinds of line of a ladder mean."""


def legend(canvas: Canvas, y: float, lines: tuple[str, str] = LADDER_LINES) -> float:
    """What the colours and the lines, the full and the broken, mean. Where it ends."""
    canvas.group("What the marks mean")
    for force, words in FORCES.items():
        _pill(canvas, LEFT + INSET, y, force)
        canvas.text(LEFT + INSET + 122, y + 16, [words], "plain")
        y += 28
    canvas.line([(LEFT + INSET, y + 12), (LEFT + INSET + 90, y + 12)], "climb")
    canvas.text(LEFT + INSET + 122, y + 16, [lines[0]], "plain")
    canvas.line([(LEFT + INSET, y + 40), (LEFT + INSET + 90, y + 40)], "leap")
    canvas.text(LEFT + INSET + 122, y + 44, [lines[1]], "plain")
    canvas.end()
    return y + 54
