"""The page on writing down a procedure: its examples are checked, and it leaves nothing of the language out."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter
from ruamel.yaml import YAML
from typer.testing import CliRunner

from command_line.main import application
from procedures import liveness, soundness
from procedures.calendar import CalendarRules, Closure
from procedures.catalogue import LIBRARY, load
from procedures.clock import Clock, CumulativeCap, Expiry, Trigger
from procedures.duration import Unit
from procedures.group import Chair, Function, Group, Recusal
from procedures.language import Procedure
from procedures.liveness import check
from procedures.party import FIXED_PARTIES, SIDES
from procedures.provision import (
    ChildProtectingTime,
    ClosingDuty,
    Commitment,
    Emergency,
    FastPath,
    Hold,
    Named,
    Onward,
    Proxy,
    Rank,
    Redirect,
    Reopening,
    Withdrawal,
)
from procedures.reading import is_base
from procedures.source import Document, Force, Part, Source, Sourced
from procedures.stage import Advice, Gate, NoticeRule, Skip, Stage
from procedures.yaml_file import read_yaml
from tests.docs.pages import ROOT, blocks, rows, section

PAGE = ROOT / "docs" / "procedures.md"

PARTS = {
    "Where a rule comes from": Sourced,
    "`source`": Source,
    "The procedure": Procedure,
    "`documents`": Document,
    "`calendar`": CalendarRules,
    "`closures`": Closure,
    "`ranks`": Rank,
    "`proxies`": Proxy,
    "`categories` and `priorities`": Named,
    "`stages`": Stage,
    "`clocks`": Clock,
    "`gate`": Gate,
    "`skips`": Skip,
    "`notices`": NoticeRule,
    "`advice`": Advice,
    "`caps`": CumulativeCap,
    "`groups`": Group,
    "`functions`": Function,
    "`chair`": Chair,
    "`recusal`": Recusal,
    "`child_protecting_time`": ChildProtectingTime,
    "`commitment`": Commitment,
    "`fast_paths`": FastPath,
    "`emergency`": Emergency,
    "`onward`": Onward,
    "`redirects`": Redirect,
    "`closing_duties`": ClosingDuty,
    "`hold`": Hold,
    "`withdrawal`": Withdrawal,
    "`reopening`": Reopening,
}
"""The heading under which each part of the language has its table."""


def file_name(block: str) -> str | None:
    named = re.match(r"# (\S+\.yaml)\n", block)
    return named[1] if named else None


NAMED = {name: block for block in blocks(PAGE, "yaml") if (name := file_name(block))}
PIECES = [block for block in blocks(PAGE, "yaml") if not file_name(block)]


def saved(directory: Path) -> Path:
    """The directory with every file of the page in it."""
    for name, block in NAMED.items():
        (directory / name).write_text(block, encoding="utf-8")
    return directory


def first_names(heading: str) -> set[str]:
    return {row[0].strip("`") for row in rows(PAGE, heading)}


def fields_of(part: type[Any]) -> dict[str, Any]:
    """The fields of a part that its own table has to name: those of its standing have a table of their own."""
    own = part.model_fields.items()
    return {
        name: field
        for name, field in own
        if part is Sourced or not issubclass(part, Sourced) or name not in Sourced.model_fields
    }


def parts_in(annotation: Any) -> Iterator[type[Any]]:
    if isinstance(annotation, type) and issubclass(annotation, Part | CalendarRules | Closure):
        yield annotation
    for argument in get_args(annotation):
        yield from parts_in(argument)


def reached_from(part: type[Any], known: set[type[Any]]) -> set[type[Any]]:
    if part not in known:
        known.add(part)
        for field in part.model_fields.values():
            for inner in parts_in(field.annotation):
                reached_from(inner, known)
    return known


def test_the_page_has_its_examples() -> None:
    assert {"example.yaml", "region.yaml", "north.yaml", "example-2027.yaml", "broken.yaml"} <= set(NAMED)
    assert len(PIECES) >= 5


@pytest.mark.parametrize("name", [name for name in NAMED if name != "broken.yaml"])
def test_every_file_on_the_page_is_proved(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path) / name
    if is_base(read_yaml(path)):
        return
    assert check(load(str(path))).holds


@pytest.mark.parametrize("piece", PIECES, ids=[piece.splitlines()[0] + str(i) for i, piece in enumerate(PIECES)])
def test_every_piece_can_be_added_to_the_example(tmp_path: Path, piece: str) -> None:
    path = saved(tmp_path) / "with-a-piece.yaml"
    path.write_text(f"extends: example\n{piece}", encoding="utf-8")
    with_piece = load(str(path))
    assert check(with_piece).holds
    assert with_piece != load(str(tmp_path / "example.yaml"))


def run(directory: Path, *words: str) -> str:
    return CliRunner().invoke(application("procedure"), ["procedure", *words]).output.replace(f"{directory}/", "")


def test_the_checker_says_of_the_example_what_the_page_says(tmp_path: Path) -> None:
    said = run(tmp_path, "check", str(saved(tmp_path) / "example.yaml"))
    assert f"    $ goldenthread procedure check example.yaml\n    {said}" in PAGE.read_text(encoding="utf-8")


def test_the_checker_says_of_the_broken_one_what_the_page_says(tmp_path: Path) -> None:
    said = run(tmp_path, "check", str(saved(tmp_path) / "broken.yaml"))
    (shown,) = blocks(PAGE, "text")
    assert shown in said


def test_the_overlay_has_changed_what_the_page_says(tmp_path: Path) -> None:
    north = load(str(saved(tmp_path) / "north.yaml"))
    assert [stage.id for stage in north.stages] == ["practitioners", "managers", "heads_of_service", "partners"]
    assert [clock.id for clock in north.stages[0].clocks] == ["practitioners_resolve"]
    assert [clock.limit.words() for clock in north.stages[1].clocks] == ["4 working days"]
    assert north.awaiting_confirmation is None


def test_the_new_edition_is_found_by_its_name_from_its_first_day(tmp_path: Path) -> None:
    for name in ("example.yaml", "example-2027.yaml"):
        (tmp_path / name).write_text(NAMED[name], encoding="utf-8")
    days = [date(2027, 3, 31), date(2027, 4, 1)]
    assert [load("example", on=day, directories=[tmp_path]).edition for day in days] == ["2026", "2027"]


@pytest.mark.parametrize(("heading", "part"), PARTS.items(), ids=list(PARTS))
def test_every_field_is_on_the_page(heading: str, part: type[Any]) -> None:
    assert first_names(heading) == set(fields_of(part))


@pytest.mark.parametrize(("heading", "part"), PARTS.items(), ids=list(PARTS))
def test_what_is_needed_and_the_examples_are_true(heading: str, part: type[Any]) -> None:
    fields = fields_of(part)
    for name, needed, example, meaning in rows(PAGE, heading):
        field = fields[name.strip("`")]
        assert needed.startswith("yes") == field.is_required(), name
        assert meaning, name
        if example:
            value = YAML(typ="safe").load(example.strip("`"))
            # YAML reads a day as a date, and the language reads it as text: both are one to pydantic.
            TypeAdapter(field.rebuild_annotation()).validate_python(value)


def test_no_part_of_the_language_is_without_a_table() -> None:
    named = set(PARTS.values())
    reached = reached_from(Procedure, set())
    assert {part.__name__ for part in reached - named} == {"Basis"}  # `Sourced` without `bases`
    assert {part.__name__ for part in named - reached} == {"Sourced"}


def test_what_common_has_is_what_the_page_says() -> None:
    common = read_yaml(LIBRARY / "common.yaml")
    said = {row[0].strip("`") for row in rows(PAGE, "The procedure") if row[1] == "yes, in `common`"}
    needed = {name for name, field in Procedure.model_fields.items() if field.is_required()}
    # Documents are in both, since every procedure has its own beside those of the base.
    assert said == needed & set(common.mapping) - {"documents"}


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("What starts and stops a clock", set(Trigger)),
        ("What an expiry does", set(Expiry)),
        (
            "Parties: who owes, who may, who is told",
            FIXED_PARTIES | {f"{side}:RANK" for side in SIDES} | {"role:ROLE"},
        ),
        ("How to write values", set(Unit)),
    ],
)
def test_every_word_of_the_language_is_on_the_page(heading: str, words: set[str]) -> None:
    assert words <= first_names(heading)


def test_every_force_is_on_the_page() -> None:
    assert {force for force in Force if f"`{force}`" in section(PAGE, "Where a rule comes from")} == set(Force)


def plain(text: str) -> str:
    return re.sub(r"[`'\"]", "", text)


def messages(module: Any) -> Iterator[str]:
    """The longest fixed piece of each sentence that a module can say."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(value) for value in node.values}
            pieces = [str(value.value) for value in node.values if isinstance(value, ast.Constant)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            pieces = [node.value]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(id(node.value))  # a docstring
            continue
        else:
            continue
        longest = max(pieces, key=len, default="").strip(" :,;")
        if len(longest.split()) > 2:
            yield longest


@pytest.mark.parametrize("module", [liveness, soundness], ids=["liveness", "soundness"])
def test_every_fault_of_the_checker_is_on_the_page(module: Any) -> None:
    page = plain(section(PAGE, "When the checker finds a fault"))
    said = list(messages(module))
    assert len(said) > 8
    assert [message for message in said if plain(message) not in page] == []
