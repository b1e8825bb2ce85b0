"""What stands below the tracker's picture: what its shapes mean, the dates of the partnership, superseded editions."""

from __future__ import annotations

from procedures.svg_shapes import Canvas, width_of, wrapped
from reports.tracker import Tracker
from reports.tracker_shapes import BAR, alarm, due_mark, goes_on, other_reading

SIZE, LINE = 11, 14


def legend(canvas: Canvas, shown: Tracker, x: float, y: float, width: float) -> float:
    """Draw it from `y` down, `width` pixels wide. Returns where it ends."""
    canvas.group("What the shapes mean")
    y = _shapes(canvas, x, y, x + width)
    canvas.end()
    lines = [
        f"{date.code} {date.title}: {date.due}{f', {date.left}' if date.left else ''} [{date.rests_on}]"
        for date in shown.partnership
    ]
    editions = sorted({line.edition: line.superseded_by for line in shown.lines}.items())
    lines += [f"{edition} has been superseded by {newer}." for edition, newer in editions if newer]
    if lines:
        canvas.group("The partnership, and the edition of the guidance")
        y += LINE + 8
        for line in lines:
            words = wrapped(line, width, SIZE)
            canvas.text(x, y, words, "small", LINE)
            y += len(words) * LINE
        canvas.end()
        y -= LINE
    return y


def _shapes(canvas: Canvas, x: float, y: float, right: float) -> float:
    start = x
    for name, words in (
        ("due", "due"),
        ("runs", "time still to run"),
        ("soon", "due soon"),
        ("late", "late, from its due date until today"),
        ("asked", "no period is established: asked after"),
        ("lasting", "must last until then"),
        ("other", "date by another reading"),
        ("beyond", "beyond this axis"),
    ):
        wide = 40 + width_of(words, SIZE)
        if x + wide > right:
            x, y = start, y + 20
        _sample(canvas, name, x + 12, y)
        beside = 46 if name == "late" else 34
        canvas.text(x + beside, y + 4, [words], "small")
        x += wide + beside - 24
    return y + 6


def _sample(canvas: Canvas, name: str, x: float, y: float) -> None:
    match name:
        case "due":
            due_mark(canvas, x, y)
        case "late":
            canvas.rectangle(x - 12, y - BAR / 2, 24, BAR, "overdue", 0)
            alarm(canvas, x + 20, y)
        case "asked":
            canvas.rectangle(x - 12, y - BAR / 2, 20, BAR, "asked", 0)
            canvas.elements.append(f'<circle class="hollow" cx="{x + 9:g}" cy="{y:g}" r="5"/>')
        case "lasting":
            canvas.rectangle(x + 6, y - 8, 4, 16, "mark", 0)
            canvas.rectangle(x - 12, y - BAR / 2, 18, BAR, "runs", 0)
        case "other":
            other_reading(canvas, x, y)
        case "beyond":
            goes_on(canvas, x, y, forward=True)
        case style:
            canvas.rectangle(x - 12, y - BAR / 2, 24, BAR, style, 0)
