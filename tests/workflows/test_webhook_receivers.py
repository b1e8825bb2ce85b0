"""Receivers of events: their secrets, what is on its way to them, trying one, and what cannot be one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from states.case_events import CHANGED, MOVED, OPENED
from tests.at_work import AtWork, raised
from tests.notifications.http_server import Service
from tests.partnership import (
    COUNCIL,
)
from tests.workflows.watched import found
from tests.workflows.webhook_receiver import on_their_way, receiver, states
from workflows.deliver_webhooks import KEPT_FOR, deliver_webhooks
from workflows.tick import tick
from workflows.watchdog import watch
from workflows.webhooks import (
    OVERLAP,
    WebhookError,
    add_receiver,
    disable_receiver,
    renew_secret,
    try_receiver,
)


def test_a_new_secret_and_the_one_before_are_both_good_for_a_day(service: Service, at_work: AtWork) -> None:
    context = at_work.context
    whole = receiver(context, service, None)
    renewed = replace(whole, secret=renew_secret(context, whole.number).secret)
    assert renewed.secret != whole.secret
    raised(context)
    deliver_webhooks(context)
    assert len(whole.told()) == len(renewed.told()) == 1
    at_work.clock.advance_by(OVERLAP)
    service.requests.clear()
    raised(context)
    deliver_webhooks(context)
    assert len(renewed.told()) >= 1
    assert len(service.requests[0].headers["webhook-signature"].split()) == 1


def test_without_its_secret_nothing_is_sent_and_the_watchdog_cries(service: Service, at_work: AtWork) -> None:
    whole = receiver(at_work.context, service, None)
    another = at_work.context.settings.model_copy(update={"secret": SecretStr("x" * 40)})
    context = replace(at_work.context, settings=another)
    raised(context)
    deliver_webhooks(context)
    assert service.requests == []
    assert ("webhook_secret", None) in found(watch(context))
    assert "Renew its secret" in try_receiver(context, whole.number).reason
    renewed = replace(whole, secret=renew_secret(context, whole.number).secret)
    at_work.clock.advance_by(timedelta(hours=5))
    deliver_webhooks(context)
    assert len(renewed.told()) == 1


def test_events_that_nobody_sends_are_told_of(service: Service, at_work: AtWork) -> None:
    receiver(at_work.context, service, None)
    raised(at_work.context)
    tick(at_work.context)
    assert watch(at_work.context).ok
    at_work.clock.advance_by(timedelta(minutes=6))
    assert ("webhooks_waiting", None) in found(watch(at_work.context))


def test_disabling_gives_up_what_is_on_its_way(service: Service, at_work: AtWork) -> None:
    whole = receiver(at_work.context, service, None)
    raised(at_work.context)
    disable_receiver(at_work.context, whole.number, "No longer used.")
    deliver_webhooks(at_work.context)
    assert (service.requests, states(at_work.context, whole.number)) == ([], ["cancelled"])


def test_what_became_of_an_event_is_forgotten_after_a_month(service: Service, at_work: AtWork) -> None:
    whole = receiver(at_work.context, service, None, (OPENED,))
    raised(at_work.context)
    deliver_webhooks(at_work.context)
    at_work.clock.advance_by(KEPT_FOR + timedelta(seconds=1))
    deliver_webhooks(at_work.context)
    assert on_their_way(at_work.context, whole.number) == []


def test_a_try_says_nothing_of_any_case(service: Service, at_work: AtWork) -> None:
    whole = receiver(at_work.context, service, None)
    assert try_receiver(at_work.context, whole.number).reason == "It answered 200."
    (told,) = whole.told()
    assert (told["type"], list(told["data"])) == ("webhook.test", ["event"])


@pytest.mark.parametrize("store_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("address", "agency", "events", "field"),
    [
        ("http://casework.example.org/", None, (OPENED,), "address"),
        ("https://10.0.0.1/", None, (OPENED,), "address"),
        ("https://nowhere.invalid/", None, (OPENED,), "address"),
        ("https://8.8.8.8/", "no_such_agency", (OPENED,), "agency"),
        ("https://8.8.8.8/", None, (), "events"),
        ("https://8.8.8.8/", None, ("case.deleted",), "events"),
    ],
)
def test_what_cannot_be_a_receiver(
    at_work: AtWork, address: str, agency: str | None, events: tuple[str, ...], field: str
) -> None:
    with pytest.raises(WebhookError) as refused:
        add_receiver(at_work.context, address, agency, events, "a test")
    assert refused.value.field == field


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_the_same_receiver_is_not_added_twice(at_work: AtWork) -> None:
    add_receiver(at_work.context, "https://8.8.8.8/", None, (OPENED,), "a test")
    with pytest.raises(WebhookError, match="Receiver 1 has this address"):
        add_receiver(at_work.context, "https://8.8.8.8/", None, (MOVED, CHANGED), "a test")
    assert add_receiver(at_work.context, "https://8.8.8.8/", COUNCIL, (MOVED,), "a test").number == 2
