"""A hand at the database's console: what the engine never does, with the database's own rules switched off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, create_engine, inspect, select, text
from sqlmodel.sql.sqltypes import UTCDateTime

from store.chain import ChainedEntry, instant
from store.narrative_keys import KeySource
from store.narratives import place_of
from store.record import FIRST, entry_hash, narrative_hash, salted
from store.recording import table
from store.tables import CaseRow, ClockRow, EntryRow, NarrativeRow

CASES: Table = table(CaseRow)
ENTRIES: Table = table(EntryRow)
CLOCKS: Table = table(ClockRow)
NARRATIVES: Table = table(NarrativeRow)


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """A transaction on the store without triggers and foreign keys."""
    # An engine of its own: without the settings of ours, SQLite does not look at foreign keys.
    other = create_engine(engine.url)
    try:
        with other.begin() as connection:
            _drop_rules(connection)
            yield connection
    finally:
        other.dispose()


def _drop_rules(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
        return
    asked = text(
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
    )
    for trigger in connection.execute(asked).all():
        connection.execute(text(f"DROP TRIGGER {trigger.tgname} ON {trigger.relname}"))
    for name in ("document_part", "narrative", "entry", "clock", "cases"):
        for key in inspect(connection).get_foreign_keys(name):
            connection.execute(text(f"ALTER TABLE {name} DROP CONSTRAINT {key['name']}"))


def id_of(connection: Connection, reference: str) -> int:
    return int(connection.execute(select(CASES.c.id).where(CASES.c.reference == reference)).scalar_one())


def entry(connection: Connection, reference: str, number: int) -> Any:
    """The condition for one entry."""
    return (ENTRIES.c.case_id == id_of(connection, reference)) & (ENTRIES.c.number == number)


def clock(connection: Connection, reference: str, number: int) -> Any:
    """The condition for one clock."""
    return (CLOCKS.c.case_id == id_of(connection, reference)) & (CLOCKS.c.number == number)


def narrative(connection: Connection, reference: str, number: int) -> Any:
    """The condition for what was written in one entry."""
    return (NARRATIVES.c.case_id == id_of(connection, reference)) & (NARRATIVES.c.number == number)


def write_instead(connection: Connection, keys: KeySource, reference: str, number: int, text: str) -> None:
    """Put other words into an entry, as somebody does who has the keys too, and with them a hash that fits."""
    key = keys.ring().first
    assert key
    case_id, text = id_of(connection, reference), salted({"answer": text})
    values = {"ciphertext": key.encrypt(text, place_of(case_id, number))}
    connection.execute(NARRATIVES.update().where(narrative(connection, reference, number)).values(values))
    fresh = {"narrative_hash": narrative_hash(text)}
    connection.execute(ENTRIES.update().where(entry(connection, reference, number)).values(fresh))


def change(connection: Connection, changed: Table, where: Any, column: str) -> None:
    """Change one column of one row to another value of its kind."""
    before = connection.execute(select(changed.c[column]).where(where)).scalar_one()
    connection.execute(changed.update().where(where).values({column: another(before, changed, column)}))


@contextmanager
def changed_for_now(engine: Engine, changed: Table, where: Any, column: str) -> Iterator[None]:
    """One column of one row holds another value of its kind, and afterwards what it held before."""
    with unguarded(engine) as connection:
        before = connection.execute(select(changed.c[column]).where(where)).scalar_one()
        change(connection, changed, where, column)
    yield
    with unguarded(engine) as connection:
        connection.execute(changed.update().where(where).values({column: before}))


def another(value: Any, changed: Table, column: str) -> Any:
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, datetime):
        return value + timedelta(minutes=1)
    if isinstance(value, str):
        return f"{value[:-1]}{'0' if value[-1:] != '0' else '1'}"
    return datetime(2026, 1, 1, tzinfo=UTC) if isinstance(changed.c[column].type, UTCDateTime) else "something"


def whole_case(connection: Connection, reference: str) -> dict[str, list[dict[str, Any]]]:
    """All rows of a case, as they are now."""
    case_id = id_of(connection, reference)
    return {
        "cases": _rows(connection, CASES, CASES.c.id == case_id),
        "entry": _rows(connection, ENTRIES, ENTRIES.c.case_id == case_id),
        "narrative": _rows(connection, NARRATIVES, NARRATIVES.c.case_id == case_id),
        "clock": _rows(connection, CLOCKS, CLOCKS.c.case_id == case_id),
    }


def remove_case(connection: Connection, reference: str) -> None:
    case_id = id_of(connection, reference)
    connection.execute(NARRATIVES.delete().where(NARRATIVES.c.case_id == case_id))
    connection.execute(ENTRIES.delete().where(ENTRIES.c.case_id == case_id))
    connection.execute(CLOCKS.delete().where(CLOCKS.c.case_id == case_id))
    connection.execute(CASES.delete().where(CASES.c.id == case_id))


def put_back(connection: Connection, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Put a case into the store as it once was."""
    for restored in (CASES, ENTRIES, NARRATIVES, CLOCKS):
        connection.execute(restored.insert(), rows[restored.name])


def write_anew(connection: Connection, reference: str) -> None:
    """Compute every hash of a case's record anew, and the head of its row: what a careful forger does."""
    case_id = id_of(connection, reference)
    previous = FIRST
    for row in connection.execute(select(ENTRIES).where(ENTRIES.c.case_id == case_id).order_by(ENTRIES.c.number)).all():
        own = hash_of(reference, row, previous)
        where = (ENTRIES.c.case_id == case_id) & (ENTRIES.c.number == row.number)
        connection.execute(ENTRIES.update().where(where).values(previous=previous, hash=own))
        previous = own
    connection.execute(CASES.update().where(CASES.c.id == case_id).values(head=previous))


def hash_of(reference: str, row: Row[Any], previous: str) -> str:
    """The hash that an entry ought to have after another one."""
    values = {name: getattr(row, name) for name in ChainedEntry._fields if name not in ("previous", "hash")}
    for name in ("at", "recorded_at"):
        values[name] = instant(values[name])
    return entry_hash(reference=reference, previous=previous, **values)


def _rows(connection: Connection, source: Table, where: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(source).where(where)).mappings()]
