"""The OpenAPI document: what FastAPI writes of the operations, with tokens, keys, scopes and problems added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from pydantic import BaseModel

from states.actions import RaiseDisagreement
from states.review_actions import ReferIncident, SubmitReturn
from web.api.idempotency_key import HEADER
from web.api.problem import ProblemShape
from web.api.responses import ALWAYS, ONCE, problems
from web.api.route import SCOPE, WRITES
from workflows.api_tokens import SCOPES

TOKEN = "token"  # noqa: S105 - the name of the scheme, and no token

ABOUT = """The pages' actions and the pages' scoping, for case-management systems.

Every request carries a token: `Authorization: Bearer goldenthread_…`. The business support team makes tokens. A token
has the access of the person that it is bound to, and never more than its scopes:

{scopes}

Every write carries an `Idempotency-Key` of the caller's own. The same key with the same request gives the same answer
and does nothing more; with another request it is refused.

Every error is a problem as RFC 9457 has it. What does not exist and what is not the caller's to read look the same.
"""

KEY = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "A value of your own for this write, such as a new UUID in double quotes. Send the same value again "
    "when you try again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9._:~-]+$"},
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}


def described(written: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The whole document, from what FastAPI has written. It is changed in place."""
    written["info"]["description"] = ABOUT.format(
        scopes="\n".join(f"- `{scope}`: {words}" for scope, words in SCOPES.items())
    )
    written["servers"] = [{"url": f"{base_url.rstrip('/')}/api/v1"}]
    components = written.setdefault("components", {})
    components["securitySchemes"] = {
        TOKEN: {"type": "http", "scheme": "bearer", "description": "A token that business support has made."}
    }
    written["security"] = [{TOKEN: []}]
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    shape = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= shape.pop("$defs")
    schemas["Problem"] = shape
    for name, examples in examples_of_shapes().items():
        if name in schemas:
            # FastAPI leaves out whatever is null, also where it has to be there.
            schemas[name]["examples"] = examples
    for path in written["paths"].values():
        for method, operation in path.items():
            _describe(method.upper(), operation)
    return written


RAISED = {
    "responding_agency": "essex_county_council",
    "responding_practitioner": "social_worker_ecc",
    "category": "threshold",
    "about": "What it is about.",
    "tried": "What was tried.",
    "would_settle": "What would settle it.",
}
REFERRED = {
    "local_authority": "essex_county_council",
    "incident": "serious_harm",
    "under_eighteen": True,
    "about": "What is known of it.",
}


SENT: dict[str, Any] = {
    "kind": "submit_return",
    "agency": "hcrg",
    "period_from": "2024-11-01",
    "period_to": "2026-10-30",
    "senior_sign_off": "named_nurse_hcrg",
    "family_composition": "Who lives with the child.",
    "chronology": "What happened, day by day.",
    "key_practice_episodes": "What mattered most.",
    "voice_of_child": "What the child has said.",
    "identity_and_context": "Who the child is.",
    "immediate_action": "What was done at once.",
    "single_agency_learning": "What the agency has learnt.",
}


def examples_of_shapes() -> dict[str, list[Any]]:
    """The examples that the shapes of the interface give of themselves, by the name of the shape."""
    found: dict[str, list[Any]] = {
        RaiseDisagreement.__name__: [RAISED],
        ReferIncident.__name__: [REFERRED],
        SubmitReturn.__name__: [SENT],
    }
    for model in _models(BaseModel):
        extra = model.model_config.get("json_schema_extra")
        if model.__module__.startswith("web.api.") and isinstance(extra, dict) and "examples" in extra:
            found[model.__name__] = list(cast("list[Any]", extra["examples"]))
    return found


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for below in model.__subclasses__():
        yield below
        yield from _models(below)


def _describe(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    if "422" in responses and "application/json" in responses["422"].get("content", {}):
        # FastAPI's own description of what cannot stand, which is never what is answered here.
        _take_as_problem(operation, responses)
    for status, response in (ALWAYS | (ONCE if method in WRITES else {})).items():
        responses.setdefault(str(status), response)
    if method in WRITES:
        operation.setdefault("parameters", []).append(KEY)
    scope = operation.get(SCOPE)
    if scope:
        operation["description"] = f"{operation.get('description', '')}\n\nNeeds the scope `{scope}`.".strip()
    operation["responses"] = dict(sorted(responses.items()))


def _take_as_problem(operation: dict[str, Any], responses: dict[str, Any]) -> None:
    asked = [one for one in operation.get("parameters", []) if one["in"] == "query"]
    if asked or "requestBody" in operation:
        responses["422"] = problems(422)[422]
    else:
        # Only its address can be wrong, and that is answered as what does not exist.
        del responses["422"]
