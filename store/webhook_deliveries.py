"""Events on their way to receivers: written with their entries, claimed, leased while they are sent, and settled.

What a receiver gets of one case it gets in order: the next event of a case waits until the one before it is settled.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, select, update

from states.case_events import CaseEvent, events_of, may_be_told
from states.decision import Decision
from store.outside_tables import WebhookDeliveryRow
from store.record import canonical, moment
from store.tables import EntryRow
from store.webhooks import WEBHOOKS, Webhook

ENTRIES: Any = EntryRow.__table__  # type: ignore[attr-defined]  # as below
DELIVERIES: Any = WebhookDeliveryRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it to every table model

FOR_BOTH = "parties"
"""The audience of what both sides may read."""

QUEUED, SENDING = "queued", "sending"
WAITING = "waiting"
"""The receiver does not answer: everything for it waits for it."""
REFUSED = "refused"
"""The receiver does not take this one, and is asked again."""
DELIVERED, FAILED, CANCELLED = "delivered", "failed", "cancelled"


@dataclass(frozen=True)
class WebhookDelivery:
    """An event on its way to a receiver (by number): see `WebhookDeliveryRow`. `entry` is that of the case."""

    id: int
    webhook: int
    case_reference: str
    entry: int
    type: str
    payload: str
    queued_at: datetime
    state: str
    attempts: int
    next_attempt_at: datetime | None
    leased_until: datetime | None
    settled_at: datetime | None
    reason: str | None

    @property
    def event(self) -> str:
        """What the event is known by, always the same: receivers tell by it what they have had already."""
        return str(json.loads(self.payload)["data"]["event"])


def delivery_rows(
    decision: Decision, before: str | None, receivers: Sequence[Webhook], apart: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    """The rows of a decision: one for each of its entries and each receiver that wants it and may be told.

    `before` is the position of the case before the decision, None if it was opened by it. `apart` counts the entries
    before the decision that are not for both sides, by their audience. A receiver's numbers pass over those that it may
    not be told of: a gap would tell that there is one.
    """
    case, hidden = decision.case, Counter(apart)
    for event in events_of(decision, before):
        payloads: dict[int, str] = {}
        for receiver in receivers:
            if receiver.wants(event, case):
                passed_over = (n for audience, n in hidden.items() if not may_be_told(case, audience, receiver.agency))
                number = event.number - sum(passed_over)
                if number not in payloads:
                    payloads[number] = _payload(case.reference, number, event)
                yield {
                    "webhook": receiver.id,
                    "case_reference": case.reference,
                    "entry": event.number,
                    "type": event.type,
                    "payload": payloads[number],
                    "queued_at": event.at,
                    "state": QUEUED,
                    "attempts": 0,
                    "next_attempt_at": event.at,
                }
        if event.audience != FOR_BOTH:
            hidden[event.audience] += 1


def _payload(reference: str, number: int, event: CaseEvent) -> str:
    told = {"event": f"{reference}-{number}"} | event.told | {"number": number}
    return canonical({"type": event.type, "timestamp": moment(event.at), "data": told})


def entries_apart(connection: Connection, cases: Collection[int]) -> dict[int, Counter[str]]:
    """How many entries of each case (by row) are not for both sides, by their audience; nothing for one without."""
    asked = select(ENTRIES.c.case_id, ENTRIES.c.audience, func.count().label("number")).where(
        ENTRIES.c.case_id.in_(cases), ENTRIES.c.audience != FOR_BOTH
    )
    found: dict[int, Counter[str]] = {}
    for row in connection.execute(asked.group_by(ENTRIES.c.case_id, ENTRIES.c.audience)):
        found.setdefault(row.case_id, Counter())[row.audience] = row.number
    return found


def claim_deliveries(connection: Connection, now: datetime, limit: int) -> list[WebhookDelivery]:
    """Up to `limit` events that are to be sent now, the oldest first, locked until the transaction ends.

    Of each case and receiver only the first that is not settled, and nothing for a receiver that is left alone for
    now. One whose lease has run out is among them; those that another worker has locked are skipped.
    """
    ready = or_(WEBHOOKS.c.retry_at.is_(None), WEBHOOKS.c.retry_at <= now)
    asked = (
        select(DELIVERIES)
        .join(WEBHOOKS, WEBHOOKS.c.id == DELIVERIES.c.webhook)
        .where(DELIVERIES.c.next_attempt_at <= now, WEBHOOKS.c.enabled, ready, _is_first())
        .order_by(DELIVERIES.c.id)
        .limit(limit)
        .with_for_update(of=DELIVERIES, skip_locked=True)
    )
    return [_delivery(row) for row in connection.execute(asked)]


def lease_deliveries(
    connection: Connection, deliveries: Sequence[WebhookDelivery], until: datetime
) -> list[WebhookDelivery]:
    """Mark claimed events as being sent until an instant, and count the attempt. Returns them as they are now."""
    values = {"state": SENDING, "leased_until": until, "next_attempt_at": until}
    if deliveries:
        ids = [one.id for one in deliveries]
        counted = {**values, "attempts": DELIVERIES.c.attempts + 1}
        connection.execute(update(DELIVERIES).where(DELIVERIES.c.id.in_(ids)).values(counted))
    return [
        replace(one, state=SENDING, leased_until=until, next_attempt_at=until, attempts=one.attempts + 1)
        for one in deliveries
    ]


def settle_delivery(
    connection: Connection,
    delivery: WebhookDelivery,
    state: str,
    now: datetime,
    *,
    next_attempt_at: datetime | None = None,
    reason: str | None = None,
) -> bool:
    """Write what became of a leased event. False, and nothing is written, if another worker has taken it over."""
    known = (
        DELIVERIES.c.id == delivery.id,
        DELIVERIES.c.attempts == delivery.attempts,
        DELIVERIES.c.state == SENDING,
    )
    values = {
        "state": state,
        "next_attempt_at": next_attempt_at,
        "leased_until": None,
        "settled_at": now if next_attempt_at is None else None,
        "reason": reason,
    }
    return bool(connection.execute(update(DELIVERIES).where(*known).values(values)).rowcount)


def wake_deliveries(connection: Connection, webhook: int, now: datetime) -> None:
    """Let everything that waits for a receiver go now: it answers again."""
    waiting = (DELIVERIES.c.webhook == webhook, DELIVERIES.c.state == WAITING, DELIVERIES.c.next_attempt_at > now)
    connection.execute(update(DELIVERIES).where(*waiting).values(next_attempt_at=now))


def cancel_deliveries(connection: Connection, webhook: int, now: datetime, reason: str) -> int:
    """Give up everything that is still on its way to a receiver. Returns how many there were."""
    open_ = (DELIVERIES.c.webhook == webhook, DELIVERIES.c.next_attempt_at.is_not(None))
    values = {"state": CANCELLED, "next_attempt_at": None, "leased_until": None, "settled_at": now, "reason": reason}
    return int(connection.execute(update(DELIVERIES).where(*open_).values(values)).rowcount)


def forget_deliveries(connection: Connection, settled_before: datetime) -> None:
    """Delete the events that were settled before an instant: the record of the case has all of them."""
    connection.execute(delete(DELIVERIES).where(DELIVERIES.c.settled_at < settled_before))


def counts_of_deliveries(connection: Connection) -> dict[int, Counter[str]]:
    """How many events are in which state, by receiver."""
    asked = select(DELIVERIES.c.webhook, DELIVERIES.c.state, func.count().label("number"))
    found: dict[int, Counter[str]] = {}
    for row in connection.execute(asked.group_by(DELIVERIES.c.webhook, DELIVERIES.c.state)):
        found.setdefault(row.webhook, Counter())[row.state] = row.number
    return found


def deliveries_to(connection: Connection, webhook: int) -> list[WebhookDelivery]:
    """Every event that was or is on its way to a receiver, in the order in which they happened."""
    asked = select(DELIVERIES).where(DELIVERIES.c.webhook == webhook).order_by(DELIVERIES.c.id)
    return [_delivery(row) for row in connection.execute(asked)]


def unlooked_at(connection: Connection, before: datetime) -> int:
    """How many events should have been tried before an instant, to a receiver that is not left alone, and were not."""
    asked = (
        select(func.count())
        .select_from(DELIVERIES)
        .join(WEBHOOKS, WEBHOOKS.c.id == DELIVERIES.c.webhook)
        .where(DELIVERIES.c.next_attempt_at < before, WEBHOOKS.c.enabled, _is_first())
        .where(or_(WEBHOOKS.c.retry_at.is_(None), WEBHOOKS.c.retry_at < before))
    )
    return int(connection.execute(asked).scalar_one())


def _is_first() -> ColumnElement[bool]:
    """The condition for the first event of each case and receiver that is not settled."""
    earlier = DELIVERIES.alias("earlier")
    return ~exists().where(
        earlier.c.webhook == DELIVERIES.c.webhook,
        earlier.c.case_reference == DELIVERIES.c.case_reference,
        earlier.c.id < DELIVERIES.c.id,
        earlier.c.next_attempt_at.is_not(None),
    )


def _delivery(row: Any) -> WebhookDelivery:
    return WebhookDelivery(**row._mapping)
