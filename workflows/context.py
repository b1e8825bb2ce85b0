"""What every action and every sweep needs: the store, the settings and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from procedures.catalogue import load
from procedures.language import Procedure
from store.migrations import require_newest, upgrade
from store.sessions import open_store
from workflows.clock import Clock, clock_from
from workflows.settings import Settings


@dataclass(frozen=True)
class EngineContext:
    """The store, the settings and the clock of one process."""

    engine: Engine
    settings: Settings
    clock: Clock

    def procedure(self, name: str, on: date | None = None) -> Procedure:
        """A procedure by name, from the partnership's own directory or the library."""
        return load(name, on=on, directories=self.procedure_directories)

    @property
    def procedure_directories(self) -> Sequence[Path]:
        """Where a partnership keeps procedures of its own."""
        return [self.settings.procedure_directory] if self.settings.procedure_directory else []


def open_context(settings: Settings, clock: Clock | None = None, *, create: bool = False) -> EngineContext:
    """Open the store that the settings name.

    `create` brings the store to the newest schema first; without it a store at another schema is refused with
    StoreError, so that a worker never changes a schema under another one's feet.
    """
    if create:
        upgrade(settings.database_url)
    engine = open_store(settings.database_url)
    if not create:
        require_newest(engine)
    return EngineContext(engine, settings, clock or clock_from(settings))
