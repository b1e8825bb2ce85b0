"""Where Apprise addresses may lead: to hosts that are named and services whose place is fixed, encrypted."""

from typing import Any

import pytest
from apprise.manager_plugins import NotificationManager

from notifications.allowed_places import FIXED, UNREADABLE, refusal_of
from notifications.channel_settings import ChannelSettings
from notifications.channels import send
from notifications.notice import Message
from notifications.outcome import OutcomeKind
from tests.notifications.conftest import NOW
from tests.notifications.http_server import http_service

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/"
TEAMS = "workflows://prod-1.westeurope.logic.azure.com:443/workflow/signature"


def settings(*hosts: str, plain: str = "") -> ChannelSettings:
    return ChannelSettings(hosts=frozenset(hosts), plain_to=frozenset(plain.split()))


@pytest.mark.parametrize(
    "address",
    [
        "team@example.org",
        "govuknotify://team@example.org",
        SLACK,
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "gchat://workspace/key/token",
    ],
)
def test_without_a_word_what_has_one_place_of_its_own_is_allowed(address: str) -> None:
    assert refusal_of(address, settings()) is None


@pytest.mark.parametrize(
    "address",
    [
        "jsons://chat.council.internal/hook",
        "jsons://169.254.169.254/latest/meta-data",
        "jsons://127.0.0.1:8000/",
        "json://LOCALHOST/",
        "jsons://[::1]/",
        TEAMS,
        "mailtos://user:secret@example.org",
        "mailtos://user:secret@gmail.com?smtp=inside.council.internal",
        "ntfy://secret-topic",
        "rsyslog://collector.example.org",
        "apprises://relay.example.org/token",
    ],
)
def test_a_host_that_nobody_has_named_is_refused_and_not_repeated(address: str) -> None:
    said = refusal_of(address, settings("named.example.org"))
    assert said is not None
    assert "GOLDENTHREAD_CHANNEL_HOSTS" in said
    assert not any(part in said for part in ("secret", "internal", "azure", "relay"))


@pytest.mark.parametrize("address", ["syslog://", "dbus://", "vapid://subscriber@example.org/key", "dapnet://a:b@CALL"])
def test_so_is_a_kind_that_is_no_service_with_a_place_of_its_own(address: str) -> None:
    assert refusal_of(address, settings()) is not None


def test_a_named_host_is_allowed_and_so_are_those_below_one_with_a_dot_in_front() -> None:
    assert refusal_of("jsons://Chat.Example.org/hook", settings("chat.example.org")) is None
    assert refusal_of(TEAMS, settings(".logic.azure.com")) is None
    assert refusal_of("jsons://logic.azure.com.example.org/", settings(".logic.azure.com")) is not None
    assert refusal_of("jsons://evillogic.azure.com/", settings(".logic.azure.com")) is not None
    assert refusal_of("mailtos://user:pass@example.org?smtp=mail.example.net", settings("mail.example.net")) is None
    assert refusal_of("mailtos://user:pass@example.org?smtp=mail.example.net", settings("example.org")) is not None
    texts = "bulksms://user:pass@447700900123"
    assert "such as bulksms://" in (refusal_of(texts, settings()) or "")
    assert refusal_of(texts, settings("bulksms://")) is None


@pytest.mark.parametrize(
    "address",
    [
        "json://chat.example.org/",
        "rsyslog://chat.example.org/",
        "mailto://user:pass@chat.example.org?mode=insecure&from=team@example.org",
        "jsons://chat.example.org/?verify=no",
    ],
)
def test_what_is_not_encrypted_stays_on_this_machine_or_goes_where_that_is_allowed(address: str) -> None:
    assert refusal_of(address, settings("chat.example.org")) is not None
    assert refusal_of(address, settings("chat.example.org", plain="chat.example.org")) is None
    here = address.replace("chat.example.org", "127.0.0.1")
    assert refusal_of(here, settings("127.0.0.1")) is None


def test_nobody_may_take_what_is_sent_to_a_service_of_fixed_place() -> None:
    assert "verify=no" in (refusal_of(f"{SLACK}?verify=no", settings()) or "")


def test_what_apprise_cannot_read_is_no_address() -> None:
    assert refusal_of("msteams://of-the-old-kind", settings()) == UNREADABLE


def test_whoever_runs_the_engine_may_write_any_host_but_not_in_the_open() -> None:
    anywhere = ChannelSettings(hosts=None)
    assert refusal_of("jsons://on-call.example.org/", anywhere) is None
    assert refusal_of("json://on-call.example.org/", anywhere) is not None


def test_a_kind_that_is_fixed_has_no_word_for_a_host_nor_for_going_in_the_open() -> None:
    known: Any = NotificationManager  # it has no annotations
    known = known()
    known.load_modules()
    for kind in FIXED:
        plugin = known[kind]
        assert not any("{host}" in template for template in plugin.templates), kind
        assert not plugin.protocol, kind


def test_nothing_is_sent_to_an_address_that_is_older_than_what_is_allowed(message: Message) -> None:
    with http_service() as service:
        address = f"json://127.0.0.1:{service.port}/"
        outcome = send(message, address, settings(), now=NOW)
        assert (outcome.kind, service.requests) == (OutcomeKind.PERMANENT, [])
        assert "GOLDENTHREAD_CHANNEL_HOSTS" in outcome.reason
        assert send(message, address, settings("127.0.0.1"), now=NOW).kind is OutcomeKind.SENT
