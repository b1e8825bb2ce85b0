"""The shapes of the tracker's picture. What a clock is shows in its shape and in words, so that grey print loses none.

They are drawn with the canvas of our other diagrams and stand beside its shapes in its style sheet.
"""

from __future__ import annotations

from procedures.svg_shapes import Canvas
from reports.time_axis import TimeAxis
from reports.tracked_clock import TrackedClock

HATCH = "tracker-hatch"

STYLE = f"""
.ladder .small {{ font-size: 11px; }}
.ladder .small-strong {{ font-size: 11px; font-weight: bold; }}
.ladder .tick {{ font-size: 10px; fill: #46545c; }}
.ladder .band {{ fill: #e3edf3; }}
.ladder .month {{ stroke: #c5d0d6; stroke-width: 1; fill: none; }}
.ladder .now {{ stroke: #1b2429; stroke-width: 1.5; stroke-dasharray: 5 3; fill: none; }}
.ladder .runs {{ fill: #ffffff; stroke: #1b2429; stroke-width: 1.2; }}
.ladder .soon {{ fill: #b4c0c7; stroke: #1b2429; stroke-width: 1.2; }}
.ladder .asked {{ fill: #ffffff; stroke: #1b2429; stroke-width: 1.2; stroke-dasharray: 3 2; }}
.ladder .overdue {{ fill: url(#{HATCH}); stroke: #5b1238; stroke-width: 1.2; }}
.ladder .mark {{ fill: #1b2429; stroke: #1b2429; stroke-width: 1; }}
.ladder .hollow {{ fill: #ffffff; stroke: #1b2429; stroke-width: 1.2; }}
.ladder .alarm {{ fill: #5b1238; stroke: #5b1238; stroke-width: 1; stroke-linejoin: round; }}
"""

PATTERN = (
    f'<defs><pattern id="{HATCH}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="#ffffff"/><rect width="2.4" height="5" fill="#5b1238"/></pattern></defs>'
)

BAR = 9
"""Height of a clock's bar."""


def prepare(canvas: Canvas) -> None:
    """Give a canvas the styles and the hatching of the tracker."""
    canvas.elements += [f"<style>{STYLE}</style>", PATTERN]


def clock_bar(canvas: Canvas, axis: TimeAxis, clock: TrackedClock, y: float, now_x: float) -> None:
    """A clock from what it counts from to its due time, with its marks. `y` is the middle of its row.

    A clock that counts back from a day is drawn from today to its due time.
    """
    due = axis.x(clock.due_at)
    start = min(now_x, due) if clock.counted == "before" else min(axis.x(clock.counted_from_at), due)
    style = {"due_soon": "soon", "asked_after": "asked"}.get(clock.standing, "runs")
    canvas.rectangle(start, y - BAR / 2, max(due - start, 2), BAR, style, 0)
    if clock.standing == "late":
        canvas.rectangle(due, y - BAR / 2, max(now_x - due, 3), BAR, "overdue", 0)
        alarm(canvas, max(now_x, due + 3) + 9, y)
    for other in clock.other_readings:
        if axis.holds(other.due_at):
            other_reading(canvas, axis.x(other.due_at), y)
    if not axis.holds(clock.due_at):
        goes_on(canvas, due, y, forward=due > axis.left)
    elif clock.standing == "asked_after":
        canvas.elements.append(f'<circle class="hollow" cx="{due:g}" cy="{y:g}" r="5"/>')
    elif clock.standing == "lasting":
        canvas.rectangle(due - 2, y - 8, 4, 16, "mark", 0)
    else:
        due_mark(canvas, due, y)


def due_mark(canvas: Canvas, x: float, y: float) -> None:
    """A filled diamond: the due date in force."""
    _polygon(canvas, "mark", [(x, y - 7), (x + 6, y), (x, y + 7), (x - 6, y)])


def other_reading(canvas: Canvas, x: float, y: float) -> None:
    """A small hollow diamond: a date by a reading that is not in force."""
    _polygon(canvas, "hollow", [(x, y - 5), (x + 4, y), (x, y + 5), (x - 4, y)])


def goes_on(canvas: Canvas, x: float, y: float, *, forward: bool) -> None:
    """An arrowhead: the date lies beyond the axis."""
    way = 1 if forward else -1
    _polygon(canvas, "mark", [(x + way * 9, y), (x - way * 2, y - 7), (x - way * 2, y + 7)])


def alarm(canvas: Canvas, x: float, y: float) -> None:
    """A triangle with a stroke in it: this is late."""
    _polygon(canvas, "alarm", [(x, y - 7), (x + 8, y + 7), (x - 8, y + 7)])
    canvas.elements.append(
        f'<path d="M {x:g} {y - 3:g} v 5 m 0 2 v 1.6" stroke="#ffffff" stroke-width="1.8" fill="none"/>'
    )


def _polygon(canvas: Canvas, style: str, points: list[tuple[float, float]]) -> None:
    places = " ".join(f"{x:g},{y:g}" for x, y in points)
    canvas.elements.append(f'<polygon class="{style}" points="{places}"/>')
