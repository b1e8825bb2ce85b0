"""`goldenthread webhook` as somebody types it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.command_line.conftest import Typed
from tests.notifications.http_server import Service, http_service
from tests.partnership import COUNCIL
from tests.workflows.webhook_receiver import HOST


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("GOLDENTHREAD_WEBHOOK_HOSTS_INSIDE", HOST)
    with http_service() as served:
        yield served


def test_added_listed_tried_told_disabled_and_enabled(service: Service, settled_in: Typed) -> None:
    assert settled_in.type_in("webhook", "list").output == "There are no receivers.\n"
    added = settled_in.type_in("webhook", "add", service.url, "--agency", COUNCIL, "--event", "case.opened")
    assert added.exit_code == 0, added.output
    assert added.output.startswith("Receiver 1. Its secret, which is shown this once:\nwhsec_")
    listed = settled_in.type_in("webhook", "list").output
    assert f"1: {service.url}, cases of Essex County Council: case.opened\n   enabled\n" in listed
    assert "whsec_" not in listed
    tried = settled_in.type_in("webhook", "test", "1")
    assert (tried.exit_code, tried.output) == (0, "It answered 200.\n")
    service.answers["POST"] = (500, {})
    tried = settled_in.type_in("webhook", "test", "1")
    assert (tried.exit_code, tried.output) == (1, "It answered 500.\n")
    assert settled_in.type_in("webhook", "renew", "1").output.count("whsec_") == 1
    assert settled_in.type_in("webhook", "disable", "1").output == "Receiver 1 is told nothing more.\n"
    assert "disabled" in settled_in.type_in("webhook", "list").output
    assert "from now on" in settled_in.type_in("webhook", "enable", "1").output


@pytest.mark.parametrize("store_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "https://8.8.8.8/"), "Say either --agency CODE or --everything."),
        (("add", "https://8.8.8.8/", "--agency", COUNCIL, "--everything"), "Say either"),
        (("add", "http://8.8.8.8/", "--everything"), "Write an https address"),
        (("add", "https://10.0.0.1/", "--everything"), "GOLDENTHREAD_WEBHOOK_HOSTS_INSIDE"),
        (("add", "https://8.8.8.8/", "--everything", "--event", "no.such"), "Choose at least one of: case.opened"),
        (("test", "3"), "There is no such receiver."),
        (("disable", "3"), "There is no such receiver."),
    ],
)
def test_what_cannot_be_done_is_said(settled_in: Typed, words: tuple[str, ...], says: str) -> None:
    answer = settled_in.type_in("webhook", *words)
    assert answer.exit_code == 2
    assert says in answer.output
