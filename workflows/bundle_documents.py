"""The documents of a case in its bundle: what the page says of them, and whether they fit the record."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from store.chain import Misfit
from store.documents import ADDED, WITHDRAWN
from workflows.bundle_words import read_object
from workflows.document_files import in_megabytes
from workflows.document_words import DOCUMENT_KIND_WORDS, download_name


def documents_told(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The documents of a bundle's data as its page shows them. A bundle made before there were any has none."""
    reference = data["case"]["reference"]
    kinds = {entry["number"]: read_object(entry["facts"]).get("document_kind") for entry in data["entries"]}
    withdrawn = _withdrawn(data)
    return [
        {
            "number": one["number"],
            "kind": DOCUMENT_KIND_WORDS.get(kinds.get(one["number"]) or "other", "A document"),
            "name": one["name"] or "its name could not be read",
            "file": download_name(reference, one["number"], one["file_type"]),
            "size": in_megabytes(one["size"]),
            "sha256": one["sha256"],
            "withdrawn": withdrawn.get(one["number"]),
            "held": one["content"] is not None,
        }
        for one in data.get("documents", ())
    ]


def misfits(data: dict[str, Any]) -> list[Misfit]:
    """Documents that are not as the entries tell. Of one whose content is not in the bundle the hash is compared."""
    reference, found = data["case"]["reference"], []
    added = {entry["number"]: read_object(entry["facts"]) for entry in data["entries"] if entry["kind"] == ADDED}
    listed = {one["number"]: one for one in data.get("documents", ())}
    for number in sorted(added.keys() | listed.keys()):
        facts, one = added.get(number), listed.get(number)
        if facts is None:
            found.append(Misfit(reference, number, "inserted", "a document is listed, and it adds none"))
        elif one is None:
            found.append(Misfit(reference, number, "removed", "the document that it added is not listed"))
        elif any(one[name] != facts.get(name) for name in ("sha256", "size", "file_type")) or not _is_that(one):
            found.append(Misfit(reference, number, "changed", "the document that it added is not as on the record"))
    return found


def _is_that(one: dict[str, Any]) -> bool:
    """Whether the content of a document, if it is in the bundle, has the hash that is told."""
    if one["content"] is None:
        return True
    try:
        content = base64.b64decode(one["content"], validate=True)
    except (binascii.Error, ValueError):
        return False
    return hashlib.sha256(content).hexdigest() == str(one["sha256"])


def _withdrawn(data: dict[str, Any]) -> dict[int, int]:
    """The entry that withdrew a document, by the document's own."""
    return {
        read_object(entry["facts"]).get("document", 0): entry["number"]
        for entry in data["entries"]
        if entry["kind"] == WITHDRAWN
    }
