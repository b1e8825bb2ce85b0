"""The tracker: for each open review where it stands, who owes what, and every clock with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from procedures.review_course import ReviewFact
from procedures.review_language import ReviewProcedure
from reports.review_words import on_day, post, where_words
from reports.tracked_clock import TrackedClock, tracked_clock
from reports.yearly_report import PartnershipDate, partnership_dates
from states.directory import Directory
from states.review import Review


@dataclass(frozen=True)
class TrackerLine:
    """A review as the tracker shows it. `where` is its position in words; `owner` is a post, never a name.

    `edition` is that of its rules and `superseded_by` what has replaced them. `notes` are what a reader of its dates
    must know: a linked disagreement, a delay that was reported.
    """

    reference: str
    position: str
    where: str
    owner: str
    edition: str
    superseded_by: str | None
    clocks: tuple[TrackedClock, ...]
    notes: tuple[str, ...]

    @property
    def late(self) -> int:
        """How many of its clocks are late."""
        return sum(clock.standing == "late" for clock in self.clocks)

    @property
    def first_due(self) -> datetime | None:
        """The earliest due time of its clocks that can be late, UTC; None if it has none."""
        timed = [clock.due_at for clock in self.clocks if clock.standing not in ("asked_after", "lasting")]
        return min(timed, default=None)


@dataclass(frozen=True)
class Tracker:
    """All open reviews at one time, the one that is due first at the top, and the dates of the partnership."""

    made_at: datetime
    lines: tuple[TrackerLine, ...]
    partnership: tuple[PartnershipDate, ...] = ()


def tracker_line(review: Review, rules: ReviewProcedure, directory: Directory, now: datetime) -> TrackerLine:
    """One review at `now` (aware), its clocks by due time. KeyError if a clock is not of these rules."""
    clocks = [tracked_clock(review, clock, rules, directory, now) for clock in review.clocks]
    return TrackerLine(
        reference=review.reference,
        position=review.position,
        where=where_words(review),
        owner=post(directory, review.owner),
        edition=rules.edition,
        superseded_by=rules.superseded_by,
        clocks=tuple(sorted(clocks, key=lambda clock: (clock.due_at, clock.clock))),
        notes=tuple(_notes(review)),
    )


def tracker(
    reviews: Iterable[tuple[Review, ReviewProcedure]],
    directory: Directory,
    now: datetime,
    partnership_rules: ReviewProcedure | None = None,
    last_yearly_report: date | None = None,
    yearly_report_copied: date | None = None,
) -> Tracker:
    """The open ones among these reviews, each with the rules that it is frozen to.

    `partnership_rules` are those in force now: the dates of the partnership are theirs. `last_yearly_report` is the
    day on which the last yearly report was published, and `yearly_report_copied` that on which its copy was sent to
    the Panel and the Department for Education, if known.
    """
    lines = [tracker_line(review, rules, directory, now) for review, rules in reviews if review.at.is_open]
    lines.sort(key=lambda line: (line.first_due is None, line.first_due, line.reference))
    dates: tuple[PartnershipDate, ...] = ()
    if partnership_rules:
        dates = partnership_dates(partnership_rules, now, last_yearly_report, yearly_report_copied)
    return Tracker(now, tuple(lines), dates)


def as_plain_data(shown: Tracker) -> dict[str, Any]:
    """The tracker as JSON values. Instants are ISO texts in UTC."""
    data: dict[str, Any] = _plain(asdict(shown))
    return data


def _notes(review: Review) -> Iterable[str]:
    for dispute in review.disputes:
        if dispute.resolved_at is None:
            about = {"notification": "on notifying", "decision": "on the decision"}[dispute.about]
            which = f"Disagreement {dispute.reference}" if dispute.reference else "A disagreement"
            yield f"{which} {about} is open since {on_day(dispute.opened_at)}. It stops no clock."
    expected, reported = review.fact(ReviewFact.DELAY_EXPECTED), review.fact(ReviewFact.DELAY_REPORTED)
    if expected and not reported:
        yield f"Delay expected since {on_day(expected)}. Panel and Secretary of State are not told yet."
    if reported:
        yield f"Reasons for delay reported {on_day(reported)}. No due date moves."


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime | date) else value
