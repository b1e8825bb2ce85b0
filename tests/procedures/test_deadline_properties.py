"""What holds for every deadline, whatever the start, the length and the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from procedures.calendar import CalendarRules, Closure, WorkingCalendar, working_calendar
from procedures.deadline import Deadline, count_back, count_forward, due_at, due_before
from procedures.duration import Duration, Unit
from procedures.explanation import named_day

CHRISTMAS = Closure(first=date(2026, 12, 22), last=date(2027, 1, 5), reason="Christmas closure")
TRAINING = Closure(first=date(2026, 6, 10), reason="training day")
RULES = [
    CalendarRules(),
    CalendarRules(closures=(CHRISTMAS, TRAINING)),
    CalendarRules(bank_holidays="none", end_of_day=time(17)),
    CalendarRules(day_zero="trigger_day_counts", closures=(TRAINING,), end_of_day=time(17, 30)),
    CalendarRules(day_zero="trigger_day_counts"),
    # Working hours in which the clocks change, and a time zone on the other side of midnight.
    CalendarRules(timezone="Pacific/Auckland", working_hours_start=time(0), working_hours_end=time(23, 30)),
]
calendars = st.sampled_from([working_calendar(rules) for rules in RULES])
days = st.dates(date(2025, 1, 1), date(2029, 12, 31))
instants = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - made aware by `timezones`
durations = st.builds(Duration, amount=st.integers(0, 90), unit=st.sampled_from(Unit))
working_durations = st.builds(Duration, amount=st.integers(0, 90), unit=st.just(Unit.WORKING_DAYS))


def met(deadline: Deadline) -> list[date]:
    return sorted([*deadline.counted, *(skipped.day for skipped in deadline.skipped)])


@given(instants, durations, calendars)
def test_the_fast_path_agrees(start: datetime, duration: Duration, calendar: WorkingCalendar) -> None:
    assert due_at(start, duration, calendar) == count_forward(start, duration, calendar).due_at
    assert due_before(start, duration, calendar) == count_back(start, duration, calendar).due_at


@given(instants, durations, calendars, st.integers(0, 30))
def test_a_longer_duration_is_never_due_sooner(
    start: datetime, duration: Duration, calendar: WorkingCalendar, more: int
) -> None:
    longer = Duration(amount=duration.amount + more, unit=duration.unit)
    assert start <= due_at(start, duration, calendar) <= due_at(start, longer, calendar)
    assert start >= due_before(start, duration, calendar) >= due_before(start, longer, calendar)


@given(instants, durations, calendars, st.timedeltas(timedelta(), timedelta(days=10)))
def test_a_later_start_is_never_due_sooner(
    start: datetime, duration: Duration, calendar: WorkingCalendar, wait: timedelta
) -> None:
    assert due_at(start, duration, calendar) <= due_at(start + wait, duration, calendar)
    assert due_before(start, duration, calendar) <= due_before(start + wait, duration, calendar)


@given(days, working_durations, calendars)
def test_only_working_days_count_and_no_skipped_day_is_one(
    start: date, duration: Duration, calendar: WorkingCalendar
) -> None:
    for deadline in (count_forward(start, duration, calendar), count_back(start, duration, calendar)):
        assert len(deadline.counted) == duration.amount
        assert all(calendar.is_working_day(day) for day in deadline.counted)
        assert all(calendar.why_not(skipped.day) == skipped.reason for skipped in deadline.skipped)
        assert deadline.due == (deadline.counted[-1] if deadline.counted else start)


@given(days, working_durations, st.sampled_from(RULES[:3]))
def test_counting_back_undoes_counting_forward(start: date, duration: Duration, rules: CalendarRules) -> None:
    calendar = working_calendar(rules)
    while not calendar.is_working_day(start):
        start += timedelta(days=1)
    due = count_forward(start, duration, calendar).due
    assert count_back(due, duration, calendar).due == start


@given(instants, durations, calendars)
def test_every_day_between_start_and_due_is_accounted_for_once(
    start: datetime, duration: Duration, calendar: WorkingCalendar
) -> None:
    deadline = count_forward(start, duration, calendar)
    first = calendar.day_of(start)
    last = calendar.day_of(deadline.due)
    between = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    accounted = met(deadline)
    # The first day is met only where it can count: by hours, and where the trigger day counts.
    assert accounted == between or accounted == between[1:]


@given(days, working_durations, calendars, st.booleans())
def test_the_explanation_names_every_day_between(
    end: date, duration: Duration, calendar: WorkingCalendar, clear_days: bool
) -> None:
    deadline = count_back(end, duration, calendar, clear_days=clear_days)
    told = deadline.explain()
    assert isinstance(deadline.due, date)
    for offset in range((end - deadline.due).days + 1):
        assert named_day(end - timedelta(days=offset)) in told
    for skipped in deadline.skipped:
        assert skipped.reason in told


@given(days, working_durations, calendars)
def test_clear_days_are_one_working_day_earlier(end: date, duration: Duration, calendar: WorkingCalendar) -> None:
    clear = count_back(end, duration, calendar, clear_days=True)
    one_more = Duration(amount=duration.amount + 1, unit=Unit.WORKING_DAYS)
    assert clear.due == count_back(end, one_more, calendar).due
