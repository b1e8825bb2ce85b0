"""What the demonstration's partnership did could be done when it was done, whatever day it is looked at."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from command_line.demonstrated_partnership import DemonstratedPartnership
from command_line.demonstrated_past import SAID
from notifications.dates import LONDON
from states.case import Case
from store.directory_file import read_directory_file
from store.directory_import import import_directory
from store.migrations import upgrade
from store.readable_cases import Operator, case_with_record, list_cases
from store.sessions import reading
from store.verification import verify
from tests.at_work import settings_for
from workflows.clock import VirtualClock
from workflows.context import EngineContext, open_context
from workflows.tick import sweep

PLACES = {
    "closed": 2,
    "closing": 1,
    "senior_managers.answering": 1,
    "practitioners.considering": 1,
    "practitioners.information": 1,
    "practitioners.answering": 1,
    "rapid_review_gathering": 1,
    "lcspr_in_progress": 1,
}


def told(home: Path, today: date, days_before: int = 0) -> tuple[EngineContext, DemonstratedPartnership]:
    """The partnership with all that it did up to eight in the morning of a day, or of one before it."""
    url = f"sqlite:///{home / 'goldenthread.db'}"
    upgrade(url)
    morning = datetime.combine(today - timedelta(days=days_before), time(8), LONDON)
    context = open_context(settings_for(url, home), VirtualClock(morning))
    partnership = DemonstratedPartnership(context, today)
    import_directory(context.engine, read_directory_file("essex"), partnership.begins_on)
    partnership.tell(morning)
    return context, partnership


@pytest.mark.parametrize(
    "today",
    [
        date(2026, 11, 26),
        date(2026, 11, 28),  # a Saturday
        date(2027, 1, 5),  # over Christmas, and into another year of references and chairs
        date(2027, 3, 31),  # after Easter Monday, and the clocks going forward
    ],
)
def test_everything_is_done_and_the_cases_stand_in_many_places(tmp_path: Path, today: date) -> None:
    context, partnership = told(tmp_path, today)
    assert partnership.refusals == []
    with reading(context.engine) as connection:
        lines = list_cases(connection, Operator(), closed_too=True)
        found = [case_with_record(connection, Operator(), line.reference) for line in lines]
    assert partnership.opened == len(lines)
    assert Counter(line.position for line in lines) == PLACES
    decided = [case for case, _ in filter(None, found) if isinstance(case, Case) and case.outcome == "decided"]
    assert [case.reached for case in decided] == ["delegated_safeguarding_partners"]
    written = [text for _, entries in filter(None, found) for entry in entries for text in entry.narrative.values()]
    assert sum(text.startswith(SAID) for text in written) > len(written) / 3
    assert verify(context.engine, tmp_path).misfits == ()


def test_it_goes_on_beside_an_engine(tmp_path: Path) -> None:
    context, partnership = told(tmp_path, date(2026, 11, 26), days_before=3)
    clock = context.clock
    assert isinstance(clock, VirtualClock)
    assert partnership.opened == 6, "three are raised only later"
    for _ in range(3 * 24):
        clock.advance_by(timedelta(hours=1))
        sweep(context.engine, clock.now())
        partnership.go_on()
    assert partnership.refusals == []
    assert partnership.opened == 9
