"""Words for documents, as pages, bundles and commands say them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from states.document_actions import DocumentKind

DOCUMENT_DONE: Mapping[str, str] = MappingProxyType(
    {"add_document": "added a document", "withdraw_document": "withdrew a document"}
)
"""What a person did, after who did it, by the kind of the entry."""

DOCUMENT_KIND_WORDS: Mapping[DocumentKind, str] = MappingProxyType(
    {"minutes": "Minutes of a meeting", "chronology": "Chronology", "other": "Another document"}
)


def download_name(reference: str, number: int, file_type: str) -> str:
    """The name under which a document is given out: nothing of the name that somebody gave it."""
    return f"{reference}-document-{number}.{file_type}"
