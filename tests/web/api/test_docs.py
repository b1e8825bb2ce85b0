"""The interface describes itself: an OpenAPI document with examples that fit, and a page under the strict policy."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from states.actions import RaiseDisagreement
from states.review_actions import ReferIncident, SubmitReturn
from tests.web.api.interface import Interface
from web.api.problem import KINDS


def document(interface: Interface) -> dict[str, Any]:
    answer = interface.bare().get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_every_operation_is_described_with_its_problems(interface: Interface) -> None:
    described = document(interface)
    operations = {
        operation["operationId"]: (method, operation)
        for path in described["paths"].values()
        for method, operation in path.items()
    }
    assert set(operations) == {
        "readToken", "listCases", "readCase", "listActions", "takeAction", "raiseDisagreement", "referIncident",
        "listDrafts", "saveDraft", "readDraft", "replaceDraft", "deleteDraft", "raiseDraft", "readTracker", "countDue",
        "listProcedures", "readProcedure", "listReturns", "readReturn", "sendReturn", "listAsked", "readAsked",
        "answerAsked", "listDocuments", "readDocument", "addDocument", "listReturnDocuments", "readReturnDocument",
        "addReturnDocument", "withdrawDocument", "withdrawReturnDocument",
    }  # fmt: skip
    for name, (method, operation) in operations.items():
        assert operation["description"], name
        assert {"401", "403", "429", "500"} <= operation["responses"].keys(), name
        for status, response in operation["responses"].items():
            assert status.startswith("2") or "application/problem+json" in response["content"], (name, status)
        keys = [one for one in operation.get("parameters", ()) if one["name"] == "Idempotency-Key"]
        assert len(keys) == (method != "get"), name


def test_every_example_fits_its_shape(interface: Interface) -> None:
    shapes = document(interface)["components"]["schemas"]
    seen = 0
    for model in models():
        for example in shapes.get(model.__name__, {}).get("examples", ()):
            model.model_validate(example)
            assert example.keys() <= shapes[model.__name__]["properties"].keys()
            seen += 1
    assert seen >= 25


def models() -> list[type[BaseModel]]:
    found = list(BaseModel.__subclasses__())
    for model in found:
        found += model.__subclasses__()
    return [model for model in found if model.__module__.startswith("web.api.")] + [
        RaiseDisagreement,
        ReferIncident,
        SubmitReturn,
    ]


def test_the_page_names_every_operation_and_problem_and_needs_nothing_from_elsewhere(interface: Interface) -> None:
    answer = interface.pages.browser().get("/api/docs")
    assert answer.status_code == 200
    for kind in KINDS:
        assert f'id="{kind.name}"' in answer.text
    for path in document(interface)["paths"]:
        assert path in answer.text
    for loaded in ("<style", " style=", "onclick", 'src="http'):
        assert loaded not in answer.text
    assert answer.text.count("<script>") == 0


@pytest.mark.parametrize("path", ["/api/v2/cases", "/api/v1"])
def test_what_is_not_there_is_not_there(interface: Interface, path: str) -> None:
    assert interface.pages.browser().get(path).status_code == 404
