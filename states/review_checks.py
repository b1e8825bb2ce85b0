"""What guards of practice reviews have in common: checks of days, agencies and items, and how they say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from procedures.calendar import FIRST_YEAR, LAST_YEAR
from states.decision import Refused

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt

Guard = Callable[["ReviewAttempt"], None]


def in_words(day: date) -> str:
    """A day as a reason names it."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def within_the_calendar(attempt: ReviewAttempt) -> None:
    """Refused if an action names a day that no calendar reaches."""
    action = attempt.action
    for name in type(action).model_fields if action else ():
        value = getattr(action, name)
        year = value.year if isinstance(value, date) else None
        if year is not None and not FIRST_YEAR < year < LAST_YEAR:
            raise Refused(
                f"The date in `{name}` is in the year {year}. Give one from {FIRST_YEAR + 1} to {LAST_YEAR - 1}.",
                "date_outside_calendar",
                fields=(name,),
            )


def fields_that_say(attempt: ReviewAttempt, when: date | datetime) -> tuple[str, ...]:
    """The fields of the action in which a day or a time was given."""
    action = attempt.action
    given = ((name, getattr(action, name)) for name in type(action).model_fields) if action else ()
    return tuple(name for name, value in given if type(value) is type(when) and value == when)


def has_happened(attempt: ReviewAttempt, when: date | datetime, what: str) -> None:
    """Refused if something that is recorded as done lies in the future. `what` begins the sentence."""
    ahead = when > attempt.now if isinstance(when, datetime) else when > attempt.day
    if ahead:
        fields = fields_that_say(attempt, when)
        raise Refused(f"{what} lies in the future. Record it once it has happened.", "date_in_future", fields=fields)


def not_before(attempt: ReviewAttempt, when: date | datetime, earliest: datetime | None, what: str, why: str) -> None:
    """Refused if something is dated before what must come first. A plain date is compared by its day."""
    if earliest is None:
        return
    early = when < earliest if isinstance(when, datetime) else when < attempt.calendar.day_of(earliest)
    if early:
        day = in_words(attempt.calendar.day_of(earliest))
        fields = fields_that_say(attempt, when)
        raise Refused(f"{what} is dated before {why} ({day}). Check the date.", "date_before_case", fields=fields)


def still_to_come(attempt: ReviewAttempt, day: date, what: str) -> None:
    """Refused if a day by which something is wanted is over."""
    if day < attempt.day:
        fields = fields_that_say(attempt, day)
        raise Refused(f"{what} is over already. Choose today or a later day.", "date_passed", fields=fields)


def known_agency(attempt: ReviewAttempt, agency: str) -> None:
    """Refused if the directory has no such agency."""
    known = attempt.directory.agencies
    if agency not in known:
        near = get_close_matches(agency, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Refused(
            f"The directory has no agency {agency!r}.{hint} Ask business support to add it, or correct its code.",
            "unknown_agency",
        )
