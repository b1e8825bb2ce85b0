"""`goldenthread due`: when something is due, and how that was counted."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError

from command_line.own_procedures import own_directories
from procedures.asked_date import limit_of, start_typed
from procedures.calendar import CalendarRules, Closure, working_calendar
from procedures.catalogue import load_rules
from procedures.deadline import Deadline, count_back, count_forward
from procedures.duration import Duration, Unit, amount_from
from procedures.fault import ProcedureError
from procedures.language import Procedure
from procedures.review_dates import OwedDate, fact_named, owed_date
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules


def register(app: typer.Typer) -> None:
    """Add the command to an application.

    Unknown options are passed on as arguments, so that `-3` is answered as an amount and not as an option.
    """
    app.command("due", context_settings={"ignore_unknown_options": True})(due)


def due(
    amount: Annotated[str | None, typer.Argument(help="How many, such as 5.", show_default=False)] = None,
    unit: Annotated[str | None, typer.Argument(help="One of: " + ", ".join(Unit) + ".", show_default=False)] = None,
    *,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            help="The day, or the instant, to count from: 2026-12-17 or 2026-12-17T09:00. "
            "Without a time zone it is local time; where the clocks go back, the first of the two hours.",
            show_default=False,
        ),
    ] = None,
    before: Annotated[bool, typer.Option("--before", help="Count back from --from.")] = False,
    clear_days: Annotated[
        bool, typer.Option("--clear-days", help="With --before: the stricter reading, one day earlier.")
    ] = False,
    closure: Annotated[
        list[str] | None,
        typer.Option(metavar="DATE[:DATE]=REASON", help="Days on which no work is done; may be given more than once."),
    ] = None,
    procedure: Annotated[str | None, typer.Option(help="A procedure, by name or file, instead of AMOUNT UNIT.")] = None,
    clock: Annotated[str | None, typer.Option(help="With --procedure: the id of one of its clocks.")] = None,
    known: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FACT=DATE",
            help="For practice reviews: when something else came about that another reading counts from, such as "
            "incident=2026-12-14; may be given more than once.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print plain data instead of sentences.")] = False,
) -> None:
    """When is it due, and which days were counted or skipped on the way?

    Give AMOUNT and UNIT, or --procedure and --clock. Prints the account in sentences, or with --json an
    object with `due` (ISO date or UTC instant), `counted`, `skipped` (date, reason), `source` and more. A deadline of
    practice reviews is counted as its rule says, back or forward, and has `other` dates, advisory, with their basis.
    Bad input is answered on standard error with exit code 2.
    """
    try:
        closures = tuple(map(_closure, closure or ()))
        rules = _rules(amount, procedure, clock)
        answer: Deadline | OwedDate
        if isinstance(rules, ReviewProcedure):
            if before or clear_days:
                _refuse("--before and --clear-days: the rules of practice reviews say themselves how each is counted.")
            answer = _owed(_closed_on(rules, closures), str(clock), start, known or [])
        else:
            if known:
                _refuse("--known is for practice reviews, whose deadlines have several published readings.")
            if clear_days and not before:
                _refuse("--clear-days needs --before: it is a way of counting back.")
            limit, calendar, source = _limit(amount, unit, rules, clock)
            calendar = _with_closures(calendar, closures)
            answer = _count(_start(start, calendar), limit, calendar, source, before=before, clear_days=clear_days)
    except ProcedureError as problem:
        _refuse(str(problem))
    except KeyError as problem:
        _refuse(str(problem.args[0]))
    except ValidationError as problem:
        _refuse("; ".join(error["msg"].removeprefix("Value error, ") for error in problem.errors()))
    except ValueError as problem:
        _refuse(str(problem))
    typer.echo(json.dumps(answer.as_json(), indent=2) if as_json else answer.explain())


def _rules(amount: str | None, procedure: str | None, clock: str | None) -> Rules | None:
    """The rules that were named, or None where AMOUNT UNIT is counted."""
    if procedure is None and clock is None:
        return None
    if amount is not None or procedure is None or clock is None:
        _refuse("give either AMOUNT UNIT, or --procedure NAME and --clock ID together.")
    return load_rules(procedure, directories=own_directories())


def _limit(
    amount: str | None, unit: str | None, rules: Procedure | None, clock: str | None
) -> tuple[Duration, CalendarRules, str | None]:
    """What is counted, by which calendar, and where the limit comes from."""
    if rules is None or clock is None:
        if amount is None or unit is None:
            _refuse("say what to count: AMOUNT UNIT, such as 5 working_days, or --procedure NAME --clock ID.")
        return Duration(amount=amount_from(amount), unit=Unit.named(unit)), CalendarRules(), None
    limit, source = limit_of(rules, clock)
    return limit, rules.calendar, source


def _owed(rules: ReviewProcedure, clock: str, start: str | None, known: list[str]) -> OwedDate:
    """The date of a deadline of practice reviews, with those by other readings as far as their facts are known."""
    facts = {}
    for text in known:
        name, equals, day = text.partition("=")
        if not equals:
            raise ValueError(f"{text!r} is not a fact with its date: write it as incident=2026-12-14")
        facts[fact_named(name.strip())] = _start(day.strip(), rules.calendar)
    return owed_date(rules, rules.deadline(clock), _start(start, rules.calendar), facts)


def _closed_on(rules: ReviewProcedure, closures: tuple[Closure, ...]) -> ReviewProcedure:
    return rules.model_copy(update={"calendar": _with_closures(rules.calendar, closures)})


def _with_closures(calendar: CalendarRules, closures: tuple[Closure, ...]) -> CalendarRules:
    return calendar.model_copy(update={"closures": calendar.closures + closures})


def _count(
    start: date | datetime,
    limit: Duration,
    rules: CalendarRules,
    source: str | None,
    *,
    before: bool,
    clear_days: bool,
) -> Deadline:
    calendar = working_calendar(rules)
    if before:
        return count_back(start, limit, calendar, source, clear_days=clear_days)
    return count_forward(start, limit, calendar, source)


def _start(text: str | None, rules: CalendarRules) -> date | datetime:
    """The day or the instant that was typed."""
    if text is None:
        _refuse("--from is missing: say what to count from, such as --from 2026-12-17.")
    return start_typed(text, rules)


def _closure(text: str) -> Closure:
    written = re.fullmatch(r"([^:=]+)(?::([^:=]+))?=(.+)", text)
    try:
        first, last, reason = written.groups() if written else ("", None, "")
        first_day, last_day = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise ValueError(f"{text!r} is not a closure: write it as 2026-12-29:2026-12-31=Christmas") from None
    return Closure(first=first_day, last=last_day, reason=reason)


def _refuse(message: str) -> NoReturn:
    typer.echo(f"due: {message}", err=True)
    raise typer.Exit(2)
