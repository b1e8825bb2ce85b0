"""The agenda of a meeting of the sub-committee as a Word document."""

from __future__ import annotations

from notifications.dates import day_in_words
from reports.agenda import Agenda
from reports.review_words import on_day
from reports.word_document import WordDocument

HANDLING = "Holds references and what is owed, and nothing about a child"


def agenda_document(made: Agenda, partnership: str) -> bytes:
    """The agenda as the bytes of a .docx file. `partnership` is the name of the partnership, its author."""
    title = "Agenda of the sub-committee on practice reviews"
    day = day_in_words(made.meeting_on)
    document = WordDocument(title, partnership, f"{title}, {day}", HANDLING, made.made_at)
    document.title(title, f"Meeting on {day}. As recorded on {on_day(made.made_at)}")
    for edition, newer in made.superseded:
        document.notice("Check the dates", f"{edition} has been superseded by {newer}.")
    for number, section in enumerate(made.sections, 1):
        document.heading(f"{number}. {section.title}")
        if section.rows:
            document.table(section.title, section.headings, section.rows, section.widths)
        else:
            document.paragraph(section.nothing)
    return document.as_bytes()
