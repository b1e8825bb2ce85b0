"""All open reviews with their clocks on one time axis, as an SVG for the sub-committee's papers (A4 landscape)."""

from __future__ import annotations

from datetime import datetime

from procedures.svg_shapes import Canvas, document, wrapped
from reports.review_words import counted, on_day, short_day
from reports.time_axis import TimeAxis
from reports.tracked_clock import TrackedClock
from reports.tracker import Tracker, TrackerLine
from reports.tracker_legend import legend
from reports.tracker_shapes import clock_bar, prepare

WIDTH = 1123
"""A4 landscape at 96 pixels to the inch. The picture is as long as what it shows."""

LEFT = 28
LABELS = 330
AXIS_LEFT, AXIS_RIGHT = LEFT + LABELS + 14, 872
DATES = 900
SIZE, LINE, ROW = 11, 12.5, 19

NAME = "tracker"


def tracker_picture(shown: Tracker) -> str:
    """The text of an SVG file, readable in black and white. Everything drawn is said in words as well."""
    canvas = Canvas(NAME)
    prepare(canvas)
    axis = TimeAxis.over(_instants(shown), shown.made_at, AXIS_LEFT, AXIS_RIGHT)
    y = _heading(canvas, shown)
    top = y + 18
    # The months lie under everything else, and how far down they go is known last.
    ground = len(canvas.elements)
    y = top + 8
    for line in shown.lines:
        y = _review(canvas, axis, line, y, shown.made_at)
    bottom = y + 4
    canvas.elements[ground:ground] = _months(axis, top, bottom)
    canvas.text(axis.x(shown.made_at) - 14, bottom + 13, ["Today"], "small-strong")
    y = legend(canvas, shown, LEFT, bottom + 32, WIDTH - 2 * LEFT)
    return document(canvas, WIDTH, y + 12, NAME, _title(shown), _description(shown))


def _title(shown: Tracker) -> str:
    return f"Practice reviews and their clocks on {on_day(shown.made_at)}"


def _description(shown: Tracker) -> str:
    reviews = [f"{line.reference}: {line.where}. {' '.join(map(_sentence, line.clocks))}" for line in shown.lines]
    return " ".join([f"{counted(len(shown.lines), 'open review')} on one time axis.", *reviews])


def _sentence(clock: TrackedClock) -> str:
    return f"{clock.heading}: due {clock.due}, {clock.left}; {clock.from_words}; {clock.rests_on}."


def _instants(shown: Tracker) -> list[datetime]:
    clocks = [clock for line in shown.lines for clock in line.clocks]
    starts = [clock.counted_from_at for clock in clocks if clock.counted == "after"]
    others = [other.due_at for clock in clocks for other in clock.other_readings]
    return [*starts, *others, *(clock.due_at for clock in clocks)]


def _heading(canvas: Canvas, shown: Tracker) -> float:
    canvas.text(LEFT, 40, [_title(shown)], "heading")
    late = sum(line.late for line in shown.lines)
    words = f"{counted(len(shown.lines), 'open review')}, {counted(late, 'clock')} late"
    canvas.text(LEFT, 60, [words], "small-strong")
    canvas.text(DATES, 84, ["Due, and how long there is"], "small-strong")
    canvas.text(LEFT, 84, ["Review and clock"], "small-strong")
    return 78


def _months(axis: TimeAxis, top: float, bottom: float) -> list[str]:
    ground = Canvas(NAME)
    months = list(axis.months())
    for place, month in enumerate(months):
        x = axis.x(month)
        ground.line([(x, top - 4), (x, bottom)], "month", arrow=False)
        words = f"{month:%b} {month.year}" if month.month == 1 or not place else f"{month:%b}"
        ground.text(x + 3, top - 12, [words], "tick")
    ground.line([(axis.right, top - 4), (axis.right, bottom)], "month", arrow=False)
    return ground.elements


def _review(canvas: Canvas, axis: TimeAxis, line: TrackerLine, y: float, now: datetime) -> float:
    """A review: a band that names it, then a row for each of its clocks. Returns where the next one begins."""
    canvas.group(f"{line.reference}: {line.where}. Next step: {line.owner}.")
    width = WIDTH - 2 * LEFT - 12
    words = wrapped(f"{line.reference}  {line.where}. Next step: {line.owner}", width, SIZE, bold=True)
    notes = [part for note in line.notes for part in wrapped(note, width, SIZE)]
    height = (len(words) + len(notes)) * LINE + 5
    canvas.rectangle(LEFT, y, WIDTH - 2 * LEFT, height, "band", 0)
    canvas.text(LEFT + 6, y + 12, words, "small-strong", LINE)
    if notes:
        canvas.text(LEFT + 6, y + 12 + len(words) * LINE, notes, "small", LINE)
    y += height + 3
    top = y - 3
    for clock in line.clocks:
        y = _clock(canvas, axis, clock, y, now)
    if not line.clocks:
        canvas.text(LEFT + 6, y + 14, ["No clock runs."], "small")
        y += ROW
    # Drawn review by review, so that it crosses no words.
    canvas.line([(axis.x(now), top), (axis.x(now), y + 5)], "now", arrow=False)
    canvas.end()
    return y + 5


def _clock(canvas: Canvas, axis: TimeAxis, clock: TrackedClock, y: float, now: datetime) -> float:
    canvas.group(_sentence(clock))
    labels = wrapped(clock.heading, LABELS - 12, SIZE)
    late = clock.standing == "late"
    left = wrapped(f"{short_day(clock.due_at)}: {clock.left}", WIDTH - LEFT - DATES, SIZE, bold=late)
    rows = max(len(labels), len(left))
    height = rows * LINE + ROW - LINE
    canvas.text(LEFT + 6, _baseline(y, height, len(labels)), labels, "small", LINE)
    canvas.text(DATES, _baseline(y, height, len(left)), left, "small-strong" if late else "small", LINE)
    clock_bar(canvas, axis, clock, y + height / 2, axis.x(now))
    canvas.end()
    return y + height


def _baseline(y: float, height: float, lines: int) -> float:
    """Where the first of some lines stands so that all of them are in the middle of a row."""
    return y + (height - lines * LINE) / 2 + SIZE - 1
