"""The course of practice reviews as an SVG of our own: read from the referral, at the top, to the end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from procedures.review_drawing import Leg, Passage, ReviewDrawing, Standpoint, review_drawing
from procedures.review_language import ReviewProcedure
from procedures.svg_shapes import Canvas, document, wrapped
from procedures.svg_table import CARD, INSET, LANE, LEFT, ROW, legend, list_panel, rows, rows_height

WIDTH = 1420
GAP = 64
"""Between two legs, in pixels."""

COLUMNS = (("Where it stands", 210), ("Next step owed by", 190), ("What leads on", 440))
"""Heading and width of each column of a leg's positions, in pixels."""

LINES = ("the main line, from the top down", "another way: to a side exit, back, or past a leg")


@dataclass
class _Box:
    """Where a leg came to stand."""

    top: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height


def review_svg(rules: ReviewProcedure) -> str:
    """The course from top to bottom, as the text of an SVG file."""
    shown = review_drawing(rules)
    canvas = Canvas(rules.id)
    y = _heading(canvas, shown)
    boxes: dict[str, _Box] = {}
    for leg in shown.legs:
        boxes[leg.id] = _Box(y, _leg_height(leg))
        _leg(canvas, leg, boxes[leg.id])
        y = boxes[leg.id].bottom + GAP
    _main_line(canvas, shown, boxes)
    _lanes(canvas, shown, boxes)
    y = list_panel(canvas, y - GAP + 36, "Other readings, other clocks, and disagreements", shown.beside)
    y = legend(canvas, y + 24, LINES)
    return document(canvas, WIDTH, y + 24, rules.id, shown.title, shown.describe())


def _heading(canvas: Canvas, shown: ReviewDrawing) -> float:
    width = WIDTH - 2 * LEFT
    title = wrapped(shown.title, width, 26, bold=True)
    canvas.text(LEFT, 52, title, "title", 32)
    y: float = 52 + 32 * (len(title) - 1) + 28
    canvas.text(LEFT, y, [shown.subtitle], "plain")
    if shown.superseded:
        warning = wrapped(f"{shown.superseded}.", width - 2 * INSET, 14, bold=True)
        canvas.rectangle(LEFT, y + 18, width, len(warning) * ROW + 20, "banner")
        canvas.text(LEFT + INSET, y + 41, warning, "strong")
        y += 18 + len(warning) * ROW + 20
    return y + 28


def _cells(position: Standpoint) -> list[list[str]]:
    texts = (position.title, position.owner, position.onward)
    return [wrapped(text, width - 14, 14) for text, (_, width) in zip(texts, COLUMNS, strict=True)]


def _row_height(position: Standpoint) -> float:
    return max(len(cell) for cell in _cells(position)) * ROW + 10


def _leg_height(leg: Leg) -> float:
    clocks = rows_height(leg.clocks) + 16 if leg.clocks else 0
    return 44 + 24 + sum(_row_height(position) for position in leg.positions) + clocks + 10


def _leg(canvas: Canvas, leg: Leg, box: _Box) -> None:
    canvas.group(leg.title)
    canvas.rectangle(LEFT, box.top, CARD, box.height, "card")
    canvas.text(LEFT + INSET, box.top + 30, [leg.title], "heading")
    y = _positions(canvas, leg, box.top + 44)
    if leg.clocks:
        rows(canvas, y + 16, leg.clocks, then="Counted from")
    canvas.end()


def _positions(canvas: Canvas, leg: Leg, y: float) -> float:
    x: float = LEFT + INSET
    for heading, width in COLUMNS:
        canvas.text(x, y + 12, [heading], "column")
        x += width
    y += 24
    for position in leg.positions:
        canvas.line([(LEFT + INSET, y - 4), (LEFT + CARD - INSET, y - 4)], "rule", arrow=False)
        x = LEFT + INSET
        styles = ("strong", "plain", "plain")
        for cell, style, (_, width) in zip(_cells(position), styles, COLUMNS, strict=True):
            canvas.text(x, y + 14, cell, style)
            x += width
        y += _row_height(position)
    return y


def _next_legs(shown: ReviewDrawing) -> set[tuple[str, str]]:
    return set(pairwise(leg.id for leg in shown.legs))


def _main_line(canvas: Canvas, shown: ReviewDrawing, boxes: dict[str, _Box]) -> None:
    """Full arrows between legs that follow one another."""
    x = LEFT + 60
    for passage in shown.passages:
        if (passage.source, passage.target) in _next_legs(shown):
            top = boxes[passage.source].bottom
            canvas.line([(x, top), (x, boxes[passage.target].top - 3)], "climb")
            canvas.text(x + 20, top + 26, wrapped(passage.label, CARD - 120, 14), "plain")


def _lanes(canvas: Canvas, shown: ReviewDrawing, boxes: dict[str, _Box]) -> None:
    """Broken arrows in lanes of their own to the right, for every other way."""
    others: list[Passage] = [p for p in shown.passages if (p.source, p.target) not in _next_legs(shown)]
    text_x = LANE + 22 + 16 * len(others) + 4
    labels: dict[str, float] = {}
    for lane, passage in enumerate(others):
        x = LANE + 22 + 16 * lane
        source, target = boxes[passage.source], boxes[passage.target]
        begin = source.top + 24 + 14 * sum(1 for other in others[:lane] if other.source == passage.source)
        end = target.bottom - 14 - 12 * sum(1 for other in others[:lane] if other.target == passage.target)
        canvas.group(f"From {shown.name_of(passage.source)} to {shown.name_of(passage.target)}")
        canvas.line([(LANE, begin), (x, begin), (x, end), (LANE + 3, end)], "leap")
        words = f"To {shown.name_of(passage.target)}: {passage.label[:1].lower()}{passage.label[1:]}"
        lines = wrapped(words, WIDTH - LEFT - text_x, 14)
        y = labels.get(passage.source, source.top + 30)
        canvas.text(text_x, y, lines, "plain")
        labels[passage.source] = y + len(lines) * ROW + 10
        canvas.end()
