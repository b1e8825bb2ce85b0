"""Documents in a store at work: added through the door, as their people would."""

from __future__ import annotations

import io

from states.decision import Audience, Refusal
from states.document_actions import DocumentKind, WithdrawDocument
from store.documents import StoredDocument, content_of
from store.sessions import reading
from tests.document_samples import TXT
from workflows.context import EngineContext
from workflows.document_files import checked_file
from workflows.documents import AcceptedFile, AddedDocument, add_document, document_to_read, withdraw_document

NAME = "Zz-named-after-a-child.txt"
LONG = TXT * 12_000
"""Of three parts."""


def asked_to_add(
    context: EngineContext,
    reference: str,
    actor: str,
    content: bytes = LONG,
    *,
    name: str = NAME,
    kind: DocumentKind = "minutes",
    audience: Audience = "parties",
    about: str | None = None,
    of_own_return: bool = False,
) -> AddedDocument | Refusal:
    """Add a document now, or have it refused."""
    stream = io.BytesIO(content)
    file = AcceptedFile(checked_file(name, stream, 10_000_000), scanned=True)
    return add_document(
        context.engine,
        reference,
        file,
        stream,
        actor,
        context.clock.now(),
        kind=kind,
        audience=audience,
        about=about,
        of_own_return=of_own_return,
    )


def added(
    context: EngineContext,
    reference: str,
    actor: str,
    content: bytes = LONG,
    *,
    audience: Audience = "parties",
    of_own_return: bool = False,
) -> int:
    """Add a document now. Returns the number of its entry."""
    done = asked_to_add(context, reference, actor, content, audience=audience, of_own_return=of_own_return)
    assert isinstance(done, AddedDocument), done
    return done.number


def withdrawn(
    context: EngineContext, reference: str, number: int, actor: str, *, of_own_return: bool = False
) -> AddedDocument | Refusal:
    """Take a document away now, or have it refused."""
    action = WithdrawDocument(document=number, reason="It was the wrong one.")
    return withdraw_document(context.engine, reference, action, actor, context.clock.now(), of_own_return=of_own_return)


def found(
    context: EngineContext, reference: str, number: int, person: str, *, of_own_return: bool = False
) -> StoredDocument | None:
    """A document for a person, if they may read it."""
    with reading(context.engine) as connection:
        return document_to_read(connection, reference, number, person, context.clock.now(), of_own_return=of_own_return)


def read(context: EngineContext, reference: str, number: int, person: str) -> bytes:
    """The content of a document that a person may read."""
    document = found(context, reference, number, person)
    assert document is not None
    with reading(context.engine) as connection:
        return b"".join(content_of(connection, document))
