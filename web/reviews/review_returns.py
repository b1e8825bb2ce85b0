"""What agencies were asked to return, as a review's page shows it: what came, what is waited for, and the gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from notifications.dates import day_in_words, due_in_words
from reports.agencies_part import returned
from reports.material import Material
from reports.recorded import NOT_RECORDED, fact, fact_day, written
from reports.review_words import agency_name, on_day
from reports.time_left import time_left
from states.review import AgencyReturn

Standing = Literal["received", "gap", "late", "awaited"]


@dataclass(frozen=True)
class AskedReturn:
    """An agency's return. `said` is how it stands in words; `reason` why there is none, where a gap is recorded."""

    agency: str
    asked: str
    due: str
    standing: Standing
    said: str
    reason: str
    records_secured: str


def returns_asked(material: Material) -> list[AskedReturn]:
    """The returns of a review, in the order in which they were asked for."""
    return [_asked(material, one) for one in material.review.returns]


def _asked(material: Material, one: AgencyReturn) -> AskedReturn:
    standing, said = _standing(material, one)
    gap = material.record.last("record_return_gap", agency=one.agency)
    not_secured = fact(returned(material, one.agency), "records_secured") is False
    secured = fact_day(returned(material, one.agency), "records_secured_on") or one.records_secured_on
    return AskedReturn(
        agency=agency_name(material.directory, one.agency),
        asked=on_day(one.requested_at),
        due=due_in_words(one.due_at),
        standing=standing,
        said=said,
        reason=written(gap, "reason") if standing == "gap" else "",
        records_secured="No" if not_secured else on_day(secured) if secured else NOT_RECORDED,
    )


def _standing(material: Material, one: AgencyReturn) -> tuple[Standing, str]:
    calendar = material.rules.working_calendar
    if one.received_at:
        left = time_left(one.due_at, one.received_at, calendar)
        return "received", f"Received {day_in_words(one.received_at)}, {left.words() if left.late else 'in time'}"
    if one.gap_at:
        return "gap", f"Gap: recorded {on_day(one.gap_at)} as not to be had"
    left = time_left(one.due_at, material.now, calendar)
    return ("late" if left.late else "awaited"), f"Awaited, {left.words()}"
