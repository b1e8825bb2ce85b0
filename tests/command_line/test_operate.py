"""The sweeps by hand, and how the engine is, as somebody types it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from notifications.delivery import DeliveryState
from store.sessions import writing
from store.stored_notice import NOTICES
from tests.at_work import MONDAY
from tests.command_line.conftest import Typed
from tests.notifications.smtp_servers import Mailbox, smtp_server
from workflows.clock import format_anchor

StandAt = Callable[[datetime], None]


@pytest.fixture
def stand_at(monkeypatch: pytest.MonkeyPatch) -> StandAt:
    """Let the engine's clock begin at an instant; it goes twice as fast as time."""

    def stand(instant: datetime) -> None:
        monkeypatch.setenv("GOLDENTHREAD_CLOCK_SPEED", "2")
        monkeypatch.setenv("GOLDENTHREAD_CLOCK_ANCHOR", format_anchor(datetime.now(UTC), instant))

    return stand


def test_a_tick_says_what_it_did(settled_in: Typed, stand_at: StandAt) -> None:
    stand_at(MONDAY)
    first = settled_in.type_in("tick")
    assert (first.exit_code, first.stdout) == (0, "tick: nothing to do\n")
    stand_at(MONDAY + timedelta(days=4))
    second = settled_in.type_in("tick")
    assert second.exit_code == 0
    assert "1 moved up by clock" in second.stdout


def test_deliver_without_a_mail_server_is_no_success(settled_in: Typed, stand_at: StandAt) -> None:
    stand_at(MONDAY)
    result = settled_in.type_in("deliver")
    assert (result.exit_code, result.stdout) == (1, "deliver: 1 nobody configured\n")
    assert "goldenthread notices --undelivered" in result.stderr
    listed = settled_in.type_in("notices", "--undelivered")
    assert listed.stdout == (
        f"{settled_in.reference}: owed to Social worker, family support and protection, Essex County Council: "
        "nobody configured. What it goes out by is not set up.\n"
    )


def test_deliver_with_one_sends(settled_in: Typed, stand_at: StandAt, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(MONDAY)
    with smtp_server(Mailbox()) as mailbox:
        monkeypatch.setenv("GOLDENTHREAD_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("GOLDENTHREAD_SMTP_PORT", str(mailbox.port))
        monkeypatch.setenv("GOLDENTHREAD_SMTP_SECURITY", "none")
        monkeypatch.setenv("GOLDENTHREAD_SMTP_SENDER", "engine@example.org")
        result = settled_in.type_in("deliver")
        assert (result.exit_code, result.stdout, len(mailbox.mails)) == (0, "deliver: 1 sent\n", 1)
    listed = json.loads(settled_in.type_in("notices", "--json").stdout)
    assert [(one["notice"]["state"], [event["kind"] for event in one["events"]]) for one in listed] == [
        ("sent", ["sent"])
    ]
    assert settled_in.type_in("notices", "--undelivered").stdout == "There are no such notices.\n"


def test_digest_and_freshness_say_how_many(settled_in: Typed, stand_at: StandAt) -> None:
    stand_at(MONDAY + timedelta(days=1))
    assert settled_in.type_in("digest").stdout == "digest: 1 queued, 2 steps\n"
    assert settled_in.type_in("digest").stdout == "digest: nothing to do\n"
    assert settled_in.type_in("freshness").stdout.startswith("freshness: ")


def test_the_watchdog_lists_what_it_found_and_fails(settled_in: Typed, stand_at: StandAt) -> None:
    stand_at(MONDAY)
    settled_in.type_in("tick")
    with writing(settled_in.context.engine) as connection:
        connection.execute(NOTICES.update().values(state=DeliveryState.SENT, next_attempt_at=None))
    well = settled_in.type_in("watchdog")
    assert well.exit_code == 0, well.stdout
    assert well.stdout.endswith("open cases checked: 1; last tick: Monday 2 November 2026 at 9am\n")
    stand_at(MONDAY + timedelta(days=4))
    result = settled_in.type_in("watchdog")
    assert result.exit_code == 1
    assert f"{settled_in.reference}: Its clock reached a point on Tuesday 3 November 2026 at 3pm" in result.stdout
    found = json.loads(settled_in.type_in("watchdog", "--json").stdout)
    assert (found["ok"], {problem["kind"] for problem in found["problems"]}) == (False, {"overdue", "engine_stopped"})


def test_health_in_words_and_as_data(settled_in: Typed, stand_at: StandAt) -> None:
    stand_at(MONDAY)
    settled_in.type_in("tick")
    words = settled_in.type_in("health")
    assert words.exit_code == 0
    assert words.stdout.startswith("The engine is well.\ntick: last ran ")
    assert words.stdout.endswith("Open cases: 1; clocks running: 2\nNotices not delivered: 1 queued\n")
    stand_at(MONDAY + timedelta(days=4))
    result = settled_in.type_in("health", "--json")
    assert (result.exit_code, json.loads(result.stdout)["ok"]) == (1, False)


@pytest.mark.parametrize(
    ("set_back", "words"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(hours=-1), "at a time that the engine's clock has not reached yet: has it been set back?"),
    ],
)
def test_a_sweep_that_ran_by_a_clock_that_was_ahead(
    settled_in: Typed, stand_at: StandAt, set_back: timedelta, words: str
) -> None:
    stand_at(MONDAY + timedelta(hours=2))
    settled_in.type_in("tick")
    stand_at(MONDAY + timedelta(hours=2) + set_back)
    assert f"tick: last ran {words}\n" in settled_in.type_in("health").stdout


def test_health_says_that_the_prefect_server_is_reached_in_the_open(
    settled_in: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://prefect.example.org:4200/api")
    result = settled_in.type_in("health")
    assert result.exit_code == 2
    assert "PREFECT_API_URL leads to prefect.example.org by http: write an https address." in result.output
