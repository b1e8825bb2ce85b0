"""What goes wrong, as problem details (RFC 9457): what it is, why, and which field to look at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from states.decision import Refusal
from states.open_action import NOT_YOURS

MEDIA_TYPE = "application/problem+json"
DOCUMENTED_AT = "/api/docs"


class FieldProblem(BaseModel):
    """What is wrong with one field of what was sent."""

    pointer: str = Field(description="JSON Pointer to the field in the body, or the parameter's name after a #.")
    detail: str = Field(description="What is wrong with it, in words.")


class ProblemShape(BaseModel):
    """Every error, as RFC 9457 has it."""

    model_config = ConfigDict(
        title="Problem",
        json_schema_extra={
            "examples": [
                {
                    "type": "https://goldenthread.example.org/api/docs#not-found",
                    "title": "There is nothing here",
                    "status": 404,
                    "detail": "It does not exist, or it is not yours to read.",
                }
            ]
        },
    )

    type: str = Field(description="Which kind of problem: an address where it is described.")
    title: str = Field(description="The kind in words, the same for every problem of the kind.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="What happened this time and what to do, in words that may be shown to a person.")
    code: str | None = Field(default=None, description="For programs: which rule refused, where one did.")
    errors: list[FieldProblem] | None = Field(default=None, description="Each field to look at again.")
    fault: str | None = Field(default=None, description="The number of a fault of ours, as the log has it.")


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its name in addresses, its status, and its title."""

    name: str
    status: int
    title: str
    meaning: str


UNREADABLE = Kind("unreadable", 400, "This cannot be read", "The request is not what HTTP or this interface asks for.")
KEY_NEEDED = Kind(
    "idempotency-key-needed", 400, "An idempotency key is needed", "Every write needs the header Idempotency-Key."
)
NO_TOKEN = Kind(
    "token-needed", 401, "A token is needed", "There is no token, or it is unknown, ended, or its person is gone."
)
OUT_OF_SCOPE = Kind(
    "out-of-scope", 403, "The token is not for this", "The token has not the scope that the operation needs."
)
NOT_YOUR_STEP = Kind(
    "not-yours", 403, "This is somebody else's to do", "A rule says whose it is. The detail has the rule's reason."
)
NOT_FOUND = Kind(
    "not-found", 404, "There is nothing here", "It does not exist, or is not yours to read: the two look the same."
)
NO_SUCH_METHOD = Kind("no-such-method", 405, "This cannot be done here", "The header Allow says what can be.")
REFUSED = Kind(
    "refused", 409, "It was refused", "A rule says that it cannot be done now. The detail has the rule's reason."
)
CHANGED = Kind(
    "changed", 409, "The case has changed", "It is no longer as the version given has it. Read it again, then decide."
)
GONE = Kind(
    "withdrawn", 410, "This was withdrawn", "A document's content was taken away. The record says when and why."
)
TOO_LARGE = Kind("too-large", 413, "This is too large", "The body is larger than anything that is taken here.")
NOT_JSON = Kind("not-json", 415, "This is not JSON", "Send a body as application/json, in UTF-8.")
NOT_A_FORM = Kind("not-a-form", 415, "This is not a form", "Send a document as multipart/form-data.")
OTHER_HOST = Kind("other-host", 421, "There is nothing under this name", "The Host header names another host.")
CANNOT_STAND = Kind(
    "cannot-stand", 422, "This cannot stand as it is", "A field is missing or wrong. `errors` says which, and why."
)
KEY_USED = Kind(
    "idempotency-key-used", 422, "The key was used for another request", "Take a new key for another request."
)
TOO_OFTEN = Kind("too-often", 429, "Too often", "The header Retry-After says how many seconds to wait.")
FAULT = Kind("fault", 500, "This is a fault of ours", "Nothing half done was kept. The log has the number.")
NOT_NOW = Kind(
    "not-now",
    503,
    "This cannot be read or kept at present",
    "A key to what people wrote is missing, a procedure cannot be read, or no virus scanner answers.",
)

KINDS = (
    UNREADABLE, KEY_NEEDED, NO_TOKEN, OUT_OF_SCOPE, NOT_YOUR_STEP, NOT_FOUND, NO_SUCH_METHOD, REFUSED, CHANGED,
    GONE, TOO_LARGE, NOT_JSON, NOT_A_FORM, OTHER_HOST, CANNOT_STAND, KEY_USED, TOO_OFTEN, FAULT, NOT_NOW,
)  # fmt: skip
"""Every kind there is: the page of the interface lists them."""


class Problem(Exception):
    """A request is answered with a problem. `detail` says what happened and what to do."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        code: str | None = None,
        errors: list[FieldProblem] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = kind
        self.detail = detail
        self.code = code
        self.errors = errors
        self.headers = dict(headers or {})
        super().__init__(kind.name)

    def body(self, base_url: str, fault: str | None = None) -> dict[str, Any]:
        """The problem as JSON values."""
        shape = ProblemShape(
            type=f"{base_url.rstrip('/')}{DOCUMENTED_AT}#{self.kind.name}",
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
            code=self.code,
            errors=self.errors,
            fault=fault,
        )
        return shape.model_dump(exclude_none=True)

    def answer(self, base_url: str, fault: str | None = None) -> JSONResponse:
        """The problem as an answer."""
        return JSONResponse(self.body(base_url, fault), self.kind.status, headers=self.headers, media_type=MEDIA_TYPE)


class RefusedByRule(Problem):
    """A rule has refused: its reason is the detail, and the answer is kept under the request's key."""

    def __init__(self, refusal: Refusal, under: str = "") -> None:
        errors = [FieldProblem(pointer=f"{under}/{name}", detail=refusal.reason) for name in refusal.fields]
        super().__init__(_kind_of(refusal), refusal.reason, code=refusal.code, errors=errors or None)


SOMEBODY_ELSES = NOT_YOURS - {"unknown_person"}
"""Codes of refusals that say whose a step is. Whoever calls is known: an unknown person is one that they named."""


def nothing_here() -> Problem:
    """What does not exist, and just so what is not the caller's to read."""
    return Problem(NOT_FOUND, "It does not exist, or it is not yours to read.")


def _kind_of(refusal: Refusal) -> Kind:
    if refusal.stale:
        return CHANGED
    if refusal.code in SOMEBODY_ELSES:
        return NOT_YOUR_STEP
    return CANNOT_STAND if refusal.fields else REFUSED
