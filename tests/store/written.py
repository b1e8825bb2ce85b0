"""Looking for words in everything that a store keeps, as somebody does who has its files or a dump of it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, MetaData, select
from sqlalchemy.sql.sqltypes import LargeBinary


def is_anywhere(engine: Engine, words: str) -> bool:
    """Whether words are in any column of any table, or on SQLite anywhere in the files, free pages and log included."""
    sought = words.encode()
    found = MetaData()
    found.reflect(engine)
    assert {"entry", "narrative", "draft", "notice", "cases"} <= found.tables.keys()
    with engine.connect() as connection:
        for table in found.tables.values():
            for row in connection.execute(select(table)):
                for value, column in zip(row, table.columns, strict=True):
                    kept = value if isinstance(column.type, LargeBinary) else str(value).encode()
                    if kept and sought in bytes(kept):
                        return True
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        return any(sought in path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    return False
