"""A date that a practice review owes, counted from a given day, with the dates by other published readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from procedures.calendar import WorkingCalendar
from procedures.deadline import Deadline as Counted
from procedures.deadline import count_back, count_forward
from procedures.duration import Duration
from procedures.explanation import named_day
from procedures.review_course import ReviewFact
from procedures.review_description import reading_words
from procedures.review_language import Deadline, OtherBasis, Relaxation, ReviewProcedure
from procedures.review_limits import limit_in_force, ordinary_limit, relaxation_of, replaced_source
from procedures.review_wording import FACTS, REVIEW_PARTIES, from_words
from procedures.source import Basis
from procedures.wording import document_of, standing

Facts = Mapping[ReviewFact, date | datetime]


@dataclass(frozen=True)
class OtherDate:
    """An advisory second date: the reading it comes from, and its count. `counted` is None if its fact is not known."""

    id: str
    counts_from: ReviewFact | None
    words: str
    basis: Basis
    counted: Counted | None


@dataclass(frozen=True)
class OwedDate:
    """A deadline with the account of its date, and the advisory dates by the readings that are not in force."""

    rules: ReviewProcedure
    deadline: Deadline
    counted: Counted
    relaxation: Relaxation | None
    others: tuple[OtherDate, ...]

    def explain(self) -> str:
        """The whole account in plain words."""
        return "\n".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        deadline = self.deadline
        code = f"{deadline.code}: " if deadline.code else ""
        yield f"{code}{deadline.title}. Owed by {REVIEW_PARTIES[deadline.owner]}."
        yield self.counted.explain()
        if self.period is not deadline:
            yield f"The duty itself: {_sentence(standing(self.rules, deadline))}"
        if deadline.in_force is not deadline:
            yield f"Counted from {from_words(deadline)}: {_sentence(standing(self.rules, deadline.in_force))}"
        if self.relaxation:
            yield self._relaxation_words()
        for other in self.others:
            yield _other_words(other)
        if superseded := self.superseded_by():
            yield f"SUPERSEDED by {superseded}."

    @property
    def period(self) -> Basis:
        """The standing of the time that is given, which may bind otherwise than the duty itself."""
        return self.deadline.basis_of("limit")

    def _relaxation_words(self) -> str:
        found = self.relaxation
        assert found is not None  # noqa: S101 - asked for only where there is one
        limit = (
            f"the limit is {found.limit.words()}" if found.limit else "there is no limit, and this is the ordinary one"
        )
        return f"Relaxed nationally from {found.first} to {found.last}: {limit} [{standing(self.rules, found)}]."

    def superseded_by(self) -> str | None:
        """What has superseded these rules or the document that the deadline is taken from, or None."""
        return (self.rules.superseded_by or replaced_source(self.rules, self.deadline) or "").strip() or None

    def as_json(self) -> dict[str, Any]:
        """The account as plain data: that of any count, with the rule's standing and the `other` dates."""
        deadline, rules = self.deadline, self.rules
        document = document_of(rules, deadline)
        found = self.relaxation
        return self.counted.as_json() | {
            "clock": deadline.id,
            "code": deadline.code,
            "title": deadline.title,
            "owner": deadline.owner,
            "counts_from": deadline.counts_from,
            "force": deadline.force,
            "duty": deadline.basis(),
            "period_force": self.period.force,
            "period": self.period.basis(),
            "basis": deadline.in_force.basis(),
            "grade": deadline.grade,
            "edition": document.edition if document else None,
            "effective_from": (deadline.effective_from or rules.effective_from).isoformat(),
            "effective_to": _iso(deadline.effective_to or rules.effective_to),
            "superseded_by": self.superseded_by(),
            "relaxed": found.basis() if found else None,
            "other": [_other_json(other) for other in self.others],
        }


def owed_date(
    rules: ReviewProcedure, deadline: Deadline, start: date | datetime, known: Facts | None = None
) -> OwedDate:
    """When a deadline counted from `start` is due, with the dates by other readings as far as their facts are `known`.

    ValueError if a person sets its time, and as `count_forward` for a count that cannot be made.
    """
    calendar = rules.working_calendar
    # Where an override has lifted the limit, what is counted is the ordinary one, and the account says so.
    limit = limit_in_force(rules, deadline, start) or ordinary_limit(deadline)
    if limit is None:
        raise ValueError(f"the time of {deadline.id} is set for each by a person: there is nothing to count")
    counted = _count(deadline, start, limit, calendar, _source(rules, deadline))
    facts = dict(known or {})
    if deadline.counts_from:
        facts[deadline.counts_from] = start
    others = tuple(_others(rules, deadline, facts, calendar))
    return OwedDate(rules, deadline, counted, relaxation_of(rules, deadline, start), others)


def _count(
    deadline: Deadline, start: date | datetime, limit: Duration, calendar: WorkingCalendar, source: str
) -> Counted:
    count = count_back if deadline.counted == "before" else count_forward
    return count(start, limit, calendar, source)


def _source(rules: ReviewProcedure, deadline: Deadline) -> str:
    basis = deadline.basis_of("limit")
    document = document_of(rules, basis)
    detail = document.title if document else basis.note
    return f"{basis.basis()}: {detail}" if detail else basis.basis()


def _others(rules: ReviewProcedure, deadline: Deadline, facts: Facts, calendar: WorkingCalendar) -> Iterator[OtherDate]:
    for other in deadline.other_bases:
        limit = other.limit or deadline.limit
        start = facts.get(other.counts_from)
        counted = _count(deadline, start, limit, calendar, other.basis()) if start and limit else None
        yield OtherDate(other.id, other.counts_from, reading_words(rules, deadline, other), other, counted)
    start = facts.get(deadline.counts_from) if deadline.counts_from else None
    if deadline.stricter and start:
        basis = deadline.basis_of("stricter")
        counted = _count(deadline, start, deadline.stricter, calendar, basis.basis())
        words = f"{deadline.stricter.words()} {_direction(deadline)} {from_words(deadline)}. [{standing(rules, basis)}]"
        yield OtherDate("stricter", deadline.counts_from, words, basis, counted)


def _direction(deadline: Deadline) -> str:
    return "before" if deadline.counted == "before" else "from"


def _other_words(other: OtherDate) -> str:
    if other.counted is None:
        known = f"give --known {other.counts_from}=DATE" if isinstance(other.basis, OtherBasis) else "not known"
        return f"Advisory, not in force ({known}): {_sentence(other.words)}"
    day = other.counted.due
    return f"Advisory, not in force: due {named_day(day)}: {_sentence(other.words)}"


def _sentence(words: str) -> str:
    return f"{words.rstrip('.')}."


def _other_json(other: OtherDate) -> dict[str, Any]:
    counted = other.counted
    return {
        "id": other.id,
        "counts_from": other.counts_from,
        "start": counted.start.isoformat() if counted else None,
        "duration": counted.as_json()["duration"] if counted else None,
        "due": counted.due.isoformat() if counted else None,
        "due_at": counted.due_at.isoformat() if counted else None,
        "basis": other.basis.basis(),
        "note": other.words,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def fact_named(text: str) -> ReviewFact:
    """The fact with this name. ValueError, listing them, if there is none."""
    try:
        return ReviewFact(text)
    except ValueError:
        raise ValueError(f"there is no fact {text!r}; the facts are: {', '.join(FACTS)}") from None
