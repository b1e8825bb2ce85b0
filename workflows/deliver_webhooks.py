"""The sweep that sends events to other systems: claim and lease, send outside any transaction, write it down."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection

from notifications.delivery_decision import LONGEST_WAIT, next_attempt_at
from notifications.webhook_channel import Taken, WebhookOutcome, send_event
from states.decision import NoticeOwed
from states.directory import BUSINESS_SUPPORT
from store.directory import current_directory
from store.outbox import queue_once
from store.recording import notice_row
from store.sessions import reading, writing
from store.sweeps import sweep_finished
from store.webhook_deliveries import (
    CANCELLED,
    DELIVERED,
    FAILED,
    REFUSED,
    WAITING,
    WebhookDelivery,
    cancel_deliveries,
    claim_deliveries,
    forget_deliveries,
    lease_deliveries,
    settle_delivery,
    wake_deliveries,
)
from store.webhooks import Webhook, change_webhook, note_failure, note_success, receivers, webhook_of
from workflows.context import EngineContext
from workflows.parcels import DEFAULT_CALENDAR
from workflows.secret import secret_of
from workflows.trip_points import reached
from workflows.webhook_secret import SecretChanged, secrets_now
from workflows.webhooks import CANNOT_SIGN

WEBHOOKS = "webhooks"
DISABLED = "webhook_disabled"

AT_ONCE = 8
LEASE = timedelta(minutes=10)
"""Longer than a sweep may take: whoever still works has not lost what it sends."""

PATIENCE_SECONDS = 60
"""How long one sweep goes on claiming. The next goes on where it stopped, and mails wait for neither."""

GIVE_UP_ON_ONE_AFTER = timedelta(hours=72)
"""How long a receiver is asked to take an event that it does not like. A local default."""

DISABLE_AFTER = timedelta(days=5)
"""How long a receiver may fail before it is told nothing more. A local default."""

KEPT_FOR = timedelta(days=30)
"""How long it is kept what became of an event; the record of the case has it for ever. A local default."""


@dataclass(frozen=True)
class WebhooksReport:
    """What one sweep did with how many events. `disabled` counts receivers that are told nothing more."""

    at: datetime
    delivered: int
    waiting: int
    refused: int
    failed: int
    cancelled: int
    disabled: int
    milliseconds: float


def deliver_webhooks(context: EngineContext) -> WebhooksReport:
    """Send every event that is due to whoever subscribed to it.

    Safe to repeat, to kill, and to run twice at once: an event may arrive twice then, under one id. Where nobody
    subscribed it costs a look.
    """
    began, now = time.perf_counter(), context.clock.now()
    tally: Counter[str] = Counter()
    with reading(context.engine) as connection:
        anybody = bool(receivers(connection))
    if anybody:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sending = _Sending(context, pool, tally)
            while sending.send_a_batch() and time.perf_counter() - began < PATIENCE_SECONDS:
                pass
        with writing(context.engine) as connection:
            forget_deliveries(connection, now - KEPT_FOR)
        sweep_finished(context.engine, WEBHOOKS, context.clock.now(), dict(tally))
    return WebhooksReport(
        at=now,
        delivered=tally[DELIVERED],
        waiting=tally[WAITING],
        refused=tally[REFUSED],
        failed=tally[FAILED],
        cancelled=tally[CANCELLED],
        disabled=tally[DISABLED],
        milliseconds=(time.perf_counter() - began) * 1000,
    )


class _Sending:
    """One sweep's sending. Only the thread that calls touches the store; those of the pool send and nothing else."""

    def __init__(self, context: EngineContext, pool: ThreadPoolExecutor, tally: Counter[str]) -> None:
        self._context = context
        self._pool = pool
        self._tally = tally
        self._secret = secret_of(context.settings)

    def send_a_batch(self) -> bool:
        """Claim, send and settle some events. False if there was none."""
        engine, now = self._context.engine, self._context.clock.now()
        with writing(engine) as connection:
            claimed = claim_deliveries(connection, now, AT_ONCE)
            known = {number: webhook_of(connection, number) for number in {one.webhook for one in claimed}}
            chosen = _one_for_each_in_trouble(claimed, known)
            leased = lease_deliveries(connection, chosen, now + LEASE * max(1.0, self._context.clock.speed))
        reached("webhooks.leased")
        sent = list(self._pool.map(lambda one: self._send(one, known[one.webhook]), leased))
        with writing(engine) as connection:
            for delivery, outcome in zip(leased, sent, strict=True):
                receiver = webhook_of(connection, delivery.webhook, lock=True)
                if receiver is not None:
                    self._settle(connection, delivery, known[receiver.id] or receiver, receiver, outcome)
        return bool(leased)

    def _send(self, delivery: WebhookDelivery, receiver: Webhook | None) -> WebhookOutcome:
        settings = self._context.settings
        if receiver is None:
            return WebhookOutcome(Taken.NEVER_AGAIN, "There is no such receiver any more.")
        try:
            signing = secrets_now(receiver, self._secret, self._context.clock.now())
        except SecretChanged:
            return WebhookOutcome(Taken.NOT_NOW, CANNOT_SIGN)
        outcome = send_event(
            receiver.address,
            delivery.event,
            delivery.payload,
            signing,
            # The real time, whatever clock the cases run on: receivers compare it with theirs.
            datetime.now(UTC),
            inside=settings.webhook_hosts_inside,
            only=settings.webhook_hosts,
            timeout=settings.channel_timeout_seconds,
        )
        if outcome.taken is Taken.YES:
            reached("webhooks.sent")
        return outcome

    def _settle(
        self,
        connection: Connection,
        delivery: WebhookDelivery,
        before: Webhook,
        receiver: Webhook,
        outcome: WebhookOutcome,
    ) -> None:
        """Write what came of an event. `before` is the receiver as it was when the event was claimed."""
        now = self._context.clock.now()
        state, again = _what_follows(delivery, before, outcome, now)
        if not receiver.enabled:
            state, again = (state, None) if state == DELIVERED else (CANCELLED, None)
        reason = outcome.reason if state != DELIVERED else None
        if not settle_delivery(connection, delivery, state, now, next_attempt_at=again, reason=reason):
            return
        self._tally[state] += 1
        if not receiver.enabled:
            return
        if outcome.taken in (Taken.YES, Taken.NOT_THIS_ONE) and receiver.failing_since is not None:
            note_success(connection, receiver)
            wake_deliveries(connection, receiver.id, now)
        elif outcome.taken is Taken.NOT_NOW and again is not None:
            since = receiver.failing_since or now
            if now - since >= DISABLE_AFTER * max(1.0, self._context.clock.speed):
                self._disable(connection, receiver, outcome.reason, now)
            else:
                note_failure(connection, replace(receiver, retry_at=before.retry_at), now, again)
        elif outcome.taken is Taken.NEVER_AGAIN:
            self._disable(connection, receiver, outcome.reason, now)

    def _disable(self, connection: Connection, receiver: Webhook, reason: str, now: datetime) -> None:
        """Tell a receiver nothing more, and business support of it."""
        change_webhook(connection, receiver.id, enabled=False, disabled_at=now, disabled_why=reason)
        cancel_deliveries(connection, receiver.id, now, "Its receiver was disabled.")
        self._tally[DISABLED] += 1
        stored, today = current_directory(connection), DEFAULT_CALENDAR.day_of(now)
        agency = stored.directory.agencies.get(receiver.agency or "")
        facts = {
            "receiver": urlsplit(receiver.address).hostname or "unknown",
            "told_of": f"cases of {agency.name}" if agency else "all cases",
            "why": reason,
        }
        team = [
            stored.directory.stand_in(one.code, today) for one in stored.directory.with_role(BUSINESS_SUPPORT, today)
        ]
        for code in dict.fromkeys(person.code for person in team if person):
            for channel in stored.channels(code):
                row = notice_row("", None, now, NoticeOwed(code, DISABLED, facts), channel)
                key = f"{DISABLED}/{receiver.id}/{now:%Y%m%dT%H%M%S}/{code}/{channel}"
                queue_once(connection, [row | {"key": key}])


