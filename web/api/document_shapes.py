"""Documents as the interface tells them, and as one is given to it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import UploadFile
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue
from starlette.datastructures import UploadFile as GivenFile

from states.action import Narrative
from states.decision import Audience
from states.directory import Directory
from states.document_actions import DocumentKind, FileType
from store.documents import StoredDocument
from web.api.clock_shapes import Post

EXAMPLE_LINE: dict[str, JsonValue] = {
    "number": 2,
    "href": "/api/v1/cases/D-2026-0001/documents/2",
    "kind": "minutes",
    "name": "Minutes of Monday.pdf",
    "file_type": "pdf",
    "size": 48211,
    "sha256": "0" * 64,
    "at": "2026-11-03T10:00:00Z",
    "by": {"code": "health_visitor_hcrg", "title": "Health visitor, HCRG"},
    "audience": "parties",
    "withdrawn": False,
}


def _a_file(given: object) -> object:
    if not isinstance(given, GivenFile) or not given.filename:
        raise ValueError("send the file itself, with its name")
    return given


class DocumentToAdd(BaseModel):
    """A document with what it is: a form with a file, sent as `multipart/form-data`."""

    model_config = ConfigDict(extra="forbid")

    kind: DocumentKind
    audience: Audience | None = Field(
        default=None,
        description="Who may read it, of those that the list of documents names. Needed if it names several.",
    )
    about: Narrative | None = Field(default=None, description="What it is about, such as which meeting.")
    file: Annotated[UploadFile, BeforeValidator(_a_file)] = Field(
        description="The file with its name. The name may name a child: it is kept encrypted, and nowhere else.",
        json_schema_extra={"format": "binary"},
    )


class DocumentLine(BaseModel):
    """A document in the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_LINE]})

    number: int
    href: str | None = Field(description="Where its content is; null for one that was withdrawn.")
    kind: DocumentKind
    name: str | None = Field(description="Its own name; null where it cannot be read. It may name a child.")
    file_type: FileType
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="The SHA-256 of its content, which the record vouches for.")
    at: datetime = Field(description="When it was added.")
    by: Post
    audience: Audience = Field(description="Who may read it.")
    withdrawn: bool = Field(description="Whether its content was taken away.")


class DocumentList(BaseModel):
    """The documents of a case, or of an agency's own return."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reference": "D-2026-0001",
                    "documents": [EXAMPLE_LINE],
                    "audiences": ["parties", "raising"],
                    "not_open": None,
                }
            ]
        }
    )

    reference: str
    documents: list[DocumentLine] = Field(description="The newest first.")
    audiences: list[Audience] = Field(description="For whom the token's person may add one now.")
    not_open: str | None = Field(description="Why they may add none; null where they may.")


class DocumentAdded(BaseModel):
    """A document that was added."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"number": 2, "href": "/api/v1/cases/D-2026-0001/documents/2", "sha256": "0" * 64, "again": False}
            ]
        }
    )

    number: int
    href: str
    sha256: str = Field(description="The SHA-256 of what was taken.")
    again: bool = Field(description="Whether the same person had added this very document before.")


def line_of(document: StoredDocument, directory: Directory, *, of_own_return: bool) -> DocumentLine:
    """A document as a list has it."""
    address = documents_address(document.reference, of_own_return=of_own_return)
    return DocumentLine.model_validate(
        {
            "number": document.number,
            "href": None if document.withdrawn else f"{address}/{document.number}",
            "kind": document.document_kind,
            "name": document.name,
            "file_type": document.file_type,
            "size": document.size,
            "sha256": document.sha256,
            "at": document.at,
            "by": Post(code=document.actor, title=directory.title_of(document.actor)),
            "audience": document.audience,
            "withdrawn": document.withdrawn,
        }
    )


def documents_address(reference: str, *, of_own_return: bool) -> str:
    """Where the documents of a case are, or those of an agency's own return."""
    return f"/api/v1/{'returns' if of_own_return else 'cases'}/{reference}/documents"
