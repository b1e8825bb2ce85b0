"""The procedure of a bundle: its rules with their sources, and how each due time was counted."""

from __future__ import annotations

from typing import Any

from procedures.catalogue import thaw
from procedures.clock import Clock, CumulativeCap
from procedures.deadline import Deadline, count_forward
from procedures.description import describe
from procedures.duration import Duration
from procedures.explanation import counting_rule
from procedures.language import ClosingDuty, Procedure
from store.chain import instant
from workflows.bundle_words import SET_BY_PEOPLE


def procedure_in(data: dict[str, Any]) -> Procedure | None:
    """The procedure that a bundle's case runs on; None if its text is missing or cannot be read."""
    try:
        return thaw(data["procedure"]["text"])
    except (TypeError, ValueError):
        return None


def rules(procedure: Procedure) -> list[tuple[str, list[tuple[int, str]]]]:
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


def counted(procedure: Procedure, clock: dict[str, Any]) -> dict[str, Any]:
    """How a clock's due time was counted: its limit and standing, and each day that was counted or skipped.

    Of the limits that a rule has (the ordinary one, the fast path's, those of priorities) the one that leads to the
    due time is shown. `explanation` is empty where none does: a person set the time, or a hold moved it.
    """
    rule = _rule(procedure, clock)
    if rule is None:
        by_a_person = clock["clock"] in SET_BY_PEOPLE
        return {"limit": "a time that a person set" if by_a_person else "", "basis": "", "deadline": None}
    for limit in _limits(rule):
        found = _count(procedure, clock, limit)
        if found:
            return {"limit": limit.words(), "basis": rule.basis(), "deadline": _account(found)}
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


def _count(procedure: Procedure, clock: dict[str, Any], limit: Duration) -> Deadline | None:
    """The count of a limit from the clock's start, if it leads to the clock's due time."""
    try:
        found = count_forward(instant(clock["started_at"]), limit, procedure.working_calendar)
        return found if found.due_at == instant(clock["due_at"]) else None
    except (TypeError, ValueError):
        return None


def _account(deadline: Deadline) -> dict[str, Any]:
    return {
        "day_zero": deadline.day_zero.isoformat(),
        "counted": [day.isoformat() for day in deadline.counted],
        "skipped": [(skip.day.isoformat(), skip.reason) for skip in deadline.skipped],
        "rule": counting_rule(deadline),
        "caution": deadline.caution,
    }
