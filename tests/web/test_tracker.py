"""The tracker: all reviews on one time axis for those who may read them, with filters that stay in the address."""

import re

import pytest

from procedures.review_course import ReviewPosition as P
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    DETECTIVE_CONSTABLE,
    HEALTH_VISITOR,
    SCRUTINEER,
    SOCIAL_WORKER,
)
from tests.reviews_at_work import StoredReview, stored_review
from tests.statements import MOST_STATEMENTS, statements
from tests.states.review_line import COMMITTEE_CHAIR, NOTIFIER, lead
from tests.web.pages import Pages

READERS = [ASSISTANT_CHIEF_CONSTABLE, COMMITTEE_CHAIR, BUSINESS_MANAGER, SCRUTINEER]
OTHERS = [HEALTH_VISITOR, SOCIAL_WORKER, DETECTIVE_CONSTABLE, lead("hcrg")]
PATHS = ["/tracker", "/tracker/picture.svg", "/reviews"]


@pytest.fixture
def two(pages: Pages) -> tuple[StoredReview, StoredReview]:
    """A review of serious harm whose returns are late, and one of a death that has just been referred."""
    gathering = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_GATHERING)
    gathering.until("2026-11-20 09:00")
    return gathering, stored_review(pages.context, pages.clock, P.REFERRED, incident="death")


def shown(html: str) -> set[str]:
    """The reviews of which clocks are shown."""
    return set(re.findall(r'<h3 class="[^"]*gt-before-table"><a [^>]*>(R-[0-9-]+)', html))


@pytest.mark.parametrize("path", PATHS)
def test_it_is_there_for_those_who_may_read_reviews_alone(
    pages: Pages, two: tuple[StoredReview, StoredReview], path: str
) -> None:
    for person in READERS:
        answer = pages.signed_in(person).get(path)
        assert answer.status_code == 200, person
        assert two[0].reference in answer.text
    for person in OTHERS:
        answer = pages.signed_in(person).get(path)
        assert answer.status_code == 404, person
        assert "R-2026" not in answer.text
    assert pages.browser().get(path).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {0, 1}),
        ("?late=1", {0}),
        ("?incident=death", {1}),
        ("?position=referred", {1}),
        ("?position=rapid_review_gathering&late=1&incident=serious_harm", {0}),
        ("?incident=death&late=1", set()),
        ("?incident=nothing-like-it&position=nowhere", set()),
    ],
)
def test_what_is_chosen_stands_in_the_address(
    pages: Pages, two: tuple[StoredReview, StoredReview], query: str, expected: set[int]
) -> None:
    browser = pages.signed_in(COMMITTEE_CHAIR)
    html = browser.get(f"/tracker{query}").text
    assert shown(html) == {two[number].reference for number in expected}
    picture = re.search(r'<img [^>]*src="(/tracker/picture.svg[^"]*)"', html)
    assert (picture is not None) == bool(expected)
    if picture:
        drawn = browser.get(picture[1].replace("&amp;", "&")).text
        assert set(re.findall(r"R-2026-\d{4}", drawn)) == shown(html)


def test_a_clock_is_told_with_its_day_its_owner_and_what_it_rests_on(
    pages: Pages, two: tuple[StoredReview, StoredReview]
) -> None:
    html = pages.signed_in(COMMITTEE_CHAIR).get("/tracker").text
    assert "DL05 Send the findings of the rapid review to the Panel" in html
    assert "By another reading" in html
    assert "working days late" in html
    assert "has been superseded by" in html
    assert "Business manager, business support team" in html
    assert "The partnership, whatever reviews it has" in html


def test_the_picture_is_a_file_without_script_that_nothing_keeps(
    pages: Pages, two: tuple[StoredReview, StoredReview]
) -> None:
    answer = pages.signed_in(COMMITTEE_CHAIR).get("/tracker/picture.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "<script" not in answer.text


def test_statements_do_not_grow_with_the_reviews(pages: Pages, two: tuple[StoredReview, StoredReview]) -> None:
    browser = pages.signed_in(COMMITTEE_CHAIR)
    counts = {}
    for path in PATHS:
        with statements(pages.context.engine) as seen:
            assert browser.get(path).status_code == 200
        counts[path] = len(seen)
    for _ in range(3):
        stored_review(pages.context, pages.clock, P.CRITERIA_ASSESSMENT)
    for path in PATHS:
        with statements(pages.context.engine) as seen:
            browser.get(path)
        assert len(seen) <= min(counts[path], MOST_STATEMENTS), seen


def test_the_notifier_owes_a_step_that_the_tracker_names(pages: Pages, two: tuple[StoredReview, StoredReview]) -> None:
    stored_review(pages.context, pages.clock, P.CRITERIA_ASSESSMENT)
    html = pages.signed_in(BUSINESS_MANAGER).get("/tracker?position=criteria_assessment").text
    title = two[0].directory.title_of(NOTIFIER)
    assert title.replace("'", "&#39;") in html
