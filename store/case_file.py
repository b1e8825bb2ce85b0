"""Everything that the store holds about one case, as plain data: what a bundle carries.

It is for the operator's command alone: whoever has it has every entry and every document, those for one side or for
oversight too. No page and no operation of the interface can reach it, which import-linter holds (`pyproject.toml`).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from states.directory import Directory
from store.chain import instant
from store.delivery_history import delivery_history
from store.directory import current_directory
from store.documents import DocumentUnread, StoredDocument, content_of, documents_of
from store.narratives import KEPT, NARRATIVES, OF_ITS_ENTRY, NarrativeReader, Unread
from store.readable_cases import Operator, Reader, readable_by
from store.record import SALT_CHARACTERS, moment
from store.recording import table
from store.tables import CaseRow, ClockRow, EntryRow, ProcedureVersion
from store.whole_reading import as_kept

CASES, CLOCKS, ENTRIES, VERSIONS = (table(model) for model in (CaseRow, ClockRow, EntryRow, ProcedureVersion))
INSTANTS = frozenset(
    {"raised_at", "closed_at", "at", "recorded_at", "started_at", "due_at", "next_at", "ended_at", "frozen_at"}
)


def case_file(
    connection: Connection, reader: Reader, reference: str, *, with_documents: bool = False
) -> dict[str, Any] | None:
    """A case with its record, clocks, notices, procedure text and people; None if there is none for this reader.

    Only the case is looked for as the reader may read it: of one that is found everything is told, whoever it is for.

    Rows have the columns of the tables. Instants are texts as the record's chain writes them; `state` and `facts` are
    the stored texts themselves, over which the hashes are taken. With each entry stands what was written in it, in the
    open: `narrative_salt` and `narrative`, which together have the `narrative_hash`, or why it could not be read in
    `narrative_unread`. Documents are told with their hashes, and `with_documents` with their content in base64, where
    that can be read. People are those who appear in it, by post as the directory has them now.
    """
    case = connection.execute(as_kept(CASES).where(CASES.c.reference == reference, readable_by(reader))).one_or_none()
    if case is None:
        return None
    entries = connection.execute(
        as_kept(ENTRIES)
        .add_columns(*KEPT)
        .outerjoin_from(ENTRIES, NARRATIVES, OF_ITS_ENTRY)
        .where(ENTRIES.c.case_id == case.id)
        .order_by(ENTRIES.c.number)
    )
    narratives = NarrativeReader(connection)
    clocks = connection.execute(as_kept(CLOCKS).where(CLOCKS.c.case_id == case.id).order_by(CLOCKS.c.number))
    version = connection.execute(as_kept(VERSIONS).where(VERSIONS.c.hash == case.procedure)).one_or_none()
    found: dict[str, Any] = {
        "case": _plain(case),
        "entries": [_with_narrative(row, narratives) for row in entries],
        "clocks": [_plain(row) for row in clocks],
        "notices": [
            {**_without_instants(asdict(one.notice)), "events": [_without_instants(asdict(e)) for e in one.events]}
            for one in delivery_history(connection, reference)
        ],
        "procedure": _plain(version) if version else None,
        "documents": [
            _with_content(connection, one) if with_documents else _told(one)
            # Whoever may have the case's file has every entry of it, and so every document.
            for one in documents_of(connection, Operator(), reference)
        ],
    }
    return found | _people(current_directory(connection).directory, found)


def _plain(row: Any) -> dict[str, Any]:
    """A row as JSON values, without the numbers by which the database joins its tables."""
    columns = {name: value for name, value in row._mapping.items() if name not in ("id", "case_id")}
    return {name: _instant(value) if name in INSTANTS else value for name, value in columns.items()}


def _with_narrative(row: Any, narratives: NarrativeReader) -> dict[str, Any]:
    encrypted = {column.name for column in KEPT}
    entry = {name: value for name, value in _plain(row).items() if name not in encrypted}
    text = narratives.opened(row.case_id, row.number, row.narrative_key, row.narrative_ciphertext)
    if isinstance(text, Unread):
        # Where nothing was written nothing is missing.
        why = None if text is Unread.MISSING and row.narrative_hash is None else text.value
        return entry | {"narrative_salt": None, "narrative": None, "narrative_unread": why}
    salt, narrative = text[:SALT_CHARACTERS], text[SALT_CHARACTERS:]
    return entry | {"narrative_salt": salt, "narrative": narrative, "narrative_unread": None}


def _told(document: StoredDocument) -> dict[str, Any]:
    """A document as its entry tells of it. `there` is whether its content is kept, `content` what was asked for."""
    return {
        "number": document.number,
        "file_type": document.file_type,
        "size": document.size,
        "sha256": document.sha256,
        "name": document.name,
        "there": not document.withdrawn,
        "content": None,
    }


def _with_content(connection: Connection, document: StoredDocument) -> dict[str, Any]:
    try:
        content = b"".join(content_of(connection, document)) if not document.withdrawn else b""
    except DocumentUnread:
        content = b""
    return _told(document) | {"content": base64.b64encode(content).decode() if content else None}


def _instant(value: object) -> str | None:
    if value is None:
        return None
    try:
        return moment(instant(value))
    except (TypeError, ValueError):
        # Kept as it stands: the chain then names the entry that holds it.
        return str(value)


def _without_instants(values: dict[str, Any]) -> dict[str, Any]:
    return {name: moment(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _people(directory: Directory, found: dict[str, Any]) -> dict[str, Any]:
    named = set(_texts(found)) & directory.people.keys()
    people = [directory.people[code] for code in sorted(named)]
    agencies = {person.agency for person in people} | (set(_texts(found["case"])) & directory.agencies.keys())
    return {
        "people": {
            person.code: {
                "title": person.title,
                "agency": person.agency,
                "rank": person.rank,
                "roles": list(person.roles),
            }
            for person in people
        },
        "agencies": {
            code: {"name": directory.agencies[code].name, "kind": directory.agencies[code].kind}
            for code in sorted(agencies & directory.agencies.keys())
        },
    }


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, those inside JSON texts too."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value
        if value.startswith(("{", "[")):
            try:
                yield from _texts(json.loads(value))
            except ValueError:
                return
