"""Rules as an SVG of our own. Here, a procedure's ladder: read from the bottom, where it is raised, to the top."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from procedures.drawing import CLOSING_END, ONWARD_END, Drawing, Rung, Way, drawing
from procedures.language import Procedure
from procedures.review_svg import review_svg
from procedures.rules import Rules
from procedures.svg_shapes import Canvas, document, wrapped
from procedures.svg_table import CARD, INSET, LANE, LEFT, ROW, legend, list_panel, rows, rows_height, table_panel

WIDTH = 1240


@dataclass
class _Box:
    """Where a card came to stand: its top and its height, a gate below it included."""

    top: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height


def svg(rules: Rules) -> str:
    """A ladder from bottom to top, or a course from top to bottom, as the text of an SVG file."""
    return _svg(rules) if isinstance(rules, Procedure) else review_svg(rules)


def _svg(procedure: Procedure) -> str:
    shown = drawing(procedure)
    canvas = Canvas(procedure.id)
    y = _heading(canvas, shown)
    boxes, y = _place(shown, y)
    canvas.group("Where it begins")
    start = _start(canvas, y)
    canvas.end()
    lower = start
    for rung in shown.rungs:
        _rung(canvas, shown, rung, boxes[rung.id])
        _climb(canvas, lower, boxes[rung.id], _way(shown, rung))
        lower = boxes[rung.id]
    _onward(canvas, shown, boxes[ONWARD_END])
    _climb(canvas, lower, boxes[ONWARD_END], _climb_label(shown, shown.rungs[-1].id))
    _leaps(canvas, shown, boxes)
    y = table_panel(canvas, start.bottom + 36, "When it is resolved: what is still owed", shown.closing)
    y = table_panel(canvas, y + 24, "At every stage", shown.shared)
    y = list_panel(canvas, y + 24, "At any time", shown.beside)
    y = legend(canvas, y + 24)
    return document(canvas, _width(shown), y + 24, procedure.id, shown.title, shown.describe())


def _heading(canvas: Canvas, shown: Drawing) -> float:
    width = _width(shown) - 2 * LEFT
    title = wrapped(shown.title, width, 26, bold=True)
    canvas.text(LEFT, 52, title, "title", 32)
    y = 52 + 32 * (len(title) - 1) + 28
    canvas.text(LEFT, y, [shown.subtitle], "plain")
    emergency = wrapped(shown.emergency, width - 2 * INSET, 14, bold=True)
    canvas.rectangle(LEFT, y + 18, width, len(emergency) * ROW + 20, "banner")
    canvas.text(LEFT + INSET, y + 41, emergency, "strong")
    return y + 18 + len(emergency) * ROW + 20 + 28


def _place(shown: Drawing, y: float) -> tuple[dict[str, _Box], float]:
    """Where each card goes, the last rung highest, and where the bottom of the first one's arrow ends."""
    boxes = {ONWARD_END: _Box(y, _onward_height(shown))}
    y = boxes[ONWARD_END].bottom + _arrow_height(_climb_label(shown, shown.rungs[-1].id))
    for rung in reversed(shown.rungs):
        boxes[rung.id] = _Box(y, _rung_height(shown, rung))
        y = boxes[rung.id].bottom + _arrow_height(_way(shown, rung))
    return boxes, y


def _way(shown: Drawing, rung: Rung) -> str:
    """What leads up to a rung from the one below it; nothing for the first, which is where it is raised."""
    place = shown.rungs.index(rung)
    return _climb_label(shown, shown.rungs[place - 1].id) if place else ""


def _climb_label(shown: Drawing, source: str) -> str:
    place = next(place for place, rung in enumerate(shown.rungs) if rung.id == source)
    above = shown.rungs[place + 1].id if place + 1 < len(shown.rungs) else ONWARD_END
    return next((way.label for way in shown.ways if (way.source, way.target, way.kind) == (source, above, "climb")), "")


def _arrow_height(label: str) -> float:
    return max(44, len(wrapped(label, CARD - 120, 14)) * ROW + 26)


def _start(canvas: Canvas, y: float) -> _Box:
    canvas.rectangle(LEFT, y, 330, 40, "start", 20)
    canvas.text(LEFT + INSET, y + 25, ["A professional disagreement is raised"], "strong")
    return _Box(y, 40)


def _climb(canvas: Canvas, lower: _Box, upper: _Box, label: str) -> None:
    x = LEFT + 60
    canvas.line([(x, lower.top), (x, upper.bottom + 3)], "climb")
    canvas.text(x + 20, upper.bottom + 26, wrapped(label, CARD - 120, 14), "plain")


