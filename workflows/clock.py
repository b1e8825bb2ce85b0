"""Where the time comes from: the system, a demonstration that runs fast, or a story that is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class ClockError(ValueError):
    """A clock that cannot be made, or cannot be moved as asked. The message says why, in plain words."""


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """This instant, as an aware datetime in UTC."""
        ...

    @property
    def speed(self) -> float:
        """How many of its seconds pass in a real one, now."""
        ...


class ClockSettings(Protocol):
    """The two settings that choose a clock; see `workflows.settings.Settings`."""

    @property
    def clock_speed(self) -> float:
        """Virtual seconds to each real second."""
        ...

    @property
    def clock_anchor(self) -> str | None:
        """The pair of instants that an accelerated clock starts from, as `format_anchor` writes it."""
        ...


class SystemClock:
    """The machine's own clock: the only one for real cases."""

    def now(self) -> datetime:
        """This instant, in UTC."""
        return datetime.now(UTC)

    @property
    def speed(self) -> float:
        """That of real time: 1."""
        return 1.0


class AcceleratedClock:
    """A clock that runs fast, for the demonstration only: never for real cases, whose due times are facts.

    Virtual time is `anchor_virtual` until the instant `anchor_real`, and from there goes `speed` times as fast. Where
    it began in the past it catches up with real time, and from then on it is real time.
    All processes that share the anchor and the speed agree on the time without talking to one another.
    """

    def __init__(
        self,
        anchor_real: datetime,
        anchor_virtual: datetime,
        speed: float,
        read: Callable[[], datetime] | None = None,
    ) -> None:
        """`read` gives the real time; the system's if it is None.

        Raises ClockError for a naive anchor and for a speed of 1 or not above 0. A speed of 1 is refused because
        such a clock would look like the system's while it tells another time.
        """
        if speed <= 0 or speed == 1:
            raise ClockError(f"an accelerated clock needs a speed above 0 other than 1, not {speed:g}")
        self._anchor_real = _in_utc(anchor_real)
        self._anchor_virtual = _in_utc(anchor_virtual)
        self._speed = speed
        self._read = read or SystemClock().now

    def now(self) -> datetime:
        """This virtual instant, in UTC."""
        real = self._read()
        return real if self._has_caught_up(real) else self._virtual(real)

    @property
    def speed(self) -> float:
        """How fast it runs now: as real time does, once it has caught up with it."""
        return 1.0 if self._has_caught_up(self._read()) else self._speed

    def _virtual(self, real: datetime) -> datetime:
        return self._anchor_virtual + max(real - self._anchor_real, timedelta(0)) * self._speed

    def _has_caught_up(self, real: datetime) -> bool:
        return self._anchor_virtual < self._anchor_real and self._virtual(real) >= real


class VirtualClock:
    """A clock that stands still until it is moved, for stories and tests. It never goes back."""

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        """`start` is aware; ClockError otherwise. `speed` is what it says of how fast it runs."""
        self._now = _in_utc(start)
        self.speed = speed

    def now(self) -> datetime:
        """The instant last moved to, in UTC."""
        return self._now

    def advance_to(self, instant: datetime) -> None:
        """Move to `instant`, an aware datetime. Raises ClockError if that lies in this clock's past."""
        instant = _in_utc(instant)
        if instant < self._now:
            raise ClockError(f"the clock stands at {self._now.isoformat()} and cannot go back to {instant.isoformat()}")
        self._now = instant

    def advance_by(self, duration: timedelta) -> None:
        """Move on by `duration`. Raises ClockError if that is negative."""
        self.advance_to(self._now + duration)


def format_anchor(real: datetime, virtual: datetime) -> str:
    """The anchor of an accelerated clock as text for GOLDENTHREAD_CLOCK_ANCHOR: "real-iso/virtual-iso"."""
    return f"{_in_utc(real).isoformat()}/{_in_utc(virtual).isoformat()}"


def parse_anchor(text: str) -> tuple[datetime, datetime]:
    """The real and the virtual instant of an anchor, in UTC. Raises ClockError if the text is not a pair."""
    parts = [part.strip() for part in text.split("/")]
    try:
        real, virtual = (datetime.fromisoformat(part) for part in parts)
    except ValueError:
        raise ClockError(
            f"{text!r} is not a pair of instants; write the real and the virtual one with a slash between, "
            "such as 2026-01-05T09:00:00+00:00/2026-03-02T09:00:00+00:00"
        ) from None
    return _in_utc(real), _in_utc(virtual)


def clock_from(settings: ClockSettings) -> Clock:
    """The clock that the settings ask for: the system's, unless a speed other than 1 is set.

    Raises ClockError if only one of speed and anchor is set.
    """
    if settings.clock_speed == 1:
        if settings.clock_anchor is not None:
            raise ClockError("a clock anchor is set but the clock speed is 1; set a speed, or no anchor")
        return SystemClock()
    if settings.clock_anchor is None:
        raise ClockError("a clock speed is set but no clock anchor, so processes would not agree on the time")
    real, virtual = parse_anchor(settings.clock_anchor)
    return AcceleratedClock(real, virtual, settings.clock_speed)


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ClockError(f"{instant.isoformat()} has no time zone; add one, such as +00:00")
    return instant.astimezone(UTC)
