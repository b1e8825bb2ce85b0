"""What no person would send: Schemathesis on every operation, against the real application with a filled store.

No answer is a fault of ours, and none is one that the OpenAPI document does not have.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from tests.partnership import BUSINESS_MANAGER
from tests.reviews_at_work import stored_review
from tests.web.api.interface import DISAGREEMENT, Interface
from tests.web.pages import ADDRESS, opened_pages

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
NO_SUCH_DRAFT = 4_711
HOST = {"Host": "goldenthread.example.org"}


@pytest.fixture
def filled(database_url: str, tmp_path: Path) -> Iterator[Interface]:
    """A store with cases of both kinds and drafts, and limits that stand in nobody's way."""
    with opened_pages(database_url, tmp_path, api_calls_a_minute=1_000_000, raises_an_hour=1_000_000) as pages:
        interface = Interface(pages)
        raised(interface.context)
        stored_review(interface.context, pages.clock, ReviewPosition.CRITERIA_ASSESSMENT)
        interface.of(BUSINESS_MANAGER).post("/drafts", DISAGREEMENT)
        yield interface


@pytest.mark.slow
def test_every_operation_answers_as_it_is_described_whatever_it_is_sent(filled: Interface) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", filled.pages.application, headers=HOST)
    token = filled.token(BUSINESS_MANAGER)
    seen: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        statuses = seen.setdefault(operation.label, set())
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            ask(operation, mode, token, statuses)
    assert len(seen) == 17
    assert all(statuses - {404, 422, 400} for statuses in seen.values()), seen


def ask(
    operation: schemathesis.APIOperation[Any, Any, Any, Any], mode: GenerationMode, token: str, statuses: set[int]
) -> None:
    known: dict[str, list[Any]] = {
        "reference": ["D-2026-0001", "R-2026-0001"],
        "draft": [1, NO_SUCH_DRAFT],
        "name": ["essex"],
    }

    @ALIKE
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def asked(case: schemathesis.Case[Any], data: st.DataObject) -> None:
        for name, values in known.items():
            if name in (case.path_parameters or {}) and data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(values))
        answer = case.call(base_url=f"{ADDRESS}/api/v1", headers=HOST | {"Authorization": f"Bearer {token}"})
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    asked()
