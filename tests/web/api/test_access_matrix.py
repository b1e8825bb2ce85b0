"""Everybody at every operation, at every position of a case: the same rules, written by hand, as for the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.api.interface import Calls, Interface
from tests.web.matrix_rules import ROLES, may_open
from tests.web.matrix_world import World, operations_of
from web.api.application import ROUTERS

OPERATIONS = {
    "GET /token": "signed in",
    "GET /cases": "signed in",
    "GET /cases/{reference}": "case",
    "GET /cases/{reference}/actions": "case",
    "POST /cases/{reference}/actions": "case",
    "POST /disagreements": "signed in",
    "POST /incidents": "signed in",
    "GET /drafts": "signed in",
    "POST /drafts": "signed in",
    "GET /drafts/{draft}": "own draft",
    "PUT /drafts/{draft}": "own draft",
    "POST /drafts/{draft}/raise": "own draft",
    "GET /tracker": "reviews",
    "GET /due": "signed in",
    "GET /procedures": "signed in",
    "GET /procedures/{name}": "signed in",
}
"""Who may call what. "case" is the rule of the case's own kind."""

LEFT_OUT = {"DELETE /drafts/{draft}": "it would delete the draft that the other cells open; see test_writes.py"}
NOT_THERE = 404
# A draft goes with raising it: its author is refused here, because it is not complete.
BODIES = {"POST /cases/{reference}/actions": {"version": 0, "action": {"kind": "acknowledge"}}}


def test_of_every_operation_it_is_written_down_who_may_call_it() -> None:
    assert operations_of(ROUTERS) == OPERATIONS.keys() | LEFT_OUT.keys()


def cells(operation: str, world: World) -> Iterator[tuple[str, str, str]]:
    """The rule, the position and the path of each cell of an operation."""
    rule, path = OPERATIONS[operation], operation.partition(" ")[2]
    path = path.replace("{draft}", str(world.draft)).replace("{name}", "essex")
    if "{reference}" not in path:
        yield rule, "", path
        return
    for kind, references in (("disagreement", world.cases), ("review", world.reviews)):
        for position, reference in references.items():
            yield kind, position, path.replace("{reference}", reference)


def is_there(calls: Calls, operation: str, path: str) -> bool:
    method = operation.partition(" ")[0]
    answer = calls.get(path) if method == "GET" else calls.write(method, path, BODIES.get(operation, {}))
    assert answer.status_code < 500, answer.text
    assert answer.status_code not in (401, 429), answer.text
    return bool(answer.status_code != NOT_THERE)


@pytest.mark.parametrize("person", ROLES)
def test_everybody_calls_what_is_theirs_and_nothing_else(world: World, person: str) -> None:
    calls = Interface(world.pages).of(person)
    wrong = {
        f"{operation} at {position or 'no case'}": f"there: {found}, expected {wanted}"
        for operation in OPERATIONS
        for rule, position, path in cells(operation, world)
        if (found := is_there(calls, operation, path)) != (wanted := may_open(rule, person, position))
    }
    assert wrong == {}
