"""What a case in the demonstration has come to: its new entries, told once each."""

from __future__ import annotations

from states.any_case import AnyCase
from states.directory import Directory
from store.directory import current_directory
from store.readable_cases import Operator, RecordedEntry, case_with_record
from store.sessions import reading
from workflows.context import EngineContext


class DemonstratedRecord:
    """The record of one case, read again and again. `case` is as it stood when it was last read."""

    def __init__(self, context: EngineContext, case: AnyCase) -> None:
        """`context` is where the case is stored."""
        self.context = context
        self.case = case
        self._seen = 0

    @property
    def reference(self) -> str:
        """The case's reference."""
        return self.case.reference

    def news(self) -> tuple[list[RecordedEntry], Directory]:
        """Entries that have come since this was last asked, and the directory to tell them by."""
        with reading(self.context.engine) as connection:
            found = case_with_record(connection, Operator(), self.reference)
            directory = current_directory(connection).directory
        if found is None:
            return [], directory
        self.case, entries = found
        new = entries[self._seen :]
        self._seen = len(entries)
        return new, directory
