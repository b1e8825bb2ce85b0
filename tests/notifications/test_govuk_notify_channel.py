"""GOV.UK Notify, its official client talking to a server that stands in for the service."""

from collections.abc import Iterator
from dataclasses import replace

import jwt
import pytest

from notifications.channel_settings import ChannelSettings
from notifications.channels import send
from notifications.notice import Message
from notifications.outcome import OutcomeKind
from tests.notifications.conftest import KEY, NOW
from tests.notifications.http_server import Service, http_service
from tests.notifications.smtp_servers import free_port

SERVICE_ID = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE_ID = "f33517ff-2a88-4f6e-b855-c550268ce08a"
NOTIFICATION_ID = "740e5834-3a29-46b4-9a6f-16142fde533a"
ADDRESS = "govuknotify://health.visitor@example.org"


def settings_for(url: str) -> ChannelSettings:
    return ChannelSettings(
        notify_api_key=f"engine-{SERVICE_ID}-{SECRET}",
        notify_email_template_id=TEMPLATE_ID,
        notify_base_url=url,
        timeout_seconds=30,
    )


@pytest.fixture
def notify() -> Iterator[Service]:
    with http_service() as served:
        served.answers["POST"] = (201, {"id": NOTIFICATION_ID, "reference": KEY})
        yield served


def test_the_message_is_handed_over_with_its_key(notify: Service, message: Message) -> None:
    outcome = send(message, ADDRESS, settings_for(notify.url), now=NOW)
    assert (outcome.kind, outcome.receipt) == (OutcomeKind.SENT, NOTIFICATION_ID)
    (request,) = notify.requests
    assert (request.method, request.path) == ("POST", "/v2/notifications/email")
    assert request.body == {
        "email_address": "health.visitor@example.org",
        "template_id": TEMPLATE_ID,
        "personalisation": {"subject": message.subject, "body": message.text},
        "reference": KEY,
    }
    token = request.headers["Authorization"].removeprefix("Bearer ")
    assert jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})["iss"] == SERVICE_ID


def test_the_key_goes_to_no_other_address(notify: Service, message: Message) -> None:
    with http_service() as elsewhere:
        notify.answers["POST"], notify.headers["Location"] = (307, {}), f"{elsewhere.url}/"
        assert send(message, ADDRESS, settings_for(notify.url), now=NOW).kind is OutcomeKind.TRY_AGAIN
        assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("status", "kind", "ours"),
    [
        (400, OutcomeKind.PERMANENT, False),
        (404, OutcomeKind.PERMANENT, False),
        (401, OutcomeKind.NOBODY_CONFIGURED, True),
        (403, OutcomeKind.NOBODY_CONFIGURED, True),
        (429, OutcomeKind.TRY_AGAIN, True),
        (500, OutcomeKind.TRY_AGAIN, True),
        (503, OutcomeKind.TRY_AGAIN, True),
    ],
)
def test_the_status_decides(notify: Service, message: Message, status: int, kind: OutcomeKind, ours: bool) -> None:
    errors = [{"error": "BadRequestError", "message": "health.visitor@example.org is not on the list"}]
    notify.answers["POST"] = (status, {"status_code": status, "errors": errors})
    outcome = send(message, ADDRESS, settings_for(notify.url), now=NOW)
    assert (outcome.kind, outcome.ours) == (kind, ours)
    assert str(status) in outcome.reason
    assert "example.org" not in outcome.reason


def test_a_service_that_hangs_or_is_down_or_speaks_no_json_is_tried_again(notify: Service, message: Message) -> None:
    notify.answers["POST"] = (0, {})
    hanging = send(message, ADDRESS, replace(settings_for(notify.url), timeout_seconds=0.3), now=NOW)
    notify.answers["POST"] = (200, b"<html>Sign in to the network</html>")
    strange = send(message, ADDRESS, settings_for(notify.url), now=NOW)
    down = send(message, ADDRESS, settings_for(f"http://127.0.0.1:{free_port()}"), now=NOW)
    assert [outcome.kind for outcome in (hanging, strange, down)] == [OutcomeKind.TRY_AGAIN] * 3


@pytest.mark.parametrize(
    ("status", "sent_again"),
    [("delivered", False), ("sending", False), ("temporary-failure", True), (None, True)],
)
def test_before_a_second_attempt_notify_is_asked_whether_it_has_the_message(
    notify: Service, message: Message, status: str | None, sent_again: bool
) -> None:
    had = [{"id": "earlier", "status": status}] if status else []
    notify.answers["GET"] = (200, {"notifications": had, "links": {}})
    outcome = send(message, ADDRESS, settings_for(notify.url), now=NOW, repeated=True)
    assert outcome.kind is OutcomeKind.SENT
    assert outcome.receipt == (NOTIFICATION_ID if sent_again else "earlier")
    assert [request.method for request in notify.requests] == (["GET", "POST"] if sent_again else ["GET"])
    assert "reference=D-2026-0001%3A7%3Ahealth-visitor-hcrg%3Aemail" in notify.requests[0].path


@pytest.mark.parametrize(
    ("api_key", "template_id"),
    [("", TEMPLATE_ID), ("not a key", TEMPLATE_ID), (f"engine-{SERVICE_ID}-{SECRET}", "")],
)
def test_without_an_account_nobody_is_configured(message: Message, api_key: str, template_id: str) -> None:
    settings = ChannelSettings(notify_api_key=api_key, notify_email_template_id=template_id)
    outcome = send(message, ADDRESS, settings, now=NOW)
    assert (outcome.kind, outcome.ours) == (OutcomeKind.NOBODY_CONFIGURED, True)


def test_what_is_not_an_address_is_permanent(notify: Service, message: Message) -> None:
    outcome = send(message, "govuknotify://health.visitor", settings_for(notify.url), now=NOW)
    assert outcome.kind is OutcomeKind.PERMANENT
    assert notify.requests == []


def test_no_secret_is_shown_with_the_settings() -> None:
    assert SECRET not in repr(settings_for("https://notify.example.org"))
