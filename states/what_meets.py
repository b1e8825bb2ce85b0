"""Which open actions meet what somebody owes: those whose event ends a clock of theirs. A page offers them first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from procedures.clock import Clock, Trigger
from procedures.language import Procedure
from procedures.review_course import course
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from procedures.running import clock_changes
from states.any_case import AnyCase, WrongRules
from states.case import Case
from states.decide import machine_for
from states.open_action import unfilled
from states.open_on_disagreements import DISAGREEMENT_ACTIONS
from states.review import Review
from states.review_due import deadline_of, is_about

PASSES_ON = frozenset(
    {"escalate", "hand_over", "hold", "redirect", "reopen", "skip_stage", "take_fast_path", "withdraw"}
)
"""Actions that end clocks by moving the disagreement away from those who owe something, and not by doing it."""

ON_THE_WAY = frozenset({"ask_information", "record_meeting"})
"""Actions that also show that a disagreement was taken up, where nobody has acknowledged it yet."""


def meets_what_is_owed(
    case: AnyCase, kind: str, fields: Mapping[str, Any], posts: Collection[str], rules: Rules
) -> bool:
    """Whether an action that is open would end a running clock which one of `posts` (codes of people) owes.

    `fields` are what the action is about, as `OpenAction` has them. WrongRules if the case is not of the rules' kind.
    """
    if isinstance(case, Case) and isinstance(rules, Procedure):
        return kind not in PASSES_ON and bool(_ended_by(case, kind, fields, rules) & _owed(case, posts))
    if isinstance(case, Review) and isinstance(rules, ReviewProcedure):
        return bool(_met_by(case, kind, fields, rules) & _owed(case, posts))
    raise WrongRules(case.reference)


def _owed(case: AnyCase, posts: Collection[str]) -> set[str]:
    return {clock.clock for clock in case.clocks if clock.owner in posts}


def _ended_by(case: Case, kind: str, fields: Mapping[str, Any], procedure: Procedure) -> set[str]:
    event = unfilled(DISAGREEMENT_ACTIONS[kind], fields).event(case)
    move = machine_for(procedure).graph.move(case.at, event)
    if move is None:
        return set()
    running = [clock.clock for clock in case.clocks]
    if Trigger.ANSWERED in move.triggers:
        # A stage's own clock runs on until the answer settles it; of the side that answers no more is asked.
        return set(running)
    ended = set(clock_changes(procedure, move, running, finished_duty=fields.get("duty")).stops)
    return ended - _taking_up(case, procedure) if kind in ON_THE_WAY else ended


def _taking_up(case: Case, procedure: Procedure) -> set[str]:
    """The clocks by which a disagreement is to be acknowledged."""
    rules = {clock.clock: procedure.clock_at(clock.stage, clock.clock) for clock in case.clocks}
    return {name for name, rule in rules.items() if isinstance(rule, Clock) and Trigger.ACKNOWLEDGED in rule.stops}


def _met_by(review: Review, kind: str, fields: Mapping[str, Any], rules: ReviewProcedure) -> set[str]:
    """The clocks that an action meets: by a fact that it sets, by leaving where they run, or by settling their item.

    A deadline that counts from such a fact, as that for the next supervision check does, begins anew.
    """
    moves = [move for move in course() if move.source is review.at and move.event == kind]
    facts = {fact for move in moves for fact in (*move.sets, *move.may_set)}
    targets = {move.target for move in moves}
    abouts = [str(value) for value in fields.values()]

    def is_met(clock_id: str) -> bool:
        deadline = deadline_of(rules, clock_id)
        if deadline.each != "review":
            return any(is_about(clock_id, about) for about in abouts)
        if deadline.met_by:
            return deadline.met_by in facts
        return deadline.counts_from in facts or bool(targets and not targets & set(deadline.runs_in))

    return {clock.clock for clock in review.clocks if is_met(clock.clock)}
