"""`goldenthread store`: the schema brought to the newest, and a store that is not there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from store.key_file import KeyFile
from store.migrations import NEWEST
from store.sessions import open_store

ASKING = (
    *("store status", "health", "watchdog", "verify", "notices", "bundle D-2026-0001", "case list", "tracker"),
    *("case show D-2026-0001", "review show R-2026-0001", "directory show", "draft list --as nobody"),
    *("tick", "deliver", "digest", "freshness"),
)
"""Commands that answer for a store, and would say that nothing is wrong with one that they have just made."""


@pytest.mark.parametrize("command", ASKING)
@pytest.mark.parametrize("place", ["store.sqlite", "no/such/directory/store.sqlite"])
def test_asking_after_a_store_that_is_not_there_says_so_and_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, type_in: Callable[..., Result], command: str, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(tmp_path))
    monkeypatch.setenv("GOLDENTHREAD_DATABASE_URL", f"sqlite:///{tmp_path / place}")
    result = type_in(*command.split())
    assert result.exit_code == 2
    assert result.stderr == (
        f"There is no store at {tmp_path / place}. Look at GOLDENTHREAD_DATABASE_URL, or make a store there with: "
        "goldenthread store upgrade\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_store_is_made_and_then_says_where_it_stands(
    empty_database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    type_in: Callable[..., Result],
    made_keys_file: Path,
) -> None:
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(tmp_path))
    monkeypatch.setenv("GOLDENTHREAD_DATABASE_URL", empty_database_url)
    made, status = type_in("store", "upgrade"), type_in("store", "status")
    open_store(empty_database_url).dispose()
    assert (made.exit_code, made.stdout) == (0, f"The store is at revision {NEWEST}.\n")
    assert (status.exit_code, status.stdout.splitlines()) == (
        0,
        [
            f"The store is at revision {NEWEST}, the newest there is.",
            f"Key {KeyFile(made_keys_file).ring().keys[0].id} (encrypts): 0 texts.",
        ],
    )
