"""The interface as a page, made from the OpenAPI document itself: every operation, and what can go wrong."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.api.problem import KINDS
from web.pages import page
from web.site import site_of
from workflows.api_tokens import SCOPES

router = APIRouter()

JSON = "application/json"
REFERENCE = "#/components/schemas/"
MOST_NAMED = 3


@dataclass(frozen=True)
class FieldLine:
    """A field or a parameter: its name, what it holds, whether it is needed, and what it means."""

    name: str
    holds: str
    needed: bool
    meaning: str


@dataclass(frozen=True)
class OperationShown:
    """An operation: what it does, what it takes, an example of each body, and the statuses of its answers."""

    id: str
    method: str
    path: str
    words: tuple[str, ...]
    parameters: tuple[FieldLine, ...]
    takes: str
    takes_as: str
    sent: str
    gives: str
    answered: str
    statuses: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShapeShown:
    """A shape of the bodies, with its fields."""

    name: str
    meaning: str
    fields: tuple[FieldLine, ...]


@router.get("/api/docs")
def show_interface(request: Request) -> Response:
    """The page, for everybody: it tells nothing about any case."""
    document = request.app.state.interface.openapi()
    shapes = document["components"]["schemas"]
    return page(
        request,
        "api_docs.html",
        address=f"{site_of(request).settings.base_url.rstrip('/')}/api/v1",
        most=site_of(request).settings.api_calls_a_minute,
        hours=site_of(request).settings.api_answer_hours,
        scopes=SCOPES,
        groups=_operations(document, shapes),
        problems=KINDS,
        shapes=[_shape(name, shape) for name, shape in sorted(shapes.items()) if shape.get("properties")],
    )


def _operations(document: dict[str, Any], shapes: dict[str, Any]) -> dict[str, list[OperationShown]]:
    found: dict[str, list[OperationShown]] = defaultdict(list)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found[operation["tags"][0]].append(_operation(path, method, operation, shapes))
    return dict(found)


def _operation(path: str, method: str, operation: dict[str, Any], shapes: dict[str, Any]) -> OperationShown:
    media_type, body = _content(operation.get("requestBody", {}))
    takes = _name(body)
    good = next(response for status, response in operation["responses"].items() if status.startswith("2"))
    gives = _name(_content(good)[1])
    return OperationShown(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        words=tuple(_plain(part) for part in operation.get("description", "").split("\n\n")),
        parameters=tuple(_parameter(one) for one in operation.get("parameters", ())),
        takes=takes,
        takes_as="" if media_type == JSON else media_type,
        sent=_as_json(body["example"]) if "example" in body else _example(shapes.get(takes, {})),
        gives=gives,
        answered=_example(shapes.get(gives, {})),
        statuses=tuple((status, response["description"]) for status, response in operation["responses"].items()),
    )


def _plain(text: str) -> str:
    """A text of the document on one line, without the marks of Markdown."""
    return " ".join(text.split()).replace("`", "")


def _parameter(one: dict[str, Any]) -> FieldLine:
    where = {"query": "in the query", "path": "in the address", "header": "a header"}[one["in"]]
    holds = f"{_holds(one['schema'])}, {where}"
    return FieldLine(one["name"], holds, one.get("required", False), _plain(one.get("description", "")))


def _content(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The first type that a body can have, and what it then is."""
    return next(iter(body.get("content", {}).items()), (JSON, {}))


def _name(content: dict[str, Any]) -> str:
    """The name of the shape of a body; empty if there is none."""
    return str(content.get("schema", {}).get("$ref", "")).removeprefix(REFERENCE)


def _example(shape: dict[str, Any]) -> str:
    examples = shape.get("examples")
    return _as_json(examples[0]) if examples else ""


def _as_json(example: Any) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)


def _shape(name: str, shape: dict[str, Any]) -> ShapeShown:
    needed = shape.get("required", ())
    fields = tuple(
        FieldLine(field, _holds(holds), field in needed, _plain(holds.get("description", "")))
        for field, holds in shape["properties"].items()
    )
    return ShapeShown(name, _plain(shape.get("description", "")), fields)


def _holds(schema: dict[str, Any]) -> str:
    """What a value may be, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(REFERENCE)
    for either in ("anyOf", "oneOf"):
        if either in schema:
            several = [_holds(one) for one in schema[either]]
            return " or ".join(several) if len(several) <= MOST_NAMED else f"one of {len(several)} kinds"
    if "const" in schema:
        return f"“{schema['const']}”"
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_holds(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "any value")
