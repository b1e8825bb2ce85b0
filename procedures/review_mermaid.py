"""The course of practice reviews as a Mermaid flowchart, for pages that draw Mermaid themselves."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.drawing import ClockLine
from procedures.mermaid_text import plain, quoted
from procedures.review_course import ReviewPosition, course
from procedures.review_drawing import Leg, ReviewDrawing, review_drawing
from procedures.review_language import ReviewProcedure
from procedures.wording import name_words


def review_mermaid(rules: ReviewProcedure) -> str:
    """The course from top to bottom, as Mermaid text that ends with a line break."""
    return "\n".join(_lines(review_drawing(rules))) + "\n"


def _lines(shown: ReviewDrawing) -> Iterator[str]:
    yield '%%{init: {"flowchart": {"wrappingWidth": 460}}}%%'
    yield "flowchart TB"
    yield f"  accTitle: {plain(shown.title)}"
    yield f"  accDescr: {plain(shown.describe())}"
    if shown.superseded:
        yield f'  superseded["<b>{quoted(shown.superseded)}</b>"]'
    yield '  referral(["A serious incident is referred"])'
    for leg in shown.legs:
        yield from _leg(leg)
    for move in course():
        if move.source is move.target:
            continue
        source = "referral" if move.source is ReviewPosition.DRAFT else f"at_{move.source}"
        yield f'  {source} -->|"{quoted(name_words(move.event))}"| at_{move.target}'


def _leg(leg: Leg) -> Iterator[str]:
    yield f'  subgraph leg_{leg.id}["{quoted(leg.title)}"]'
    for position in leg.positions:
        owed = f"<br/>Next step: {quoted(position.owner)}" if position.id.is_open else ""
        yield f'    at_{position.id}["<b>{quoted(position.title)}</b>{owed}"]'
    if leg.clocks:
        rows = "<br/>".join(["<b>Deadlines that begin here</b>", *map(_row, leg.clocks)])
        yield f'    clocks_{leg.id}["{rows}"]'
    yield "  end"


def _row(line: ClockLine) -> str:
    words = f"{line.title}: {line.limit}, from {line.then}, by {line.owner} ({line.force.value.replace('_', ' ')})"
    return quoted(words)
