"""`goldenthread verify` as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.command_line.conftest import Typed
from tests.store.tampering import CASES, ENTRIES, change, entry, remove_case, unguarded


def test_a_store_that_fits(settled_in: Typed) -> None:
    result = settled_in.type_in("verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Everything fits: 1 case, 1 entry, 2 clocks and 1 procedure version.\n")
    assert "There is no checkpoint in" in result.stdout


def test_a_checkpoint_is_written_where_the_settings_say(settled_in: Typed) -> None:
    path = settled_in.context.settings.checkpoint_directory / "checkpoint-000001.txt"
    result = settled_in.type_in("verify", "--checkpoint")
    assert result.exit_code == 0
    assert f"Checkpoint written: {path}" in result.stdout
    assert settled_in.reference in path.read_text()
    assert "Compared with 1 checkpoint" in settled_in.type_in("verify").stdout


def test_the_first_entry_that_does_not_fit_is_named(settled_in: Typed) -> None:
    with unguarded(settled_in.context.engine) as connection:
        change(connection, ENTRIES, entry(connection, settled_in.reference, 1), "narrative_hash")
    result = settled_in.type_in("verify")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == [
        f"{settled_in.reference}, entry 1: it does not fit its hash: something in it was changed",
        "1 thing does not fit, of 1 case, 1 entry, 2 clocks and 1 procedure version.",
    ]
    assert "What it is about" not in result.output


def test_no_checkpoint_vouches_for_what_does_not_fit(settled_in: Typed) -> None:
    with unguarded(settled_in.context.engine) as connection:
        change(connection, CASES, CASES.c.reference == settled_in.reference, "owner")
    result = settled_in.type_in("verify", "--checkpoint")
    assert result.exit_code == 1
    assert "No checkpoint was written" in result.stdout
    assert not settled_in.context.settings.checkpoint_directory.exists()


def test_a_case_that_is_gone_since_the_checkpoint(settled_in: Typed) -> None:
    settled_in.type_in("verify", "--checkpoint")
    with unguarded(settled_in.context.engine) as connection:
        remove_case(connection, settled_in.reference)
    result = settled_in.type_in("verify")
    assert result.exit_code == 1
    assert (
        f"{settled_in.reference}, entry 1: the whole case is gone: a checkpoint saw it up to entry 1" in result.stdout
    )


def test_it_answers_in_data(settled_in: Typed) -> None:
    fits = json.loads(settled_in.type_in("verify", "--json", "--checkpoint").stdout)
    assert (fits["fits"], fits["cases"], fits["misfits"]) == (True, 1, [])
    assert Path(fits["checkpoint_written"]).exists()
    with unguarded(settled_in.context.engine) as connection:
        change(connection, ENTRIES, entry(connection, settled_in.reference, 1), "actor")
    result = settled_in.type_in("verify", "--json")
    assert result.exit_code == 1
    (misfit,) = json.loads(result.stdout)["misfits"]
    assert (misfit["reference"], misfit["entry"], misfit["how"]) == (settled_in.reference, 1, "changed")


def test_it_changes_nothing(settled_in: Typed) -> None:
    def everything() -> list[object]:
        with settled_in.context.engine.connect() as connection:
            return [tuple(row) for source in (CASES, ENTRIES) for row in connection.execute(select(source))]

    before = everything()
    settled_in.type_in("verify")
    assert everything() == before


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_store_without_tables_is_refused_in_plain_words(
    settled_in: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.db").touch()
    monkeypatch.setenv("GOLDENTHREAD_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    result = settled_in.type_in("verify")
    assert result.exit_code == 2
    assert "The store is empty" in result.stderr
