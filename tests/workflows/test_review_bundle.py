"""Bundles of practice reviews: the whole record with its proof, in one page that says it in words."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from procedures.review_course import ReviewPosition as P
from store.readable_cases import Member, Operator
from tests.at_work import AtWork, fits
from tests.partnership import HCRG, HEALTH_VISITOR
from tests.reviews_at_work import StoredReview, stored_review
from tests.states.review_line import COUNCIL_PARTNER, TEXT
from tests.store.tampering import ENTRIES, entry, unguarded
from tests.workflows.test_bundle import Outline, data_of, with_data
from workflows.bundle import check_bundle, make_bundle
from workflows.bundle_page import render
from workflows.deliver import deliver


@pytest.fixture
def world(at_work: AtWork) -> StoredReview:
    """A review whose decision is before the partners, with a clock that has run out and mail delivered."""
    world = stored_review(at_work.context, at_work.clock, P.RAPID_REVIEW_SIGN_OFF)
    world.until("2026-11-06 09:00")
    deliver(at_work.context)
    return world


def page_of(world: StoredReview) -> str:
    page = make_bundle(world.context.engine, Operator(), world.reference, world.now)
    assert page is not None
    return page


def test_it_fits_and_so_does_the_store(world: StoredReview) -> None:
    found = check_bundle(page_of(world))
    assert (found.fits, found.page_is_of_data) == (True, True)
    assert (found.reference, found.entries) == (world.reference, world.review.version)
    assert fits(world.context)


def test_the_page_tells_it_in_words(world: StoredReview) -> None:
    page = page_of(world)
    words = Outline(page).words
    for expected in (
        f"{world.reference}: practice review",
        "With the partners for ratification",
        "The way that it has taken",
        "Referred a serious incident",
        "Notified the Panel",
        "DL05 Send the findings of the rapid review to the Panel",
        "Return what your agency knows of the child and family: Essex Police",
        "the safeguarding partners and the sub-committee",
        "15 working days, from the notification to the Panel",
        "Counted from Monday 2 November 2026",
        "Its rules are superseded by Working Together to Safeguard Children 2026",
        "Time ran out, shown as late from now on: Ratify the decision, or say why not",
        TEXT,
    ):
        assert expected in words, expected
    assert "professional disagreement" not in words
    outline = Outline(page)
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_due_time_but_those_that_people_set_is_accounted_for(world: StoredReview) -> None:
    page = page_of(world)
    assert page.count("<summary>Days counted</summary>") == len(data_of(page)["clocks"])


def test_what_was_changed_shows(world: StoredReview) -> None:
    page = page_of(world)
    data = data_of(page)
    data["entries"][3]["narrative"] = '{"reason":"Nothing."}'
    (found,) = check_bundle(with_data(page, data)).misfits
    assert "entry 4: what was written in it does not fit its hash" in str(found)
    with unguarded(world.context.engine) as connection:
        connection.execute(ENTRIES.update().where(entry(connection, world.reference, 2)).values(position="nowhere"))
    assert not fits(world.context)
    broken = page_of(world)
    assert "This record does not fit together." in Outline(broken).words
    assert [(one.entry, one.how) for one in check_bundle(broken).misfits] == [(2, "changed")]


def test_rules_that_are_missing_still_leave_a_page(world: StoredReview) -> None:
    page = page_of(world)
    data = data_of(page)
    data["procedure"] = None
    assert any("its text is missing" in str(one) for one in check_bundle(with_data(page, data)).misfits)
    words = Outline(render(data, [], "{}")).words
    assert "The text of the procedure is missing or cannot be read." in words
    assert "Notified the Panel" in words


def test_no_agency_gets_the_bundle_of_a_review(world: StoredReview) -> None:
    engine, now = world.context.engine, world.now
    assert make_bundle(engine, Member(HEALTH_VISITOR, HCRG), world.reference, now) is None
    member = Member(COUNCIL_PARTNER, "essex_county_council", reviews=True)
    assert make_bundle(engine, member, world.reference, now) is not None


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_review_that_went_all_the_way_fits_and_shows_where_it_went(at_work: AtWork) -> None:
    world = stored_review(at_work.context, at_work.clock, P.CLOSED)
    page = page_of(world)
    assert check_bundle(page).fits
    assert fits(at_work.context)
    words = Outline(page).words
    for title in ("Report published", "Action plan being carried out", "nobody: it is closed", "Number: 1"):
        assert title in words
