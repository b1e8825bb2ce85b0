"""Adding a document to a case and taking a mistaken one away: looked at first, then recorded through the door.

A file is checked and looked through for viruses before any transaction begins. Its entry and its encrypted content are
then recorded together, or nothing is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from sqlalchemy import Connection, Engine

from notifications.dates import LONDON
from procedures.rules import Rules
from states.any_case import AnyCase
from states.decision import Audience, Decision, Refusal
from states.directory import Directory
from states.document_actions import AddDocument, DocumentKind, WithdrawDocument
from states.documents import decide_document
from store.directory import current_directory
from store.documents import (
    StoredDocument,
    document_for,
    document_of_own_return,
    remove_content,
    same_document,
    write_document,
)
from store.membership import member_of
from store.own_return import own_return
from store.readable_cases import Member, may_read
from store.sessions import writing
from workflows.document_files import CheckedFile, FileRefused, checked_file
from workflows.settings import Settings
from workflows.transaction import decide_within
from workflows.virus_scanner import LOG, ScannerDown, looked_through

MEGABYTE = 1_000_000

NO_SUCH_CASE = Refusal("There is no such case for you.", "no_such_case")
NO_SUCH_DOCUMENT = Refusal("There is no such document for you.", "no_such_document")
NO_SCANNER = Refusal(
    "Documents cannot be added here yet: no virus scanner is set up. Keep the file, and tell the business support "
    "team.",
    "no_scanner",
)
SCANNER_DOWN = Refusal(
    "The virus scanner gives no answer, so the file was not taken. Nothing is lost: try again in a few minutes, and "
    "if it stays so tell the business support team.",
    "scanner_down",
)


@dataclass(frozen=True)
class AcceptedFile:
    """A file that may be added: what it is, and whether a virus scanner looked through it."""

    checked: CheckedFile
    scanned: bool


@dataclass(frozen=True)
class AddedDocument:
    """A document that was added: the number of its entry. `again` says that the same person had added it before."""

    number: int
    again: bool = False


def takes_documents(settings: Settings) -> Refusal | None:
    """Why no document is taken whatever it is, or None."""
    return None if settings.virus_scanner or settings.documents_unscanned else NO_SCANNER


def accepted_file(settings: Settings, name: str, content: BinaryIO) -> AcceptedFile | Refusal:
    """Look at a file, and have it looked through for viruses; or why it is not taken, in words for whoever gave it.

    The code of a refusal is `file` where another file would do.
    """
    closed = takes_documents(settings)
    if closed:
        return closed
    try:
        checked = checked_file(name, content, settings.document_megabytes * MEGABYTE)
    except FileRefused as problem:
        return Refusal(str(problem), "file")
    try:
        scanned = looked_through(settings, content)
    except ScannerDown as problem:
        LOG.error("a document was not taken: %s", problem)
        return SCANNER_DOWN
    if scanned.found:
        LOG.warning("a document was not taken: the virus scanner found %s", scanned.found)
        return Refusal(
            f"The virus scanner found something harmful in this file ({scanned.found}), so it was not taken. "
            "Do not open it, and tell your own IT service.",
            "file",
        )
    return AcceptedFile(checked, scanned.by_scanner)


def add_document(
    engine: Engine,
    reference: str,
    file: AcceptedFile,
    content: BinaryIO,
    actor: str,
    now: datetime,
    *,
    kind: DocumentKind,
    audience: Audience,
    about: str | None = None,
    of_own_return: bool = False,
) -> AddedDocument | Refusal:
    """Add a file that was accepted to a case that the person `actor` (a code) may read, or to their own return.

    Of a second click nothing more comes than the first one's number.
    """
    with writing(engine) as connection:
        return add_document_within(
            connection, reference, file, content, actor, now,
            kind=kind, audience=audience, about=about, of_own_return=of_own_return,
        )  # fmt: skip


def add_document_within(
    connection: Connection,
    reference: str,
    file: AcceptedFile,
    content: BinaryIO,
    actor: str,
    now: datetime,
    *,
    kind: DocumentKind,
    audience: Audience,
    about: str | None = None,
    of_own_return: bool = False,
) -> AddedDocument | Refusal:
    """The same in a transaction that does more. A refusal has written nothing."""
    agency = None
    found = _readable(connection, reference, actor, now, of_own_return=of_own_return)
    if isinstance(found, Refusal):
        return found
    if of_own_return:
        agency = found
    checked = file.checked
    action = AddDocument(
        document_kind=kind, audience=audience, file_type=checked.file_type, size=checked.size,
        sha256=checked.sha256, scanned=file.scanned, agency=agency, file_name=checked.name, about=about,
    )  # fmt: skip
    before: list[int] = []

    def decides(case: AnyCase, rules: Rules, directory: Directory) -> Decision | Refusal:
        # Under the case's lock: of two clicks at once the second finds the first.
        same = same_document(connection, reference, actor, action.facts(), audience)
        if same is not None:
            before.append(same)
            return Refusal("You have added this document already.", "already_done", stale=True)
        return decide_document(case, action, actor, rules, directory, now)

    done = decide_within(connection, reference, decides)
    if before:
        return AddedDocument(before[0], again=True)
    if isinstance(done, Refusal):
        return done
    number = done.decision.entries[-1].number
    write_document(connection, reference, number, content, checked.size)
    return AddedDocument(number)


def withdraw_document(
    engine: Engine,
    reference: str,
    action: WithdrawDocument,
    actor: str,
    now: datetime,
    *,
    of_own_return: bool = False,
) -> AddedDocument | Refusal:
    """Take away the content of a document that the person `actor` may read. Its entry and hash stay."""
    with writing(engine) as connection:
        return withdraw_document_within(connection, reference, action, actor, now, of_own_return=of_own_return)


def withdraw_document_within(
    connection: Connection,
    reference: str,
    action: WithdrawDocument,
    actor: str,
    now: datetime,
    *,
    of_own_return: bool = False,
) -> AddedDocument | Refusal:
    """As `withdraw_document`, in a transaction that writes other things too."""
    found: list[StoredDocument] = []

    def decides(case: AnyCase, rules: Rules, directory: Directory) -> Decision | Refusal:
        # Looked for under the case's lock: of two clicks at once the second finds it withdrawn.
        document = document_to_read(connection, reference, action.document, actor, now, of_own_return=of_own_return)
        if document is None:
            return NO_SUCH_DOCUMENT
        found.append(document)
        return decide_document(case, action, actor, rules, directory, now, document.on_record)

    done = decide_within(connection, reference, decides)
    if isinstance(done, Refusal):
        return NO_SUCH_DOCUMENT if done.code == "no_such_case" else done
    remove_content(connection, found[0])
    return AddedDocument(done.decision.entries[-1].number)


def document_to_read(
    connection: Connection, reference: str, number: int, actor: str, now: datetime, *, of_own_return: bool = False
) -> StoredDocument | None:
    """A document for a person (by code): of a case that they may read, or of their own agency's return. Or None."""
    day = _day(now)
    if of_own_return:
        return document_of_own_return(connection, actor, reference, number, day)
    member = _member(connection, actor, day)
    return document_for(connection, member, reference, number) if member else None


def _readable(
    connection: Connection, reference: str, actor: str, now: datetime, *, of_own_return: bool
) -> str | Refusal | None:
    """The agency whose return a document is added to, None for a case; or NO_SUCH_CASE."""
    day = _day(now)
    if of_own_return:
        found = own_return(connection, actor, reference, day)
        return found.asked.agency if found else NO_SUCH_CASE
    member = _member(connection, actor, day)
    return None if member and may_read(connection, member, reference) else NO_SUCH_CASE


def _member(connection: Connection, actor: str, day: date) -> Member | None:
    directory = current_directory(connection).directory
    person = directory.in_post(actor, day)
    return member_of(connection, directory, person, day) if person else None


def _day(now: datetime) -> date:
    return now.astimezone(LONDON).date()
