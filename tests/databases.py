"""The databases that tests run on: the same suite on SQLite and on PostgreSQL, a fresh one for each test.

Tables are migrated once in a session, and every test gets a copy.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.postgresql import PostgreSQLMissingError, PostgreSQLServer, existing_server, private_server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store_kind(request: pytest.FixtureRequest) -> str:
    """Which store the test runs on. To stay on one: `@pytest.mark.parametrize("store_kind", ["sqlite"])`."""
    return str(request.param)


@pytest.fixture
def empty_database_url(store_kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of a database without any tables."""
    return str(request.getfixturevalue(f"empty_{store_kind}_url"))


@pytest.fixture
def database_url(store_kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of a database with all tables, and nothing in them but what the migrations put there."""
    return str(request.getfixturevalue(f"{store_kind}_url"))


@pytest.fixture(scope="session")
def made_keys_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key to what people write."""
    from store.key_file import KeyFile  # noqa: PLC0415 - tests without a store must not wait for it

    path = tmp_path_factory.mktemp("keys") / "narrative.keys"
    KeyFile(path).add()
    return path


@pytest.fixture
def keys_file(made_keys_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, which the settings name as long as the test runs."""
    monkeypatch.setenv("GOLDENTHREAD_NARRATIVE_KEYS_FILE", str(made_keys_file))
    return made_keys_file


@pytest.fixture
def empty_sqlite_url(tmp_path: Path, keys_file: Path) -> str:
    return with_keys(f"sqlite:///{tmp_path / 'empty.sqlite'}", keys_file)


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path, keys_file: Path) -> Iterator[str]:
    path = tmp_path / "goldenthread.sqlite"
    with closing(sqlite3.connect(migrated_sqlite)) as migrated, closing(sqlite3.connect(path)) as copy:
        migrated.backup(copy)
    yield with_keys(f"sqlite:///{path}", keys_file)
    let_go(f"sqlite:///{path}")


@pytest.fixture
def empty_postgresql_url(postgresql_server: PostgreSQLServer, keys_file: Path) -> Iterator[str]:
    with temporary_database(postgresql_server) as name:
        yield with_keys(postgresql_server.url_of(name), keys_file)


@pytest.fixture
def postgresql_url(postgresql_server: PostgreSQLServer, migrated_postgresql: str, keys_file: Path) -> Iterator[str]:
    with temporary_database(postgresql_server, template=migrated_postgresql) as name:
        yield with_keys(postgresql_server.url_of(name), keys_file)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "goldenthread.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: PostgreSQLServer) -> Iterator[str]:
    with temporary_database(postgresql_server) as name:
        migrate(postgresql_server.url_of(name))
        yield name


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQLServer]:
    """The server named by GOLDENTHREAD_TEST_POSTGRESQL_URL, or else one of our own for each test process."""
    if url := os.environ.get("GOLDENTHREAD_TEST_POSTGRESQL_URL"):
        yield existing_server(url)
        return
    try:
        with private_server() as server:
            yield server
    except PostgreSQLMissingError as missing:
        pytest.skip(str(missing))


@contextmanager
def temporary_database(server: PostgreSQLServer, template: str | None = None) -> Iterator[str]:
    """A database on the server that is dropped at the end. Yields its name."""
    name = server.create_database(template)
    try:
        yield name
    finally:
        let_go(server.url_of(name))
        server.drop_database(name)


def with_keys(url: str, keys_file: Path) -> str:
    """The URL of a store whose engine now knows where its keys are, for tests that open it by themselves."""
    from store.key_file import KeyFile  # noqa: PLC0415 - tests without a store must not wait for it
    from store.narrative_keys import keep_keys  # noqa: PLC0415 - as above
    from store.sessions import open_store  # noqa: PLC0415 - as above

    keep_keys(open_store(url), KeyFile(keys_file))
    return url


def let_go(url: str) -> None:
    """Close the connections that the store's engine still keeps for a test that did not: its pool outlives the test."""
    from store.sessions import open_store  # noqa: PLC0415 - tests without a store must not wait for it

    open_store(url).dispose()


def migrate(url: str) -> None:
    """Make all tables in the database at `url`."""
    from store.migrations import upgrade  # noqa: PLC0415 - tests without a store must not wait for it

    upgrade(url)
