"""The working-day calendar: bank holidays of England, a partnership's closures, working hours, end of day.

A working day is not a Saturday, a Sunday or a bank holiday (Working Together 2023, footnote 209, which
stands at the seven-day rule of paragraph 364; that other limits mean the same is an inference), nor a day on
which the partnership has said that it is closed (a local rule).

How far bank holidays can be trusted. They come from the `holidays` package (England), one-off holidays and
substitute days included. For 2017 to 2023 they were compared with the list that GOV.UK published; up to
`ANNOUNCED_TO_YEAR` dates have been announced. Beyond it they follow the usual pattern, which is no certainty:
New Year's Day, the early May holiday and substitute days are appointed by proclamation (notices in the London
Gazette under the Banking and Financial Dealings Act 1971, section 1(3)), and one-off holidays come at a few
months' notice. A count that reaches beyond that year says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

if TYPE_CHECKING:
    from holidays import HolidayBase

FIRST_YEAR = 1978
"""England's present pattern of bank holidays began when the early May holiday did."""
LAST_YEAR = 2100
"""The `holidays` package goes no further."""
ANNOUNCED_TO_YEAR = 2027
"""Last year with announced bank holidays (press reports of GOV.UK's list); to be checked each year."""


_WEEKEND = (5, 6)


def _not_a_number(value: Any) -> Any:
    # A number would be read as seconds: YAML 1.1 makes 1020 of an unquoted 17:00, and that is 00:17.
    if isinstance(value, int | float):
        message = f"{value} is a number: write dates as 2026-12-24 and times in quotes, as '17:00'"
        raise ValueError(message)  # noqa: TRY004 - only a ValueError becomes an error that names the field
    return value


PlainDate = Annotated[date, BeforeValidator(_not_a_number)]
LocalTime = Annotated[time, BeforeValidator(_not_a_number)]


class Closure(BaseModel):
    """Days, both ends included, on which the partnership does no work. `last` is `first` unless given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: PlainDate
    last: PlainDate = Field(default_factory=lambda data: data.get("first", date.max))
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Closure:
        if self.last < self.first:
            raise ValueError(f"the closure ends on {self.last}, before it begins on {self.first}")
        return self


class CalendarRules(BaseModel):
    """The calendar of a procedure, as plain data. All times are local to `timezone`.

    `day_zero` says what the trigger day is when days are counted forward. `trigger_day`: it is day 0, and day
    1 is the first day after it that counts (an inference from Devon's flowchart, where working day 0 is the
    notification). `trigger_day_counts`: it is day 1 itself if it is a day that counts (a local rule).
    `end_of_day` is when a limit in days or months runs out; that it is 23:59 is a local default, and so are
    the working hours.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: str = "Europe/London"
    bank_holidays: Literal["england", "none"] = "england"
    closures: tuple[Closure, ...] = ()
    day_zero: Literal["trigger_day", "trigger_day_counts"] = "trigger_day"
    end_of_day: LocalTime = time(23, 59)
    working_hours_start: LocalTime = time(9)
    working_hours_end: LocalTime = time(17)

    @field_validator("timezone")
    @classmethod
    def _exists(cls, timezone: str) -> str:
        try:
            ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"there is no time zone {timezone!r}: write one such as Europe/London") from None
        return timezone

    @field_validator("end_of_day", "working_hours_start", "working_hours_end")
    @classmethod
    def _is_local(cls, moment: time) -> time:
        if moment.tzinfo is not None:
            raise ValueError(f"{moment} names a time zone: times here are local to `timezone`")
        return moment

    @model_validator(mode="after")
    def _hours_have_a_length(self) -> CalendarRules:
        if self.working_hours_start >= self.working_hours_end:
            raise ValueError(
                f"working hours end at {self.working_hours_end:%H:%M}, "
                f"not after they start at {self.working_hours_start:%H:%M}"
            )
        return self


