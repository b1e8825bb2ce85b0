"""`goldenthread bundle` as somebody types it."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.command_line.conftest import Typed
from tests.store.tampering import ENTRIES, change, entry, unguarded


def test_a_case_is_written_into_one_file_for_its_owner_alone(settled_in: Typed, tmp_path: Path) -> None:
    result = settled_in.type_in("bundle", settled_in.reference)
    path = tmp_path / f"{settled_in.reference}.html"
    assert (result.exit_code, result.stderr) == (0, "")
    assert "This file holds case information about a child." in result.stdout
    assert "What it is about." in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_is_checked_without_any_database(
    settled_in: Typed, type_in: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled_in.type_in("bundle", settled_in.reference, "--output", tmp_path / "case.html")
    monkeypatch.setenv("GOLDENTHREAD_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    result = type_in("bundle", "--check", tmp_path / "case.html")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 entry. Everything fits its hash and what comes before." in result.stdout


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_file_that_was_changed(settled_in: Typed, tmp_path: Path) -> None:
    path = tmp_path / "case.html"
    settled_in.type_in("bundle", settled_in.reference, "--output", path)
    path.write_text(path.read_text(encoding="utf-8").replace("What was tried.", "Nothing."), encoding="utf-8")
    result = settled_in.type_in("bundle", "--check", path)
    assert result.exit_code == 1
    assert f"{settled_in.reference}, entry 1: what was written in it does not fit its hash" in result.stdout
    assert "does not fit together" in result.stderr


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_file_that_is_there_is_left_alone(settled_in: Typed, tmp_path: Path) -> None:
    path = tmp_path / "case.html"
    path.write_text("mine")
    result = settled_in.type_in("bundle", settled_in.reference, "--output", path)
    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert path.read_text() == "mine"


def test_of_a_record_that_does_not_fit_it_is_written_and_said(settled_in: Typed, tmp_path: Path) -> None:
    with unguarded(settled_in.context.engine) as connection:
        change(connection, ENTRIES, entry(connection, settled_in.reference, 1), "facts")
    result = settled_in.type_in("bundle", settled_in.reference)
    assert result.exit_code == 1
    assert "The record does not fit together, and the file says where." in result.stderr
    assert (tmp_path / f"{settled_in.reference}.html").exists()


@pytest.mark.parametrize("store_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["D-2026-0404"], 1, "There is no case D-2026-0404."),
        ([], 2, "Say which case"),
        (["D-2026-0001", "--check", "x.html"], 2, "Give either a case, or --check FILE alone."),
        (["--check", "nowhere.html"], 2, "nowhere.html cannot be read: No such file or directory."),
        (["--check", "."], 2, "cannot be read: Is a directory."),
        (["--check", "picture.png"], 2, "it is not text in UTF-8"),
        (["--check", "page.html"], 2, "This is no bundle: expected one <script"),
    ],
)
def test_bad_input_is_answered_in_plain_words(
    settled_in: Typed, tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "page.html").write_text("<html></html>")
    result = settled_in.type_in("bundle", *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""
