"""What no person would send: Schemathesis on every operation, against the real application with a filled store.

No answer is a fault of ours, and none is one that the OpenAPI document does not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from procedures.review_course import ReviewPosition
from tests.at_work import raised
from tests.document_samples import TXT
from tests.documents_at_work import added
from tests.partnership import BUSINESS_MANAGER, HCRG, HEALTH_VISITOR
from tests.reviews_at_work import stored_review
from tests.states.review_line import lead
from tests.web.api.interface import DISAGREEMENT, Interface
from tests.web.matrix_world import IN_NOBODYS_WAY, ask_for_information
from tests.web.pages import ADDRESS, opened_pages
from web.api.described import RAISED, REFERRED, SENT

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Each operation is asked this often with what fits its description, and this often with what does not.
EXAMPLES = 10
# The same ones each time, and none kept: what turns red was changed.
ALIKE = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
NO_SUCH = 4_711
HOST = {"Host": "goldenthread.example.org"}


@dataclass(frozen=True)
class Filled:
    """A store with cases of both kinds, what a review asks of an agency, documents, and drafts of business support.

    `of_case` and `of_return` are the numbers of the documents.
    """

    interface: Interface
    of_case: int
    of_return: int

    def known(self, operation: str) -> dict[str, Any]:
        """What is there for each part of an operation's address."""
        asked = is_asked(operation)
        return {
            "reference": "R-2026-0001" if asked else "D-2026-0001",
            "draft": 1,
            "name": "essex",
            "what": "information",
            "number": 1 if "/asked" in operation else self.of_return if asked else self.of_case,
        }


def is_asked(operation: str) -> bool:
    """Whether it is about what a review asks of an agency: there is nothing there but for whoever answers for one."""
    return "/returns" in operation or "/asked" in operation


@pytest.fixture
def filled(database_url: str, tmp_path: Path) -> Iterator[Filled]:
    with opened_pages(database_url, tmp_path, **IN_NOBODYS_WAY) as pages:
        context, interface = pages.context, Interface(pages)
        of_case = added(context, raised(context), HEALTH_VISITOR, TXT)
        review = ask_for_information(stored_review(context, pages.clock, ReviewPosition.RAPID_REVIEW_GATHERING))
        pages.clock.advance_to(max(pages.clock.now(), review.now))
        of_return = added(context, review.reference, lead(HCRG), TXT, audience="group", of_own_return=True)
        interface.of(BUSINESS_MANAGER).post("/drafts", DISAGREEMENT)
        yield Filled(interface, of_case, of_return)


@pytest.mark.slow
def test_every_operation_answers_as_it_is_described_whatever_it_is_sent(filled: Filled) -> None:
    application = filled.interface.pages.application
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", application, headers=HOST)
    support, answers = (filled.interface.token(person) for person in (BUSINESS_MANAGER, lead(HCRG)))
    seen: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        statuses = seen.setdefault(operation.label, set())
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            ask(operation, mode, answers if is_asked(operation.label) else support, filled, statuses)
    assert len(seen) == 31
    ill = {name for name, statuses in seen.items() if not statuses & {200, 201, 204, 409}}
    assert ill <= BY_CHANCE


WITHDRAWN = {"reason": "It was the wrong one."}
BODIES: dict[str, dict[str, Any]] = {
    "POST /disagreements": RAISED,
    "POST /incidents": REFERRED,
    "POST /returns/{reference}": SENT,
    "POST /cases/{reference}/documents/{number}/withdrawal": WITHDRAWN,
    "POST /returns/{reference}/documents/{number}/withdrawal": WITHDRAWN,
}
BY_CHANCE = {"GET /due", "POST /drafts/{draft}/raise"}
"""What would be answered well only if several things fitted that are made up by chance."""


def ask(
    operation: schemathesis.APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
    token: str,
    filled: Filled,
    statuses: set[int],
) -> None:
    known = filled.known(operation.label)

    @ALIKE
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def asked(case: schemathesis.Case[Any], data: st.DataObject) -> None:
        given: dict[str, Any] = {}
        if data.draw(st.booleans()):
            there = {name: value for name, value in known.items() if name in (case.path_parameters or {})}
            case.path_parameters |= there
            given = known_body(operation.label, case)
        elif "number" in (case.path_parameters or {}):
            case.path_parameters["number"] = NO_SUCH
        headers = HOST | {"Authorization": f"Bearer {token}"}
        answer = case.call(base_url=f"{ADDRESS}/api/v1", headers=headers, **given)
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    asked()


def known_body(operation: str, case: schemathesis.Case[Any]) -> dict[str, Any]:
    """A body that names what is there, where one made up by chance never would; the one made up otherwise."""
    if operation in BODIES:
        case.body = dict(BODIES[operation])
    elif operation.startswith("POST /asked"):
        case.body = {"action": {"kind": "record_information", "number": 1, "given": True, "note": "Two visits."}}
    elif operation.startswith("POST") and operation.endswith("/documents"):
        typed = {"kind": "minutes", "audience": "group" if is_asked(operation) else "parties"}
        return {"data": typed, "files": {"file": ("minutes.txt", TXT)}}
    return {}
