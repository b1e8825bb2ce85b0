"""Procedures as cases are frozen to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from procedures.catalogue import frozen_text, text_hash, thaw
from procedures.rules import Rules
from store.recording import table
from store.tables import ProcedureVersion
from store.upsert import insert_into

VERSIONS = table(ProcedureVersion)
_thawed: dict[str, Rules] = {}
# A version never changes, so a process reads each once.


def freeze(connection: Connection, procedure: Rules, now: datetime) -> str:
    """Store a procedure's text if it is new, and return its hash: the version that a case runs on."""
    text = frozen_text(procedure)
    version = text_hash(text)
    if version in _thawed and _is_stored(connection, version):
        return version
    if not _is_stored(connection, version):
        row = {
            "hash": version,
            "procedure": procedure.id,
            "title": procedure.title,
            "edition": procedure.edition,
            "text": text,
            "frozen_at": now,
        }
        # Two people may raise the first case on a version in the same moment.
        connection.execute(insert_into(connection, VERSIONS).values(row).on_conflict_do_nothing())
    return version


def _is_stored(connection: Connection, version: str) -> bool:
    return connection.execute(select(VERSIONS.c.hash).where(VERSIONS.c.hash == version)).one_or_none() is not None


def procedure_of(connection: Connection, version: str) -> Rules:
    """The procedure of a version. LookupError if the store has no such version or its text was tampered with."""
    found = _thawed.get(version)
    if found is None:
        text = connection.execute(select(VERSIONS.c.text).where(VERSIONS.c.hash == version)).scalar_one_or_none()
        if text is None:
            raise LookupError(f"the store has no procedure version {version[:12]}")
        if text_hash(text) != version:
            raise LookupError(f"the text of procedure version {version[:12]} does not fit its hash")
        found = _thawed[version] = thaw(text)
    return found
