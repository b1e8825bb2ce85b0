"""A story's own store is made without the migrations, and is the one that they make."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from store.migrations import require_newest, upgrade
from store.sessions import open_store
from store.throw_away import throw_away_store
from tests.store.recorded import opened


def schema_of(engine: Engine) -> dict[str, object]:
    """All that a schema is: tables with columns, keys and indexes as they are found, and each trigger's text."""
    with engine.connect() as connection:
        found = inspect(connection)
        tables = {
            name: {
                "columns": [column | {"type": str(column["type"])} for column in found.get_columns(name)],
                "key": found.get_pk_constraint(name)["constrained_columns"],
                "foreign_keys": sorted(found.get_foreign_keys(name), key=str),
                "unique": sorted(found.get_unique_constraints(name), key=str),
                "checks": sorted(found.get_check_constraints(name), key=str),
            }
            for name in found.get_table_names()
        }
        return {**tables, **_texts(connection)}


def _texts(connection: Connection) -> dict[str, str]:
    asked = text("SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger', 'view') AND sql IS NOT NULL")
    return {row.name: " ".join(row.sql.split()) for row in connection.execute(asked)}


def test_it_is_the_schema_that_the_migrations_make(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'migrated.sqlite'}"
    upgrade(url)
    with opened(url) as migrated, throw_away_store() as made:
        expected = schema_of(migrated)
        assert {"alembic_version", "entry", "entry_is_never_changed", "clock_running_by_next"} <= expected.keys()
        assert schema_of(made) == expected
        require_newest(made)


def test_nothing_of_it_stays() -> None:
    with throw_away_store() as engine:
        file = Path(engine.url.database or "")
        assert file.is_file()
        assert open_store(str(engine.url)) is engine
    assert not file.parent.exists()
