"""The questions that partners answer one by one, as tables of a document: never inferred, never left out."""

from __future__ import annotations

from collections.abc import Sequence

from procedures.review_language import Question
from reports.material import Material
from reports.recorded import NOT_RECORDED, fact, written
from reports.review_words import answer
from reports.word_document import WordDocument


def criteria_table(document: WordDocument, material: Material, name: str, questions: Sequence[Question]) -> None:
    """One row for each question: its words and where they stand, the answer, and the reason given for it."""
    document.table(
        name,
        ("Question", "Answer", "Reason given"),
        [_row(material, question) for question in questions],
        (44, 12, 44),
        first_names=False,
    )


def answered(material: Material, question: Question) -> bool | None:
    """The answer that stands to a question: the review's own, else that of its newest draft; None if there is none."""
    drafted = fact(material.drafted, "answers") or {}
    found = material.review.answers.get(question.id, drafted.get(question.id))
    return found if isinstance(found, bool) else None


def _row(material: Material, question: Question) -> tuple[str, str, str]:
    return (
        f"{question.text}\n\n{material.source(question)}",
        answer(answered(material, question)),
        reason_given(material, question),
    )


def reason_given(material: Material, question: Question) -> str:
    """The reason given in the draft; for what the Panel suggests, that of the decision's retaking, if it is newer."""
    drafted = material.drafted
    retaken = material.record.last("retake_decision", after=drafted.number if drafted else 0)
    if retaken and question.id == material.rules.panel_criterion:
        return written(retaken, "reason")
    return written(drafted, f"reason: {question.id}")


def aims(document: WordDocument, material: Material) -> None:
    """What a rapid review must address, each with what was written on it."""
    for question in material.rules.aims:
        document.heading(question.text.rstrip(".?"), 2)
        document.paragraph(written(material.drafted, f"aim: {question.id}"))
        document.note(material.source(question))


def views_on_criteria(document: WordDocument, material: Material) -> None:
    """What the agencies themselves said of each criterion, if any did."""
    entries = [material.record.last("submit_return", agency=one.agency) for one in material.review.returns]
    for question in material.rules.criteria:
        document.heading(question.text.rstrip(".?"), 3)
        name = f"view: {question.id}"
        said = [entry for entry in entries if entry and name in entry.narrative]
        if not said:
            document.paragraph(NOT_RECORDED)
            continue
        document.table(
            f"Views of agencies: {question.text}",
            ("Agency", "View"),
            [(material.named(str(fact(entry, "agency"))), written(entry, name)) for entry in said],
            (30, 70),
        )
