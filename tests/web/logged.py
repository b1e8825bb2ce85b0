"""What the pages log of their own security, as tests read it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from web.access.security_log import LOG, JsonLines


class Kept(logging.Handler):
    """Lines as they would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def events(self) -> list[tuple[str, str | None]]:
        """What happened, and to whom."""
        found = [json.loads(line) for line in self.lines]
        return [(one["event"], one["person"]) for one in found]


@contextmanager
def keeping() -> Iterator[Kept]:
    """Everything that is logged meanwhile."""
    handler, level = Kept(), LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    yield handler
    LOG.removeHandler(handler)
    LOG.setLevel(level)
