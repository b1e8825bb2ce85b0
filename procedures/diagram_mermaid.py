"""Rules as a Mermaid flowchart, for pages that draw Mermaid themselves. Here, a procedure's ladder."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.drawing import CLOSING_END, ONWARD_END, ClockLine, Drawing, Rung, drawing
from procedures.language import Procedure
from procedures.mermaid_text import plain, quoted
from procedures.review_mermaid import review_mermaid
from procedures.rules import Rules

ARROWS = {"climb": "==>", "leap": "-.->", "end": "-->"}


def mermaid(rules: Rules) -> str:
    """A ladder from bottom to top, or a course from top to bottom, as Mermaid text that ends with a line break."""
    if not isinstance(rules, Procedure):
        return review_mermaid(rules)
    return "\n".join(_lines(drawing(rules))) + "\n"


def _lines(shown: Drawing) -> Iterator[str]:
    yield '%%{init: {"flowchart": {"wrappingWidth": 460}}}%%'
    yield "flowchart BT"
    yield f"  accTitle: {plain(shown.title)}"
    yield f"  accDescr: {plain(shown.describe())}"
    yield '  raised(["A professional disagreement is raised"])'
    for rung in shown.rungs:
        yield from _rung(rung)
    onward = "<br/>".join(
        [f"<b>{quoted(shown.onward_title)}</b>", quoted(shown.onward), *map(_row, shown.onward_clocks)]
    )
    yield f'  {ONWARD_END}["{onward}"]'
    closing = "<br/>".join(["<b>Resolved: what is still owed</b>", *map(_row, shown.closing)])
    yield f'  {CLOSING_END}["{closing}"]'
    if shown.shared:
        shared = "<br/>".join(["<b>At every stage</b>", *map(_row, shown.shared)])
        yield f'  every_stage["{shared}"]'
    first = shown.rungs[0]
    yield f"  raised ==> {_entry(first)}"
    entries = {rung.id: _entry(rung) for rung in shown.rungs}
    for way in shown.ways:
        label = quoted(way.label)
        target = entries.get(way.target, way.target)
        yield f'  {_name(way.source)} {ARROWS[way.kind]}|"{label}"| {target}'
    yield f'  {ONWARD_END} -->|"Settled elsewhere"| {CLOSING_END}'


def _name(stage: str) -> str:
    # A word such as `end` or `graph` means something to Mermaid, so no stage stands under its bare name.
    return f"stage_{stage}"


def _entry(rung: Rung) -> str:
    return f"gate_{rung.id}" if rung.gate else _name(rung.id)


def _rung(rung: Rung) -> Iterator[str]:
    head = f"<b>{quoted(rung.heading)}</b>"
    label = "<br/>".join([head, quoted(rung.answers), *map(_row, rung.clocks)])
    yield f'  {_name(rung.id)}["{label}"]'
    if rung.gate:
        yield f'  {_entry(rung)}{{{{"{quoted(rung.gate)}"}}}}'
        yield f'  {_entry(rung)} ==>|"Justified, or nobody says"| {_name(rung.id)}'


def _row(line: ClockLine) -> str:
    return quoted(f"{line.title}: {line.limit}, by {line.owner} ({line.force.value.replace('_', ' ')})")
