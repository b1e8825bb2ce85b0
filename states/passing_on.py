"""A step whose owner has left or is away: it passes on at once, to the deputy, a proxy or business support."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from procedures.graph import owner
from procedures.language import Procedure
from states.attempt import Attempt
from states.case import Case
from states.decide import machine_for
from states.decision import CLOCK, Decision, Refusal
from states.directory import Directory
from states.handing_over import stays_out_of_the_chair
from states.notices import NoticesOwed
from states.responsible import NobodyThere, Responsible, responsible
from states.timing import rule_of
from states.unfolding import Unfolding


def pass_on(case: Case, procedure: Procedure, directory: Directory, now: datetime) -> Decision | Refusal:
    """Give every step of a case whose owner is not there to whoever stands in for them now.

    Who is there keeps what they have, so a deputy finishes what came to them. A stale refusal if all are there.
    """
    attempt = Attempt(case, None, CLOCK, procedure, directory, now)
    absent = {person for person in owners(case) if is_absent(directory, person, attempt)}
    if not absent:
        return Refusal("Everybody who owes a step in this case is there.", "nobody_absent", stale=True)
    try:
        return _pass_on(attempt, absent)
    except NobodyThere as problem:
        return Refusal(f"Nobody can take this step: {problem}.", "nobody_there")


def owners(case: Case) -> set[str]:
    """Everybody who owes something in a case."""
    return {clock.owner for clock in case.clocks} | ({case.owner} if case.owner else set())


def is_absent(directory: Directory, person: str, attempt: Attempt) -> bool:
    """Whether somebody has left, or another stands in for them today."""
    there = directory.stand_in(person, attempt.day)
    return there is None or there.code != person


def _pass_on(attempt: Attempt, absent: set[str]) -> Decision:
    machine = machine_for(attempt.procedure)
    case = attempt.case
    move = machine.move_by_clock(case.at, "pass_on", attempt)
    unfolding = Unfolding(attempt, machine.graph, case)
    successors: dict[int, Responsible] = {}
    for clock in case.clocks:
        if clock.owner in absent:
            rule = rule_of(attempt.procedure, clock.stage, clock.clock, case)
            successors[clock.number] = _successor(attempt, clock.owner, clock.owner_for, rule.owner)
    new_owner = None
    if case.owner in absent:
        new_owner = _successor(attempt, case.owner, case.owner_for, owner(attempt.procedure, case.at))
    unfolding.carry_out(move, "passed_on", at=attempt.now)
    owed = NoticesOwed(attempt, unfolding.notices)
    former = {clock.number: clock.owner for clock in case.clocks}
    for handed in unfolding.pass_steps(successors, new_owner):
        owed.handed_over(case, handed, former[handed.number])
    return unfolding.decision()


def _successor(attempt: Attempt, absent: str | None, acted_for: str | None, party: str | None) -> Responsible:
    """Who takes over: the absent person's own deputy first, then whoever answers for the party now.

    `acted_for` is the post whose step it was already, if not the absent person's own.
    """
    post, deputy = acted_for or absent, attempt.directory.stand_in(absent, attempt.day)
    if (
        deputy
        and deputy.code != absent
        and not (party == "chair" and stays_out_of_the_chair(attempt, deputy.code, absent))
    ):
        return Responsible(deputy.code) if deputy.code == post else Responsible(deputy.code, "deputy", post)
    found = responsible(
        attempt.directory, attempt.procedure, attempt.case, party or "business_support", attempt.case.at, attempt.day
    )
    return replace(found, post=post) if found.via == "business_support" else found
