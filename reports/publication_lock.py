"""The lock on publication: what still stands in the way of it, and the earliest day on which it is possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from notifications.dates import day_in_words
from procedures.review_course import LOCAL_REVIEW, ReviewFact
from procedures.review_course import ReviewPosition as P
from procedures.review_language import ReviewProcedure
from procedures.wording import listed
from reports.review_words import source_words
from states.directory import Directory
from states.review import Review
from states.review_attempt import ReviewAttempt
from states.review_guards_publication import earliest_publication, last_sent, latest_day_to_send
from states.review_guards_ratification import is_ratified_now
from states.review_voting import awaited

ACCEPTED = (P.PUBLICATION_PLANNED, P.SENT_BEFORE_PUBLICATION)
"""Where the partners have accepted the report, and only its sending ahead is left."""


@dataclass(frozen=True)
class PublicationLock:
    """Whether a report may be published today. `missing` is what is still to be done, in its order.

    `earliest` is the first possible day in words and `why` what makes it that; `rule` is where the rule stands.
    """

    is_open: bool
    earliest: str
    why: str
    missing: tuple[str, ...]
    planned: str
    rule: str


def lock_of(review: Review, rules: ReviewProcedure, directory: Directory, now: datetime) -> PublicationLock | None:
    """The lock as it stands at `now` (aware); None for a review that publishes nothing, or has already."""
    if review.at not in LOCAL_REVIEW:
        return None
    # Nobody acts here: who reads the lock makes no difference to it.
    attempt = ReviewAttempt(review, None, "", rules, directory, now)
    publication = review.publication
    sent_on = last_sent(publication) if publication else None
    earliest = earliest_publication(attempt, sent_on or attempt.day)
    missing = tuple(_missing(attempt))
    planned = publication.planned_on if publication else None
    return PublicationLock(
        is_open=not missing and earliest <= attempt.day,
        earliest=day_in_words(max(earliest, attempt.day)),
        why=_why(sent_on, attempt),
        missing=missing,
        planned=_planned(attempt, planned, sent_on),
        rule=_rule(rules),
    )


def _why(sent_on: date | None, attempt: ReviewAttempt) -> str:
    must = "The Panel and the Secretary of State must both have the report seven working days before it is published."
    if sent_on is None:
        return f"{must} The day is counted as if both were sent it today; each day of waiting moves it."
    return f"{must} The later of the two was sent it on {day_in_words(sent_on)}."


def _missing(attempt: ReviewAttempt) -> Iterator[str]:
    review = attempt.review
    if review.at is P.LCSPR_PARTNER_SIGN_OFF and not is_ratified_now(attempt):
        waiting = awaited(attempt.directory, attempt.rules, review, attempt.day)
        titles = listed([attempt.function_title(one) for one in waiting])
        yield f"Every partner accepts the report. Still to ratify: {titles}."
    elif review.at not in (P.LCSPR_PARTNER_SIGN_OFF, *ACCEPTED):
        yield "The report is written, and every partner accepts it."
    if review.reviewer is None:
        yield "A reviewer is appointed: what is published names them."
    publication = review.publication
    if publication is None:
        yield "What is to be published, and on what day, is decided."
    if publication is None or last_sent(publication) is None:
        yield "The Panel and the Secretary of State are sent it, and the days are recorded."
    held_back = publication is not None and publication.what == "improvements_only"
    if held_back and review.fact(ReviewFact.NOT_PUBLISHING_JUSTIFIED) is None:
        yield "They are sent the justification for not publishing the full report."
    if not review.comments_considered:
        yield "What they comment is considered, or it is recorded that they made no comment."


def _planned(attempt: ReviewAttempt, planned: date | None, sent_on: date | None) -> str:
    if planned is None:
        return ""
    words = f"Publication is planned for {day_in_words(planned)}."
    if sent_on is None:
        return f"{words} Both must be sent it by {day_in_words(latest_day_to_send(attempt, planned))}."
    return words


def _rule(rules: ReviewProcedure) -> str:
    for deadline in rules.deadlines:
        if deadline.counts_from is ReviewFact.PUBLICATION_PLANNED and deadline.counted == "before":
            return f"{deadline.force.words()}: {source_words(rules, deadline)}"
    return "Working Together 2023, paragraph 364"
