"""Migrations: the schema of the store, step by step, with Alembic."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from store.sessions import StoreError, open_store, writing

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0013"
"""The newest revision there is. Kept here as well as in the files, because finding it out imports Alembic."""


def config() -> Config:
    """Alembic's configuration for the revisions beside this file."""
    from alembic.config import Config  # noqa: PLC0415 - half a second that only an upgrade needs to pay

    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return found


def upgrade(url: str) -> None:
    """Bring the store at a database address to the newest schema. Does nothing where it is there already.

    A new SQLite file is for its owner alone: it says who disagrees with whom, and how people are reached.
    """
    engine = open_store(url)
    if engine.dialect.name == "sqlite" and engine.url.database:
        with suppress(OSError):  # SQLite says itself what is wrong with the place
            os.close(os.open(engine.url.database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    if current(engine) == NEWEST:
        return
    from alembic import command  # noqa: PLC0415 - as above

    steps = config()
    with writing(engine) as connection:
        steps.attributes["connection"] = connection
        command.upgrade(steps, "head")
    # A database that is copied from (the tests' template, a back-up) must have no connection left open.
    engine.dispose()


def current(engine: Engine) -> str | None:
    """The revision that a store is at, or None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def require_a_file(url: str) -> None:
    """StoreError, saying what to do, if an address names a SQLite file that is not there: opening it would make it."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return  # opening it says so
    path = parsed.database or ":memory:"
    if parsed.get_backend_name() != "sqlite" or path == ":memory:" or path.startswith("file:"):
        return
    if not Path(path).is_file():
        raise StoreError(
            f"There is no store at {path}. Look at GOLDENTHREAD_DATABASE_URL, or make a store there with: "
            "goldenthread store upgrade"
        )


def require_newest(engine: Engine) -> None:
    """StoreError, saying what to run, if the store is not at the newest schema."""
    found = current(engine)
    if found != NEWEST:
        state = "is empty" if found is None else f"is at revision {found}"
        raise StoreError(f"The store {state}; this version needs revision {NEWEST}. Run: goldenthread store upgrade")
