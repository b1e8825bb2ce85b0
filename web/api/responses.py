"""The problems that an operation can be answered with, for its description."""

from __future__ import annotations

from typing import Any

from web.api.problem import KINDS, MEDIA_TYPE

PROBLEM = {"$ref": "#/components/schemas/Problem"}

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """A description of these answers: every kind of problem that has the status."""
    content = {MEDIA_TYPE: {"schema": PROBLEM}}
    return {status: {"description": _words(status), "content": content} for status in statuses}


def _words(status: int) -> str:
    return "; ".join(kind.title for kind in KINDS if kind.status == status)


NOT_THERE = problems(404)
ALWAYS = problems(401, 403, 413, 421, 429, 500)
ONCE = problems(400, 422)
"""What a write may be answered with beside: its key is missing, or was used for another request."""
WRITTEN = problems(400, 409, 413, 415, 422, 503)
