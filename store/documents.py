"""Documents of cases: content in encrypted parts beside the entry that added each, which has the hash of the whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Protocol

from sqlalchemy import Connection, Select, func, select, type_coerce
from sqlalchemy.types import NullType

from states.documents import DocumentOnRecord
from store.document_tables import DocumentPartRow
from store.narrative_keys import NotAsEncrypted
from store.narratives import KEPT, NARRATIVES, OF_ITS_ENTRY, NarrativeReader, Unread, encrypting_key
from store.own_return import OwnReturn, own_return
from store.readable_cases import CASES, ENTRIES, Reader, entries_readable_by, readable_by
from store.recording import table

PARTS = table(DocumentPartRow)
ADDED, WITHDRAWN = "add_document", "withdraw_document"
"""The kinds of entry that tell of documents."""

PART_BYTES = 256 * 1024
"""Bytes of a document that are encrypted as one: all that is held in memory at a time."""

CONTENT = type_coerce(PARTS.c.ciphertext, NullType()).label("ciphertext")
"""As the driver gives it: SQLite keeps any value in any column."""


class DocumentUnread(Exception):
    """A document's content cannot be given out: it is gone, its key is missing, or it is not what was put here."""

    def __init__(self, why: Unread) -> None:
        self.why = why
        super().__init__(why.value)


class Content(Protocol):
    """What is asked for to read a content: whose it is, and how long."""

    @property
    def case_id(self) -> int:
        """The row of its case."""

    @property
    def number(self) -> int:
        """The number of its entry."""

    @property
    def size(self) -> int:
        """Its length in bytes."""


@dataclass(frozen=True)
class StoredDocument:
    """A document that a reader may read. `number` is that of its entry, `name` its own name if that can be read.

    `withdrawn` says that its content was taken away.
    """

    case_id: int
    reference: str
    number: int
    at: datetime
    actor: str
    audience: str
    document_kind: str
    file_type: str
    size: int
    sha256: str
    agency: str | None
    name: str | None
    withdrawn: bool

    @property
    def on_record(self) -> DocumentOnRecord:
        """The document as decisions ask for it."""
        return DocumentOnRecord(self.number, self.actor, self.audience, self.agency, self.withdrawn)  # type: ignore[arg-type]  # the record holds audiences alone


