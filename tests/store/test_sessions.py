"""Opening a store, and what a transaction promises on either database."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from store.recording import table
from store.sessions import StoreError, open_store, reading, without_waiting_for_disk, writing
from store.tables import Setting
from tests.store.recorded import opened

SETTINGS = table(Setting)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("not an address", "cannot be read"),
        ("mysql://host/name", "'mysql' is not supported"),
        ("sqlite://", "lost at once"),
        ("sqlite:///:memory:", "lost at once"),
        ("sqlite:////proc/nowhere/store.sqlite", "cannot be made"),
    ],
)
def test_an_address_that_will_not_do_is_refused_with_what_to_write(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        open_store(url)


def test_a_password_in_an_address_that_cannot_be_read_is_not_repeated() -> None:
    with pytest.raises(StoreError) as refused:
        open_store("postgresql:/user:open-sesame@host")
    assert "open-sesame" not in str(refused.value)


def test_an_address_is_opened_once(sqlite_url: str) -> None:
    with opened(sqlite_url) as engine:
        assert open_store(sqlite_url) is engine


def test_the_directory_of_a_new_store_is_made(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'a' / 'b' / 'store.sqlite'}") as engine, writing(engine) as connection:
        connection.execute(text("CREATE TABLE one (id INTEGER)"))
    assert (tmp_path / "a" / "b" / "store.sqlite").exists()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)],
)
def test_sqlite_is_set_to_outlive_a_power_cut_and_to_wait_for_its_turn(
    sqlite_url: str, pragma: str, value: object
) -> None:
    with opened(sqlite_url) as engine, reading(engine) as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_what_is_written_is_there_and_what_failed_is_not(database_url: str) -> None:
    def write_and_fail() -> None:
        with writing(engine) as connection:
            connection.execute(SETTINGS.insert().values(name="failed", value=1))
            raise RuntimeError("the power went")

    with opened(database_url) as engine:
        with writing(engine) as connection:
            connection.execute(SETTINGS.insert().values(name="written", value=1))
        with pytest.raises(RuntimeError):
            write_and_fail()
        with reading(engine) as connection:
            names = set(connection.execute(SETTINGS.select().with_only_columns(SETTINGS.c.name)).scalars())
    assert "written" in names
    assert "failed" not in names


def test_writers_take_turns_and_none_is_turned_away(database_url: str) -> None:
    turns = 8

    def add_one() -> None:
        with writing(engine) as connection:
            row = connection.execute(SETTINGS.select().where(SETTINGS.c.name == "sum").with_for_update()).one()
            connection.execute(SETTINGS.update().where(SETTINGS.c.name == "sum").values(value=row.value + 1))

    with opened(database_url) as engine:
        with writing(engine) as connection:
            connection.execute(SETTINGS.insert().values(name="sum", value=0))
        threads = [threading.Thread(target=add_one) for _ in range(turns)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with reading(engine) as connection:
            asked = SETTINGS.select().with_only_columns(SETTINGS.c.value).where(SETTINGS.c.name == "sum")
            assert connection.execute(asked).scalar_one() == turns


def test_a_reader_on_sqlite_does_not_wait_for_the_writer_and_sees_the_store_as_it_was(sqlite_url: str) -> None:
    with opened(sqlite_url) as engine, writing(engine) as writer:
        writer.execute(SETTINGS.insert().values(name="unfinished", value=1))
        with reading(engine) as reader:
            asked = SETTINGS.select().where(SETTINGS.c.name == "unfinished")
            assert reader.execute(asked).one_or_none() is None


def test_errors_show_no_parameters(database_url: str) -> None:
    def write(value: object) -> None:
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO setting (name, value) VALUES (:name, :value)"), value)  # type: ignore[call-overload]  # any value is tried

    with opened(database_url) as engine:
        write({"name": "Zz-secret", "value": 1})
        for bad in ({"name": "Zz-secret", "value": 1}, {"name": "Zz-secret", "value": None}):
            with pytest.raises(DBAPIError) as problem:
                write(bad)
            told = problem.value
            assert "Zz-secret" not in f"{told} {told!r} {told.orig} {told.orig!r} {told.__cause__}"


def test_a_server_that_is_not_there_is_an_operational_error_without_the_password() -> None:
    with opened("postgresql://user:open-sesame@127.0.0.1:9/nowhere") as engine:
        with pytest.raises(OperationalError) as problem, reading(engine):
            pass
        assert "open-sesame" not in str(problem.value)


def test_only_the_transaction_that_says_so_does_not_wait_for_the_disk(postgresql_url: str) -> None:
    with opened(postgresql_url) as engine, engine.connect() as connection:
        connection.execute(text("SET synchronous_commit = on"))
        connection.commit()
        without_waiting_for_disk(connection)
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "off"
        connection.commit()
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
