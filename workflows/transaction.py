"""Deciding and recording inside a transaction: what the door does, for events that bring others with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from msgspec.structs import replace
from sqlalchemy import Connection
from typing_extensions import TypeVar

from procedures.language import Procedure
from procedures.rules import Rules
from states.actions import RaiseDisagreement
from states.any_case import AnyCase
from states.case import Case
from states.decide import decide, drafted
from states.decision import Decision, Refusal
from states.directory import Directory
from store.cases import lock_case, new_reference
from store.directory import current_directory
from store.procedure_versions import freeze, procedure_of
from store.recording import open_case, record

K_co = TypeVar("K_co", bound=AnyCase, covariant=True, default=AnyCase)
Decides = Callable[[AnyCase, Rules, Directory], Decision | Refusal]


@dataclass(frozen=True, slots=True)
class Done(Generic[K_co]):
    """What an event did: the case as it now stands, and the decision that was recorded."""

    case: K_co
    decision: Decision


def decide_within(connection: Connection, reference: str, decides: Decides) -> Done[AnyCase] | Refusal:
    """Lock a case, decide and record the decision, in a transaction that does more."""
    locked = lock_case(connection, reference)
    if locked is None:
        return Refusal(f"There is no case {reference}.", "no_such_case")
    stored = current_directory(connection)
    rules = procedure_of(connection, locked.case.procedure)
    decision = decides(locked.case, rules, stored.directory)
    if isinstance(decision, Refusal):
        return decision
    recorded = record(connection, [(locked, decision)], stored.channels)[0]
    return Done(recorded.case, decision)


def raise_within(
    connection: Connection,
    action: RaiseDisagreement,
    actor: str,
    procedure: Procedure,
    now: datetime,
    *,
    linked_to: str | None = None,
) -> Done[Case] | Refusal:
    """Open a disagreement in a transaction that does more. `linked_to` is the review that it comes from."""
    stored = current_directory(connection)
    version = freeze(connection, procedure, now)
    case = drafted("to be numbered", action, actor, procedure, version, stored.directory, now)
    case = replace(case, linked_to=linked_to)
    decision = decide(case, action, actor, procedure, stored.directory, now)
    if isinstance(decision, Refusal):
        return decision
    opened = open_within(connection, decision, "D", procedure.working_calendar.day_of(now).year)
    assert isinstance(opened.case, Case)  # noqa: S101 - a disagreement was decided on
    return Done(opened.case, opened.decision)


def open_within(connection: Connection, decision: Decision, letter: str, year: int) -> Done[AnyCase]:
    """Record a case that has been decided on as the next of its kind and year."""
    # The number is taken only once the case is sure to open, so that references have no gaps; it has no part in the
    # decision, so it is given to the case that was decided on.
    numbered = replace(decision.case, reference=new_reference(connection, letter, year))
    decision = replace(decision, case=numbered)
    recorded = open_case(connection, decision, current_directory(connection).channels)
    return Done(recorded.case, decision)
