"""Diagrams show what the machine runs, can be read without seeing them, and are the ones in the documentation."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from procedures.catalogue import files, load, load_rules
from procedures.diagram_mermaid import mermaid
from procedures.diagram_svg import svg
from procedures.drawing import drawing
from procedures.language import Procedure
from procedures.rules import DISAGREEMENT, Rules
from procedures.svg_shapes import STYLE, width_of, wrapped

PROCEDURES = [load(str(path)) for path in files(kind=DISAGREEMENT)]
ALL = [load_rules(str(path)) for path in files()]
DOCS = Path(__file__).parents[2] / "docs" / "procedures"
NAMESPACE = "{http://www.w3.org/2000/svg}"

each = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: str(procedure.id))
each_of_all = pytest.mark.parametrize("rules", ALL, ids=lambda rules: str(rules.id))


def elements(procedure: Rules) -> ElementTree.Element:
    return ElementTree.fromstring(svg(procedure))  # noqa: S314 - our own text, made just now


def words(procedure: Procedure) -> str:
    return " ".join("".join(text.itertext()) for text in elements(procedure).iter(f"{NAMESPACE}tspan"))


@each
def test_the_drawing_holds_every_stage_clock_and_duty_as_text(procedure: Procedure) -> None:
    text = words(procedure)
    for stage in procedure.stages:
        assert stage.title in text
        for clock in stage.clocks:
            assert clock.title in text
            assert clock.limit.words() in text
    for duty in procedure.closing_duties:
        assert duty.title in text
    assert procedure.onward.title in text


@each
def test_the_drawing_tells_itself_to_those_who_do_not_see_it(procedure: Procedure) -> None:
    root = elements(procedure)
    title, description = root.find(f"{NAMESPACE}title"), root.find(f"{NAMESPACE}desc")
    assert title is not None
    assert description is not None
    assert title.text == procedure.title
    for stage in procedure.stages:
        assert stage.title in (description.text or "")
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")
    labels = [group.get("aria-label") or "" for group in root.iter(f"{NAMESPACE}g")]
    order = [next(place for place, label in enumerate(labels) if stage.title in label) for stage in procedure.stages]
    assert order == sorted(order)


@each_of_all
def test_nothing_is_drawn_beyond_the_edge(rules: Rules) -> None:
    root = elements(rules)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for text in root.iter(f"{NAMESPACE}text"):
        size = 26 if text.get("class") == "title" else 18 if text.get("class") == "heading" else 14
        for span in text.iter(f"{NAMESPACE}tspan"):
            assert float(span.get("x", 0)) + width_of(span.text or "", size) * 0.9 <= width
            assert 0 < float(span.get("y", 0)) < height


def test_what_a_clock_does_is_drawn_from_the_graph() -> None:
    ways = {(way.source, way.target, way.kind): way.label for way in drawing(load("essex")).ways}
    assert ways["practitioners", "senior_managers", "climb"] == (
        "Somebody takes it up, the answer does not settle it, 3 working days run out or the time that protects the "
        "child passes"
    )
    assert ways["practitioners", "senior_managers", "leap"] == (
        "Skip after consulting or fast path: a child may be at risk of significant harm while this waits"
    )
    assert ways["lead_safeguarding_partners", "onward", "climb"].startswith("The group cannot agree")
    capped = {(way.source, way.target, way.kind): way.label for way in drawing(load("all_features")).ways}
    assert capped["practitioners", "heads_of_service", "climb"] == "12 working days for several stages together run out"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def fill(name: str) -> str:
    found = re.search(rf"\.{name}\b[^{{]*{{[^}}]*fill: (#[0-9a-f]{{6}})", STYLE)
    assert found, name
    return found.group(1)


@pytest.mark.parametrize(
    ("text", "ground"),
    [("dark", "card"), ("column", "card"), ("column", "onward"), ("ends", "card"), ("dark", "banner"),
     ("dark", "local_default"), ("dark", "may"), ("light", "must"), ("light", "should"), ("dark", "start")],
)  # fmt: skip
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    assert contrast(fill(text), fill(ground)) >= 4.5


def test_long_words_are_broken_between_words() -> None:
    assert wrapped("one two three", 40, 14) == ["one", "two", "three"]
    assert wrapped("one two three", 400, 14) == ["one two three"]
    assert wrapped("", 40, 14) == []


@each
def test_mermaid_names_every_stage_and_quotes_every_label(procedure: Procedure) -> None:
    text = mermaid(procedure)
    lines = text.splitlines()
    assert lines[1] == "flowchart BT"
    assert lines[2].strip() == f"accTitle: {procedure.title}"
    nodes = {match.group(1) for line in lines if (match := re.match(r'  (\w+)(?:\[|\(\[|\{\{)"', line))}
    assert {f"stage_{stage.id}" for stage in procedure.stages} <= nodes
    for line in lines[4:]:
        assert line.count('"') in (0, 2), line
        if arrow := re.match(r'  (\w+) (?:==>|-->|-\.->)(?:\|"[^"]*"\|)? (\w+)$', line):
            assert set(arrow.groups()) <= nodes, line


def test_mermaid_writes_its_own_characters_as_entities() -> None:
    changed = load("cumbria").model_copy(update={"title": "x"})
    stages = (changed.stages[0].model_copy(update={"title": 'A "b" & <c> #1'}), *changed.stages[1:])
    assert "A #quot;b#quot; #amp; #lt;c#gt; #35;1" in mermaid(changed.model_copy(update={"stages": stages}))


@pytest.mark.parametrize(("form", "ending"), [("mermaid", "mmd"), ("svg", "svg")])
@each_of_all
def test_the_diagrams_in_the_documentation_are_up_to_date(rules: Rules, form: str, ending: str) -> None:
    path = DOCS / f"{rules.id}.{ending}"
    drawn = {"mermaid": mermaid, "svg": svg}[form](rules)
    again = f"goldenthread procedure diagram {rules.id} --format {form} --output docs/procedures/{path.name}"
    assert path.read_text(encoding="utf-8") == drawn, f"the procedure has changed; draw it again: {again}"
