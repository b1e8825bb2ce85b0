"""What the tests of this room share: an engine at work on each store, whose workers may be killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.at_work import AtWork, engine_at_work, settings_for
from tests.notifications.smtp_servers import Mailbox, smtp_server


@pytest.fixture
def at_work(database_url: str, tmp_path: Path) -> Iterator[AtWork]:
    """An engine on each store, with the Essex directory, on a Monday morning, and its mail server."""
    with smtp_server(Mailbox()) as mailbox:
        settings = settings_for(database_url, tmp_path, mailbox.port)
        with engine_at_work(settings) as (context, clock):
            yield AtWork(context, clock, mailbox)