def parts_of(size: int) -> int:
    """How many parts a content of so many bytes has."""
    return -(-size // PART_BYTES)


def part_place(case_id: int, number: int, part: int, parts: int) -> str:
    """What a part is bound to: its document, its place there, and how many there are, so that none can be left out."""
    return f"document {case_id} {number} part {part} of {parts}"


def write_document(connection: Connection, reference: str, number: int, content: BinaryIO, size: int) -> None:
    """Encrypt the content of a document whose entry has just been recorded, part by part, and keep it.

    KeyMissing if there is no key. ValueError if the content is not `size` bytes long.
    """
    key = encrypting_key(connection)
    case_id = connection.execute(select(CASES.c.id).where(CASES.c.reference == reference)).scalar_one()
    parts, seen = parts_of(size), 0
    content.seek(0)
    for part in range(1, parts + 1):
        piece = content.read(PART_BYTES)
        seen += len(piece)
        ciphertext = key.encrypt_bytes(piece, part_place(case_id, number, part, parts))
        row = {"case_id": case_id, "number": number, "part": part, "key": key.id, "ciphertext": ciphertext}
        connection.execute(PARTS.insert().values(row))
    if seen != size or content.read(1):
        raise ValueError("the content is not as long as was said")


def remove_content(connection: Connection, document: StoredDocument) -> None:
    """Take a document's content away, once the entry that withdraws it is recorded."""
    connection.execute(PARTS.delete().where(PARTS.c.case_id == document.case_id, PARTS.c.number == document.number))


def document_for(connection: Connection, reader: Reader, reference: str, number: int) -> StoredDocument | None:
    """A document of a case, by its entry's number; None if there is none that this reader may read."""
    asked = _documents().where(CASES.c.reference == reference, ENTRIES.c.number == number)
    return _one(connection, asked.where(readable_by(reader), entries_readable_by(reader)))


def document_of_own_return(
    connection: Connection, person: str, reference: str, number: int, day: date
) -> StoredDocument | None:
    """A document of the return of the agency of a person (by code) in post on a day; None if there is none."""
    found = own_return(connection, person, reference, day)
    if found is None:
        return None
    asked = _documents().where(CASES.c.reference == reference, ENTRIES.c.number == number)
    document = _one(connection, asked)
    return document if document and document.agency == found.asked.agency else None


def documents_of_return(connection: Connection, found: OwnReturn) -> list[StoredDocument]:
    """Every document of the return of an agency's own that was read by `own_return`, oldest first."""
    asked = _documents().where(CASES.c.reference == found.reference).order_by(ENTRIES.c.number)
    return [one for one in _all(connection, asked) if one.agency == found.asked.agency]


def documents_of(connection: Connection, reader: Reader, reference: str) -> list[StoredDocument]:
    """Every document of a case that a reader may read, oldest first."""
    asked = _documents().where(CASES.c.reference == reference, readable_by(reader), entries_readable_by(reader))
    return list(_all(connection, asked.order_by(ENTRIES.c.number)))


def same_document(
    connection: Connection, reference: str, actor: str, facts: dict[str, Any], audience: str
) -> int | None:
    """The number of the entry with which somebody added this very document before, if it is still there.

    `facts` are those of the action that would add it.
    """
    asked = _documents().where(CASES.c.reference == reference, ENTRIES.c.actor == actor, ENTRIES.c.audience == audience)
    same = ("document_kind", "sha256", "agency")
    for one in _all(connection, asked):
        if not one.withdrawn and all(getattr(one, name) == facts.get(name) for name in same):
            return one.number
    return None


def content_of(connection: Connection, document: Content) -> Iterator[bytes]:
    """The content, part by part. DocumentUnread at the first part that is not as it was put here."""
    for part in range(1, parts_of(document.size) + 1):
        yield part_of(connection, document, part)


def part_of(connection: Connection, document: Content, part: int) -> bytes:
    """One part of the content. DocumentUnread if it is not as it was put here."""
    asked = select(PARTS.c.key, CONTENT).where(
        PARTS.c.case_id == document.case_id, PARTS.c.number == document.number, PARTS.c.part == part
    )
    reader = NarrativeReader(connection)
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise DocumentUnread(Unread.MISSING)
    key = reader.key_of(row.key)
    if key is None:
        raise DocumentUnread(Unread.NO_KEY)
    place = part_place(document.case_id, document.number, part, parts_of(document.size))
    try:
        return key.decrypt_bytes(row.ciphertext, place)
    except NotAsEncrypted:
        raise DocumentUnread(Unread.BROKEN) from None


def require_whole(connection: Connection, document: StoredDocument) -> None:
    """DocumentUnread unless the whole content is there and has the hash that the record vouches for."""
    hashed = hashlib.sha256()
    for piece in content_of(connection, document):
        hashed.update(piece)
    if hashed.hexdigest() != document.sha256:
        raise DocumentUnread(Unread.BROKEN)


def _documents() -> Select[Any]:
    there = (
        select(func.count())
        .select_from(PARTS)
        .where(PARTS.c.case_id == ENTRIES.c.case_id, PARTS.c.number == ENTRIES.c.number)
        .scalar_subquery()
    )
    return (
        select(ENTRIES, CASES.c.reference, there.label("parts_there"), *KEPT)
        .join(CASES, CASES.c.id == ENTRIES.c.case_id)
        .outerjoin(NARRATIVES, OF_ITS_ENTRY)
        .where(ENTRIES.c.kind == ADDED)
    )


def _one(connection: Connection, asked: Select[Any]) -> StoredDocument | None:
    return next(_all(connection, asked), None)


def _all(connection: Connection, asked: Select[Any]) -> Iterator[StoredDocument]:
    narratives = NarrativeReader(connection)
    for row in connection.execute(asked).all():
        facts = json.loads(row.facts)
        written, _ = narratives.fields(row)
        yield StoredDocument(
            row.case_id,
            row.reference,
            row.number,
            row.at,
            row.actor,
            row.audience,
            facts["document_kind"],
            facts["file_type"],
            facts["size"],
            facts["sha256"],
            facts.get("agency"),
            written.get("file_name"),
            row.parts_there == 0,
        )
