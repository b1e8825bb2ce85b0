"""The home of a demonstration with practice reviews in it, for journeys of those who read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from procedures.review_course import ReviewPosition
from store.demonstration_mark import mark_as_demonstration
from store.migrations import upgrade
from store.sessions import writing
from tests.at_work import engine_at_work, settings_for
from tests.reviews_at_work import stored_review


def home_with_reviews(home: Path, *positions: ReviewPosition) -> Path:
    """A home in which a review stands at each of these positions: R-<year>-0001 and so on, a few days old.

    They begin some days ago in real time, which is the time of the pages that are looked at.
    """
    url = f"sqlite:///{home / 'goldenthread.db'}"
    upgrade(url)
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=20)
    with engine_at_work(settings_for(url, home), start) as (context, clock):
        with writing(context.engine) as connection:
            mark_as_demonstration(connection)
        for position in positions:
            review = stored_review(context, clock, position, about="What is known of the incident.")
            clock.advance_to(max(clock.now(), review.now))
    return home


def reference(number: int) -> str:
    """The reference of the review that was made so manieth."""
    return f"R-{(datetime.now(UTC) - timedelta(days=20)).year}-{number:04d}"
