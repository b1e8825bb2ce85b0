"""A change of the directory after which somebody is not there: what they owe passes on at once, and to whom is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine, select

from store.directory_history import STEPS_PASSED_ON, Author, note_change
from store.outbox import CASES, CLOCKS
from store.sessions import reading, writing
from workflows.passing_on import pass_on

T = TypeVar("T")

Step = tuple[str, int]
"""A step by its case's reference and its clock's number."""


@dataclass(frozen=True)
class PassedOn:
    """The steps that were passed on: each case with who (a code) owes what the person owed. `stuck` could not be."""

    cases: tuple[tuple[str, str], ...] = ()
    stuck: tuple[str, ...] = ()


def and_pass_on(engine: Engine, person: str, author: Author, change: Callable[[], T]) -> tuple[T, PassedOn]:
    """Make a change after which a person may not be there, and pass on what they owe. Both are kept in the history."""
    with reading(engine) as connection:
        before = _owned_by(connection, person)
    made = change()
    report = pass_on(engine, author.at)
    with writing(engine) as connection:
        after = _owners(connection, before)
        cases = tuple(sorted({(reference, owner) for (reference, _), owner in after.items() if owner != person}))
        stuck = tuple(reference for reference, _ in report.refused if reference in {one for one, _ in before})
        if cases or stuck:
            facts = {"cases": [list(one) for one in cases], "stuck": list(stuck)}
            note_change(connection, author, STEPS_PASSED_ON, person, facts)
    return made, PassedOn(cases, stuck)


def _owned_by(connection: Connection, person: str) -> list[Step]:
    asked = (
        select(CASES.c.reference, CLOCKS.c.number)
        .join(CASES, CASES.c.id == CLOCKS.c.case_id)
        .where(CLOCKS.c.ended_at.is_(None), CLOCKS.c.owner == person)
    )
    return [(row.reference, row.number) for row in connection.execute(asked)]


def _owners(connection: Connection, steps: list[Step]) -> dict[Step, str]:
    """Who owes each of these steps that still run."""
    if not steps:
        return {}
    asked = (
        select(CASES.c.reference, CLOCKS.c.number, CLOCKS.c.owner)
        .join(CASES, CASES.c.id == CLOCKS.c.case_id)
        .where(CASES.c.reference.in_({reference for reference, _ in steps}), CLOCKS.c.ended_at.is_(None))
    )
    wanted = set(steps)
    found = {(row.reference, row.number): row.owner for row in connection.execute(asked)}
    return {step: owner for step, owner in found.items() if step in wanted}
