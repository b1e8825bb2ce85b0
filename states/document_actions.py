"""What people do with documents that belong to a case of either kind: add one, and take a mistaken one away."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from states.action import Action, Code, Narrative
from states.decision import Audience

DocumentKind = Literal["minutes", "chronology", "other"]
DOCUMENT_KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)

FileType = Literal["pdf", "docx", "odt", "xlsx", "csv", "txt", "png", "jpeg"]
"""The types of files that are taken."""

LONGEST_FILE_NAME = 200
"""Characters of a file's name that are kept: enough for any that a file system takes, in whatever script."""


class AddDocument(Action):
    """Add a document. Its name is what people write: it may name a child.

    `audience` is who may read it, entry and content alike. `agency` is the agency whose return to a practice review it
    belongs to, if it does. `scanned` says whether it was looked through for viruses.
    """

    NARRATIVE = ("file_name", "about")
    kind: Literal["add_document"] = "add_document"
    document_kind: DocumentKind
    audience: Audience
    file_type: FileType
    size: Annotated[int, Field(ge=1)]
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    scanned: bool
    agency: Code | None = None
    file_name: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_FILE_NAME)]
    about: Narrative | None = None

    def facts(self) -> dict[str, object]:
        """As for every action, without the audience: the entry has that itself."""
        return {name: value for name, value in super().facts().items() if name != "audience"}


class WithdrawDocument(Action):
    """Take a mistaken document away: its content goes, its entry and hash stay. `document` is its entry's number."""

    NARRATIVE = ("reason",)
    kind: Literal["withdraw_document"] = "withdraw_document"
    document: Annotated[int, Field(ge=1)]
    reason: Narrative
