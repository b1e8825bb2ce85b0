"""What the watchdog does besides looking: alarms, the heartbeat, and the day's checkpoint."""

from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from store.checkpoints import read_checkpoints
from store.sessions import writing
from tests.at_work import MONDAY, AtWork, change_person, words_of
from tests.notifications.http_server import http_service
from tests.notifications.smtp_servers import free_port
from tests.partnership import SOCIAL_WORKER
from tests.workflows.watched import found, with_settings
from workflows.case_checks import Problem
from workflows.context import EngineContext
from workflows.tick import tick
from workflows.watchdog import in_short, watch


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
    assert "D-2026-0001: No clock runs, so the case waits in silence." in " ".join(words_of(alarms[0]).split())


ONE = Problem("no_clock", "D-2026-0001", "No clock runs, so the case waits in silence.")
OTHER = Problem("no_clock", "D-2026-0002", "No clock runs, so the case waits in silence.")
OF_THE_ENGINE = Problem("engine_stopped", None, "The engine has never looked for due clocks.")


@pytest.mark.parametrize(
    ("problems", "words"),
    [
        ([ONE], "D-2026-0001: No clock runs, so the case waits in silence."),
        ([OF_THE_ENGINE], "The engine has never looked for due clocks."),
        ([ONE, ONE], "2 problems, in 1 case. The first: D-2026-0001: No clock runs, so the case waits in silence."),
        (
            [OF_THE_ENGINE, ONE, OTHER],
            "3 problems, in 2 cases and in the engine itself. The first: The engine has never looked for due clocks.",
        ),
    ],
)
def test_an_alarm_reads_as_plain_english(problems: list[Problem], words: str) -> None:
    assert in_short(problems) == words


def test_the_subject_of_an_alarm_says_what_is_wrong(working: AtWork) -> None:
    context = with_settings(working, watchdog_alarm_urls=(SecretStr("engine.room@example.org"),))
    silence(context)
    watch(context)
    assert working.mailbox.mails[-1]["Subject"].startswith("Golden Thread alarm: ")
    assert "D-2026-0001: " in working.mailbox.mails[-1]["Subject"]


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


def test_an_alarm_that_nobody_took_is_given_again_by_the_next_watch(working: AtWork) -> None:
    context = with_settings(working, watchdog_alarm_urls=(SecretStr("engine.room@example.org"),))
    silence(context)
    working.mailbox.answers["DATA"] = "451 4.3.0 Not now"
    assert watch(context).alarmed == 0
    del working.mailbox.answers["DATA"]
    working.clock.advance_by(timedelta(minutes=4))
    tick(context)
    assert (watch(context).alarmed, watch(context).alarmed) == (1, 0)


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


def test_a_heartbeat_that_leads_elsewhere_is_not_followed(working: AtWork) -> None:
    with http_service() as service, http_service() as elsewhere:
        service.answers["GET"], service.headers["Location"] = (302, {}), f"{elsewhere.url}/"
        context = with_settings(working, heartbeat_url=SecretStr(service.url))
        assert found(watch(context)) == {("heartbeat", None)}
        assert elsewhere.requests == []


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
