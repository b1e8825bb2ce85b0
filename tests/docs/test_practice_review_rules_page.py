"""The page on the rules of practice reviews: its examples are checked, and it leaves nothing of the language out."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter
from ruamel.yaml import YAML
from typer.testing import CliRunner

from command_line.main import application
from procedures import review_liveness, review_soundness
from procedures.catalogue import load_review
from procedures.proof import prove
from procedures.review_course import SPANS, ReviewFact, ReviewPosition
from procedures.review_language import (
    Deadline,
    OtherBasis,
    Question,
    Relaxation,
    ReviewParty,
    ReviewProcedure,
)
from procedures.source import Sourced
from tests.docs.pages import ROOT, blocks, rows, section
from tests.docs.test_procedures_page import messages, plain

PAGE = ROOT / "docs" / "practice-review-rules.md"

PARTS: dict[str, type[Any]] = {
    "The rules": ReviewProcedure,
    "`deadlines`": Deadline,
    "`readings`": OtherBasis,
    "`relaxations`": Relaxation,
    "Questions": Question,
}
FILES = {block.split("\n")[0].removeprefix("# "): block for block in blocks(PAGE, "yaml")}


def saved(directory: Path) -> Path:
    for name, block in FILES.items():
        (directory / name).write_text(block, encoding="utf-8")
    return directory


def run(directory: Path, *words: str) -> str:
    return CliRunner().invoke(application("procedure"), ["procedure", *words]).output.replace(f"{directory}/", "")


def fields_of(part: type[Any]) -> dict[str, Any]:
    standing = Sourced.model_fields if issubclass(part, Sourced) else {}
    return {name: field for name, field in part.model_fields.items() if name not in standing}


def first_names(heading: str) -> set[str]:
    return {row[0].strip("`") for row in rows(PAGE, heading)}


@pytest.mark.parametrize("name", ["ours.yaml", "earlier.yaml", "with-records.yaml"])
def test_the_files_on_the_page_are_proved(tmp_path: Path, name: str) -> None:
    assert prove(load_review(str(saved(tmp_path) / name))).holds


def test_the_overlay_does_what_the_page_says(tmp_path: Path) -> None:
    ours = load_review("practice_review_wt2023", directories=[saved(tmp_path)])
    assert ours.partnership == "Example Safeguarding Children Partnership"
    assert (
        ours.deadline("plan_meeting").limit == load_review(str(tmp_path / "ours.yaml")).deadline("plan_meeting").limit
    )
    assert ours.deadline("dl05").counts_from is ReviewFact.INCIDENT


def test_the_checker_says_what_the_page_says(tmp_path: Path) -> None:
    said = run(tmp_path, "check", str(saved(tmp_path) / "ours.yaml"))
    assert f"    $ goldenthread procedure check ours.yaml\n    {said}" in PAGE.read_text(encoding="utf-8")
    (shown,) = blocks(PAGE, "text")
    assert shown in run(tmp_path, "check", str(tmp_path / "silent.yaml"))


@pytest.mark.parametrize(("heading", "part"), PARTS.items(), ids=list(PARTS))
def test_every_field_is_on_the_page_and_its_example_is_true(heading: str, part: type[Any]) -> None:
    fields = fields_of(part)
    assert first_names(heading) == set(fields)
    for name, needed, example, meaning in rows(PAGE, heading):
        field = fields[name.strip("`")]
        assert needed.startswith("yes") == field.is_required(), name
        assert meaning, name
        if example:
            value = YAML(typ="safe").load(example.strip("`"))
            TypeAdapter(field.rebuild_annotation()).validate_python(value)


def test_every_word_of_the_language_is_on_the_page() -> None:
    assert first_names("Facts") == set(ReviewFact)
    assert first_names("Positions") == {*SPANS, *ReviewPosition}
    assert first_names("Parties") == set(get_args(ReviewParty))


def test_every_fault_of_the_checker_is_on_the_page() -> None:
    page = plain(section(PAGE, "When the checker finds a fault"))
    said = [*messages(review_liveness), *messages(review_soundness)]
    assert len(said) > 15
    assert [message for message in said if not re.search(re.escape(plain(message)), page)] == []
