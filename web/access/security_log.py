"""What happens to the pages' own security, as lines that a machine reads: who signed in, what was refused, and when.

A line is one JSON object, so nothing that somebody sends can begin another. It holds codes of posts, and where a
request came from as a keyed hash: enough to follow one visitor, and no address. It never holds which case was asked
for; that somebody read a case stands in the store.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from fastapi import Request

from web.site import site_of
from workflows.secret import keyed_hash

LOG = logging.getLogger("goldenthread.security")
OURS = logging.getLogger("goldenthread")
PLACE_CHARACTERS = 16


def note_event(request: Request, event: str, person: str | None = None, **facts: str) -> None:
    """Note something that happened at a request: who it was about, if that is known, and facts of no person.

    Without `person` it is whoever is signed in.
    """
    reader = getattr(request.state, "reader", None)
    LOG.info(
        event,
        extra={
            "facts": {
                "person": person or (reader.person.code if reader is not None else None),
                "place": _place(request),
                "page": str(getattr(request.scope.get("route"), "path", "")),
                **facts,
            }
        },
    )


def keep_log() -> None:
    """Write what `goldenthread` logs to standard error from now on, a JSON object to a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    OURS.addHandler(handler)
    OURS.setLevel(logging.INFO)
    OURS.propagate = False


class JsonLines(logging.Formatter):
    """A record as one line: when (UTC), how grave, which part, what, and its facts."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "part": record.name, "event": record.getMessage()}
        return json.dumps(line | getattr(record, "facts", {}), ensure_ascii=True)


def _place(request: Request) -> str:
    host = request.client.host if request.client else "unknown"
    return keyed_hash(site_of(request).secret, "place of a log", host)[:PLACE_CHARACTERS]
