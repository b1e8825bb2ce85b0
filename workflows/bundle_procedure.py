"""The procedure of a bundle: its rules with their sources, and how each due time was counted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, TypeVar

from procedures.catalogue import thaw
from procedures.clock import Clock, CumulativeCap
from procedures.deadline import Deadline, count_forward
from procedures.description import describe
from procedures.duration import Duration
from procedures.explanation import counting_rule
from procedures.fault import ProcedureError
from procedures.language import ClosingDuty, Procedure
from procedures.rules import Rules
from store.chain import instant
from workflows.bundle_words import SET_BY_PEOPLE

R = TypeVar("R", bound=Rules)


def procedure_in(data: dict[str, Any], language: type[R]) -> R | None:
    """The rules that a bundle's case runs on; None if their text is missing, cannot be read or is of another kind."""
    try:
        return thaw(data["procedure"]["text"], language)
    except (TypeError, ValueError, ProcedureError):
        return None


def rules(procedure: Rules) -> list[tuple[str, list[tuple[int, str]]]]:
    """The whole procedure in plain words: sections, each a heading and its lines with their depth, from 0."""
    sections: list[tuple[str, list[tuple[int, str]]]] = []
    begins = True
    for line in describe(procedure):
        if not line:
            begins = True
        elif begins:
            sections.append((line, []))
            begins = False
        else:
            words = line.lstrip(" ")
            sections[-1][1].append(((len(line) - len(words)) // 2, words))
    return sections


def counted(procedure: Procedure, clock: dict[str, Any], clocks: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """How a clock's due time was counted: its limit and standing, and each day that was counted or skipped.

    Of the limits that a rule has (the ordinary one, the fast path's, those of priorities) the one that leads to the
    due time is shown, counted from the clock's own start or from that of an earlier one of its stage in `clocks`,
    whose limit a priority shortened. `deadline` is None where none does: a person set the time, or a hold moved it.
    """
    rule = _rule(procedure, clock)
    if rule is None:
        by_a_person = clock["clock"] in SET_BY_PEOPLE
        return {"limit": "a time that a person set" if by_a_person else "", "basis": "", "deadline": None}
    same = [one["started_at"] for one in clocks if (one["clock"], one["stage"]) == (clock["clock"], clock["stage"])]
    for start, limit in product(dict.fromkeys([clock["started_at"], *same]), _limits(rule)):
        found = _count(procedure, clock, start, limit)
        if found:
            return {"limit": limit.words(), "basis": rule.basis(), "deadline": account(found)}
    if clock["due_at"] == clock["started_at"]:
        return {"limit": "over already when it was shortened", "basis": rule.basis(), "deadline": None}
    return {"limit": "moved by a hold, or set by a person", "basis": rule.basis(), "deadline": None}


def _rule(procedure: Procedure, clock: dict[str, Any]) -> Clock | CumulativeCap | ClosingDuty | None:
    try:
        return procedure.clock_at(clock["stage"], clock["clock"])
    except KeyError:
        return None


def _limits(rule: Clock | CumulativeCap | ClosingDuty) -> list[Duration]:
    found: list[Duration] = [rule.limit, *getattr(rule, "limits_by_priority", {}).values()]
    fast = getattr(rule, "fast_limit", None)
    return [*found, fast] if fast else found


def _count(procedure: Procedure, clock: dict[str, Any], start: str, limit: Duration) -> Deadline | None:
    """The count of a limit from a start, if it leads to the clock's due time."""
    try:
        found = count_forward(instant(start), limit, procedure.working_calendar)
        return found if found.due_at == instant(clock["due_at"]) else None
    except (TypeError, ValueError):
        return None


def account(deadline: Deadline) -> dict[str, Any]:
    """How a due time was counted, as the page shows it: each day that was counted or skipped, and the rule."""
    return {
        "day_zero": deadline.day_zero.isoformat(),
        "counted": [day.isoformat() for day in deadline.counted],
        "skipped": [(skip.day.isoformat(), skip.reason) for skip in deadline.skipped],
        "rule": counting_rule(deadline),
        "caution": deadline.caution,
    }
