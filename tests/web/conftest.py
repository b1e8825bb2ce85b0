"""Pages on a fresh store, for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clamd import Clamd, running
from tests.web.logged import Kept, keeping
from tests.web.matrix_world import World, matrix_world, with_many
from tests.web.pages import Pages, opened_pages


@pytest.fixture
def pages(sqlite_url: str, tmp_path: Path) -> Iterator[Pages]:
    with opened_pages(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def pages_on_both(database_url: str, tmp_path: Path) -> Iterator[Pages]:
    with opened_pages(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def kept() -> Iterator[Kept]:
    with keeping() as lines:
        yield lines


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, made_keys_file: Path) -> Iterator[World]:
    home = tmp_path_factory.mktemp("matrix")
    path = home / "goldenthread.sqlite"
    path.write_bytes(migrated_sqlite.read_bytes())
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GOLDENTHREAD_NARRATIVE_KEYS_FILE", str(made_keys_file))
        with matrix_world(f"sqlite:///{path}", home) as filled:
            yield filled


@pytest.fixture(scope="module")
def many(world: World) -> World:
    return with_many(world)


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    with running() as started:
        yield started
