"""An overlay that names another edition than its base: what the base says of its own edition does not pass to it."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.fault import Fault
from procedures.yaml_file import Node

SAID_ANEW = {
    "effective_from": "since when does this edition count",
    "awaiting_confirmation": "what is still to be confirmed of it, or null for nothing",
}
"""What an edition that nothing has replaced has to say of itself, laid over one that was replaced."""


def faults_in_new_editions(base: Node, overlay: Node) -> list[Fault]:
    """Where an overlay names another edition without saying whether that one has been superseded too.

    Looked at are the rules themselves and each of their documents. Taken over silently, a new edition would be called
    superseded; dropped silently, a partnership's own version of the old one would not be.
    """
    documents = {item.get("id"): item for item in _documents(base)}
    return [
        *_of_an_edition("", base, overlay),
        *(
            fault
            for item in _documents(overlay)
            if item.get("id") in documents
            for fault in _of_an_edition(f"documents.{item.get('id')}.", documents[item.get("id")], item)
        ),
    ]


def _documents(file: Node) -> list[Node]:
    listed = file.mapping.get("documents")
    return [item for item in listed.items if isinstance(item.value, dict)] if listed else []


def _of_an_edition(within: str, base: Node, overlay: Node) -> Iterator[Fault]:
    newer = base.get("superseded_by")
    if not isinstance(newer, str) or overlay.get("edition") in (None, base.get("edition")):
        return
    if "superseded_by" not in overlay.mapping:
        message = (
            f"the base says that its edition, {base.get('edition')}, has been superseded by {newer.strip()}. Say of "
            f"{overlay.get('edition')} too: `superseded_by: null` if nothing has replaced it, or else what has"
        )
        yield overlay.at(("edition",)).fault(f"{within}superseded_by", message)
    elif overlay.get("superseded_by") is None and not within:
        for field, asked in SAID_ANEW.items():
            if field in base.mapping and field not in overlay.mapping:
                message = f"the base says this of {base.get('edition')}. Say of {overlay.get('edition')}: {asked}"
                yield overlay.at(("edition",)).fault(field, message)
