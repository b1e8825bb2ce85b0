"""What the watchdog does besides looking: alarms, the heartbeat, and the day's checkpoint."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from store.checkpoints import read_checkpoints
from store.sessions import writing
from tests.at_work import MONDAY, AtWork, change_person, raised, settings_for
from tests.notifications.http_server import http_service
from tests.notifications.smtp_servers import free_port
from tests.partnership import SOCIAL_WORKER
from workflows.context import EngineContext
from workflows.deliver import deliver
from workflows.tick import tick
from workflows.watchdog import WatchdogReport, watch


@pytest.fixture
def working(at_work: AtWork) -> AtWork:
    """An engine at work in which all is well."""
    raised(at_work.context)
    tick(at_work.context)
    deliver(at_work.context)
    return at_work


def found(report: WatchdogReport) -> set[tuple[str, str | None]]:
    return {(problem.kind, problem.reference) for problem in report.problems}


def with_settings(at_work: AtWork, **changes: Any) -> EngineContext:
    kept = at_work.context.settings
    settings = settings_for(kept.database_url, kept.home, at_work.mailbox.port, **changes)
    return replace(at_work.context, settings=settings)


def silence(context: EngineContext) -> None:
    """Leave every case without a running clock."""
    with writing(context.engine) as connection:
        connection.execute(text("UPDATE clock SET ended_at = started_at"))


def test_the_alarm_goes_to_every_address_and_names_no_more_than_references(working: AtWork) -> None:
    urls = (SecretStr("first@example.org"), SecretStr("second@example.org"))
    context = with_settings(working, watchdog_alarm_urls=urls)
    silence(context)
    assert watch(context).alarmed == 2
    alarms = working.mailbox.mails[-2:]
    assert {mail["To"] for mail in alarms} == {"first@example.org", "second@example.org"}
    assert "1 no clock" in alarms[0]["Subject"]
    assert "D-2026-0001: No clock runs, so the case waits in silence." in alarms[0].as_string().replace("=\r\n", "")


def test_the_same_alarm_is_given_once_in_an_hour_and_a_new_one_at_once(working: AtWork) -> None:
    context = with_settings(working, watchdog_alarm_urls=(SecretStr("engine.room@example.org"),))
    silence(context)
    told = []
    for minutes in (0, 4, 56):
        working.clock.advance_by(timedelta(minutes=minutes))
        tick(context)
        told.append(watch(context).alarmed)
    assert told == [1, 0, 1]
    change_person(context, SOCIAL_WORKER, left_on=MONDAY.date())
    assert watch(context).alarmed == 1


def test_an_alarm_that_cannot_be_sent_is_a_problem_of_its_own(working: AtWork) -> None:
    urls = (SecretStr(f"json://127.0.0.1:{free_port()}/"),)
    context = with_settings(working, watchdog_alarm_urls=urls)
    silence(context)
    report = watch(context)
    assert report.alarmed == 0
    assert ("alarm_not_sent", None) in found(report)


def test_the_heartbeat_is_called_only_when_all_is_well(working: AtWork) -> None:
    with http_service() as service:
        context = with_settings(working, heartbeat_url=SecretStr(f"{service.url}/beat"))
        assert watch(context).ok
        assert [request.path for request in service.requests] == ["/beat"]
        silence(context)
        assert not watch(context).ok
        assert len(service.requests) == 1


def test_a_heartbeat_that_does_not_answer_is_told_of(working: AtWork) -> None:
    for address in (f"http://127.0.0.1:{free_port()}/", "file:///etc/hostname"):
        context = with_settings(working, heartbeat_url=SecretStr(address))
        assert found(watch(context)) == {("heartbeat", None)}


def test_a_checkpoint_is_written_once_a_day(working: AtWork) -> None:
    directory = working.context.settings.checkpoint_directory
    for hours, expected in ((0, 1), (6, 1), (18, 2)):
        working.clock.advance_by(timedelta(hours=hours))
        watch(working.context)
        assert len(list(read_checkpoints(directory))) == expected


def test_a_checkpoint_that_cannot_be_written_is_told_of(working: AtWork) -> None:
    blocked = working.context.settings.home / "file"
    blocked.write_text("in the way", encoding="utf-8")
    context = with_settings(working, checkpoint_directory=blocked)
    assert found(watch(context)) == {("checkpoint", None)}
