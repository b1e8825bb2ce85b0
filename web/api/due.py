"""Counting a date: a length of time from a day, or what a clock of a procedure allows, with every day accounted for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from procedures.asked_date import limit_of, start_typed
from procedures.calendar import CalendarRules, working_calendar
from procedures.deadline import count_back, count_forward
from procedures.duration import Duration, Unit
from procedures.fault import Fault
from procedures.review_dates import owed_date
from procedures.review_language import ReviewProcedure
from web.api.calling import Calling
from web.api.clock_shapes import SkippedDay
from web.api.named_rules import NAME, named_rules
from web.api.problem import CANNOT_STAND, FieldProblem, Problem
from web.api.responses import problems
from web.api.route import ApiRoute
from web.site import Site, site_of

router = APIRouter(route_class=ApiRoute, tags=["Dates and procedures"])

MOST = 10_000


class Due(BaseModel):
    """A date that can account for itself."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "due": "2026-12-24",
                    "due_at": "2026-12-24T23:59:59.999999+00:00",
                    "counted": ["2026-12-18", "2026-12-21", "2026-12-22", "2026-12-23", "2026-12-24"],
                    "skipped": [{"day": "2026-12-19", "reason": "Saturday"}],
                    "source": None,
                    "caution": None,
                    "explanation": "Due by the end of Thursday 24 December 2026 …",
                }
            ]
        },
    )

    due: str = Field(description="A day for a length in days or months, an instant in UTC for one in hours.")
    due_at: datetime = Field(description="The instant at which it runs out.")
    counted: list[date]
    skipped: list[SkippedDay] = Field(description="Each day that was not counted, and why.")
    source: str | None = Field(description="What the length rests on, where a clock of a procedure was asked for.")
    caution: str | None = Field(description="What to beware of.")
    explanation: str = Field(description="The whole account in sentences.")


@router.get("/due", operation_id="countDue", responses=problems(422, 503))
def count_due(
    request: Request,
    _caller: Calling,
    start: Annotated[
        str,
        Query(
            alias="from",
            max_length=40,
            description="The day, or the instant, to count from. Without a time zone it is local time.",
            examples=["2026-12-17"],
        ),
    ],
    amount: Annotated[int | None, Query(ge=0, le=MOST, description="How many.", examples=[5])] = None,
    unit: Annotated[Unit | None, Query(description="Of what.", examples=["working_days"])] = None,
    *,
    procedure: Annotated[
        str | None, Query(pattern=NAME, max_length=100, description="A procedure, in place of amount and unit.")
    ] = None,
    clock: Annotated[str | None, Query(max_length=100, description="With a procedure: one of its clocks.")] = None,
    before: Annotated[bool, Query(description="Count back from the day, for amount and unit alone.")] = False,
    clear_days: Annotated[bool, Query(description="With `before`: the stricter reading, one day earlier.")] = False,
) -> Due:
    """When is it due, and which days were counted or skipped on the way?

    Give `amount` and `unit`, or `procedure` and `clock`. Bank holidays are those of England.
    """
    by_length, by_clock = (amount, unit), (procedure, clock)
    if (None in by_length) == (None in by_clock) or _any_given(by_clock if None not in by_length else by_length):
        raise _cannot_stand("amount", "Give either amount and unit, or procedure and clock.")
    if (before and clock is not None) or (clear_days and not before):
        detail = "`before` goes with amount and unit, and `clear_days` goes with `before`."
        raise _cannot_stand("clear_days" if clear_days else "before", detail)
    try:
        if procedure is not None and clock is not None:
            found = _of_clock(site_of(request), procedure, clock, start)
        else:
            length = Duration.model_validate({"amount": amount, "unit": unit})
            found = _of_length(length, start, before=before, clear_days=clear_days)
    except KeyError as problem:
        raise _cannot_stand("clock", str(problem.args[0])) from None
    except ValueError as problem:
        raise _cannot_stand("from", str(problem)) from None
    except OverflowError:
        raise _cannot_stand("from", "This is outside the years that the calendar has.") from None
    skipped = [{"day": one["date"], "reason": one["reason"]} for one in found["skipped"]]
    return Due.model_validate(found | {"skipped": skipped})


def _any_given(pair: tuple[object, object]) -> bool:
    return pair != (None, None)


def _of_length(length: Duration, start: str, *, before: bool, clear_days: bool) -> dict[str, Any]:
    calendar = CalendarRules()
    first, days = start_typed(start, calendar), working_calendar(calendar)
    if before:
        return count_back(first, length, days, clear_days=clear_days).as_json()
    return count_forward(first, length, days).as_json()


def _of_clock(site: Site, procedure: str, clock: str, start: str) -> dict[str, Any]:
    rules = named_rules(site, procedure)
    if isinstance(rules, Fault):
        raise _cannot_stand("procedure", rules.expected)
    first = start_typed(start, rules.calendar)
    if isinstance(rules, ReviewProcedure):
        owed = owed_date(rules, rules.deadline(clock), first, {})
        return owed.as_json() | {"source": owed.period.basis(), "explanation": owed.explain()}
    limit, source = limit_of(rules, clock)
    return count_forward(first, limit, rules.working_calendar, source).as_json()


def _cannot_stand(parameter: str, detail: str) -> Problem:
    return Problem(CANNOT_STAND, detail, errors=[FieldProblem(pointer=f"#{parameter}", detail=detail)])
