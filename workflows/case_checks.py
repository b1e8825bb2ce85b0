"""What the watchdog asks of an open case: that somebody owes the next step, that a clock runs, and that it leads on.

Nothing here uses what the tick uses to find due clocks, so that a fault there cannot hide itself here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from notifications.dates import day_in_words
from procedures.graph import HOLD, Graph, Position, unfold
from procedures.language import Procedure
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states.any_case import AnyCase
from states.case import Case, RunningClock
from states.directory import Directory
from states.review import Review
from states.timing import rule_of
from store.linked_outcomes import outcomes_not_brought_back
from store.open_cases import OpenCase
from workflows.proven import faults_of


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that somebody should look at: its kind for machines, the case if it is one's, and plain words."""

    kind: str
    reference: str | None
    message: str


def case_problems(open_case: OpenCase, directory: Directory, now: datetime, overdue_before: datetime) -> list[Problem]:
    """Everything that is wrong with an open case at `now`.

    In: the instant before which every point of a clock must have been marked, if the engine runs.
    """
    found = [("unreadable", fault) for fault in open_case.faults]
    found += _overdue(open_case, overdue_before)
    case, rules = open_case.case, open_case.rules
    if case is not None:
        found += _rows_that_disagree(open_case, case)
        if rules is not None:
            found += _waits_in_silence(case, rules, directory, now)
    return [Problem(kind, open_case.reference, message) for kind, message in found]


def dispute_problems(connection: Connection) -> list[Problem]:
    """Reviews that still wait for a linked disagreement which has ended."""
    return [
        Problem(
            "dispute_not_brought_back",
            review,
            f"The linked disagreement {disagreement} has ended, and the review has not been told. "
            "Business support records it there.",
        )
        for review, disagreement in outcomes_not_brought_back(connection)
    ]


def procedure_problems(rules: Rules) -> list[Problem]:
    """Faults of a procedure that cases run on: states in which a case would wait in silence. Worked out once."""
    found = rules.remembered.get(procedure_problems)
    if not isinstance(found, list):
        found = [Problem("procedure", None, f"{rules.title}, {rules.edition}: {fault}") for fault in faults_of(rules)]
        rules.remembered[procedure_problems] = found
    return found


def _overdue(open_case: OpenCase, before: datetime) -> Iterator[tuple[str, str]]:
    if not open_case.clocks:
        yield "no_clock", "No clock runs, so the case waits in silence."
        return
    first = min(clock.next_at for clock in open_case.clocks)
    if first < before:
        yield "overdue", f"Its clock reached a point on {day_in_words(first)}, and nothing has been done about it."


def _rows_that_disagree(open_case: OpenCase, case: AnyCase) -> Iterator[tuple[str, str]]:
    if case.closed_at is not None:
        yield "disagrees", "The case says that it is closed, and its row that it is open."
    if (open_case.position, open_case.owner) != (case.position, case.owner):
        yield "disagrees", "The case and its row disagree on where it stands or who owes the next step."
    rows = {clock.number: clock for clock in open_case.clocks}
    said = {clock.number: clock for clock in case.clocks}
    if rows.keys() != said.keys():
        yield "disagrees", "The case and the rows of its clocks disagree on which clocks run."
    elif not all(row.fits(said[number]) for number, row in rows.items()):
        yield "disagrees", "The case and the rows of its clocks disagree on when a clock is due or who owes it."


def _waits_in_silence(case: AnyCase, rules: Rules, directory: Directory, now: datetime) -> Iterator[tuple[str, str]]:
    if not _knows_its_position(case, rules):
        yield "position", "Its procedure knows of no open position like the one at which it stands."
        return
    day = rules.working_calendar.day_of(now)
    if case.owner is None:
        yield "no_owner", "Nobody owes the next step."
    owners = dict.fromkeys([*([case.owner] if case.owner else []), *(clock.owner for clock in case.clocks)])
    if any(directory.stand_in(owner, day) is None for owner in owners):
        yield "owner_gone", "Somebody who owes a step has left, and nobody stands in for them."
    for clock in case.clocks:
        if not _something_happens(case, rules, clock):
            yield "leads_nowhere", "A clock runs that leads nowhere when its time runs out."


def _knows_its_position(case: AnyCase, rules: Rules) -> bool:
    """Whether a case stands at an open position that its rules know; not if they are rules of another kind."""
    try:
        if isinstance(case, Review):
            return isinstance(rules, ReviewProcedure) and case.at.is_open
        position = Position.read(case.position)
    except ValueError:
        return False
    return isinstance(rules, Procedure) and position in unfold(rules).positions and position.is_open


def _something_happens(case: AnyCase, rules: Rules, clock: RunningClock) -> bool:
    """Whether something happens when a clock runs out: in a review every clock that its rules know flags and chases."""
    if isinstance(case, Review) and isinstance(rules, ReviewProcedure):
        return clock.clock.partition("__")[0] in rules.deadlines_by_id
    if isinstance(case, Case) and isinstance(rules, Procedure):
        return _leads_on(case, rules, unfold(rules), case.at, clock)
    return False


def _leads_on(case: Case, rules: Procedure, graph: Graph, position: Position, clock: RunningClock) -> bool:
    """Whether something will happen when a clock runs out, or goes on happening after it has."""
    try:
        rule = rule_of(rules, clock.stage, clock.clock, case)
    except KeyError:
        return False
    if clock.expired_at is not None:
        return rule.chase is not None
    if clock.clock == HOLD:
        return any(move.event.startswith("resume_at__") for move in graph.moves_from(position))
    return graph.move(position, f"expire__{clock.clock}") is not None
