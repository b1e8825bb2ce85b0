"""`goldenthread draft`: what is typed is kept, whatever is wrong with it, and what is wrong is said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.command_line.conftest import Typed
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER

PART = "category: threshold\nabuot: A rehearsal, about nobody.\ntried: 2026-11-01\n"


def saved(settled_in: Typed, directory: Path, text: str, author: str = HEALTH_VISITOR) -> tuple[int, str, str]:
    file = directory / "draft.yaml"
    file.write_text(text, encoding="utf-8")
    result = settled_in.type_in("draft", "save", file, "--as", author)
    return result.exit_code, result.stdout, result.stderr


def test_a_misspelt_field_is_kept_and_named(settled_in: Typed, tmp_path: Path) -> None:
    code, said, warned = saved(settled_in, tmp_path, PART)
    assert (code, said) == (0, "Saved as draft 1.\n")
    assert warned == "abuot: there is no such field. It is kept as you typed it; did you mean about?\n"
    shown = settled_in.type_in("draft", "show", "1", "--as", HEALTH_VISITOR)
    assert shown.stdout == "abuot: A rehearsal, about nobody.\ncategory: threshold\ntried: '2026-11-01'\n"
    refused = settled_in.type_in("draft", "raise", "1", "--as", HEALTH_VISITOR)
    assert refused.exit_code == 1
    assert "about (needed)" in refused.stderr
    assert "abuot (there is no such field)" in refused.stderr


def test_nobody_else_is_shown_it(settled_in: Typed, tmp_path: Path) -> None:
    saved(settled_in, tmp_path, PART)
    for author, number in ((SOCIAL_WORKER, "1"), (HEALTH_VISITOR, "2")):
        result = settled_in.type_in("draft", "show", number, "--as", author)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "There is no such draft of yours.\n"


def test_nothing_is_saved_under_a_code_that_nobody_has(settled_in: Typed, tmp_path: Path) -> None:
    code, said, warned = saved(settled_in, tmp_path, PART, "health_visitor")
    assert (code, said, warned) == (1, "", "'health_visitor' is not in the directory, so nothing was saved.\n")
    assert settled_in.type_in("draft", "list", "--as", HEALTH_VISITOR).stdout == "You have no drafts.\n"


def test_whoever_misspells_their_code_is_not_told_that_they_have_no_drafts(settled_in: Typed) -> None:
    result = settled_in.type_in("draft", "list", "--as", "health_visitor")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "'health_visitor' is not in the directory.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("about: " + "[" * 5_000, "draft.yaml:1: the file is nested too deeply to be read"),
        ("about: !!binary aGk=", "YAML tags, such as tag:yaml.org,2002:binary, are not read here"),
        ('about: "\\0"', "draft.yaml:1: a control character stands here: leave it out"),
        ("about: x\nabout: y", "draft.yaml:2: about: this field is given twice; it stands on line 1 already"),
        ("", "expected fields, each a name, a colon and a value; found nothing"),
        ("{}", "expected fields, such as `category: threshold`"),
    ],
    ids=["nested", "tagged", "control character", "twice", "empty", "no fields"],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    type_in: Callable[..., Result], tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "draft.yaml"
    file.write_text(text, encoding="utf-8")
    result = type_in("draft", "save", file, "--as", HEALTH_VISITOR)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
