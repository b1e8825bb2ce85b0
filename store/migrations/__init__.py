"""Migrations: the schema of the store, step by step, with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from store.sessions import StoreError, open_store, writing


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Bring the store at a database address to the newest schema. Does nothing where it is there already."""
    engine = open_store(url)
    if current(engine) == newest():
        return
    config = _config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    # A database that is copied from (the tests' template, a back-up) must have no connection left open.
    engine.dispose()


def current(engine: Engine) -> str | None:
    """The revision that a store is at, or None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def require_newest(engine: Engine) -> None:
    """StoreError, saying what to run, if the store is not at the newest schema."""
    found = current(engine)
    if found != newest():
        state = "is empty" if found is None else f"is at revision {found}"
        raise StoreError(f"The store {state}; this version needs revision {newest()}. Run: goldenthread store upgrade")