class WorkingCalendar:
    """Which days and hours are worked under some rules. Two calendars of equal rules are equal.

    Days are plain dates in the rules' time zone; instants come out in UTC. ValueError for days outside the
    years 1978 to 2100, for which there are no bank holidays to go by. `working_calendar` makes and keeps one.
    """

    __slots__ = ("_hash", "_reasons", "rules", "zone")

    def __init__(self, rules: CalendarRules) -> None:
        self.rules = rules
        self.zone = ZoneInfo(rules.timezone)
        self._hash = hash(rules)
        self._reasons: dict[int, dict[date, str]] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkingCalendar) and self.rules == other.rules

    def __hash__(self) -> int:
        return self._hash

    def is_working_day(self, day: date) -> bool:
        """Whether work is done on this day."""
        return self.why_not(day) is None

    def why_not(self, day: date) -> str | None:
        """Why no work is done: `Saturday`, `Good Friday bank holiday`, `closed: training`. None if it is."""
        if isinstance(day, datetime):
            # A datetime equals no date, so that every Sunday would pass for a working day.
            raise TypeError(f"{day.isoformat()} is an instant: ask about its day in {self.rules.timezone}")
        reasons = self._reasons.get(day.year)
        if reasons is None:
            reasons = self._reasons[day.year] = self._reasons_of(day.year)
        return reasons.get(day)

    def _reasons_of(self, year: int) -> dict[date, str]:
        require_known_year(year)
        reasons: dict[date, str] = {}
        for closure in self.rules.closures:
            day, last = max(closure.first, date(year, 1, 1)), min(closure.last, date(year, 12, 31))
            while day <= last:
                reasons.setdefault(day, f"closed: {closure.reason}")
                day += timedelta(days=1)
        if self.rules.bank_holidays == "england":
            reasons |= bank_holidays_in_england(year)
        days = (date(year, 1, 1) + timedelta(days=offset) for offset in range(366))
        return reasons | {day: f"{day:%A}" for day in days if day.year == year and day.weekday() in _WEEKEND}

    def day_of(self, moment: date | datetime) -> date:
        """The local day of an instant, or the day itself. ValueError for a datetime without a time zone."""
        if not isinstance(moment, datetime):
            return moment
        require_aware(moment)
        try:
            return moment.astimezone(self.zone).date()
        except OverflowError:
            require_known_year(moment.year)
            raise

    def end_of(self, day: date) -> datetime:
        """The instant at which a limit that ends on this day runs out, UTC."""
        return datetime.combine(day, self.rules.end_of_day, self.zone).astimezone(UTC)

    def hours_of(self, day: date) -> tuple[datetime, datetime]:
        """When working hours start and end on this day if it is a working day, UTC."""
        start = datetime.combine(day, self.rules.working_hours_start, self.zone)
        end = datetime.combine(day, self.rules.working_hours_end, self.zone)
        return start.astimezone(UTC), end.astimezone(UTC)


@lru_cache(maxsize=256)
def working_calendar(rules: CalendarRules) -> WorkingCalendar:
    """The calendar of these rules, made once."""
    return WorkingCalendar(rules)


def require_known_year(year: int) -> None:
    """ValueError, in words for a user, if the calendar does not reach this year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the calendar knows {FIRST_YEAR} to {LAST_YEAR}, and {year} is outside them")


def require_aware(moment: datetime) -> None:
    """ValueError, saying what to do, if an instant has no time zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no time zone: give it with one, such as +00:00 for UTC")


@lru_cache(maxsize=256)
def bank_holidays_in_england(year: int) -> dict[date, str]:
    """Bank holidays of a year with their reasons; substitute days are named as such. Not to be changed."""
    found = _united_kingdom()(subdiv="ENG", years=year, language="en_GB")
    return {day: " and ".join(_reason(name) for name in found.get_list(day)) for day in found}


@lru_cache(maxsize=1)
def _united_kingdom() -> Callable[..., HolidayBase]:
    """The package's own class for the United Kingdom, without the 250 other countries.

    Its countries cannot be imported singly: naming one reads them all, which takes longer than the rest of a command.
    Late, because hours and calendar days never need any.
    """
    import holidays  # noqa: PLC0415

    file = Path(holidays.__file__).parent / "countries" / "united_kingdom.py"
    found = spec_from_file_location("procedures._united_kingdom", file) if file.is_file() else None
    if found is None or found.loader is None:
        return partial(holidays.country_holidays, "GB")
    module = module_from_spec(found)
    found.loader.exec_module(module)
    country: Callable[..., HolidayBase] = module.UnitedKingdom
    return country


def _reason(name: str) -> str:
    plain = name.removesuffix(" (observed)")
    stated = f"{plain.removesuffix(' Bank Holiday')} bank holiday"
    return stated if plain == name else f"{stated} (substitute day)"
