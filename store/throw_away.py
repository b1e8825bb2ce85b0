"""A store for one story, thrown away at its end: the newest schema at once, without the steps that lead to it.

Stores that are kept go through `store.migrations`. This is the same schema, written from `store.tables` and the guards
below: reading Alembic takes longer than a story.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, event
from sqlmodel import SQLModel

import store.api_tables
import store.outside_tables
import store.tables  # noqa: F401 - as above
from store.migrations import NEWEST
from store.narrative_keys import HeldKeys, keep_keys
from store.sessions import open_store, writing

GUARDS = (
    """CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
       BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END""",
    """CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
       BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END""",
    """CREATE TRIGGER due_time_is_never_edited BEFORE UPDATE OF due_at ON clock
       WHEN NEW.due_at IS NOT OLD.due_at
       BEGIN SELECT RAISE(ABORT, 'due times are never edited'); END""",
    """CREATE TRIGGER entry_is_never_replaced BEFORE INSERT ON entry
       WHEN EXISTS (SELECT 1 FROM entry WHERE case_id = NEW.case_id AND number = NEW.number)
       BEGIN SELECT RAISE(ABORT, 'the record is only ever added to: this entry is there already'); END""",
    """CREATE TRIGGER clock_is_never_replaced BEFORE INSERT ON clock
       WHEN EXISTS (SELECT 1 FROM clock WHERE case_id = NEW.case_id AND number = NEW.number)
       BEGIN SELECT RAISE(ABORT, 'due times are never edited: this clock is there already'); END""",
    """CREATE TRIGGER narrative_is_never_moved BEFORE UPDATE OF case_id, number ON narrative
       BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END""",
    """CREATE TRIGGER narrative_is_never_removed BEFORE DELETE ON narrative
       BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END""",
    """CREATE TRIGGER narrative_is_never_replaced BEFORE INSERT ON narrative
       WHEN EXISTS (SELECT 1 FROM narrative WHERE case_id = NEW.case_id AND number = NEW.number)
       BEGIN SELECT RAISE(ABORT, 'the record is only ever added to: this narrative is there already'); END""",
    """CREATE TRIGGER document_is_never_moved BEFORE UPDATE OF case_id, number, part ON document_part
       BEGIN SELECT RAISE(ABORT, 'a document stays with its entry'); END""",
    """CREATE TRIGGER document_is_never_removed BEFORE DELETE ON document_part
       WHEN NOT EXISTS (SELECT 1 FROM entry WHERE case_id = OLD.case_id AND kind = 'withdraw_document'
                        AND json_extract(facts, '$.document') = OLD.number)
       BEGIN SELECT RAISE(ABORT, 'a document goes only with an entry that withdraws it'); END""",
    """CREATE TRIGGER document_is_never_replaced BEFORE INSERT ON document_part
       WHEN EXISTS (SELECT 1 FROM document_part
                    WHERE case_id = NEW.case_id AND number = NEW.number AND part = NEW.part)
       BEGIN SELECT RAISE(ABORT, 'a document stays with its entry: this part is there already'); END""",
)
"""What the database itself refuses, as the newest revision has it for SQLite."""


@contextmanager
def throw_away_store() -> Iterator[Engine]:
    """An empty store at the newest schema, in a temporary SQLite file that is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="goldenthread-story-") as directory:
        engine = open_store(f"sqlite:///{Path(directory) / 'story.db'}")
        # It is thrown away at the end, so it need not outlive a power cut.
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        keep_keys(engine, HeldKeys())
        try:
            _make_schema(engine)
            yield engine
        finally:
            engine.dispose()


def _make_schema(engine: Engine) -> None:
    with writing(engine) as connection:
        # The file is new: asking for each table first whether it is there finds none.
        SQLModel.metadata.create_all(connection, checkfirst=False)
        for guard in GUARDS:
            connection.exec_driver_sql(guard)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
            " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (NEWEST,))