def _one_for_each_in_trouble(claimed: list[WebhookDelivery], known: dict[int, Webhook | None]) -> list[WebhookDelivery]:
    """What to send now: to a receiver that has just failed one event alone, to see whether it works again."""
    chosen, tried = [], set()
    for delivery in claimed:
        receiver = known[delivery.webhook]
        if receiver is not None and receiver.failures and delivery.webhook in tried:
            continue
        tried.add(delivery.webhook)
        chosen.append(delivery)
    return chosen


def _what_follows(
    delivery: WebhookDelivery, before: Webhook, outcome: WebhookOutcome, now: datetime
) -> tuple[str, datetime | None]:
    """The state of an event after an attempt, and when the next one is."""
    match outcome.taken:
        case Taken.YES:
            return DELIVERED, None
        case Taken.NOT_THIS_ONE:
            if now - delivery.queued_at >= GIVE_UP_ON_ONE_AFTER:
                return FAILED, None
            return REFUSED, next_attempt_at(delivery.attempts, now, delivery.event)
        case Taken.NOT_NOW:
            again = next_attempt_at(before.failures + 1, now, str(before.id))
            if outcome.wait_seconds is not None:
                again = max(again, now + min(timedelta(seconds=outcome.wait_seconds), LONGEST_WAIT))
            return WAITING, again
        case Taken.NEVER_AGAIN:
            return CANCELLED, None