def _rung_height(shown: Drawing, rung: Rung) -> float:
    ends = wrapped(_ends(shown, rung), CARD - 2 * INSET, 14)
    return 66 + rows_height(rung.clocks) + len(ends) * ROW + 14 + _gate_height(rung)


def _gate_height(rung: Rung) -> float:
    return len(_gate_lines(rung)) * ROW + 32 if rung.gate else 0


def _gate_lines(rung: Rung) -> list[str]:
    return wrapped(rung.gate or "", CARD - 2 * INSET, 14)


def _ends(shown: Drawing, rung: Rung) -> str:
    way: Way | None = next((w for w in shown.ways if w.source == rung.id and w.target == CLOSING_END), None)
    return f"Ends here when it is: {way.label[:1].lower()}{way.label[1:]}." if way else ""


def _rung(canvas: Canvas, shown: Drawing, rung: Rung, box: _Box) -> None:
    canvas.group(rung.heading)
    height = box.height - _gate_height(rung)
    canvas.rectangle(LEFT, box.top, CARD, height, "card")
    canvas.text(LEFT + INSET, box.top + 30, [rung.heading], "heading")
    canvas.text(LEFT + INSET, box.top + 52, [f"Answers: {rung.answers}"], "plain")
    y = rows(canvas, box.top + 66, rung.clocks)
    canvas.text(LEFT + INSET, y + 14, wrapped(_ends(shown, rung), CARD - 2 * INSET, 14), "ends")
    if rung.gate:
        canvas.rectangle(LEFT, box.top + height + 8, CARD, _gate_height(rung) - 8, "gate")
        canvas.text(LEFT + INSET, box.top + height + 30, _gate_lines(rung), "plain")
    canvas.end()


def _onward_height(shown: Drawing) -> float:
    return 50 + len(wrapped(shown.onward, CARD - 2 * INSET, 14)) * ROW + rows_height(shown.onward_clocks)


def _onward(canvas: Canvas, shown: Drawing, box: _Box) -> None:
    canvas.group(shown.onward_title)
    canvas.rectangle(LEFT, box.top, CARD, box.height, "onward")
    canvas.text(LEFT + INSET, box.top + 30, [shown.onward_title], "heading")
    lines = wrapped(shown.onward, CARD - 2 * INSET, 14)
    canvas.text(LEFT + INSET, box.top + 52, lines, "plain")
    rows(canvas, box.top + 44 + len(lines) * ROW, shown.onward_clocks)
    canvas.end()


def _width(shown: Drawing) -> float:
    """The whole drawing's width: the right lane is there only if something leaps in it."""
    return WIDTH if _leaps_of(shown) else LANE + LEFT


def _leaps_of(shown: Drawing) -> list[Way]:
    """Ways that leave a rung out, whoever or whatever takes them."""
    adjacent = set(pairwise([*(rung.id for rung in shown.rungs), ONWARD_END]))
    climbs = [way for way in shown.ways if way.kind == "climb" and (way.source, way.target) not in adjacent]
    return [*(way for way in shown.ways if way.kind == "leap"), *climbs]


def _leaps(canvas: Canvas, shown: Drawing, boxes: dict[str, _Box]) -> None:
    """Skips and fast paths, in lanes of their own to the right of the ladder."""
    leaps = _leaps_of(shown)
    labels: dict[str, float] = {}
    for lane, way in enumerate(leaps):
        x = LANE + 22 + 16 * lane
        source, target = boxes[way.source], boxes[way.target]
        begin = source.top + 30 + 14 * sum(1 for other in leaps[:lane] if other.source == way.source)
        end = target.bottom - 24 - 12 * sum(1 for other in leaps[:lane] if other.target == way.target)
        canvas.group(f"From {shown.name_of(way.source)} straight to {shown.name_of(way.target)}")
        canvas.line([(LANE, begin), (x, begin), (x, end), (LANE + 3, end)], "leap")
        text_x = LANE + 22 + 16 * len(leaps) + 4
        lines = wrapped(
            f"To {shown.name_of(way.target)}: {way.label[:1].lower()}{way.label[1:]}", WIDTH - LEFT - text_x, 14
        )
        y = labels.get(way.source, source.top + 36)
        canvas.text(text_x, y, lines, "plain")
        labels[way.source] = y + len(lines) * ROW + 10
        canvas.end()
