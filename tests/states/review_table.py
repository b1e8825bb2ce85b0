"""How tables of refusals are written: where a review stands, what was done before, who tries what, and the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from procedures.review_course import ReviewPosition as P
from states.action import Action
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import brought_to

Trying = Action | Callable[[ReviewWorld], Action]


class Row(NamedTuple):
    """At `position`, after `first`, `actor` tries `action` and is refused with `code`. `says` is in the reason."""

    code: str
    position: P
    actor: str
    action: Trying
    first: Callable[[ReviewWorld], object] | None = None
    says: str = ""


def row_ids(rows: list[Row]) -> list[str]:
    """What rows are called in a test's name: the code, where or what, and a number for each of several alike."""
    seen: Counter[str] = Counter()
    names = []
    for row in rows:
        name = f"{row.code}-{row.action.kind if isinstance(row.action, Action) else row.position.value}"
        seen[name] += 1
        names.append(f"{name}-{seen[name]}" if seen[name] > 1 else name)
    return names


def refuse(row: Row) -> None:
    """Show that a row holds: refused with that code, and nothing has changed."""
    world = brought_to(row.position)
    if row.first:
        row.first(world)
    action = row.action if isinstance(row.action, Action) else row.action(world)
    refusal = world.refused(row.actor, action)
    assert refusal.code == row.code, refusal.reason
    assert row.says in refusal.reason, refusal.reason
