"""Practice reviews as sheets to export: one row for each review, or one for each of its clocks. Nothing of a child."""

from __future__ import annotations

from collections.abc import Iterable

from procedures.review_language import ReviewProcedure
from reports.review_words import DECISIONS, agency_name, day_of, post, word_of
from reports.spreadsheet import Sheet
from reports.tracker import Tracker, TrackerLine
from states.directory import Directory
from states.review import Review

STANDINGS = {
    "late": "Late",
    "due_soon": "Due soon",
    "in_time": "In time",
    "asked_after": "Asked after, never late",
    "lasting": "Must last until then",
}
"""How a clock stands, in the words of a sheet."""


def reviews_sheet(reviews: Iterable[tuple[Review, ReviewProcedure, TrackerLine]], directory: Directory) -> Sheet:
    """One row for each review, with the clock that is due first."""
    rows = []
    for review, rules, line in reviews:
        first = next((clock for clock in line.clocks if clock.standing not in ("asked_after", "lasting")), None)
        rows.append(
            (
                review.reference,
                "Closed" if review.closed_at else "Open",
                line.where,
                agency_name(directory, review.local_authority),
                day_of(review.raised_at),
                post(directory, review.owner) if review.owner else "",
                first.heading if first else "",
                first.owner if first else "",
                first.due_at if first else None,
                first.left if first else "",
                line.late,
                word_of(DECISIONS, review.decision) if review.decision else "",
                " ".join(line.notes),
                day_of(review.closed_at) if review.closed_at else None,
                rules.edition,
            )
        )
    headings = (
        "Review", "Open or closed", "Where it stands", "Local authority", "Referred", "Next step with", "Due first",
        "Owed by", "Due", "How long", "Clocks late", "Decision", "To be known", "Closed", "Rules",
    )  # fmt: skip
    return Sheet("Practice reviews", headings, tuple(rows))


def tracker_sheet(shown: Tracker) -> Sheet:
    """One row for each running clock of the reviews shown."""
    headings = (
        "Review", "Where it stands", "Code", "What", "About", "Owed by", "In place of", "Counts from", "Counted from",
        "Due", "How it stands", "How long", "Working days left", "Rests on", "Rules", "To be known",
    )  # fmt: skip
    rows = [
        (
            line.reference,
            line.where,
            clock.code or "",
            clock.title,
            clock.about or "",
            clock.owner,
            clock.owner_for or "",
            clock.counts_from,
            day_of(clock.counted_from_at),
            clock.due_at,
            STANDINGS[clock.standing],
            clock.left,
            clock.working_days,
            "; ".join((clock.rests_on, *clock.parts_rest_on)),
            line.edition,
            " ".join(line.notes),
        )
        for line in shown.lines
        for clock in line.clocks
    ]
    return Sheet("Review tracker", headings, tuple(rows))
