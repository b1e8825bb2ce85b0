"""What has happened to a review since a meeting: referred, notified, decided, sent, answered, published, closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from procedures.review_course import ReviewFact as F
from reports.review_words import DECISIONS, PANEL_RESPONSES, day_of, word_of
from states.review import Review


def happened_since(review: Review, since: date) -> Iterator[tuple[date, str]]:
    """The days in London, from `since` on, with what happened on each in words."""
    for moment, what in _landmarks(review):
        if moment is not None and day_of(moment) >= since:
            yield day_of(moment), what


def _landmarks(review: Review) -> Iterator[tuple[datetime | None, str]]:
    outcome = f": {review.outcome.replace('_', ' ')}" if review.outcome else ""
    yield review.raised_at, "Referred"
    yield review.fact(F.NOTIFIED), "Notified to the Panel"
    yield review.fact(F.MEETING_HELD), "The rapid review's meeting was held"
    yield review.fact(F.SUBMITTED), "The rapid review was sent to the Panel"
    yield review.fact(F.DECIDED), f"The partners' decision was ratified: {_said(DECISIONS, review.decision)}"
    yield review.fact(F.PANEL_RESPONDED), f"The Panel responded: {_said(PANEL_RESPONSES, review.panel_response)}"
    yield review.fact(F.REVIEWER_APPOINTED), "A reviewer was appointed"
    yield review.fact(F.DELAY_REPORTED), "The reasons for a delay were told"
    yield review.fact(F.PUBLISHED), "Published"
    yield review.closed_at, f"Closed{outcome}"


def _said(words: dict[str, str], code: str | None) -> str:
    said = word_of(words, code)
    return said[:1].lower() + said[1:]
