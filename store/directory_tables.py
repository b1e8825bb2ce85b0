"""The table of what was changed of the directory."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel


class DirectoryChangeRow(SQLModel, table=True):
    """One change of the directory: see `store.directory_history`. Rows are only ever added."""

    __tablename__ = "directory_change"
    __table_args__ = (Index("directory_change_of_person", "person", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    by: str | None = None
    person: str | None = None
    kind: str
    facts: str = Field(default="{}", sa_type=Text)
