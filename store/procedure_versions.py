"""Procedures as cases are frozen to them."""

from __future__ import annotations

from collections.abc import Collection
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
    return procedures_of(connection, (version,))[version]


def procedures_of(connection: Connection, versions: Collection[str]) -> dict[str, Rules]:
    """The procedures of several versions, by version, in one statement at most. LookupError as for one."""
    unread = [version for version in versions if version not in _thawed]
    if unread:
        asked = select(VERSIONS.c.hash, VERSIONS.c.text).where(VERSIONS.c.hash.in_(unread))
        texts = {row.hash: row.text for row in connection.execute(asked)}
        for version in unread:
            _thawed[version] = _thaw(version, texts.get(version))
    return {version: _thawed[version] for version in versions}


def rules_in_store(connection: Connection) -> dict[str, Rules]:
    """All rules that some case runs on, by version, the newest first.

    Those whose text was tampered with are passed over: their cases come to nobody by rank or group until that is
    mended.
    """
    asked = select(VERSIONS.c.hash).order_by(VERSIONS.c.frozen_at.desc(), VERSIONS.c.hash)
    versions = connection.execute(asked).scalars().all()
    try:
        return procedures_of(connection, versions)
    except (LookupError, ValueError):
        return {version: rules for version in versions if (rules := _readable(connection, version)) is not None}


def _readable(connection: Connection, version: str) -> Rules | None:
    try:
        return procedure_of(connection, version)
    except (LookupError, ValueError):
        return None


def _thaw(version: str, text: str | None) -> Rules:
    if text is None:
        raise LookupError(f"the store has no procedure version {version[:12]}")
    if text_hash(text) != version:
        raise LookupError(f"the text of procedure version {version[:12]} does not fit its hash")
    return thaw(text)
