"""A local overlay laid over a regional base, by example."""

from pathlib import Path
from textwrap import dedent

import pytest

from procedures.catalogue import LIBRARY
from procedures.fault import ProcedureError
from procedures.liveness import check
from procedures.overlay import lay_over
from procedures.reading import read_procedure
from procedures.yaml_file import Node, read_yaml
from tests.procedures.variations import faults_of


def node(directory: Path, name: str, text: str) -> Node:
    path = directory / f"{name}.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return read_yaml(path)


def laid(directory: Path, base: str, overlay: str) -> Node:
    return lay_over(node(directory, "base", base), node(directory, "overlay", overlay))


LISTS = """
    clocks:
      - {id: one, limit: 1 working_days, title: One}
      - {id: two, limit: 2 working_days}
"""

EXAMPLES = [
    ("a scalar replaces a scalar", "title: Base\nkept: yes", "title: Local", {"title": "Local", "kept": "yes"}),
    ("mappings merge key by key", "hold: {allowed: false, note: x}", "hold: {allowed: true}",
     {"hold": {"allowed": True, "note": "x"}}),
    ("null takes a value away", "onward: {source: a, to: b}", "onward: {source: null}",
     {"onward": {"source": None, "to": "b"}}),
    ("a list without ids is replaced", "to: [a, b]", "to: [c]", {"to": ["c"]}),
    ("an empty list takes the base's away", LISTS, "clocks: []", {"clocks": []}),
    ("a new field is added", "title: Base", "edition: first", {"title": "Base", "edition": "first"}),
    ("an item of the same id is laid over its base", LISTS, "clocks: [{id: one, limit: 5 working_days}]",
     {"clocks": [{"id": "one", "limit": "5 working_days", "title": "One"}, {"id": "two", "limit": "2 working_days"}]}),
    ("an item is removed", LISTS, "clocks: [{id: one, remove: true}]",
     {"clocks": [{"id": "two", "limit": "2 working_days"}]}),
    ("a new item goes to the end", "s: [{id: one}]", "s: [{id: two}]", {"s": [{"id": "one"}, {"id": "two"}]}),
    ("or before another", "s: [{id: one}, {id: two}]", "s: [{id: half, before: two}]",
     {"s": [{"id": "one"}, {"id": "half"}, {"id": "two"}]}),
    ("a known item moves before another", "s: [{id: a}, {id: b}, {id: c, x: 1}]", "s: [{id: c, before: a}]",
     {"s": [{"id": "c", "x": 1}, {"id": "a"}, {"id": "b"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("base", "overlay", "expected"), [example[1:] for example in EXAMPLES],
                         ids=[example[0] for example in EXAMPLES])  # fmt: skip
def test_what_is_laid_over(tmp_path: Path, base: str, overlay: str, expected: object) -> None:
    assert laid(tmp_path, base, overlay).plain() == expected


@pytest.mark.parametrize(
    ("overlay", "line", "field", "words"),
    [
        ("clocks:\n  - id: three\n    remove: true\n", 3, "remove", "no 'three' to remove; it has: one, two"),
        ("clocks:\n  - id: three\n    before: four\n", 3, "before", "no 'four' to stand before"),
        ("clocks:\n  - id: one\n    limit: 3 hours\n  - id: one\n", 4, "id", "'one' is given twice"),
    ],
)
def test_what_cannot_be_laid_over_is_named(tmp_path: Path, overlay: str, line: int, field: str, words: str) -> None:
    with pytest.raises(ProcedureError) as raised:
        laid(tmp_path, LISTS, overlay)
    fault = raised.value.faults[0]
    assert (Path(fault.file).name, fault.line, fault.field) == ("overlay.yaml", line, field)
    assert words in fault.expected


def test_every_value_remembers_the_file_and_line_it_came_from(tmp_path: Path) -> None:
    merged = laid(tmp_path, "title: Base\nhold:\n  note: x\n", "# local\nhold:\n  allowed: true\n")
    assert merged.at(("title",)).line == 1
    assert Path(merged.at(("title",)).file).name == "base.yaml"
    assert (Path(merged.at(("hold", "note")).file).name, merged.at(("hold", "note")).line) == ("base.yaml", 3)
    assert (Path(merged.at(("hold", "allowed")).file).name, merged.at(("hold", "allowed")).line) == ("overlay.yaml", 3)


def test_a_base_is_the_same_after_an_overlay(tmp_path: Path) -> None:
    base = node(tmp_path, "base", LISTS)
    before = base.plain()
    lay_over(base, node(tmp_path, "overlay", "clocks: [{id: one, limit: 9 hours}, {id: three, before: one}]"))
    assert base.plain() == before


CHANGED = [
    (
        "stages: [{id: professionals, clocks: [{id: professionals_resolve, limit: 9 working_days}]}]",
        "stages.professionals.clocks.professionals_resolve.limit",
        "LCPP one working week or a time that protects the child does not say 9 working days, but 5 working days: say",
    ),
    (
        (
            "stages: [{id: professionals, clocks: [{id: professionals_resolve, limits_by_priority: "
            "{standard: 9 working_days}}]}]"
        ),
        "stages.professionals.clocks.professionals_resolve.limits_by_priority",
        "LCPP one working week or a time that protects the child does not say 9 working days for standard, but none",
    ),
    (
        (
            "stages: [{id: professionals, clocks: [{id: professionals_resolve, limit: 9 working_days, "
            "force: local_default, note: Ours.}]}, "
            "{id: first_line_managers, clocks: [{id: first_line_managers_resolve, on_expiry: flag}]}]"
        ),
        "stages.first_line_managers.clocks.first_line_managers_resolve.on_expiry",
        "LCPP what is not resolved in the time must go to more senior staff does not say flag, but move_up",
    ),
]


def overlay_of_london(directory: Path, text: str) -> Path:
    path = directory / "ours.yaml"
    path.write_text(f"id: ours\nextends: london\nedition: e\n{text}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("text", "field", "answer"), CHANGED, ids=[row[1] for row in CHANGED])
def test_what_a_document_states_is_not_changed_and_still_ascribed_to_it(
    tmp_path: Path, text: str, field: str, answer: str
) -> None:
    (fault,) = faults_of(overlay_of_london(tmp_path, text))
    assert (fault.line, fault.field) == (4, field)
    assert fault.expected.startswith(answer)


@pytest.mark.parametrize(
    "standing",
    [
        "limit: 5 working_days",
        "limit: {amount: 5, unit: working_days}",
        "limit: 9 working_days, bases: {limit: {force: local_default, note: Decided by us.}}",
        "limit: 9 working_days, source: {document: LCPP, where: another page}",
        "limit: 9 working_days, force: local_default, note: Decided by us.",
    ],
)
def test_a_limit_of_ones_own_says_where_it_stands(tmp_path: Path, standing: str) -> None:
    text = f"stages: [{{id: professionals, clocks: [{{id: professionals_resolve, {standing}}}]}}]"
    path = overlay_of_london(tmp_path, text)
    assert check(read_procedure(path, (LIBRARY,))).holds


def test_what_nobody_states_may_be_changed_freely(tmp_path: Path) -> None:
    text = "stages: [{id: senior_staff, clocks: [{id: senior_staff_resolve, limit: 9 working_days}]}]"
    assert check(read_procedure(overlay_of_london(tmp_path, text), (LIBRARY,))).holds
