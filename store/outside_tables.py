"""The tables of what is told to programs outside: calendars that people subscribe to, and webhooks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
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


class WebhookRow(SQLModel, table=True):
    """A receiver of events: the address of another system, and which events it wants.

    `agency` bounds what it is told of; without one it is the partnership's own. `events` is a JSON list. Its secret is
    not here: it is made from `salt` and the secret outside the database, `secret_mark` tells whether that is still the
    same, and `former_salt` is that of the secret before until `former_until`.

    `failures` counts attempts that failed one after the other since `failing_since`; until `retry_at` none is made.
    """

    __tablename__ = "webhook"

    id: int | None = Field(default=None, primary_key=True)
    address: str
    agency: str | None = None
    events: str = Field(sa_type=Text)
    salt: str
    secret_mark: str
    former_salt: str | None = None
    former_until: datetime | None = None
    made_by: str
    made_at: datetime
    enabled: bool
    disabled_at: datetime | None = None
    disabled_why: str | None = None
    failures: int = 0
    failing_since: datetime | None = None
    retry_at: datetime | None = None


class WebhookDeliveryRow(SQLModel, table=True):
    """An event on its way to a receiver. It is written with the entry that it tells of, in one transaction.

    `payload` is the JSON text that is sent, byte for byte; `leased_until` keeps a second worker off while one sends.
    `settled_at` is empty while it is still to arrive.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook", "case_reference", "entry"),
        Index(
            "webhook_delivery_waiting",
            "webhook",
            "case_reference",
            "id",
            postgresql_where=text("next_attempt_at IS NOT NULL"),
            sqlite_where=text("next_attempt_at IS NOT NULL"),
        ),
        Index("webhook_delivery_settled", "settled_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    webhook: int = Field(foreign_key="webhook.id")
    case_reference: str
    entry: int
    type: str
    payload: str = Field(sa_type=Text)
    queued_at: datetime
    state: str
    attempts: int = 0
    next_attempt_at: datetime | None = None
    leased_until: datetime | None = None
    settled_at: datetime | None = None
    reason: str | None = None
