"""A receiver of events that tests add to an engine: a real server, and what came to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from standardwebhooks import Webhook

from states.case_events import TYPES
from store.sessions import reading
from store.webhook_deliveries import WebhookDelivery, deliveries_to
from store.webhooks import Webhook as StoredWebhook
from store.webhooks import webhook_of
from tests.notifications.http_server import Service
from workflows.context import EngineContext
from workflows.webhooks import add_receiver

HOST = "127.0.0.1"


@dataclass
class Receiver:
    """A receiver with its number and secret."""

    service: Service
    number: int
    secret: str

    def told(self) -> list[dict[str, Any]]:
        """What it took, in the order in which it came: each is signed with its secret and carries its own id."""
        found = []
        for request in self.service.requests:
            told = Webhook(self.secret).verify(request.raw, request.headers)
            headers = {name.lower(): value for name, value in request.headers.items()}
            assert told["data"]["event"] == headers["webhook-id"]
            found.append(told)
        return found

    def happened(self) -> list[tuple[str, str]]:
        """By event: its type and what happened."""
        return [(told["type"], told["data"]["happened"]) for told in self.told()]


def kept(context: EngineContext, number: int) -> StoredWebhook:
    """A receiver as the store has it."""
    with reading(context.engine) as connection:
        one = webhook_of(connection, number)
    assert one is not None
    return one


def on_their_way(context: EngineContext, number: int) -> list[WebhookDelivery]:
    """What was to be told to a receiver and has not been forgotten."""
    with reading(context.engine) as connection:
        return deliveries_to(connection, number)


def states(context: EngineContext, number: int) -> list[str]:
    """What became of each."""
    return [one.state for one in on_their_way(context, number)]


def receiver(
    context: EngineContext, service: Service, agency: str | None, events: tuple[str, ...] = TYPES, path: str = "/hooks"
) -> Receiver:
    """Add a receiver that is this service."""
    made = add_receiver(context, service.url + path, agency, events, "a test")
    return Receiver(service, made.number, made.secret)
