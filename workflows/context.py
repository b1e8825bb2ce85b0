"""What every action and every sweep needs: the store, the settings and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from procedures.catalogue import load
from procedures.language import Procedure
from store.key_file import KeyFile
from store.migrations import require_a_file, require_newest, upgrade
from store.narrative_keys import keep_keys
from store.sessions import open_store
from workflows.clock import Clock, clock_from

if TYPE_CHECKING:  # a story sweeps with no settings, and reading them takes a tenth of its start-up
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

    `create` brings the store to the newest schema first; without it a store at another schema, or none at all, is
    refused with StoreError, so that a worker never changes a schema under another one's feet.

    SettingsError if a setting leads to another machine without encryption.
    """
    # Late, because a story imports this module and has no settings to read.
    from workflows.encrypted_connections import require_encryption  # noqa: PLC0415 - as said

    require_encryption(settings)
    if create:
        upgrade(settings.database_url)
    else:
        require_a_file(settings.database_url)
    engine = open_store(settings.database_url)
    keep_keys(engine, key_file(settings))
    if not create:
        require_newest(engine)
    return EngineContext(engine, settings, clock or clock_from(settings))


def key_file(settings: Settings) -> KeyFile:
    """The file with the keys to what people write.

    Where the settings name none, a store on one machine has its keys beside it in the home directory, and the first is
    made when it is needed. A PostgreSQL store has several machines, whose keys must be the same: they have to be named.
    """
    if settings.narrative_keys_file is not None:
        return KeyFile(settings.narrative_keys_file)
    if not settings.database_url.startswith("sqlite:"):
        return KeyFile(None)
    return KeyFile(settings.home / "narrative.keys", made_when_first_needed=True)
