"""Moments as a story writes them: local time in London, a wait, or what a clock does."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

from procedures.duration import Duration

LONDON = ZoneInfo("Europe/London")
MORNING = time(9)
"""The time of a step whose day alone is given."""

EXPECTED_INSTANT = "expected a date and a time, such as 2026-11-20 10:00"


def local_instant(value: Any) -> Any:
    """An instant, UTC, from local time in London: `2026-11-20 10:00`, or the day alone for nine in the morning.

    An offset may follow (`2026-10-25 01:30+00:00`); without one, where the clocks go back, the first of the two
    hours is meant. ValueError for anything else, a time that the clocks leap over among it.
    """
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise ValueError(f"{EXPECTED_INSTANT}; found {value!r}")  # noqa: TRY004 - only a ValueError names the field
    text = value.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{EXPECTED_INSTANT}; found {value!r}") from None
    if len(text) == len("2026-11-20"):
        moment = datetime.combine(moment.date(), MORNING)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    instant = moment.replace(tzinfo=LONDON).astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) != moment:
        raise ValueError(f"{text} did not exist in London: the clocks went forward over it")
    return instant


class ClockMoment(NamedTuple):
    """The instant at which a clock runs out, or at which it next warns."""

    clock: str
    does: Literal["expires", "warns"]


def clock_moment(value: Any) -> Any:
    """The moment in `clock senior_managers_resolve expires`. ValueError for other words."""
    match str(value).split():
        case ["clock", clock, "expires"]:
            return ClockMoment(clock, "expires")
        case ["clock", clock, "warns"]:
            return ClockMoment(clock, "warns")
    raise ValueError(f"expected `clock ID expires` or `clock ID warns`; found {value!r}")


def wait(value: Any) -> Any:
    """The duration in `2 working_days`. ValueError for other words."""
    if not isinstance(value, str):
        raise ValueError(f"expected an amount and a unit, such as 2 working_days; found {value!r}")  # noqa: TRY004 - only a ValueError names the field
    return Duration.parse(value)


LocalInstant = Annotated[datetime, BeforeValidator(local_instant)]
Moment = Annotated[ClockMoment, BeforeValidator(clock_moment)]
Wait = Annotated[Duration, BeforeValidator(wait)]
