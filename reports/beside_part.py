"""What runs beside a review, as parts of a document: proceedings, the family, early learning, immediate safety."""

from __future__ import annotations

from collections.abc import Sequence

from reports.material import Material
from reports.recorded import NOT_RECORDED, RecordedEntry, fact, written
from reports.review_words import SIDES, on_day, word_of
from reports.word_document import WordDocument
from states.review import SideRecord

_KINDS = ("open_side_record", "add_to_side_record", "close_side_record")


def proceedings_table(document: WordDocument, material: Material, kinds: Sequence[str]) -> None:
    """The records of these kinds in a table, each with what was last written about it."""
    found = _of_kinds(material, kinds)
    if not found:
        document.paragraph(NOT_RECORDED)
        return
    rows = [
        (
            word_of(SIDES, one.kind),
            on_day(one.opened_at),
            f"Closed {on_day(one.closed_at)}" if one.closed_at else "Open",
            "\n\n".join(written(entry, "text") for entry in notes(material, one)) or NOT_RECORDED,
        )
        for one in found
    ]
    document.table("Parallel proceedings", ("Proceedings", "Recorded on", "Standing", "What was recorded"), rows,
                   (20, 18, 14, 48))  # fmt: skip


def beside(document: WordDocument, material: Material, kind: str) -> bool:
    """Everything that was written in the records of a kind, oldest first. Whether there was anything."""
    entries = [entry for one in _of_kinds(material, (kind,)) for entry in notes(material, one)]
    for entry in entries:
        document.paragraph(written(entry, "text"))
        document.note(material.place(entry))
    return bool(entries)


def notes(material: Material, side: SideRecord) -> list[RecordedEntry]:
    """The entries that belong to a side record, oldest first."""
    opened = material.record.all("open_side_record")
    found = []
    for entry in material.record.all(*_KINDS):
        # An opening is known by its place among the openings where the entry does not tell the number.
        number = fact(entry, "number")
        if number is None and entry in opened:
            number = opened.index(entry) + 1
        if number == side.number:
            found.append(entry)
    return found


def _of_kinds(material: Material, kinds: Sequence[str]) -> list[SideRecord]:
    return [one for one in material.review.side_records if one.kind in kinds]
