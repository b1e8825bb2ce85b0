"""The schema that the migrations make is the one that the tables describe, and the database guards the record."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Executable, delete, inspect, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

import store.api_tables
import store.outside_tables
import store.tables
from store.migrations import NEWEST, config, current, require_newest, upgrade
from store.sessions import StoreError, reading, writing
from tests.at_work import MONDAY
from tests.store.recorded import CLOCKS, ENTRIES, filled, new_case, opened


def test_the_migrated_schema_is_the_tables_own(database_url: str) -> None:
    assert store.tables.CaseRow.__tablename__ in SQLModel.metadata.tables
    with opened(database_url) as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_indexes_that_sweeps_and_lists_need_are_partial(database_url: str) -> None:
    with opened(database_url) as engine:
        found = {
            index["name"]: " ".join(str(option) for option in index.get("dialect_options", {}).values())
            for name in ("clock", "cases", "notice")
            for index in inspect(engine).get_indexes(name)
        }
    assert "ended_at IS NULL" in found["clock_running_by_next"]


def test_a_new_sqlite_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/new/store.db")
    with opened(f"sqlite:///{tmp_path}/new/store.db") as engine, reading(engine):
        found = list((tmp_path / "new").iterdir())
        assert {path.name: path.stat().st_mode & 0o077 for path in found} == dict.fromkeys(
            ("store.db", "store.db-wal", "store.db-shm"), 0
        )


def test_upgrading_an_empty_store_and_again(empty_database_url: str) -> None:
    with opened(empty_database_url) as engine:
        assert current(engine) is None
        with pytest.raises(StoreError, match=r"The store is empty.*goldenthread store upgrade"):
            require_newest(engine)
        for _ in range(2):
            upgrade(empty_database_url)
            require_newest(engine)
        assert current(engine) == NEWEST


def test_the_newest_revision_is_the_one_that_the_files_end_on() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == NEWEST


def test_a_store_of_another_version_is_refused(database_url: str) -> None:
    with opened(database_url) as engine:
        with writing(engine) as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        with pytest.raises(StoreError, match="is at revision 0000"):
            require_newest(engine)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (update(ENTRIES).values(facts="{}"), "only ever added to"),
        (update(ENTRIES).values(hash="0" * 64), "only ever added to"),
        (delete(ENTRIES), "only ever added to"),
        (update(CLOCKS).values(due_at=MONDAY), "never edited"),
    ],
    ids=["facts", "hash", "removal", "due time"],
)
def test_the_database_itself_guards_the_record(database_url: str, statement: Executable, says: str) -> None:
    def change() -> None:
        with writing(engine) as connection:
            connection.execute(statement)

    with filled(database_url) as engine:
        new_case(engine)
        with pytest.raises(DBAPIError, match=says):
            change()


@pytest.mark.parametrize("store_kind", ["postgresql"])
@pytest.mark.postgresql
def test_nor_can_the_record_be_emptied_at_once(database_url: str) -> None:
    def empty() -> None:
        with writing(engine) as connection:
            connection.execute(text("TRUNCATE entry CASCADE"))

    with filled(database_url) as engine:
        new_case(engine)
        with pytest.raises(DBAPIError, match="only ever added to"):
            empty()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("INSERT OR REPLACE INTO entry SELECT * FROM entry", "only ever added to"),
        ("INSERT OR REPLACE INTO clock SELECT * FROM clock", "never edited"),
    ],
)
def test_on_sqlite_nothing_is_put_in_anothers_place(sqlite_url: str, statement: str, says: str) -> None:
    """REPLACE takes a row out without firing a trigger on removal."""

    def put_in_place() -> None:
        with writing(engine) as connection:
            connection.execute(text(statement))

    with filled(sqlite_url) as engine:
        new_case(engine)
        with pytest.raises(DBAPIError, match=says):
            put_in_place()


def test_a_due_time_may_be_written_as_it_is(database_url: str) -> None:
    with filled(database_url) as engine:
        new_case(engine)
        with writing(engine) as connection:
            connection.execute(update(CLOCKS).values(due_at=CLOCKS.c.due_at, owner="somebody"))
        with reading(engine) as connection:
            assert set(connection.execute(CLOCKS.select().with_only_columns(CLOCKS.c.owner)).scalars()) == {"somebody"}
