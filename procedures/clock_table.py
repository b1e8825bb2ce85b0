"""The clocks of rules as rows of a table: what is owed by whom within what, and where each of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from procedures.clock import Clock, CumulativeCap
from procedures.graph import unfold
from procedures.language import ClosingDuty, Procedure
from procedures.review_language import Deadline, ReviewProcedure
from procedures.review_wording import REVIEW_PARTIES, from_words, within_words
from procedures.rules import Rules
from procedures.source import Basis, Sourced
from procedures.wording import document_of, expiry_words, limit_words, listed, name_words, party_words


@dataclass(frozen=True)
class RestsOn:
    """The standing of a rule, or of those of its fields that `what` names, empty for the whole rule.

    `source` is the document with the place in it, empty where no document states the rule; then `note` says what was
    chosen and why. `superseded_by` is what has superseded the document, empty if nothing has.
    """

    what: str
    force: str
    source: str
    edition: str
    superseded_by: str
    note: str


@dataclass(frozen=True)
class ClockRow:
    """A clock. `where` is the stage or position in which it runs, `then` what happens when it runs out."""

    where: str
    title: str
    code: str
    owner: str
    limit: str
    then: str
    rests_on: tuple[RestsOn, ...]


def clock_table(rules: Rules) -> list[ClockRow]:
    """Every clock of rules of either kind, in the order in which the rules give them."""
    return list(_of_review(rules) if isinstance(rules, ReviewProcedure) else _of_ladder(rules))


def _of_ladder(procedure: Procedure) -> Iterator[ClockRow]:
    for stage in procedure.stages:
        for clock in stage.clocks:
            then = expiry_words(procedure, stage, clock)
            yield _row(procedure, stage.title, clock, party_words(procedure, clock.owner), then)
    graph = unfold(procedure)
    happens = {trigger for move in graph.moves if move.target.stage for trigger in move.triggers}
    for clock in procedure.every_stage:
        if not happens & set(clock.starts):
            continue  # such as that of a gate, where no stage has one
        then = expiry_words(procedure, None, clock)
        yield _row(procedure, "At every stage", clock, party_words(procedure, clock.owner), then)
    for cap in procedure.caps:
        stages = listed([procedure.stages_by_id[stage].title for stage in cap.stages])
        yield _row(procedure, f"{stages} together", cap, "whoever owes the step", "goes beyond these stages")
    for clock in procedure.onward.clocks:
        then = expiry_words(procedure, None, clock)
        yield _row(procedure, procedure.onward.title, clock, party_words(procedure, clock.owner), then)
    for duty in procedure.closing_duties:
        owner = "each side" if duty.per_side else party_words(procedure, duty.owner)
        yield _row(procedure, "When it is resolved", duty, owner, "is shown as late and chased")


def _row(
    procedure: Procedure, where: str, clock: Clock | CumulativeCap | ClosingDuty, owner: str, then: str
) -> ClockRow:
    return ClockRow(where, clock.title, "", owner, limit_words(clock), then, rests_on(procedure, clock))


def _of_review(rules: ReviewProcedure) -> Iterator[ClockRow]:
    scopes = {"review": "A review", "partnership": "The partnership", "reference": "For reference"}
    for deadline in rules.deadlines:
        limit = f"{within_words(deadline)}, counted from {from_words(deadline)}"
        late = f"chased every {deadline.chase.words()}"
        then = f"is shown as late and {late}" if deadline.overdue else f"is never shown as late, {late}"
        owner = REVIEW_PARTIES[deadline.owner]
        yield ClockRow(
            scopes[deadline.scope],
            deadline.title,
            deadline.code or "",
            owner,
            limit,
            then,
            _of_deadline(rules, deadline),
        )


def _of_deadline(rules: ReviewProcedure, deadline: Deadline) -> tuple[RestsOn, ...]:
    found = rests_on(rules, deadline)
    if deadline.in_force is not deadline and deadline.in_force not in deadline.bases.values():
        found = (*found, _rests(rules, "what it counts from", deadline.in_force))
    return found


def rests_on(rules: Rules, rule: Sourced) -> tuple[RestsOn, ...]:
    """The standing of a rule, then that of the fields that have one of their own."""
    fields: dict[Basis, list[str]] = {}
    for field, basis in rule.bases.items():
        fields.setdefault(basis, []).append(name_words(field))
    own = (_rests(rules, listed(names), basis) for basis, names in fields.items())
    return (_rests(rules, "", rule), *own)


def _rests(rules: Rules, what: str, basis: Basis) -> RestsOn:
    document = document_of(rules, basis)
    place = (basis.source.where or "") if basis.source else ""
    return RestsOn(
        what=what,
        force=basis.force.words(),
        source=", ".join(part for part in (document.title if document else "", place) if part),
        edition=(document.edition or "") if document else "",
        superseded_by=(document.superseded_by or "") if document else "",
        note=(basis.note or "").strip(),
    )
