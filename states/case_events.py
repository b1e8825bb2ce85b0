"""What happens on a case as other systems are told of it: codes and times, nothing about a child, nothing written.

`web/systems/webhooks_page.py` has the words for each type, and docs/webhooks.md the promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from states.any_case import AnyCase
from states.case import Case
from states.decision import Audience, Decision, Entry

OPENED = "case.opened"
MOVED = "case.moved"
CHANGED = "case.changed"
CLOSED = "case.closed"
WARNED = "deadline.warned"
PASSED = "deadline.passed"
CHASED = "deadline.chased"
TYPES = (OPENED, MOVED, CHANGED, CLOSED, WARNED, PASSED, CHASED)
"""The types of events, each of which can be asked for."""

BY_KIND = {
    "warned": WARNED,
    "chased": CHASED,
    "moved_up_by_clock": PASSED,
    "raiser_prompted": PASSED,
    "meeting_required": PASSED,
    "flagged_late": PASSED,
}
"""What the clock writes, by the kind of its entry; everything else is told by what it does to the case."""


class CaseEvent(Struct, frozen=True, gc=False):
    """One entry of a case as an event: its type, who may read the entry, and what is told of it as plain data."""

    number: int
    type: str
    audience: Audience
    at: datetime
    told: dict[str, Any]


def events_of(decision: Decision, before: str | None) -> Iterator[CaseEvent]:
    """An event for each entry of a decision. `before` is the position of the case before it, None for a new case."""
    case, position = decision.case, before
    for entry in decision.entries:
        last = entry is decision.entries[-1]
        yield CaseEvent(
            entry.number, _type(case, entry, position, last=last), entry.audience, entry.recorded_at, _told(case, entry)
        )
        position = entry.position


def may_be_told(case: AnyCase, audience: str, agency: str | None) -> bool:
    """Whether an agency's own system may be told of an entry: one for both sides, or for the agency's side.

    Without an agency it is the partnership's own system, which is told what business support reads: everything. An
    agency is told of the disagreements of its sides alone, and of none between partners over a practice review, of
    which their agencies do not learn.
    """
    if agency is None:
        return True
    if not isinstance(case, Case) or case.linked_to is not None:
        return False
    raising, responding = case.raising.agency == agency, case.responding.agency == agency
    if audience == "parties":
        return raising or responding
    return (audience == "raising" and raising) or (audience == "responding" and responding)


def _type(case: AnyCase, entry: Entry, before: str | None, *, last: bool) -> str:
    if before is None and entry.number == 1:
        return OPENED
    if last and case.closed_at is not None and entry.position != before:
        return CLOSED
    by_clock = BY_KIND.get(entry.kind)
    if by_clock is not None:
        return by_clock
    return MOVED if entry.position != before else CHANGED


def _told(case: AnyCase, entry: Entry) -> dict[str, Any]:
    due = min((clock.due_at for clock in case.clocks), default=None)
    return {
        "case": case.reference,
        "kind": "disagreement" if isinstance(case, Case) else "practice_review",
        "number": entry.number,
        "happened": entry.kind,
        "at": entry.at.isoformat(),
        "position": entry.position,
        "open": case.closed_at is None,
        "outcome": case.outcome,
        "owed_by": case.owner,
        "due": due.isoformat() if due else None,
    }
