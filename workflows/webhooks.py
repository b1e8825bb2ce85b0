"""Receivers of events: added, renewed, tried, disabled and enabled, by business support or on the engine's machine."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from notifications.outside_address import AddressRefused, look_up, read_address
from notifications.webhook_channel import Taken, WebhookOutcome, send_event
from states.case_events import TYPES
from store.directory import current_directory
from store.sessions import reading, writing
from store.webhook_deliveries import cancel_deliveries
from store.webhooks import Webhook, add_webhook, all_webhooks, change_webhook, webhook_of
from workflows.context import EngineContext
from workflows.secret import secret_of
from workflows.webhook_secret import SecretChanged, mark_of, new_salt, secret_from, secrets_now

OVERLAP = timedelta(hours=24)
"""How long a former secret goes on signing beside a new one. A local default."""

TEST = "webhook.test"

CANNOT_SIGN = (
    "The secret of this engine (GOLDENTHREAD_SECRET) is another than when the receiver got its own, so nothing can be "
    "signed. Renew its secret, and give the new one to whoever runs the receiver."
)


class WebhookError(ValueError):
    """What was asked for cannot be done. `field` is what is wrong: address, agency, events or number."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class NewSecret:
    """A receiver by its number, and its secret, which is shown this once."""

    number: int
    secret: str


def add_receiver(
    context: EngineContext, address: str, agency: str | None, events: Iterable[str], made_by: str
) -> NewSecret:
    """Add a receiver, which is told of what happens from now on. WebhookError if it cannot be."""
    wanted, address = frozenset(events), address.strip()
    _check_address(context, address)
    if not wanted or wanted - set(TYPES):
        raise WebhookError("events", f"Choose at least one of: {', '.join(TYPES)}.")
    secret, salt = secret_of(context.settings), new_salt()
    with writing(context.engine) as connection:
        if agency is not None and agency not in current_directory(connection).directory.agencies:
            raise WebhookError("agency", "There is no such agency in the directory.")
        for one in all_webhooks(connection):
            if one.enabled and (one.address, one.agency) == (address, agency):
                raise WebhookError("address", f"Receiver {one.id} has this address for the same agency already.")
        number = add_webhook(
            connection, address, agency, wanted, salt, mark_of(secret, salt), made_by, context.clock.now()
        )
    return NewSecret(number, secret_from(secret, salt))


def renew_secret(context: EngineContext, number: int) -> NewSecret:
    """Give a receiver a new secret. For a day everything is signed with both. WebhookError if there is no such one."""
    secret, salt = secret_of(context.settings), new_salt()
    with writing(context.engine) as connection:
        known = _known(webhook_of(connection, number, lock=True))
        # One that can be made no more has nothing left to overlap with.
        still_good = mark_of(secret, known.salt) == known.secret_mark
        change_webhook(
            connection,
            number,
            salt=salt,
            secret_mark=mark_of(secret, salt),
            former_salt=known.salt if still_good else None,
            former_until=context.clock.now() + OVERLAP * context.clock.speed if still_good else None,
        )
    return NewSecret(number, secret_from(secret, salt))


def disable_receiver(context: EngineContext, number: int, why: str) -> None:
    """Tell a receiver nothing more; what is on its way is given up. WebhookError if there is no such one."""
    now = context.clock.now()
    with writing(context.engine) as connection:
        if _known(webhook_of(connection, number, lock=True)).enabled:
            change_webhook(connection, number, enabled=False, disabled_at=now, disabled_why=why)
            cancel_deliveries(connection, number, now, "Its receiver was disabled.")


def enable_receiver(context: EngineContext, number: int) -> None:
    """Tell a receiver again of what happens from now on. WebhookError if there is no such one."""
    fresh = {"failures": 0, "failing_since": None, "retry_at": None}
    with writing(context.engine) as connection:
        known = _known(webhook_of(connection, number, lock=True))
        _check_address(context, known.address)
        change_webhook(connection, number, enabled=True, disabled_at=None, disabled_why=None, **fresh)


def try_receiver(context: EngineContext, number: int) -> WebhookOutcome:
    """Send a receiver an event that says nothing, now, and say what came of it. WebhookError if there is none."""
    with reading(context.engine) as connection:
        known = _known(webhook_of(connection, number))
    try:
        signing = secrets_now(known, secret_of(context.settings), context.clock.now())
    except SecretChanged:
        return WebhookOutcome(Taken.NOT_NOW, CANNOT_SIGN)
    # The real time, whatever clock the cases run on: receivers compare it with theirs.
    now, event = datetime.now(UTC), f"test-{secrets.token_hex(8)}"
    body = json.dumps({"type": TEST, "timestamp": now.isoformat(), "data": {"event": event}})
    return send_event(
        known.address,
        event,
        body,
        signing,
        now,
        inside=context.settings.webhook_hosts_inside,
        only=context.settings.webhook_hosts,
        timeout=context.settings.channel_timeout_seconds,
    )


def _check_address(context: EngineContext, address: str) -> None:
    inside = context.settings.webhook_hosts_inside
    try:
        look_up(read_address(address, inside, context.settings.webhook_hosts), inside)
    except AddressRefused as refused:
        raise WebhookError("address", str(refused)) from None
    except (OSError, UnicodeError):
        raise WebhookError("address", "The name in the address leads nowhere. Look at how it is written.") from None


def _known(webhook: Webhook | None) -> Webhook:
    if webhook is None:
        raise WebhookError("number", "There is no such receiver.")
    return webhook
