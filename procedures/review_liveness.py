"""The proof that no practice review can wait in silence: at each position an owner, a way on, and a clock that runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from procedures.liveness import LivenessFault, Proof
from procedures.review_course import REOPENS_BY_LETTER, ReviewFact, ReviewMove, ReviewPosition, course
from procedures.review_knowledge import Facts, Knowledge, knowledge, way_to
from procedures.review_language import Deadline, ReviewProcedure
from procedures.review_owners import OWNERS
from procedures.review_soundness import review_findings


def check_review(
    rules: ReviewProcedure,
    moves: Sequence[ReviewMove] | None = None,
    owners: Mapping[ReviewPosition, str] = OWNERS,
) -> Proof:
    """Walk every position of the course under these rules and collect each fault once, with the way to it.

    A deadline counts at a position only if the fact that it counts from is known on every way there, and what meets it
    on none. Where several take turns (a first check and the next ones), each way is walked by itself. Deadlines of
    items, of some incidents, and periods that only have to last, count for nothing: there may be none.

    `moves` and `owners` are those of the course unless others are to be tried.
    """
    moves = course() if moves is None else moves
    known = knowledge(moves)
    found: dict[str, LivenessFault] = {}
    for fault in (*_of_positions(rules, moves, owners, known), *_of_the_course(known)):
        found.setdefault(fault.message, fault)
    for place, message in review_findings(rules, moves, known):
        found.setdefault(message, LivenessFault(message, (), place))
    walked = sum(move.source in known.ways for move in moves)
    return Proof(len(known.ways), walked, tuple(found.values()))


def _of_the_course(known: Knowledge) -> Iterator[LivenessFault]:
    for position in ReviewPosition:
        if position not in known.ways:
            yield LivenessFault(f"{position}: cannot be reached")


def _of_positions(
    rules: ReviewProcedure,
    moves: Sequence[ReviewMove],
    owners: Mapping[ReviewPosition, str],
    known: Knowledge,
) -> Iterator[LivenessFault]:
    for position, way in known.ways.items():
        if not position.is_open:
            continue
        if position not in owners:
            yield LivenessFault(f"{position}: nobody owes the next step", way)
        if not any(_leads_on(move) for move in moves if move.source is position):
            yield LivenessFault(f"{position}: nothing that anybody can do here leads on", way)
        clocks = [deadline for deadline in rules.deadlines if position in deadline.runs_in and _is_sure_to_be(deadline)]
        if any(_surely_runs(deadline, known, position) for deadline in clocks):
            continue
        silent = way_to(moves, position, _facts_of(clocks), partial(_none_runs, clocks))
        if silent is not None:
            reasons = "".join(f"; {_why_not(deadline, known, position)}" for deadline in clocks)
            message = f"{position}: no clock runs, so the review could wait here in silence{reasons}"
            yield LivenessFault(message, silent, ("deadlines",))


def _leads_on(move: ReviewMove) -> bool:
    """Whether a move leads on and is somebody's to make: for a letter that takes a review back, people only wait."""
    return move.target is not move.source and move.event != REOPENS_BY_LETTER


def _is_sure_to_be(deadline: Deadline) -> bool:
    """Whether every review has this deadline, it ends only by what somebody does, and lateness is flagged."""
    is_every_reviews = deadline.scope == "review" and deadline.each == "review" and deadline.only is None
    return is_every_reviews and deadline.meaning == "by" and deadline.overdue


def _surely_runs(deadline: Deadline, known: Knowledge, position: ReviewPosition) -> bool:
    return deadline.counts_from in known.surely[position] and deadline.met_by not in known.maybe[position]


def _facts_of(deadlines: Sequence[Deadline]) -> Facts:
    facts = {fact for deadline in deadlines for fact in (deadline.counts_from, deadline.met_by)}
    return frozenset(fact for fact in facts if fact is not None)


def _none_runs(deadlines: Sequence[Deadline], facts: Facts) -> bool:
    return not any(deadline.counts_from in facts and deadline.met_by not in facts for deadline in deadlines)


def _why_not(deadline: Deadline, known: Knowledge, position: ReviewPosition) -> str:
    counts_from: ReviewFact | None = deadline.counts_from
    if counts_from not in known.surely[position]:
        return f"{deadline.id} counts from {counts_from}, which may not be known here"
    return f"{deadline.id} is met by {deadline.met_by}, which may be known here already"
