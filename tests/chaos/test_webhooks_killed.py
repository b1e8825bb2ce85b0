"""A worker that is killed while it tells other systems: each event arrives, once for whoever knows its id again."""

import signal
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from store.sessions import reading
from store.webhook_deliveries import deliveries_to
from tests.at_work import AtWork, fits, raised
from tests.chaos.worker import end, start
from tests.notifications.http_server import Service, http_service
from tests.workflows.webhook_receiver import HOST, receiver
from workflows.deliver_webhooks import LEASE, deliver_webhooks


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("GOLDENTHREAD_WEBHOOK_HOSTS_INSIDE", HOST)
    with http_service() as served:
        yield served


def states(at_work: AtWork, number: int) -> Counter[str]:
    with reading(at_work.context.engine) as connection:
        return Counter(one.state for one in deliveries_to(connection, number))


@pytest.mark.parametrize("trip", ["webhooks.leased", "webhooks.sent:3"])
def test_killed_in_mid_send(service: Service, at_work: AtWork, trip: str) -> None:
    whole = receiver(at_work.context, service, None)
    references = [raised(at_work.context) for _ in range(12)]
    ((code, _),) = end(start("webhooks", at_work, trip=trip))
    assert code == -signal.SIGKILL
    before = len(service.requests)
    assert (before == 0) == (trip == "webhooks.leased")
    # Nobody else may have them until the lease has run out.
    deliver_webhooks(at_work.context)
    leased = states(at_work, whole.number)["sending"]
    assert 0 < leased <= 8
    at_work.clock.advance_by(LEASE)
    deliver_webhooks(at_work.context)
    assert states(at_work, whole.number) == {"delivered": 12}
    arrived = Counter(one["data"]["event"] for one in whole.told())
    assert set(arrived) == {f"{reference}-1" for reference in references}
    # What the killed one had put on its way may have arrived when it was dead already.
    assert 12 + before <= sum(arrived.values()) <= 12 + leased
    assert max(arrived.values()) <= 2
    assert fits(at_work.context)


def test_two_workers_at_once_tell_each_event_once(service: Service, at_work: AtWork) -> None:
    whole = receiver(at_work.context, service, None)
    for _ in range(12):
        raised(at_work.context)
    at_work.clock.advance_by(timedelta(seconds=1))
    ends = end(start("webhooks", at_work), start("webhooks", at_work))
    assert [code for code, _ in ends] == [0, 0]
    deliver_webhooks(at_work.context)
    assert Counter(one["data"]["event"] for one in whole.told()).most_common(1)[0][1] == 1
    assert len(whole.told()) == 12
