"""Faults of rules of practice reviews that need no way to show them: what could never work as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from procedures.due_instant import due_at
from procedures.duration import Duration
from procedures.group import Group
from procedures.names import Path, parts
from procedures.review_course import ReviewFact, ReviewMove, ReviewPosition
from procedures.review_knowledge import Knowledge
from procedures.review_language import Deadline, ReviewProcedure
from procedures.soundness import LONGEST, Finding, findings_of_group
from procedures.source import Force

BEGIN_ITEMS = {
    "agency_return": ("begin_gathering", "request_return"),
    "information_request": ("request_information",),
    "panel_request": ("record_panel_query",),
    "recommendation": ("add_recommendation",),
}
"""The events with which items of each kind come to be."""

OF_ITEMS = {
    "return_agency": "agency_return",
    "asked_agency": "information_request",
    "recommendation_owner": "recommendation",
}
"""Parties that only a deadline of an item knows."""

IN_ORDER = (ReviewFact.INCIDENT, ReviewFact.AWARE, ReviewFact.NOTIFIED)
"""What the time of a rapid review may count from, by some reading, soonest first."""

ORDINARY_MONDAY = datetime(2024, 1, 8, 12, tzinfo=UTC)
"""A day with no bank holiday in the weeks after it: limits of different units are compared from there."""


def review_findings(rules: ReviewProcedure, moves: Sequence[ReviewMove], known: Knowledge) -> Iterator[Finding]:
    """Every such fault, with where it stands."""
    for path, part in parts(rules):
        if isinstance(part, Group):
            yield from findings_of_group(path, part)
    for index, deadline in enumerate(rules.deadlines):
        path = ("deadlines", index)
        yield from _of_lengths(path, deadline)
        yield from _of_people(rules, path, deadline)
        yield from _of_readings(path, deadline)
        if deadline.scope != "review":
            continue
        if deadline.each == "review":
            yield from _of_its_start(path, deadline, known)
            yield from _of_its_end(path, deadline, moves)
        else:
            yield from _of_items(path, deadline, moves, known)
    yield from _of_relaxations(rules)
    yield from _of_the_day_plan(rules)
    if rules.sub_committee == rules.partners:
        yield ("partners",), "the sub-committee would ratify its own decisions: `partners` needs another group"
    if rules.effective_to and rules.effective_to < rules.effective_from:
        yield ("effective_to",), "effective_to is before effective_from"


def _of_lengths(path: Path, deadline: Deadline) -> Iterator[Finding]:
    limit = deadline.limit
    for field in ("limit", "at_least", "stricter", "chase"):
        length = getattr(deadline, field)
        if isinstance(length, Duration) and length.amount > LONGEST.get(length.unit.value, 120):
            yield (*path, field), f"{length.words()} is longer than ten years"
    if deadline.chase.amount == 0:
        yield (*path, "chase"), "`chase` needs an amount above 0"
    if limit is None and deadline.scope != "review":
        yield path, f"the deadline {deadline.id!r} needs a `limit`: no person sets its time"
    for index, warning in enumerate(deadline.warn):
        # Counted back, there is no start that a warning could come before.
        too_early = (
            deadline.counted == "after" and limit and warning.unit is limit.unit and warning.amount >= limit.amount
        )
        if too_early:
            yield (*path, "warn", index), f"a warning {warning.words()} before the end comes before the clock starts"
    if deadline.stricter:
        back = deadline.counted == "before"
        if limit is None or deadline.stricter.unit is not limit.unit:
            yield (*path, "stricter"), "`stricter` needs a `limit` in the same unit"
        elif (deadline.stricter.amount <= limit.amount) if back else (deadline.stricter.amount >= limit.amount):
            yield (*path, "stricter"), f"{deadline.stricter.words()} is not stricter than {limit.words()}"


def _of_people(rules: ReviewProcedure, path: Path, deadline: Deadline) -> Iterator[Finding]:
    named = [((*path, "owner"), deadline.owner)]
    named += [((*path, "tell", index), party) for index, party in enumerate(deadline.tell)]
    for place, party in named:
        needed = OF_ITEMS.get(party)
        if needed and deadline.each != needed:
            yield place, f"there is no {party} here: only a deadline with `each: {needed}` has one"
        if party == "lead_safeguarding_partners" and rules.lead_partners is None:
            yield place, "there are no lead_safeguarding_partners here: `lead_partners` names no group"


def _of_readings(path: Path, deadline: Deadline) -> Iterator[Finding]:
    in_force = any(reading.counts_from is deadline.counts_from for reading in deadline.readings)
    if deadline.readings and not in_force and "counts_from" not in deadline.bases:
        known = ", ".join(f"{reading.counts_from} ({reading.id})" for reading in deadline.readings)
        message = (
            f"the deadline {deadline.id!r} counts from {deadline.counts_from}, as none of its readings does: {known}; "
            "choose one of them, or say in `bases: {counts_from: ...}` where it stands"
        )
        yield (*path, "counts_from"), message


def _of_its_start(path: Path, deadline: Deadline, known: Knowledge) -> Iterator[Finding]:
    counts_from = deadline.counts_from
    there = [position for position in deadline.runs_in if position in known.ways]
    if not any(counts_from in known.maybe[position] for position in there):
        positions = ", ".join(deadline.runs_in)
        message = f"the deadline {deadline.id!r} never starts: {counts_from} is never known in {positions}"
        yield (*path, "counts_from"), message
    elif deadline.met_by and all(deadline.met_by in known.surely[position] for position in there):
        message = f"the deadline {deadline.id!r} never runs: {deadline.met_by} is known already wherever it could"
        yield (*path, "met_by"), message
    if deadline.counted == "before" and counts_from is not ReviewFact.PUBLICATION_PLANNED:
        yield (*path, "counted"), f"only from a day that is planned can be counted back, and {counts_from} is none"
    if deadline.limit is None and not deadline.at_once:
        yield path, f"the deadline {deadline.id!r} needs a `limit`, or `at_once`: no person sets its time"
    if deadline.at_least:
        yield (*path, "at_least"), "`at_least` is for a deadline of an agency's return"


def _of_its_end(path: Path, deadline: Deadline, moves: Sequence[ReviewMove]) -> Iterator[Finding]:
    met_by = deadline.met_by
    if met_by is None:
        return
    if met_by is deadline.counts_from:
        yield (*path, "met_by"), f"the deadline {deadline.id!r} is met by what starts it: it would never run"
    elif not any(met_by in (*move.sets, *move.may_set) for move in moves if move.source in deadline.runs_in):
        message = f"the deadline {deadline.id!r} can never be met: nothing done where it runs makes {met_by} known"
        yield (*path, "met_by"), message


def _of_items(path: Path, deadline: Deadline, moves: Sequence[ReviewMove], known: Knowledge) -> Iterator[Finding]:
    begin = BEGIN_ITEMS[deadline.each]
    there = _reached_from({move.target for move in moves if move.event in begin and move.source in known.ways}, moves)
    if not there & set(deadline.runs_in):
        message = (
            f"the deadline {deadline.id!r} never starts: none is asked for by then; that is done by {', '.join(begin)}"
        )
        yield (*path, "runs_in"), message
    if deadline.at_least and deadline.each != "agency_return":
        yield (*path, "at_least"), "`at_least` is for a deadline of an agency's return"
    if deadline.settled_by and deadline.each != "recommendation":
        yield (*path, "settled_by"), "`settled_by` is for a deadline of a recommendation"
    if deadline.met_by:
        yield (*path, "met_by"), "a deadline of an item is met by the item: leave `met_by` out"


def _reached_from(positions: set[ReviewPosition], moves: Sequence[ReviewMove]) -> set[ReviewPosition]:
    found = set(positions)
    while following := {move.target for move in moves if move.source in found} - found:
        found |= following
    return found


def _of_the_day_plan(rules: ReviewProcedure) -> Iterator[Finding]:
    """A day plan breaks the time of the rapid review into parts: none of them may lie behind its end."""
    whole = next((deadline for deadline in rules.deadlines if deadline.met_by is ReviewFact.SUBMITTED), None)
    if whole is None or whole.limit is None:
        return
    for index, deadline in enumerate(rules.deadlines):
        planned = deadline.limit
        if not deadline.day_plan or planned is None or _begins_before(deadline, whole):
            continue
        if _outlasts(rules, planned, whole.limit):
            message = (
                f"{planned.words()} of the day plan lie behind the {whole.limit.words()} of {whole.id}, "
                "within which all of it has to be done"
            )
            yield ("deadlines", index, "limit"), message


def _begins_before(deadline: Deadline, whole: Deadline) -> bool:
    first, last = deadline.counts_from, whole.counts_from
    return first in IN_ORDER and last in IN_ORDER and IN_ORDER.index(first) < IN_ORDER.index(last)


def _outlasts(rules: ReviewProcedure, planned: Duration, whole: Duration) -> bool:
    """Whether one limit is longer than another, of two units by any day of an ordinary week."""
    if planned.unit is whole.unit:
        return planned.amount > whole.amount
    days = [ORDINARY_MONDAY + timedelta(days=day) for day in range(7)]
    count, calendar = due_at, rules.working_calendar
    return any(count(day, planned, calendar) > count(day, whole, calendar) for day in days)


def _of_relaxations(rules: ReviewProcedure) -> Iterator[Finding]:
    for index, relaxation in enumerate(rules.relaxations):
        path: Path = ("relaxations", index)
        limit, usual = relaxation.limit, rules.deadlines_by_id[relaxation.deadline].limit
        if relaxation.source is None or relaxation.force is Force.LOCAL_DEFAULT:
            message = "a national relaxation needs a `source`, and a force other than local_default: none is local"
            yield path, message
        if relaxation.last < relaxation.first:
            yield (*path, "last"), "last is before first"
        if limit and usual and limit.unit is usual.unit and limit.amount <= usual.amount:
            yield (*path, "limit"), f"{limit.words()} relaxes nothing: the limit is {usual.words()}"
