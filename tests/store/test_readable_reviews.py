"""Reviews are read with their rules, by who may read them, and one that cannot be read is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from procedures.review_course import ReviewPosition as P
from store.readable_cases import Member, Operator, Reader
from store.readable_reviews import ReadableReviews, readable_reviews
from store.sessions import reading
from tests.at_work import engine_at_work, raised, settings_for
from tests.partnership import HCRG, HEALTH_VISITOR, SCRUTINEER
from tests.reviews_at_work import StoredReview, stored_review
from tests.store.tampering import CASES, unguarded


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[StoredReview]:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, clock):
        raised(context)
        yield stored_review(context, clock, P.CRITERIA_ASSESSMENT)


def read(world: StoredReview, reader: Reader | None = None, *, closed_too: bool = False) -> ReadableReviews:
    with reading(world.context.engine) as connection:
        return readable_reviews(connection, reader or Operator(), closed_too=closed_too)


def test_an_open_review_comes_with_the_rules_that_it_is_frozen_to(world: StoredReview) -> None:
    assert read(world) == ReadableReviews(((world.review, world.rules),), ())


def test_only_whoever_may_read_reviews_is_given_them(world: StoredReview) -> None:
    for reader, may in (
        (Member(HEALTH_VISITOR, HCRG), False),
        (Member(HEALTH_VISITOR, HCRG, reviews=True), True),
        (Member(SCRUTINEER, "escb", oversight=True), True),
    ):
        assert bool(read(world, reader).reviews) is may


def test_one_that_cannot_be_read_is_named(world: StoredReview) -> None:
    with unguarded(world.context.engine) as connection:
        connection.execute(CASES.update().where(CASES.c.reference == world.reference).values(state="{}"))
    assert read(world) == ReadableReviews((), (world.reference,))


def test_a_closed_one_is_there_only_if_it_is_asked_for(world: StoredReview) -> None:
    closed = replace(world.review, closed_at=world.now)
    with unguarded(world.context.engine) as connection:
        connection.execute(CASES.update().where(CASES.c.reference == closed.reference).values(closed_at=world.now))
    assert read(world).reviews == ()
    assert [review.reference for review, _ in read(world, closed_too=True).reviews] == [closed.reference]
