"""When things were due and when they were done, as tables of a document: each date with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from notifications.dates import due_in_words
from procedures.review_course import ReviewFact, ReviewPosition
from procedures.review_language import Deadline
from procedures.review_wording import from_words
from reports.material import Material
from reports.recorded import NOT_RECORDED
from reports.review_words import short_day
from reports.time_left import time_left
from reports.word_document import WordDocument
from states.review_due import concerns, due_of, is_only_asked_after, other_dates, relaxation_of


@dataclass(frozen=True)
class _Owed:
    """A deadline, or one of its items, that has begun to count. `done` is when it was met; instants are UTC."""

    deadline: Deadline
    start: datetime
    due: datetime
    done: datetime | None
    item: int | None = None

    @property
    def title(self) -> str:
        words = f"{self.deadline.title} ({self.deadline.code})"
        return f"{words}: request {self.item}" if self.item else words


def dates_table(
    document: WordDocument, material: Material, positions: Iterable[ReviewPosition], *, other_readings: bool = True
) -> None:
    """The deadlines of a source list that run in one of these positions and whose counting has begun.

    Each with what it counts from, its due date, when it was met, and its source; with `other_readings` then
    the readings of those dates by which other areas count, and which are not in force here.
    """
    wanted = set(positions)
    coded = [one for one in material.rules.deadlines if one.code and one.scope == "review"]
    started = [owed for one in coded if wanted & set(one.runs_in) for owed in _begun(material, one)]
    if not started:
        document.paragraph(NOT_RECORDED)
        return
    document.table(
        "Deadlines, what they count from and when they were met",
        ("What was owed", "Counted from", "Due", "Done", "Source"),
        [_row(material, owed) for owed in started],
        (25, 20, 20, 16, 19),
    )
    others = [row for owed in started for row in _other_rows(material, owed)] if other_readings else []
    if others:
        document.heading("Other readings of these dates, which are not in force", 2)
        headings = ("What was owed", "It would be due", "Reading", "Source")
        document.table("Other readings of the dates", headings, others, (25, 22, 34, 19))


def _begun(material: Material, deadline: Deadline) -> Iterator[_Owed]:
    """A deadline whose counting has begun, with the due time that its clock has or had; or each of its requests."""
    review = material.review
    if deadline.each == "panel_request":
        for asked in review.panel_requests:
            yield _Owed(deadline, asked.asked_at, asked.due_at, asked.answered_at, asked.number)
    elif deadline.each == "information_request":
        for request in review.information_requests:
            yield _Owed(deadline, request.requested_at, request.due_at, request.answered_at, request.number)
    elif deadline.each == "review" and deadline.counts_from not in (None, ReviewFact.ENTERED):
        start = review.fact(deadline.counts_from) if concerns(deadline, review) else None
        if start is not None:
            running = review.running(deadline.id)
            due = running.due_at if running else due_of(material.rules, deadline, start)
            yield _Owed(deadline, start, due, review.fact(deadline.met_by) if deadline.met_by else None)


def _row(material: Material, owed: _Owed) -> tuple[str, ...]:
    deadline = owed.deadline
    words = due_in_words(owed.due)
    if deadline.meaning == "at_least_until":
        words = f"at least until {words}"
    asked_after = is_only_asked_after(material.rules, deadline, owed.start)
    shown = f"No lateness is counted: asked after from {words} on" if asked_after else _capital(words)
    relaxed = relaxation_of(material.rules, deadline, owed.start)
    if relaxed:
        shown += f"\n\nRelaxed nationally: {material.source(relaxed)}"
    return (
        owed.title,
        f"{_capital(from_words(deadline))}, {short_day(owed.start)}",
        shown,
        _done(material, owed, asked_after),
        "\n\n".join(_sources(material, deadline)),
    )


def _sources(material: Material, deadline: Deadline) -> Iterator[str]:
    """Where the rule stands, and where those of its parts stand that do not stand there."""
    yield material.source(deadline)
    if deadline.in_force is not deadline:
        yield f"Counted from there by: {material.source(deadline.in_force)}"
    if "limit" in deadline.bases:
        yield f"Its length: {material.source(deadline.bases['limit'])}"


def _other_rows(material: Material, owed: _Owed) -> list[tuple[str, ...]]:
    return [
        (owed.title, _capital(due_in_words(other.due_at)), _capital(other.note), material.source(other.basis))
        for other in other_dates(material.rules, owed.deadline, material.review)
    ]


def _done(material: Material, owed: _Owed, asked_after: bool) -> str:
    deadline, done = owed.deadline, owed.done
    left = time_left(owed.due, done or material.now, material.rules.working_calendar)
    if deadline.meaning == "at_least_until":
        return _capital(left.words_to_go())
    if done is None:
        waiting = not asked_after and material.review.at in deadline.runs_in
        return f"{NOT_RECORDED}: {left.words()}" if waiting and left.late else NOT_RECORDED
    if asked_after:
        return short_day(done)
    return f"{short_day(done)}, {left.words() if left.late else 'in time'}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
