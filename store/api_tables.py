"""The tables of the interface for other systems. Instants are aware, in UTC, and real time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel


class ApiTokenRow(SQLModel, table=True):
    """A token with which another system calls. Only its SHA-256 is kept: the rows let nobody in.

    It is bound to a person, or to an agency's system account: one of the two is empty. `scopes` is a JSON list.
    `minute` is the minute in which it was last used, and `calls` how often it was used within it.
    """

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    name: str
    person: str | None = Field(default=None, index=True)
    agency: str | None = None
    scopes: str = Field(sa_type=Text)
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    minute: datetime | None = None
    calls: int = 0


class ApiAnswerRow(SQLModel, table=True):
    """The answer to a write of another system, kept under its idempotency key until `expires_at`.

    `key_hash` and `request_hash` are keyed hashes: neither what a system calls its requests nor what it wrote is kept.
    `status` is empty only inside the transaction that does what was asked.
    """

    __tablename__ = "api_answer"

    token: int = Field(sa_column=Column(Integer, ForeignKey("api_token.id"), primary_key=True))
    key_hash: str = Field(primary_key=True, max_length=64)
    request_hash: str = Field(max_length=64)
    status: int | None = None
    body: str = Field(default="", sa_type=Text)
    expires_at: datetime
