"""A time axis on which days and months have their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reports.review_words import LONDON, day_of

BEFORE = timedelta(days=92)
"""How far an axis goes back at most: what began before is drawn as coming from the left."""

AFTER = timedelta(days=215)
"""How far it goes on at most: six months, the longest time to publish, and some room."""

ROOM = timedelta(days=7)


@dataclass(frozen=True)
class TimeAxis:
    """From `first` to `last` (days in London), drawn between two places in pixels."""

    first: date
    last: date
    left: float
    right: float

    @classmethod
    def over(cls, instants: Iterable[datetime], now: datetime, left: float, right: float) -> TimeAxis:
        """An axis that holds these instants and `now`, as far as it may reach; it begins and ends with a month."""
        today = day_of(now)
        days = [today, *map(day_of, instants)]
        first = max(min(days) - ROOM, today - BEFORE).replace(day=1)
        last = min(max(days) + ROOM, today + AFTER)
        return cls(first, next_month(last), left, right)

    def x(self, moment: date | datetime) -> float:
        """The place of a day's start or of an instant; one that lies outside is put at the end."""
        at = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=LONDON)
        start = datetime(self.first.year, self.first.month, self.first.day, tzinfo=LONDON)
        end = datetime(self.last.year, self.last.month, self.last.day, tzinfo=LONDON)
        share = (at - start) / (end - start)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def holds(self, moment: datetime) -> bool:
        """Whether an instant lies on the axis."""
        return self.first <= day_of(moment) < self.last

    def months(self) -> Iterator[date]:
        """The first day of each month on the axis."""
        month = self.first
        while month < self.last:
            yield month
            month = next_month(month)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
