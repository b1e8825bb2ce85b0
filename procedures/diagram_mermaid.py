"""A procedure's ladder as a Mermaid flowchart, for pages that draw Mermaid themselves."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.drawing import CLOSING_END, ONWARD_END, ClockLine, Drawing, Rung, drawing
from procedures.language import Procedure

ARROWS = {"climb": "==>", "leap": "-.->", "end": "-->"}


def mermaid(procedure: Procedure) -> str:
    """The ladder from bottom to top, as Mermaid text that ends with a line break."""
    return "\n".join(_lines(drawing(procedure))) + "\n"


def _lines(shown: Drawing) -> Iterator[str]:
    yield '%%{init: {"flowchart": {"wrappingWidth": 460}}}%%'
    yield "flowchart BT"
    yield f"  accTitle: {_plain(shown.title)}"
    yield f"  accDescr: {_plain(shown.describe())}"
    yield '  raised(["A professional disagreement is raised"])'
    for rung in shown.rungs:
        yield from _rung(rung)
    onward = "<br/>".join([f"<b>{_text(shown.onward_title)}</b>", _text(shown.onward), *map(_row, shown.onward_clocks)])
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
        label = _text(way.label)
        target = entries.get(way.target, way.target)
        yield f'  {_name(way.source)} {ARROWS[way.kind]}|"{label}"| {target}'
    yield f'  {ONWARD_END} -->|"Settled elsewhere"| {CLOSING_END}'


def _name(stage: str) -> str:
    # A word such as `end` or `graph` means something to Mermaid, so no stage stands under its bare name.
    return f"stage_{stage}"


def _entry(rung: Rung) -> str:
    return f"gate_{rung.id}" if rung.gate else _name(rung.id)


def _rung(rung: Rung) -> Iterator[str]:
    head = f"<b>{_text(rung.heading)}</b>"
    label = "<br/>".join([head, _text(rung.answers), *map(_row, rung.clocks)])
    yield f'  {_name(rung.id)}["{label}"]'
    if rung.gate:
        yield f'  {_entry(rung)}{{{{"{_text(rung.gate)}"}}}}'
        yield f'  {_entry(rung)} ==>|"Justified, or nobody says"| {_name(rung.id)}'


def _row(line: ClockLine) -> str:
    return _text(f"{line.title}: {line.limit}, by {line.owner} ({line.force.value.replace('_', ' ')})")


def _text(words: str) -> str:
    """Words inside a quoted label: Mermaid reads quotes, ampersands and angle brackets as its own."""
    for character, entity in (("#", "#35;"), ("&", "#amp;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        words = words.replace(character, entity)
    return " ".join(words.split())


def _plain(words: str) -> str:
    """Words of a title or a description, which end with their line."""
    return " ".join(words.replace(";", ",").replace("#", "").split())
