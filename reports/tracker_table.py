"""The tracker as text for a terminal: one block for each review, its clocks in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from procedures.wording import listed
from reports.review_words import counted, short_day
from reports.tracked_clock import TrackedClock
from reports.tracker import Tracker, TrackerLine

NARROWEST = 72
_MARKS = {"late": "LATE", "due_soon": "soon", "in_time": "", "asked_after": "ask", "lasting": "keep"}
_GAP = "  "


def tracker_table(shown: Tracker, width: int = 120) -> str:
    """The tracker in lines of at most `width` characters (72 or more), as far as single words allow."""
    width = max(width, NARROWEST)
    late = sum(line.late for line in shown.lines)
    words = f"{counted(len(shown.lines), 'open review')}, {counted(late, 'clock')} late"
    lines = [f"Practice reviews on {short_day(shown.made_at)}: {words}."]
    for line in shown.lines:
        lines += ["", *_review(line, width)]
    if shown.partnership:
        lines += ["", "The partnership, whatever reviews it has:"]
        for date in shown.partnership:
            left = f", {date.left}" if date.left else ""
            words = f"{date.code} {date.title}: {date.due}{left} [{date.rests_on}]"
            lines += wrap(words, width, initial_indent="  ", subsequent_indent="       ")
    for edition, newer in sorted({line.edition: line.superseded_by for line in shown.lines}.items()):
        if newer:
            lines += ["", *wrap(f"{edition} has been superseded by {newer}.", width)]
    return "\n".join(lines) + "\n"


def _review(line: TrackerLine, width: int) -> Iterator[str]:
    superseded = " (superseded)" if line.superseded_by else ""
    yield from wrap(f"{line.reference}  {line.where}", width, subsequent_indent="    ")
    yield from wrap(f"Next step: {line.owner}. Rules: {line.edition}{superseded}.", width, initial_indent="    ",
                    subsequent_indent="    ")  # fmt: skip
    for note in line.notes:
        yield from wrap(note, width, initial_indent="    ", subsequent_indent="    ")
    if not line.clocks:
        yield "    No clock runs."
    for clock in line.clocks:
        yield from _clock(clock, width)


def _clock(clock: TrackedClock, width: int) -> Iterator[str]:
    """A clock in columns: mark, code, title and due day with how long there is; below them what it rests on."""
    title_width = max((width - 48) * 3 // 5, 20)
    cells = (
        ([_MARKS[clock.standing]], 4),
        ([clock.label], 5),
        (wrap(clock.heading.removeprefix(f"{clock.code} "), title_width), title_width),
        ([short_day(clock.due_at)], 11),
        (wrap(clock.left, 26), 26),
    )
    yield from _columns(cells)
    for detail in details(clock):
        yield from wrap(detail, width, initial_indent=" " * 13, subsequent_indent=" " * 15)


def details(clock: TrackedClock) -> Iterator[str]:
    """What stands below a clock: who owes it, what it counts from, what it rests on, and other readings."""
    instead = f" for {clock.owner_for}" if clock.owner_for else ""
    together = f", together with {listed(clock.together_with)}" if clock.together_with else ""
    yield f"owed by {clock.owner}{instead}{together}; {clock.from_words}"
    grade = f"; grade {clock.grade}" if clock.grade else ""
    yield f"{clock.rests_on}{grade}"
    yield from clock.parts_rest_on
    if clock.relaxed:
        yield clock.relaxed
    for other in clock.other_readings:
        yield f"another reading: {other.words()}"


def _columns(cells: Sequence[tuple[Sequence[str], int]]) -> Iterator[str]:
    for row in range(max(len(lines) for lines, _ in cells)):
        parts = [(lines[row] if row < len(lines) else "").ljust(width) for lines, width in cells]
        yield f"  {_GAP.join(parts)}".rstrip()
