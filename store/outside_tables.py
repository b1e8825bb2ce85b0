"""The tables of what is told to programs outside: calendars that people subscribe to."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel


class CalendarFeedRow(SQLModel, table=True):
    """The calendar that a person (by code) may subscribe to. Only a SHA-256 of its address's secret part is kept.

    `content_hash` is of what was last served, and `changed_at` when that was new; instants are real time.
    """

    __tablename__ = "calendar_feed"

    person: str = Field(primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    made_at: datetime
    reminder: bool
    content_hash: str | None = Field(default=None, max_length=64)
    changed_at: datetime | None = None
