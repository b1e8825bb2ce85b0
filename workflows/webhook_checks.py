"""What the watchdog asks of webhooks: that the engine sends them, can sign them, and that receivers take them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection

from notifications.dates import day_in_words
from store.webhook_deliveries import unlooked_at
from store.webhooks import Webhook, all_webhooks
from workflows.case_checks import Problem
from workflows.secret import secret_of
from workflows.settings import Settings
from workflows.webhook_secret import mark_of

DISABLED_FOR = timedelta(days=7)
"""How long a receiver that the engine disabled goes on raising the alarm. A local default."""


def webhook_problems(connection: Connection, settings: Settings, before: datetime, now: datetime) -> Iterator[Problem]:
    """What is wrong with webhooks. `before` is the instant before which everything due must have been tried."""
    late = unlooked_at(connection, before)
    if late:
        events = "1 event" if late == 1 else f"{late} events"
        yield Problem("webhooks_waiting", None, f"{events} for other systems are not being sent.")
    known = all_webhooks(connection)
    # Where there is none nothing need be signed, and the secret need not be there.
    secret = secret_of(settings) if known else b""
    for one in known:
        if one.enabled and mark_of(secret, one.salt) != one.secret_mark:
            yield Problem("webhook_secret", None, f"{_name(one)} gets nothing: events for it cannot be signed.")
        if not one.enabled and one.failing_since and one.disabled_at and one.disabled_at > now - DISABLED_FOR:
            since = day_in_words(one.failing_since)
            yield Problem("webhook_disabled", None, f"{_name(one)} has taken no event since {since} and was disabled.")


def _name(webhook: Webhook) -> str:
    return f"Receiver {webhook.id} ({urlsplit(webhook.address).hostname})"
