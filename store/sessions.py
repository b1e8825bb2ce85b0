"""Engines and transactions on SQLite and PostgreSQL, alike in what they promise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

BUSY_TIMEOUT_MILLISECONDS = 30_000
"""How long SQLite waits for another writer: longer than any sweep's batch takes."""


class StoreError(Exception):
    """The store cannot be used; the message says what to do."""


@lru_cache(maxsize=8)
def open_store(url: str) -> Engine:
    """The engine for a database address, made once for each.

    `sqlite:///path` or `postgresql://...` (psycopg). Parameters never appear in errors: they may hold narrative.
    StoreError if the address is of no kind that is supported.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(
            "The database address cannot be read. Write sqlite:///PATH or postgresql://USER@HOST/NAME."
        ) from None
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        try:
            engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True)
        except NoSuchModuleError as problem:
            raise StoreError(f"The database driver is missing: {problem}") from None
        event.listen(engine, "handle_error", _keep_the_row_out)
        return engine
    if backend != "sqlite":
        raise StoreError(f"{backend!r} is not supported: write sqlite:///PATH or postgresql://USER@HOST/NAME.")
    if parsed.database in (None, "", ":memory:"):
        raise StoreError("A store in memory would be lost at once: write sqlite:///PATH, with the path of a file.")
    if parsed.database:
        directory = Path(parsed.database).parent
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise StoreError(f"The directory {directory} of the database cannot be made: {problem.strerror}.") from None
    engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_MILLISECONDS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def without_the_row(problem: BaseException) -> str | None:
    """What PostgreSQL says about an error, without the details, which repeat the row; None if it is not its error."""
    diagnosis = getattr(problem, "diag", None)
    return str(diagnosis.message_primary) if diagnosis is not None and diagnosis.message_primary else None


def _keep_the_row_out(context: ExceptionContext) -> None:
    said = without_the_row(context.original_exception)
    if said is None:
        return
    context.original_exception.args = (said,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(context.original_exception).__name__}) {said}",)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy begins transactions itself below, so that a writer can say so from the start.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: what the door has answered "recorded" to must outlive a power cut, not only a crash.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # 64 MiB of pages kept, and the log folded in every 32 MiB: the defaults are 2 and 4, and a sweep over a store of
    # some years would read each page from the file again and fold the log in with every transaction.
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.execute("PRAGMA wal_autocheckpoint=8192")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail on a busy store with no wait: writers queue at once.
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it is committed, or on any error none."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def without_waiting_for_disk(connection: Connection) -> None:
    """Let this transaction be answered before it is on the disk: a power cut may undo it, as if it had never been.

    For what the next minute writes again, such as when a sweep last ran. On SQLite, where it would have to be said
    before the transaction begins, it changes nothing.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that only reads: what it sees does not change under it on SQLite."""
    with engine.connect() as connection, connection.begin():
        yield connection
