"""Words as Mermaid reads them: inside quoted labels, and in titles and descriptions."""

from __future__ import annotations


def quoted(words: str) -> str:
    """Words inside a quoted label: Mermaid reads quotes, ampersands and angle brackets as its own."""
    for character, entity in (("#", "#35;"), ("&", "#amp;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        words = words.replace(character, entity)
    return " ".join(words.split())


def plain(words: str) -> str:
    """Words of a title or a description, which end with their line."""
    return " ".join(words.replace(";", ",").replace("#", "").split())
