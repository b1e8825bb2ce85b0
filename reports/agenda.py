"""The agenda of a meeting of the sub-committee: what waits for it, as sections of plain rows. Nothing about a child."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifications.dates import LONDON, day_in_words
from procedures.review_course import LOCAL_REVIEW
from procedures.review_course import ReviewPosition as P
from procedures.review_language import ReviewProcedure
from procedures.wording import listed
from reports.agenda_since import happened_since
from reports.publication_lock import lock_of
from reports.tracked_clock import TrackedClock
from reports.tracker import TrackerLine, tracker_line
from states.directory import Directory
from states.review import Review
from states.review_voting import awaited

BEFORE_THE_PARTNERS = (P.RAPID_REVIEW_SIGN_OFF, P.LCSPR_PARTNER_SIGN_OFF)
RECOMMENDATION = "recommendation"

DECISIONS = {
    P.CRITERIA_ASSESSMENT: "Whether the criteria for notifying the Panel are met",
    P.NOTIFICATION_DISPUTED: "What becomes of the partners' difference about notifying",
    P.RAPID_REVIEW_DRAFTED: "The recommendation on a local review",
    P.DECISION_DISPUTED: "What becomes of the partners' difference about the decision",
    P.PANEL_RESPONDED: "The next step after the Panel's response",
    P.LCSPR_DECIDED: "Who is to be the reviewer",
    P.LCSPR_COMMISSIONING: "The scope of the local review",
    P.LCSPR_DRAFT: "The reviewer's draft report",
    P.IMPACT_REVIEW: "Whether the evidence of impact is enough to close the review",
}
"""What waits for a decision in a position. What is before the partners has a section of its own."""


@dataclass(frozen=True)
class EscalatedDisagreement:
    """An open disagreement that has come to the partners: where it is in words, and by when it is to be decided."""

    reference: str
    where: str
    owner: str
    due: str


@dataclass(frozen=True)
class AgendaSection:
    """An item of the agenda: a table, each row beginning with a reference; `nothing` is said where it is empty."""

    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    nothing: str


@dataclass(frozen=True)
class Agenda:
    """The agenda for the meeting on a day, made at an instant (UTC). `since` is the day of the meeting before."""

    meeting_on: date
    since: date
    made_at: datetime
    sections: tuple[AgendaSection, ...]
    superseded: tuple[tuple[str, str], ...]
    """Editions of rules that have been superseded, each with what replaced it."""


def agenda(
    reviews: Iterable[tuple[Review, ReviewProcedure]],
    disagreements: Iterable[EscalatedDisagreement],
    directory: Directory,
    now: datetime,
    meeting_on: date,
    since: date,
) -> Agenda:
    """The agenda from open and closed reviews, each with the rules that it is frozen to, at `now` (aware)."""
    known = list(reviews)
    still_open = [pair for pair in known if pair[0].at.is_open]
    lines = [tracker_line(review, rules, directory, now) for review, rules in still_open]
    ends = datetime.combine(meeting_on, datetime.max.time(), LONDON)
    clocks = sorted(_clocks(lines), key=lambda one: (one[1].due_at, one[0]))
    timed = [one for one in clocks if one[1].standing not in ("asked_after", "lasting")]
    sections = (
        _dates("Late", [one for one in timed if one[1].standing == "late"], "Nothing is late."),
        _dates(
            "Due up to the meeting",
            [one for one in timed if one[1].standing != "late" and one[1].due_at <= ends],
            "Nothing falls due before the meeting or on its day.",
        ),
        _decisions(lines, clocks),
        _reviews(lines),
        _ratifications(still_open, directory, now),
        _publications(still_open, directory, now),
        _dates(
            "Recommendations: evidence and checks of impact",
            [one for one in timed if (one[1].about or "").startswith(RECOMMENDATION)],
            "No recommendation is being followed.",
        ),
        _disagreements(disagreements),
        _since(known, since),
    )
    superseded = {(line.edition, line.superseded_by) for line in lines if line.superseded_by}
    return Agenda(meeting_on, since, now, sections, tuple(sorted(superseded)))


def _clocks(lines: Iterable[TrackerLine]) -> Iterator[tuple[str, TrackedClock]]:
    for line in lines:
        for clock in line.clocks:
            yield line.reference, clock


def _dates(title: str, clocks: Sequence[tuple[str, TrackedClock]], nothing: str) -> AgendaSection:
    rows = [(reference, one.heading, one.owner, one.due, one.left, one.rests_on) for reference, one in clocks]
    headings = ("Review", "What", "Owed by", "Due", "How long", "Rests on")
    return AgendaSection(title, headings, (13, 28, 22, 16, 13, 18), tuple(rows), nothing)


def _decisions(lines: Iterable[TrackerLine], clocks: Sequence[tuple[str, TrackedClock]]) -> AgendaSection:
    first = {reference: clock for reference, clock in reversed(clocks) if clock.standing != "lasting"}
    rows = [
        (
            line.reference,
            DECISIONS[P(line.position)],
            line.owner,
            first[line.reference].due if line.reference in first else "",
        )
        for line in lines
        if P(line.position) in DECISIONS
    ]
    headings = ("Review", "What is to be decided", "Next step", "Next due")
    return AgendaSection("For decision", headings, (13, 40, 27, 20), tuple(rows), "No review waits for a decision.")


def _reviews(lines: Iterable[TrackerLine]) -> AgendaSection:
    rows = [(line.reference, line.where, line.owner, " ".join(line.notes)) for line in lines]
    headings = ("Review", "Where it stands", "Next step", "To be known")
    return AgendaSection("Each open review", headings, (13, 30, 27, 30), tuple(rows), "No review is open.")


def _ratifications(
    reviews: Iterable[tuple[Review, ReviewProcedure]], directory: Directory, now: datetime
) -> AgendaSection:
    rows = []
    for review, rules in reviews:
        if review.at not in BEFORE_THE_PARTNERS:
            continue
        functions = {function.id: function.title for function in rules.groups_by_id[rules.partners].functions}
        waiting = awaited(directory, rules, review, rules.working_calendar.day_of(now))
        report = review.at is P.LCSPR_PARTNER_SIGN_OFF
        what = "Report of the local review" if report else "Recommendation on the rapid review"
        rows.append((review.reference, what, listed([functions[one] for one in waiting]) or "Nobody"))
    headings = ("Review", "What is before the partners", "Still to ratify")
    nothing = "Nothing waits for the partners' ratification."
    return AgendaSection("Ratification by the partners", headings, (13, 45, 42), tuple(rows), nothing)


def _publications(
    reviews: Iterable[tuple[Review, ReviewProcedure]], directory: Directory, now: datetime
) -> AgendaSection:
    rows = []
    for review, rules in reviews:
        if review.at not in LOCAL_REVIEW:
            continue
        lock = lock_of(review, rules, directory, now)
        if lock is not None:
            rows.append((review.reference, lock.planned or "No day is planned.", lock.earliest, " ".join(lock.missing)))
    headings = ("Review", "Planned", "Not before", "Still to be done")
    nothing = "No local review is on its way to publication."
    return AgendaSection("Publication", headings, (13, 24, 18, 45), tuple(rows), nothing)


def _disagreements(found: Iterable[EscalatedDisagreement]) -> AgendaSection:
    rows = [(one.reference, one.where, one.owner, one.due) for one in found]
    headings = ("Disagreement", "Where it is", "Next step", "Due")
    nothing = "No disagreement that you may read is with the partners."
    return AgendaSection("Disagreements with the partners", headings, (15, 35, 30, 20), tuple(rows), nothing)


def _since(reviews: Iterable[tuple[Review, ReviewProcedure]], since: date) -> AgendaSection:
    found = sorted(
        (day, review.reference, what) for review, _ in reviews for day, what in happened_since(review, since)
    )
    rows = [(reference, day_in_words(day), what) for day, reference, what in found]
    title = f"What happened since {day_in_words(since)}"
    return AgendaSection(title, ("Review", "When", "What happened"), (15, 35, 50), tuple(rows), "Nothing happened.")
