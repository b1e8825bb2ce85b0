"""The one door: every event on a case goes through here, and is recorded whole or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from procedures.language import Procedure
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states.actions import Action, RaiseDisagreement
from states.any_case import AnyCase
from states.case import Case
from states.decide import decide
from states.decide_review import decide_review, referred
from states.decision import Decision, Refusal
from states.directory import Directory
from states.review import Review
from states.review_actions import ReferIncident
from store.directory import current_directory
from store.procedure_versions import freeze
from store.sessions import writing
from workflows.linked_disagreements import bring_back, end_linked, open_linked
from workflows.proven import unproven
from workflows.transaction import Decides, Done, decide_within, open_within, raise_within

__all__ = [
    "Decides",
    "Done",
    "act",
    "act_on_review",
    "act_on_review_within",
    "act_within",
    "raise_disagreement",
    "raise_proven_within",
    "refer_incident",
    "refer_within",
    "through_the_door",
]

CHANGED = Refusal(
    "This case has changed since you opened it. Look at what has happened, then decide again.", "changed", stale=True
)


def raise_disagreement(
    engine: Engine,
    action: RaiseDisagreement,
    actor: str,
    procedure: Procedure,
    now: datetime,
    *,
    in_transaction: Callable[[Connection], None] | None = None,
) -> Done[Case] | Refusal:
    """Open a disagreement raised by the person `actor` under a procedure, which it is frozen to.

    `in_transaction` is done in the same transaction once the case is recorded (deleting its draft, say).
    """
    with writing(engine) as connection:
        done = raise_proven_within(connection, action, actor, procedure, now)
        if isinstance(done, Refusal):
            connection.rollback()
        elif in_transaction:
            in_transaction(connection)
        return done


def raise_proven_within(
    connection: Connection, action: RaiseDisagreement, actor: str, procedure: Procedure, now: datetime
) -> Done[Case] | Refusal:
    """The same in a transaction that does more. After a refusal it has to be rolled back."""
    return unproven(procedure) or raise_within(connection, action, actor, procedure, now)


def refer_incident(
    engine: Engine, action: ReferIncident, actor: str, rules: ReviewProcedure, now: datetime
) -> Done[Review] | Refusal:
    """Open a practice review of an incident that the person `actor` refers, frozen to the rules of reviews given."""
    with writing(engine) as connection:
        done = refer_within(connection, action, actor, rules, now)
        if isinstance(done, Refusal):
            connection.rollback()
        return done


def refer_within(
    connection: Connection, action: ReferIncident, actor: str, rules: ReviewProcedure, now: datetime
) -> Done[Review] | Refusal:
    """The same in a transaction that does more. After a refusal it has to be rolled back."""
    if refused := unproven(rules):
        return refused
    directory = current_directory(connection).directory
    version = freeze(connection, rules, now)
    review = referred("to be numbered", action, actor, rules, version, directory, now)
    decision = decide_review(review, action, actor, rules, directory, now)
    if isinstance(decision, Refusal):
        return decision
    return _of_review(open_within(connection, decision, "R", rules.working_calendar.day_of(now).year))


def act(
    engine: Engine, reference: str, action: Action, actor: str, now: datetime, *, version: int | None = None
) -> Done[Case] | Refusal:
    """Do what a person asks on a disagreement. `version` is the case's version that they saw, if they saw one.

    The outcome of one that a practice review is waiting for goes back to the review in the same transaction.
    """
    with writing(engine) as connection:
        return act_within(connection, reference, action, actor, now, version=version)


def act_within(
    connection: Connection, reference: str, action: Action, actor: str, now: datetime, *, version: int | None = None
) -> Done[Case] | Refusal:
    """The same in a transaction that does more. A refusal has written nothing."""

    def decides(case: AnyCase, rules: Rules, directory: Directory) -> Decision | Refusal:
        if not isinstance(case, Case) or not isinstance(rules, Procedure):
            return Refusal(f"{case.reference} is a practice review. This is done on disagreements.", "wrong_kind")
        if version is not None and version != case.version:
            return CHANGED
        return decide(case, action, actor, rules, directory, now)

    done = decide_within(connection, reference, decides)
    if isinstance(done, Refusal):
        return done
    disagreement = _of_disagreement(done)
    bring_back(connection, disagreement, now)
    return disagreement


def act_on_review(
    engine: Engine,
    reference: str,
    action: Action,
    actor: str,
    now: datetime,
    *,
    version: int | None = None,
    directories: Sequence[Path] = (),
) -> Done[Review] | Refusal:
    """Do what a person asks on a practice review. `version` is the review's version that they saw, if they saw one.

    A dispute that this opens becomes a linked disagreement in the same transaction; `directories` are where a
    partnership keeps procedures of its own, the ladder for it among them. One whose subject this decides ends with it.
    """
    with writing(engine) as connection:
        done = act_on_review_within(connection, reference, action, actor, now, version=version, directories=directories)
        if isinstance(done, Refusal):
            connection.rollback()
        return done


def act_on_review_within(
    connection: Connection,
    reference: str,
    action: Action,
    actor: str,
    now: datetime,
    *,
    version: int | None = None,
    directories: Sequence[Path] = (),
) -> Done[Review] | Refusal:
    """The same in a transaction that does more. After a refusal it has to be rolled back."""

    def decides(case: AnyCase, rules: Rules, directory: Directory) -> Decision | Refusal:
        if not isinstance(case, Review) or not isinstance(rules, ReviewProcedure):
            return Refusal(f"{case.reference} is a disagreement. This is done on practice reviews.", "wrong_kind")
        if version is not None and version != case.version:
            return CHANGED
        return decide_review(case, action, actor, rules, directory, now)

    done = decide_within(connection, reference, decides)
    if isinstance(done, Refusal):
        return done
    linked = open_linked(connection, _of_review(done), now, directories)
    if not isinstance(linked, Refusal):
        end_linked(connection, linked, now)
    return linked


def through_the_door(
    engine: Engine,
    reference: str,
    decides: Decides,
    *,
    in_transaction: Callable[[Connection, Done[AnyCase]], None] | None = None,
) -> Done[AnyCase] | Refusal:
    """Lock a case, decide, and record the decision: all in one transaction, or nothing.

    `in_transaction` is done in the same transaction once the decision is recorded; an error in it undoes everything.
    """
    with writing(engine) as connection:
        done = decide_within(connection, reference, decides)
        if not isinstance(done, Refusal) and in_transaction:
            in_transaction(connection, done)
        return done


def _of_disagreement(done: Done[AnyCase]) -> Done[Case]:
    if not isinstance(done.case, Case):
        raise TypeError(f"{done.case.reference} is not a disagreement")
    return Done(done.case, done.decision)


def _of_review(done: Done[AnyCase]) -> Done[Review]:
    if not isinstance(done.case, Review):
        raise TypeError(f"{done.case.reference} is not a practice review")
    return Done(done.case, done.decision)
