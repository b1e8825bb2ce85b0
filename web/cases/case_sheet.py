"""Disagreements as a sheet to export: where each stands and who owes the next step. Nothing that people wrote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from reports.review_words import day_of
from reports.spreadsheet import Sheet
from states.case import Case
from states.directory import Directory
from store.case_pages import ListedCase
from web.cases.owed import steps_owed
from web.words import words_of

HEADINGS = (
    "Case", "Open or closed", "Where it stands", "What it is about", "Priority", "Raised by agency", "Raised by",
    "With agency", "With", "Raised", "Next step", "Owed by", "In place of", "Due", "Late", "Steps late",
    "Outcome", "Closed", "Procedure",
)  # fmt: skip


def cases_sheet(listed: Iterable[ListedCase], directory: Directory, now: datetime) -> Sheet:
    """One row for each disagreement, with the step that is due first."""
    rows = []
    for one in listed:
        case, words = one.case, words_of(directory, one.rules)
        if not isinstance(case, Case):
            continue
        steps = steps_owed([one], directory, now)
        first = steps[0] if steps else None
        rows.append(
            (
                case.reference,
                "Closed" if case.closed_at else "Open",
                words.position(case.position),
                words.value(case.category),
                words.value(case.priority),
                words.agency(case.raising.agency),
                words.post(case.raising.practitioner),
                words.agency(case.responding.agency),
                words.post(case.responding.practitioner),
                day_of(case.raised_at),
                first.owes if first else "",
                first.owner_title if first else "",
                first.owner_for if first else "",
                first.due_at if first else None,
                first.late if first else "",
                sum(step.is_late for step in steps),
                words.value(case.outcome).replace("_", " ") if case.outcome else "",
                day_of(case.closed_at) if case.closed_at else None,
                f"{one.rules.title}, {one.rules.edition}",
            )
        )
    return Sheet("Cases", HEADINGS, tuple(rows))
