"""A practice review from its referral to its close, in time: every position of the main line, its owner and clocks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from procedures.review_course import ReviewFact
from procedures.review_course import ReviewPosition as P
from procedures.review_owners import OWNERS
from states import review_actions as do
from states.review_parties import review_responsible
from tests.partnership import SCRUTINEER
from tests.states.review_line import COMMITTEE_CHAIR, MAIN_LINE, TEXT, brought_to


@pytest.mark.parametrize("position", [position for position, _ in MAIN_LINE if position is not P.CLOSED])
def test_every_position_has_an_owner_and_a_clock(position: P) -> None:
    world = brought_to(position)
    review, day = world.review, world.today
    owner = review_responsible(world.directory, world.rules, review, OWNERS[position], day)
    assert review.owner == owner.person
    assert review.clocks
    assert review.fact(ReviewFact.ENTERED) == world.now
    assert world.entries[-1].position == position.value


def test_a_year_in_public_that_is_over_keeps_no_review_open_before_the_sweep_has_seen_it() -> None:
    world = brought_to(P.IMPACT_REVIEW)
    world.act(SCRUTINEER, do.CommentAsScrutineer(comment=TEXT))
    world.act(COMMITTEE_CHAIR, do.CloseRecommendation(number=1, reason=TEXT))
    over = world.due("dl15")
    world.now = over - timedelta(minutes=1)
    close = do.CloseReview(in_yearly_report="2026-27")
    assert world.refused(world.review.owner or "", close).code == "has_to_last"
    world.now = over
    world.act(world.review.owner or "", close)
    assert world.at is P.CLOSED


def test_from_referral_to_close() -> None:
    world = brought_to(P.CLOSED)
    assert (world.review.outcome, world.review.decision) == ("published", "local_review")
    assert (world.review.owner, world.review.clocks, world.review.closed_at) == (None, (), world.now)
    assert not any(kind == "flagged_late" for kind in world.kinds)
    assert TEXT not in str([entry.facts for entry in world.entries])
    assert TEXT not in str(world.notices)
    assert TEXT in str([entry.narrative for entry in world.entries])
