"""The databases that tests are given."""

import pytest
from sqlalchemy import create_engine, inspect, text


def tables_at(url: str) -> list[str]:
    engine = create_engine(url)
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def make_table_at(url: str) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    finally:
        engine.dispose()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_starts_with_an_empty_database(empty_database_url: str, turn: int) -> None:
    assert tables_at(empty_database_url) == []
    make_table_at(empty_database_url)
    assert tables_at(empty_database_url) == ["left_behind"]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_starts_with_all_tables(database_url: str, turn: int) -> None:
    tables = tables_at(database_url)
    assert "alembic_version" in tables
    assert "left_behind" not in tables
    make_table_at(database_url)
    assert set(tables_at(database_url)) == {*tables, "left_behind"}
