"""What the tests of this room share: a mail server that keeps what it gets, and one message."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from notifications.channel_settings import ChannelSettings, mail_server_url
from notifications.notice import Message, Notice
from notifications.wording import compose
from tests.notifications.safety_line import SAFETY_LINE
from tests.notifications.smtp_servers import Mailbox, smtp_server

NOW = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
KEY = "D-2026-0001:7:health-visitor-hcrg:email"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server on a free port; what it got is in `mails`."""
    with smtp_server(Mailbox()) as served:
        yield served


@pytest.fixture
def settings_for() -> Callable[..., ChannelSettings]:
    """Settings for a mail server on a port of this machine, with patience for a busy one."""

    def settings(port: int, *, timeout_seconds: float = 30, **changes: object) -> ChannelSettings:
        return ChannelSettings(
            smtp_url=mail_server_url("127.0.0.1", port, sender="Golden Thread <engine@example.org>", security="none"),
            timeout_seconds=timeout_seconds,
            **changes,  # type: ignore[arg-type]  # each test names fields of ChannelSettings
        )

    return settings


@pytest.fixture
def message() -> Message:
    """A notice that somebody owes a step, put into words."""
    notice = Notice(
        key=KEY,
        template="owed",
        case_reference="D-2026-0001",
        facts={
            "stage": "stage 2, senior managers",
            "owes": "an answer to the disagreement",
            "due_words": "Thursday 10 December 2026 at 5pm",
            "rule": "you must answer within 5 working days (local default)",
        },
        recipient_title="Health visitor, HCRG",
    )
    return compose(notice, base_url="https://goldenthread.example.org", safety_line=SAFETY_LINE)
