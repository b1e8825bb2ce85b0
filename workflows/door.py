"""The one door: every event on a case goes through here, and is recorded whole or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec.structs import replace as with_fields
from sqlalchemy import Connection, Engine

from procedures.language import Procedure
from states.actions import Action, RaiseDisagreement
from states.case import Case
from states.decide import decide, drafted
from states.decision import Decision, Refusal
from states.directory import Directory
from store.cases import lock_case, new_reference
from store.directory import current_directory
from store.procedure_versions import freeze, procedure_of
from store.recording import open_case, record
from store.sessions import writing

Decides = Callable[[Case, Procedure, Directory], Decision | Refusal]


@dataclass(frozen=True, slots=True)
class Done:
    """What an event did: the case as it now stands, and the decision that was recorded."""

    case: Case
    decision: Decision


def raise_disagreement(
    engine: Engine,
    action: RaiseDisagreement,
    actor: str,
    procedure: Procedure,
    now: datetime,
    *,
    in_transaction: Callable[[Connection], None] | None = None,
) -> Done | Refusal:
    """Open a disagreement raised by the person `actor` under a procedure, which it is frozen to.

    `in_transaction` is done in the same transaction once the case is recorded (deleting its draft, say).
    """
    with writing(engine) as connection:
        directory = current_directory(connection)
        version = freeze(connection, procedure, now)
        year = procedure.working_calendar.day_of(now).year
        # The number is taken only once the case is sure to open, so that references have no gaps.
        case = drafted("to be numbered", action, actor, procedure, version, directory.directory, now)
        decision = decide(case, action, actor, procedure, directory.directory, now)
        if isinstance(decision, Refusal):
            connection.rollback()
            return decision
        # The reference has no part in the decision, so it is given to the case that was decided on.
        numbered = with_fields(decision.case, reference=new_reference(connection, year))
        decision = replace(decision, case=numbered)
        recorded = open_case(connection, decision, directory.channels)
        if in_transaction:
            in_transaction(connection)
        return Done(recorded.case, decision)


def act(
    engine: Engine, reference: str, action: Action, actor: str, now: datetime, *, version: int | None = None
) -> Done | Refusal:
    """Do what a person asks on a case. `version` is the case's version that they saw, if they saw one."""

    def decides(case: Case, procedure: Procedure, directory: Directory) -> Decision | Refusal:
        if version is not None and version != case.version:
            return Refusal(
                "This case has changed since you opened it. Look at what has happened, then decide again.",
                "changed",
                stale=True,
            )
        return decide(case, action, actor, procedure, directory, now)

    return through_the_door(engine, reference, decides)


def through_the_door(
    engine: Engine,
    reference: str,
    decides: Decides,
    *,
    in_transaction: Callable[[Connection, Done], None] | None = None,
) -> Done | Refusal:
    """Lock a case, decide, and record the decision: all in one transaction, or nothing.

    `in_transaction` is done in the same transaction once the decision is recorded; an error in it undoes everything.
    """
    with writing(engine) as connection:
        locked = lock_case(connection, reference)
        if locked is None:
            return Refusal(f"There is no case {reference}.", "no_such_case")
        directory = current_directory(connection)
        procedure = procedure_of(connection, locked.case.procedure)
        decision = decides(locked.case, procedure, directory.directory)
        if isinstance(decision, Refusal):
            return decision
        recorded = record(connection, [(locked, decision)], directory.channels)[0]
        done = Done(recorded.case, decision)
        if in_transaction:
            in_transaction(connection, done)
        return done
