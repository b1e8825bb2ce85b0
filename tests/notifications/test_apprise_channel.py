"""Any other Apprise URL, shown on a web hook (Teams, Slack and text messages take the same way)."""

import logging
import threading
from collections.abc import Iterator

import pytest

from notifications.apprise_plugin import overheard
from notifications.channel_settings import ChannelSettings
from notifications.channels import send
from notifications.notice import Message
from notifications.outcome import OutcomeKind
from tests.notifications.conftest import NOW
from tests.notifications.http_server import Service, http_service
from tests.notifications.smtp_servers import free_port

HERE = frozenset({"127.0.0.1"})
SETTINGS = ChannelSettings(timeout_seconds=30, hosts=HERE)


@pytest.fixture
def service() -> Iterator[Service]:
    with http_service() as served:
        yield served


def test_the_text_goes_out(service: Service, message: Message) -> None:
    outcome = send(message, f"json://127.0.0.1:{service.port}/team", SETTINGS, now=NOW)
    assert outcome.kind is OutcomeKind.SENT
    (request,) = service.requests
    assert request.body["title"] == message.subject
    assert request.body["message"].strip() == message.text.strip()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, OutcomeKind.PERMANENT),
        (401, OutcomeKind.PERMANENT),
        (404, OutcomeKind.PERMANENT),
        (410, OutcomeKind.PERMANENT),
        (408, OutcomeKind.TRY_AGAIN),
        (429, OutcomeKind.TRY_AGAIN),
        (500, OutcomeKind.TRY_AGAIN),
        (503, OutcomeKind.TRY_AGAIN),
    ],
)
def test_the_services_status_decides(service: Service, message: Message, status: int, kind: OutcomeKind) -> None:
    service.answers["POST"] = (status, {})
    # What a URL asks for in its query, retries and a failure that counts as none, is not granted.
    url = f"json://127.0.0.1:{service.port}/team?retry=4&wait=0&optional=yes"
    outcome = send(message, url, SETTINGS, now=NOW)
    assert outcome.kind is kind
    assert str(status) in outcome.reason
    assert len(service.requests) == 1


def test_a_service_that_leads_elsewhere_is_not_followed(service: Service, message: Message) -> None:
    with http_service() as elsewhere:
        service.answers["POST"], service.headers["Location"] = (307, {}), f"{elsewhere.url}/"
        url = f"json://127.0.0.1:{service.port}/team?redirect=yes"
        assert send(message, url, SETTINGS, now=NOW).kind is OutcomeKind.PERMANENT
        assert (len(service.requests), elsewhere.requests) == (1, [])


def test_a_service_that_hangs_is_tried_again(service: Service, message: Message) -> None:
    service.answers["POST"] = (0, {})
    impatient = ChannelSettings(timeout_seconds=0.3, hosts=HERE)
    outcome = send(message, f"json://127.0.0.1:{service.port}/team", impatient, now=NOW)
    assert outcome.kind is OutcomeKind.TRY_AGAIN


def test_a_service_that_is_down_is_tried_again(message: Message) -> None:
    outcome = send(message, f"json://127.0.0.1:{free_port()}/team", SETTINGS, now=NOW)
    assert outcome.kind is OutcomeKind.TRY_AGAIN


@pytest.mark.parametrize("url", ["nothing://at.all", "json://", "slack://too-short", "://"])
def test_what_apprise_cannot_read_is_permanent(message: Message, url: str) -> None:
    assert send(message, url, SETTINGS, now=NOW).kind is OutcomeKind.PERMANENT


def test_the_log_stays_silent(service: Service, message: Message, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    service.answers["POST"] = (404, {"message": "an answer to the disagreement"})
    outcome = send(message, f"json://user:secret@127.0.0.1:{service.port}/team", SETTINGS, now=NOW)
    assert "apprise" not in {record.name for record in caplog.records}
    assert "secret" not in outcome.reason


def test_only_the_senders_own_thread_is_overheard(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("apprise")
    with overheard() as said:
        other = threading.Thread(target=logger.warning, args=("from another thread",))
        other.start()
        other.join()
        logger.warning("from this one, error=%s", 404)
    logger.warning("afterwards")
    assert said == ["from this one, error=404"]
    assert [record.getMessage() for record in caplog.records] == ["from another thread", "afterwards"]
