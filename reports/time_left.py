"""How long there is until something is due, or since it was, in working days and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from procedures.calendar import WorkingCalendar


@dataclass(frozen=True)
class TimeLeft:
    """Working days from a day to a due time. `working_days` is never negative: `late` says on which side it lies."""

    late: bool
    working_days: int
    due_today: bool = False

    def words(self) -> str:
        """`4 working days left`, `due today`, `3 working days late`."""
        if self.late:
            return f"{_days(self.working_days)} late" if self.working_days else "less than a working day late"
        if self.due_today:
            return "due today"
        return f"{_days(self.working_days)} left" if self.working_days else "due before the next working day"

    def words_to_go(self) -> str:
        """The same of a period that must last: `4 working days to go`, `its time is over`."""
        if self.late:
            return "its time is over"
        return "ends today" if self.due_today else f"{_days(self.working_days)} to go"

    def words_asked(self) -> str:
        """The same of what is never late, only asked after: `first asked after 4 working days ago`."""
        if self.due_today or not self.working_days:
            return "first asked after about now"
        return (
            f"first asked after {_days(self.working_days)} ago"
            if self.late
            else (f"first asked after in {_days(self.working_days)}")
        )


def time_left(due_at: datetime, now: datetime, calendar: WorkingCalendar) -> TimeLeft:
    """The time between now and a due time, both aware. The day from which is counted is never counted itself."""
    due, today = calendar.day_of(due_at), calendar.day_of(now)
    if now > due_at:
        return TimeLeft(late=True, working_days=working_days_between(due, today, calendar))
    return TimeLeft(late=False, working_days=working_days_between(today, due, calendar), due_today=due == today)


def working_days_between(first: date, last: date, calendar: WorkingCalendar) -> int:
    """Working days after `first`, up to and with `last`."""
    return sum(calendar.is_working_day(first + timedelta(days=offset)) for offset in range(1, (last - first).days + 1))


def _days(number: int) -> str:
    return f"{number} working {'day' if number == 1 else 'days'}"
