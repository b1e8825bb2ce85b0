"""Everybody at every operation, at every position of a case: the same rules, written by hand, as for the pages.

What is read asks the store no more than a page may.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.partnership import BUSINESS_MANAGER, NAMED_NURSE
from tests.statements import MOST_STATEMENTS, statements
from tests.web.api.interface import Calls, Interface
from tests.web.matrix_rules import ROLES, may_open
from tests.web.matrix_world import World, operations_of
from web.api.application import ROUTERS
from web.api.described import SENT

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
    "GET /cases/{reference}/documents": "case",
    "GET /cases/{reference}/documents/{number}": "document of a case",
    "POST /cases/{reference}/documents": "case",
    "GET /returns": "signed in",
    "GET /returns/{reference}": "own return",
    "POST /returns/{reference}": "own return",
    "GET /returns/{reference}/documents": "own return",
    "GET /returns/{reference}/documents/{number}": "document of own return",
    "POST /returns/{reference}/documents": "own return",
    "GET /asked": "signed in",
    "GET /asked/{reference}/{what}/{number}": "asked for information",
    "POST /asked/{reference}/{what}/{number}": "asked for information",
    "GET /tracker": "reviews",
    "GET /due": "signed in",
    "GET /procedures": "signed in",
    "GET /procedures/{name}": "signed in",
    # The last ones: they take away what others are about.
    "POST /cases/{reference}/documents/{number}/withdrawal": "document of a case",
    "POST /returns/{reference}/documents/{number}/withdrawal": "document of own return",
    "DELETE /drafts/{draft}": "own draft",
}
"""Who may call what. The rule of a case, and of a document of one, is that of the case's own kind."""

OF_ITS_KIND = {"case": ("disagreement", "review"), "document of a case": ("disagreement", "reviews")}

NOT_THERE = 404
NOTHING = "no such thing"
# A draft goes with raising it: its author is refused here, because it is not complete. None of these can stand, and
# what is wrong with each is only looked at once it is theirs.
BODIES: dict[str, Any] = {
    "POST /cases/{reference}/actions": {"version": 0, "action": {"kind": "acknowledge"}},
    "POST /returns/{reference}": SENT | {"agency": "none"},
    "POST /cases/{reference}/documents/{number}/withdrawal": {"reason": "It was the wrong one."},
    "POST /returns/{reference}/documents/{number}/withdrawal": {"reason": "It was the wrong one."},
    "POST /asked/{reference}/{what}/{number}": {
        "action": {"kind": "record_information", "number": 0, "given": True, "note": "Two visits."}
    },
}
NO_DOCUMENT: dict[str, Any] = {"data": {"kind": "other", "audience": "parties"}, "files": {"file": ("a.exe", b"MZ")}}


def test_of_every_operation_it_is_written_down_who_may_call_it() -> None:
    assert operations_of(ROUTERS) == OPERATIONS.keys()


def cells(operation: str, world: World) -> Iterator[tuple[str, str, str]]:
    """The rule, the position and the path of each cell of an operation."""
    rule, path = OPERATIONS[operation], operation.partition(" ")[2]
    path = path.replace("{draft}", str(world.draft)).replace("{name}", "essex").replace("{what}", "information")
    if "{reference}" not in path:
        yield rule, "", path
        return
    of_disagreement, of_review = OF_ITS_KIND.get(rule, (NOTHING, rule))
    # What only a review asks for is no disagreement's, wherever it stands.
    cases = world.cases if rule in OF_ITS_KIND else {"practitioners": world.cases["practitioners"]}
    numbers: dict[str, int] = {"/asked": {}, "/retur": world.of_returns}.get(path[:6], world.documents)
    for kind, references in ((of_disagreement, cases), (of_review, world.reviews)):
        for position, reference in references.items():
            number = str(numbers.get(reference, 1))
            yield kind, position, path.replace("{reference}", reference).replace("{number}", number)


def is_there(world: World, calls: Calls, operation: str, path: str) -> bool:
    method, _, template = operation.partition(" ")
    if method == "POST" and template.endswith("/documents"):
        answer = calls.client.post(path, headers={"Idempotency-Key": str(uuid4())}, **NO_DOCUMENT)
    elif method != "GET":
        answer = calls.write(method, path, BODIES.get(operation, {}))
    else:
        with statements(world.pages.context.engine) as asked:
            answer = calls.get(path)
        assert len(asked) <= MOST_STATEMENTS, (path, asked)
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
        if (found := is_there(world, calls, operation, path)) != (wanted := may_open(rule, person, position))
    }
    assert wrong == {}


@pytest.mark.parametrize("person", [BUSINESS_MANAGER, NAMED_NURSE])
def test_no_read_asks_more_however_many_cases_there_are(many: World, person: str) -> None:
    calls = Interface(many.pages).of(person)
    found = [
        is_there(many, calls, operation, path)
        for operation in OPERATIONS
        if operation.startswith("GET ")
        for each in [list(cells(operation, many))]
        for _, _, path in {each[0], each[-1]}
    ]
    assert any(found)
