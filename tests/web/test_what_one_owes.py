"""What somebody owes and what waits for their view: each once, on their page, and nothing that is somebody else's."""

from datetime import timedelta

import pytest

from procedures.review_course import ReviewPosition as P
from states.actions import Escalate
from states.group_actions import GiveGroupView
from states.review_actions import RequestInformation
from states.review_actions_rapid_review import Ratify
from tests.at_work import do, name_deputy, raised
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    COUNCIL,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HCRG,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    SCRUTINEER,
    SERVICE_MANAGER,
    SUFFOLK_CHIEF_NURSE,
)
from tests.reviews_at_work import StoredReview, stored_review
from tests.states.review_line import lead
from tests.web.pages import Pages
from tests.web.statements import asks_little
from tests.web.test_calendar_feed import events, fetched, made


@pytest.fixture
def asked(pages_on_both: Pages) -> tuple[Pages, StoredReview]:
    """A review for which agencies were asked for returns, and the council and the 0-19 service for information."""
    pages = pages_on_both
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_GATHERING)
    for agency in (HCRG, COUNCIL):
        day = review.now.date() + timedelta(days=7)
        review.act(BUSINESS_MANAGER, RequestInformation(agency=agency, due_on=day, what="Which visits were made?"))
    pages.clock.advance_to(max(pages.clock.now(), review.now))
    return pages, review


def my_work(pages: Pages, person: str) -> str:
    return pages.signed_in(person).get("/my-work").text.partition("What I wait for")[0]


def test_whoever_answers_for_an_agency_owes_its_return_and_information_each_once(
    asked: tuple[Pages, StoredReview],
) -> None:
    pages, review = asked
    mine = my_work(pages, lead(HCRG))
    assert mine.count(f'href="/returns/{review.reference}"') == 1
    assert mine.count(f'href="/asked/{review.reference}/information/1"') == 1
    assert "Asked of your agency by a practice review" in mine
    assert "gathering" not in mine.lower(), "where the review stands is not theirs to know"
    summaries = list(events(fetched(pages, made(pages, lead(HCRG)))))
    assert len(summaries) == 2
    assert all(name.startswith(f"{review.reference}: ") for name in summaries)


def test_whoever_may_read_the_review_too_finds_no_step_twice(asked: tuple[Pages, StoredReview]) -> None:
    pages, review = asked
    mine = my_work(pages, lead(COUNCIL))
    assert mine.count(f'href="/reviews/{review.reference}"') == 2
    assert "/returns/" not in mine
    assert "/asked/" not in mine
    assert len(events(fetched(pages, made(pages, lead(COUNCIL))))) == 2


def test_who_could_come_to_answer_for_an_agency_owes_nothing_yet(asked: tuple[Pages, StoredReview]) -> None:
    pages, review = asked
    assert "You owe nothing at present." in my_work(pages, HEAD_OF_SERVICE)
    assert events(fetched(pages, made(pages, HEAD_OF_SERVICE))) == {}
    assert review.reference in pages.signed_in(HEAD_OF_SERVICE).get("/returns").text
    name_deputy(pages.context, lead(HCRG), HEAD_OF_SERVICE)
    standing_in = my_work(pages, HEAD_OF_SERVICE)
    assert standing_in.count(f'href="/returns/{review.reference}"') == 1
    assert "you stand in for them" in standing_in
    assert "You owe nothing at present." in my_work(pages, HEALTH_VISITOR)


def test_a_partner_finds_what_their_group_decides_until_they_have_said_what_they_think(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    for person in (HEALTH_VISITOR, HEAD_OF_SERVICE):
        do(pages.context, reference, Escalate(reason="It cannot be resolved here."), person)
    assert "Before a group of mine" in my_work(pages, SUFFOLK_CHIEF_NURSE)
    assert f'href="/cases/{reference}">Give your view' in my_work(pages, SUFFOLK_CHIEF_NURSE)
    assert "It is to be decided by Monday 16 November 2026 at 5pm" in my_work(pages, SUFFOLK_CHIEF_NURSE)
    for person in (SERVICE_MANAGER, DIRECTOR_OF_CHILDRENS_SERVICES, BUSINESS_MANAGER, SCRUTINEER):
        assert "Before a group of mine" not in my_work(pages, person), person
    aside = pages.signed_in(DIRECTOR_OF_CHILDRENS_SERVICES).get(f"/cases/{reference}").text
    assert "Your agency is a side of this disagreement, so you step aside." in aside
    do(pages.context, reference, GiveGroupView(view="another_way", reason="Meet."), SUFFOLK_CHIEF_NURSE)
    assert "Before a group of mine" not in my_work(pages, SUFFOLK_CHIEF_NURSE)
    asks_little(pages, pages.signed_in(ASSISTANT_CHIEF_CONSTABLE), "/my-work")


def test_a_partner_finds_what_is_to_be_ratified_until_they_have_ratified_it(pages: Pages) -> None:
    review = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_SIGN_OFF)
    pages.clock.advance_to(max(pages.clock.now(), review.now))
    wanted = f'href="/reviews/{review.reference}">Say whether you ratify'
    partners = (ASSISTANT_CHIEF_CONSTABLE, DIRECTOR_OF_CHILDRENS_SERVICES)
    assert all(wanted in my_work(pages, person) for person in partners)
    assert wanted not in my_work(pages, lead(COUNCIL))
    review.act(ASSISTANT_CHIEF_CONSTABLE, Ratify(reason="Agreed."))
    assert [wanted in my_work(pages, person) for person in partners] == [False, True]
