"""Receivers of events, read once for each change of any: where there is none, a move costs one look at a counter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Connection, Engine, Transaction, select, update

from states.any_case import AnyCase
from states.case_events import CaseEvent, may_be_told
from store.counters import advance, counter
from store.outside_tables import WebhookRow

WEBHOOKS: Any = WebhookRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it to every table model
VERSION = "webhooks version"


@dataclass(frozen=True)
class Webhook:
    """A receiver: see `WebhookRow`. Instants are UTC."""

    id: int
    address: str
    agency: str | None
    events: frozenset[str]
    salt: str
    secret_mark: str
    former_salt: str | None
    former_until: datetime | None
    made_by: str
    made_at: datetime
    enabled: bool
    disabled_at: datetime | None
    disabled_why: str | None
    failures: int
    failing_since: datetime | None
    retry_at: datetime | None

    def wants(self, event: CaseEvent, case: AnyCase) -> bool:
        """Whether it asked for an event, and may be told of it."""
        return event.type in self.events and may_be_told(case, event.audience, self.agency)


_kept: WeakKeyDictionary[Engine, tuple[int, tuple[Webhook, ...]]] = WeakKeyDictionary()
_changing: WeakSet[Transaction] = WeakSet()
"""Transactions that have changed a receiver and may yet be undone: what they read is not kept."""


def receivers(connection: Connection) -> tuple[Webhook, ...]:
    """The receivers that are enabled: what they want and where. How they do at present is not kept up to date here."""
    version = counter(connection, VERSION)
    if connection.get_transaction() in _changing:
        return _enabled(connection)
    known = _kept.get(connection.engine)
    if known is None or known[0] != version:
        known = _kept[connection.engine] = (version, _enabled(connection))
    return known[1]


def all_webhooks(connection: Connection) -> list[Webhook]:
    """Every receiver there ever was, in the order in which they were made, as they are now."""
    return [_webhook(row) for row in connection.execute(select(WEBHOOKS).order_by(WEBHOOKS.c.id))]


def webhook_of(connection: Connection, number: int, *, lock: bool = False) -> Webhook | None:
    """A receiver by its number, or None; with `lock` nobody else changes it until the transaction ends."""
    asked = select(WEBHOOKS).where(WEBHOOKS.c.id == number)
    row = connection.execute(asked.with_for_update() if lock else asked).one_or_none()
    return _webhook(row) if row else None


def add_webhook(
    connection: Connection,
    address: str,
    agency: str | None,
    events: frozenset[str],
    salt: str,
    secret_mark: str,
    made_by: str,
    now: datetime,
) -> int:
    """Write a new receiver, which is told of what happens from now on. Returns its number."""
    row = {
        "address": address,
        "agency": agency,
        "events": json.dumps(sorted(events)),
        "salt": salt,
        "secret_mark": secret_mark,
        "made_by": made_by,
        "made_at": now,
        "enabled": True,
        "failures": 0,
    }
    number = int(connection.execute(WEBHOOKS.insert().values(row).returning(WEBHOOKS.c.id)).scalar_one())
    _changed(connection)
    return number


def change_webhook(connection: Connection, number: int, **values: Any) -> None:
    """Change columns of a receiver that say what it is told, or how."""
    connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == number).values(values))
    _changed(connection)


def note_failure(connection: Connection, webhook: Webhook, now: datetime, retry_at: datetime) -> None:
    """Note that a receiver did not take what it was sent. Of several attempts at once the first to say so counts."""
    same = WEBHOOKS.c.retry_at.is_(None) if webhook.retry_at is None else WEBHOOKS.c.retry_at == webhook.retry_at
    connection.execute(
        update(WEBHOOKS)
        .where(WEBHOOKS.c.id == webhook.id, same)
        .values(failures=webhook.failures + 1, failing_since=webhook.failing_since or now, retry_at=retry_at)
    )


def note_success(connection: Connection, webhook: Webhook) -> None:
    """Note that a receiver takes what it is sent."""
    works = {"failures": 0, "failing_since": None, "retry_at": None}
    connection.execute(
        update(WEBHOOKS).where(WEBHOOKS.c.id == webhook.id, WEBHOOKS.c.failing_since.is_not(None)).values(works)
    )


def _enabled(connection: Connection) -> tuple[Webhook, ...]:
    return tuple(one for one in all_webhooks(connection) if one.enabled)


def _changed(connection: Connection) -> None:
    transaction = connection.get_transaction()
    if transaction is not None:
        _changing.add(transaction)
    advance(connection, VERSION)


def _webhook(row: Any) -> Webhook:
    known = dict(row._mapping)
    return Webhook(**{**known, "events": frozenset(json.loads(row.events))})
