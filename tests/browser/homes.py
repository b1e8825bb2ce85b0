"""Homes of demonstrations that journeys begin with: what stands in a store before anybody looks at its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from procedures.review_course import ReviewPosition
from states.actions import Escalate
from store.demonstration_mark import mark_as_demonstration
from store.migrations import upgrade
from store.sessions import writing
from tests.at_work import do, engine_at_work, raised, settings_for
from tests.reviews_at_work import stored_review
from workflows.clock import VirtualClock
from workflows.context import EngineContext

CASE = "D-2026-0001"


@contextmanager
def demonstration(home: Path) -> Iterator[tuple[EngineContext, VirtualClock]]:
    """A new store in a home directory, marked as one of the demonstration, on a Monday morning, to be filled."""
    url = f"sqlite:///{home / 'goldenthread.db'}"
    upgrade(url)
    with engine_at_work(settings_for(url, home)) as (context, clock):
        with writing(context.engine) as connection:
            mark_as_demonstration(connection)
        yield context, clock


def home_with_disagreement(home: Path, *escalated_by: str) -> Path:
    """A home in which the health visitor has raised a disagreement with the social worker, `CASE`.

    `escalated_by` have taken it up the ladder since, each a stage.
    """
    with demonstration(home) as (context, _):
        reference = raised(context)
        assert reference == CASE
        for person in escalated_by:
            do(context, reference, Escalate(reason="It cannot be resolved here."), person)
    return home


def home_with_reviews(home: Path, *positions: ReviewPosition) -> Path:
    """A home in which a review stands at each of these positions: `review(1)` and so on."""
    with demonstration(home) as (context, clock):
        for position in positions:
            made = stored_review(context, clock, position, about="What is known of the incident.")
            clock.advance_to(max(clock.now(), made.now))
    return home


def review(number: int) -> str:
    """The reference of the review that was made so manieth."""
    return f"R-2026-{number:04d}"
