"""One running clock of a review as the tracker shows it: due when, by what, owed by whom, how long there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from notifications.dates import due_in_words
from procedures.review_language import Deadline, ReviewProcedure
from procedures.review_limits import replaced_source
from procedures.review_wording import FACTS, from_words, time_set_by
from procedures.source import Force
from procedures.wording import name_words
from reports.review_words import agency_name, grade_words, on_day, post, short_source, source_words
from reports.time_left import TimeLeft, time_left
from states.case import RunningClock
from states.directory import Directory
from states.review import Review
from states.review_due import deadline_of, item_of, meaning_of, other_dates, part_of, relaxation_of
from states.review_parties import agencies_owing

Standing = Literal["in_time", "due_soon", "late", "asked_after", "lasting"]
"""`asked_after` is never late: no period is established for it. `lasting` is a period that must last."""


@dataclass(frozen=True)
class AdvisoryDate:
    """A date by a reading that is not in force: advice beside the date that is."""

    due_at: datetime
    counts_from: str
    note: str
    rests_on: str

    def words(self) -> str:
        """The date with why it differs."""
        return f"{due_in_words(self.due_at)}: {self.note} [{self.rests_on}]"


@dataclass(frozen=True)
class TrackedClock:
    """A running clock, in words and as data. Instants are UTC; `owner` and `owner_for` are posts, never names.

    `code` is the source list's own, None for a clock that is not in it. `about` is the item that it is for, such as an
    agency; `together_with` are other agencies that owe the same. `rests_on` is force and source in short, `source` the
    same in full. `parts_rest_on` are the parts of the rule that stand elsewhere: `limit: local default`.
    `left` says how long there is; `working_days` is the same number, negative once the due time is past.
    `counts_from` says what happened at `counted_from_at`; `set_by` who or what has set the time, where it is not
    counted. `superseded_by` is set where a document that the duty, its length or its counting is taken from has been
    replaced.
    """

    clock: str
    code: str | None
    title: str
    about: str | None
    owner: str
    owner_for: str | None
    together_with: tuple[str, ...]
    counts_from: str
    counted_from_at: datetime
    counted: Literal["after", "before"]
    set_by: str | None
    due_at: datetime
    due: str
    standing: Standing
    left: str
    working_days: int
    force: str
    source: str
    rests_on: str
    parts_rest_on: tuple[str, ...]
    note: str | None
    grade: str | None
    superseded_by: str | None
    relaxed: str | None
    other_readings: tuple[AdvisoryDate, ...]

    @property
    def heading(self) -> str:
        """Code, title and what it is about: `DL05 Send the rapid review to the Panel`."""
        words = f"{self.code} {self.title}" if self.code else self.title
        return f"{words}: {self.about}" if self.about else words

    @property
    def label(self) -> str:
        """Its code, or that it is local; nothing for what a document states outside the source list."""
        return self.code or ("local" if self.force == Force.LOCAL_DEFAULT.words() else "")

    @property
    def from_words(self) -> str:
        """What it counts from, with its day."""
        if self.set_by:
            return f"runs from {self.counts_from}, {on_day(self.counted_from_at)}, to the time that {self.set_by} sets"
        how = "counts back from" if self.counted == "before" else "counts from"
        return f"{how} {self.counts_from}, {on_day(self.counted_from_at)}"


def tracked_clock(
    review: Review, clock: RunningClock, rules: ReviewProcedure, directory: Directory, now: datetime
) -> TrackedClock:
    """A running clock of a review at `now`, aware. KeyError if the rules have no such clock."""
    deadline = deadline_of(rules, clock.clock)
    start = _start(review, deadline, clock)
    left = time_left(clock.due_at, now, rules.working_calendar)
    standing = _standing(rules, deadline, clock, start, left, now)
    return TrackedClock(
        clock=clock.clock,
        code=deadline.code,
        title=deadline.title,
        about=_about(deadline, clock, directory),
        owner=post(directory, clock.owner),
        owner_for=post(directory, clock.owner_for) if clock.owner_for else None,
        together_with=tuple(agency_name(directory, agency) for agency in _others(review, deadline, clock, directory)),
        counts_from=from_words(deadline),
        counted_from_at=start,
        counted=deadline.counted,
        set_by=time_set_by(deadline),
        due_at=clock.due_at,
        due=due_in_words(clock.due_at),
        standing=standing,
        left=_left(standing, left),
        working_days=-left.working_days if left.late else left.working_days,
        force=deadline.force.words(),
        source=source_words(rules, deadline),
        rests_on=short_source(rules, deadline),
        parts_rest_on=tuple(_parts(rules, deadline)),
        note=deadline.note.strip() if deadline.note and deadline.source else None,
        grade=grade_words(deadline.grade),
        superseded_by=replaced_source(rules, deadline),
        relaxed=_relaxed(rules, deadline, start),
        other_readings=tuple(
            AdvisoryDate(other.due_at, FACTS[other.counts_from], other.note, short_source(rules, other.basis))
            for other in other_dates(rules, deadline, review)
        ),
    )


def _start(review: Review, deadline: Deadline, clock: RunningClock) -> datetime:
    counted = review.fact(deadline.counts_from) if deadline.counts_from else None
    return counted or clock.counts_from or clock.started_at


def _standing(
    rules: ReviewProcedure, deadline: Deadline, clock: RunningClock, start: datetime, left: TimeLeft, now: datetime
) -> Standing:
    meaning = meaning_of(rules, deadline, start)
    if meaning != "by":
        return meaning
    if left.late:
        return "late"
    return "due_soon" if any(point <= now for point in clock.warn_at) else "in_time"


def _left(standing: Standing, left: TimeLeft) -> str:
    if standing == "lasting":
        return left.words_to_go()
    return left.words_asked() if standing == "asked_after" else left.words()


def _others(review: Review, deadline: Deadline, clock: RunningClock, directory: Directory) -> tuple[str, ...]:
    """The other agencies of a recommendation that owe the same by one clock."""
    owing = agencies_owing(review, deadline.owner, item_of(clock.clock))
    person = directory.people.get(clock.owner)
    if len(owing) == 1 or person is None:
        return ()
    return tuple(agency for agency in owing if agency != person.agency)


def _about(deadline: Deadline, clock: RunningClock, directory: Directory) -> str | None:
    item = item_of(clock.clock)
    if item is None:
        return None
    if deadline.each == "agency_return":
        return agency_name(directory, item)
    number, agency = part_of(item)
    words = f"{'recommendation' if deadline.each == 'recommendation' else 'request'} {number}"
    return f"{words}, {agency_name(directory, agency)}" if agency else words


def _parts(rules: ReviewProcedure, deadline: Deadline) -> Iterator[str]:
    if deadline.in_force is not deadline:
        yield f"what it counts from: {short_source(rules, deadline.in_force)}"
    for field, basis in deadline.bases.items():
        if field not in ("counts_from", "stricter"):
            yield f"{name_words(field)}: {short_source(rules, basis)}"


def _relaxed(rules: ReviewProcedure, deadline: Deadline, start: datetime) -> str | None:
    relaxation = relaxation_of(rules, deadline, start)
    if relaxation is None:
        return None
    limit = f"to {relaxation.limit.words()}" if relaxation.limit else "altogether"
    return f"relaxed nationally {limit}: {source_words(rules, relaxation)}"
