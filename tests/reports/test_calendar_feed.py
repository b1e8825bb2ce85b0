"""Deadlines as an iCalendar file, read again with a parser: days, instants, and what makes an event the same one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from reports.calendar_feed import Deadline, calendar_of

LONDON = ZoneInfo("Europe/London")
BASE = "https://goldenthread.example.org"
DEADLINE = Deadline(
    reference="D-2026-0003",
    name="answer/practitioners",
    owes="answer due",
    due_at=datetime(2026, 11, 5, 17, tzinfo=LONDON),
    since=datetime(2026, 11, 2, 9, tzinfo=UTC),
    turn=2,
    path="/cases/D-2026-0003",
)


def events(*deadlines: Deadline, reminder: bool = False) -> list[Event]:
    return Calendar.from_ical(calendar_of(deadlines, BASE, reminder=reminder)).events


def test_an_event_has_the_reference_and_what_is_owed() -> None:
    text = calendar_of([DEADLINE], BASE, reminder=False).decode()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n" in text
    (event,) = events(DEADLINE)
    assert event["SUMMARY"] == "D-2026-0003: answer due"
    assert event.start == datetime(2026, 11, 5, 17, tzinfo=UTC)
    assert (event["TRANSP"], event["CLASS"]) == ("TRANSPARENT", "PRIVATE")
    assert event["URL"] == f"{BASE}/cases/D-2026-0003"
    assert not event.alarms.times
    assert event.errors == []


@pytest.mark.parametrize(
    ("due", "start"),
    [
        # The last hour before the clocks go forward, the first after, and both of the hours that are called half past
        # one when they go back.
        (datetime(2026, 3, 29, 0, 30, tzinfo=LONDON), datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        (datetime(2026, 3, 29, 2, 30, tzinfo=LONDON), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        # Until the end of a day: the day itself, whether that is written as its last minute or as midnight after it.
        (datetime(2026, 3, 29, 23, 59, tzinfo=LONDON), date(2026, 3, 29)),
        (datetime(2026, 3, 30, tzinfo=LONDON), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 23, 59, 59, tzinfo=LONDON), date(2026, 10, 25)),
        (datetime(2026, 10, 26, tzinfo=LONDON), date(2026, 10, 25)),
        (datetime(2026, 7, 1, 23, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        (datetime(2027, 1, 1, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_days_and_instants_across_the_changes_of_the_clocks(due: datetime, start: date) -> None:
    (event,) = events(replace(DEADLINE, due_at=due))
    assert event.start == start
    if not isinstance(start, datetime):
        assert event.end - event.start == timedelta(days=1)


def test_a_deadline_that_moves_is_the_same_event_moved() -> None:
    moved = replace(
        DEADLINE, due_at=DEADLINE.due_at + timedelta(days=3), since=datetime(2026, 11, 4, tzinfo=UTC), turn=4
    )
    (before,), (after,) = events(DEADLINE), events(moved)
    assert before["UID"] == after["UID"]
    assert (before.sequence, after.sequence) == (2, 4)
    assert [one.stamp for one in (before, after)] == [DEADLINE.since, moved.since]


def test_no_two_deadlines_are_one_event() -> None:
    others = [replace(DEADLINE, name="other"), replace(DEADLINE, reference="D-2026-0004")]
    assert len({event["UID"] for event in events(DEADLINE, *others)}) == 3


def test_the_file_is_the_same_for_the_same_deadlines_in_whatever_order() -> None:
    other = replace(DEADLINE, reference="D-2026-0004")
    assert calendar_of([DEADLINE, other], BASE, reminder=True) == calendar_of([other, DEADLINE], BASE, reminder=True)


def test_it_reminds_a_day_before_if_that_is_wanted() -> None:
    (event,) = events(DEADLINE, reminder=True)
    assert [time.trigger for time in event.alarms.times] == [datetime(2026, 11, 4, 17, tzinfo=UTC)]


def test_who_owes_nothing_has_an_empty_calendar() -> None:
    assert events() == []
