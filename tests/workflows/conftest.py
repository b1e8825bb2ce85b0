"""What the tests of this room share: an engine at work, with a mail server that keeps what it gets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.at_work import AtWork, engine_at_work, raised, settings_for
from tests.notifications.http_server import Service, http_service
from tests.notifications.smtp_servers import Mailbox, smtp_server
from tests.workflows.webhook_receiver import HOST
from workflows.deliver import deliver
from workflows.tick import tick


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server on a free port; what it got is in `mails`."""
    with smtp_server(Mailbox()) as served:
        yield served


@pytest.fixture
def at_work(database_url: str, tmp_path: Path, mailbox: Mailbox) -> Iterator[AtWork]:
    """An engine on each store, with the Essex directory, on a Monday morning."""
    settings = settings_for(database_url, tmp_path, mailbox.port)
    with engine_at_work(settings) as (context, clock):
        yield AtWork(context, clock, mailbox)


@pytest.fixture
def working(at_work: AtWork) -> AtWork:
    """An engine at work in which all is well: two cases, their mail sent, their clocks looked at."""
    for _ in range(2):
        raised(at_work.context)
    tick(at_work.context)
    deliver(at_work.context)
    return at_work


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A real HTTP server that webhooks may call; what it got is in `requests`."""
    monkeypatch.setenv("GOLDENTHREAD_WEBHOOK_HOSTS_INSIDE", HOST)
    with http_service() as served:
        yield served
