"""The clocks: the machine's, a fast one for the demonstration, and one that stands still until it is moved."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import repeat

import pytest
from pydantic import BaseModel

from workflows.clock import (
    AcceleratedClock,
    ClockError,
    SystemClock,
    VirtualClock,
    clock_from,
    format_anchor,
    parse_anchor,
)

REAL = datetime(2026, 1, 5, 9, tzinfo=UTC)
VIRTUAL = datetime(2026, 3, 2, 9, tzinfo=UTC)
SUMMER_TIME = timezone(timedelta(hours=1))


class ClockChoice(BaseModel):
    clock_speed: float = 1
    clock_anchor: str | None = None


def test_the_systems_clock_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert before <= now <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("speed", "real_seconds", "virtual"),
    [
        (3600, 0, VIRTUAL),
        (3600, 1, VIRTUAL + timedelta(hours=1)),
        (3600, 24, VIRTUAL + timedelta(days=1)),
        (3600, -1, VIRTUAL),
        (0.5, 10, VIRTUAL + timedelta(seconds=5)),
    ],
)
def test_an_accelerated_clock(speed: float, real_seconds: int, virtual: datetime) -> None:
    clock = AcceleratedClock(REAL, VIRTUAL, speed, read=lambda: REAL + timedelta(seconds=real_seconds))
    assert clock.now() == virtual


def test_one_that_began_in_the_past_catches_up_with_real_time_and_stays_with_it() -> None:
    yesterday = REAL - timedelta(days=1)
    told, speeds = [], []
    for seconds in (-1, 0, 1, 23, 24, 25, 86_400):
        real = REAL + timedelta(seconds=seconds)
        clock = AcceleratedClock(REAL, yesterday, 3601, read=repeat(real).__next__)
        told.append(clock.now() - yesterday)
        speeds.append(clock.speed)
    assert told == [
        timedelta(0),
        timedelta(0),
        timedelta(seconds=3601),
        timedelta(seconds=23 * 3601),
        timedelta(days=1, seconds=24),
        timedelta(days=1, seconds=25),
        timedelta(days=2),
    ]
    assert speeds == [3601, 3601, 3601, 3601, 1, 1, 1]


@pytest.mark.parametrize("speed", [1, 0, -60])
def test_an_accelerated_clock_refuses_a_speed_that_is_none(speed: float) -> None:
    with pytest.raises(ClockError, match="speed above 0 other than 1"):
        AcceleratedClock(REAL, VIRTUAL, speed)


def test_processes_with_the_same_anchor_agree() -> None:
    anchor = format_anchor(REAL.astimezone(SUMMER_TIME), VIRTUAL)
    assert anchor == "2026-01-05T09:00:00+00:00/2026-03-02T09:00:00+00:00"
    assert parse_anchor(anchor) == (REAL, VIRTUAL)
    clock = clock_from(ClockChoice(clock_speed=60, clock_anchor=anchor))
    # Real time has gone on since the anchor, and virtual time sixty times as far.
    real_before = datetime.now(UTC)
    assert VIRTUAL + (real_before - REAL) * 60 <= clock.now() <= VIRTUAL + (datetime.now(UTC) - REAL) * 60


@pytest.mark.parametrize(
    ("anchor", "message"),
    [
        ("yesterday", "is not a pair of instants"),
        ("2026-01-05T09:00:00+00:00", "is not a pair of instants"),
        ("2026-01-05T09:00:00+00:00/then", "is not a pair of instants"),
        ("2026-01-05T09:00:00/2026-03-02T09:00:00+00:00", "has no time zone"),
    ],
)
def test_an_anchor_that_is_none(anchor: str, message: str) -> None:
    with pytest.raises(ClockError, match=message):
        parse_anchor(anchor)


def test_without_a_speed_the_clock_is_the_systems() -> None:
    assert isinstance(clock_from(ClockChoice()), SystemClock)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (ClockChoice(clock_speed=60), "no clock anchor"),
        (ClockChoice(clock_anchor=format_anchor(REAL, VIRTUAL)), "the clock speed is 1"),
    ],
)
def test_speed_and_anchor_come_together_or_not_at_all(choice: ClockChoice, message: str) -> None:
    with pytest.raises(ClockError, match=message):
        clock_from(choice)


def test_a_virtual_clock_stands_still_until_it_is_moved() -> None:
    clock = VirtualClock(VIRTUAL.astimezone(SUMMER_TIME))
    assert [clock.now(), clock.now()] == [VIRTUAL, VIRTUAL]
    clock.advance_to(VIRTUAL + timedelta(days=3))
    clock.advance_by(timedelta(hours=2))
    assert clock.now() == VIRTUAL + timedelta(days=3, hours=2)
    assert clock.now().tzinfo is UTC


def test_a_virtual_clock_never_goes_back() -> None:
    clock = VirtualClock(VIRTUAL)
    with pytest.raises(ClockError, match="cannot go back"):
        clock.advance_to(VIRTUAL - timedelta(seconds=1))
    with pytest.raises(ClockError, match="cannot go back"):
        clock.advance_by(timedelta(seconds=-1))
    assert clock.now() == VIRTUAL


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ClockError, match="has no time zone"):
        VirtualClock(VIRTUAL.replace(tzinfo=None))
