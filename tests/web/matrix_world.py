"""The store of the access matrix: a disagreement and a practice review at each position that opens it to somebody.

Each has a document; each review has asked the 0-19 service for information, and each return of that has a document too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi import APIRouter

from procedures.review_course import ReviewPosition as P
from states.actions import Answer, Withdraw
from states.review_actions import RequestInformation
from store.drafts import save_draft
from store.sessions import writing
from tests.at_work import do, raised, run_clock
from tests.document_samples import TXT
from tests.documents_at_work import added
from tests.partnership import BUSINESS_MANAGER, HCRG, HEALTH_VISITOR, SOCIAL_WORKER
from tests.reviews_at_work import StoredReview, stored_review
from tests.states.review_line import lead
from tests.web.matrix_rules import ASKED_FOR_RETURNS
from tests.web.pages import Pages, opened_pages

IN_NOBODYS_WAY: dict[str, Any] = {
    "documents_unscanned": True,
    "api_calls_a_minute": 1_000_000,
    "raises_an_hour": 1_000_000,
    "documents_an_hour": 1_000_000,
    "readings_an_hour": 1_000_000,
    "exports_an_hour": 1_000_000,
}
"""Settings with which no cell is refused for what the cells before it did."""

LEFT_ALONE = timedelta(hours=6)


@dataclass(frozen=True)
class World:
    """Pages on the store, and the reference of the case at each position. `draft` is the health visitor's own.

    `documents` and `of_returns` are the numbers of documents, by reference: of the case itself, added by the health
    visitor or by business support, and of the 0-19 service's own return, added by its lead.
    """

    pages: Pages
    cases: dict[str, str]
    reviews: dict[str, str]
    draft: int
    documents: dict[str, int]
    of_returns: dict[str, int]


@contextmanager
def matrix_world(database_url: str, home: Path) -> Iterator[World]:
    """Fill a migrated store. The disagreements are raised one after another and left to climb."""
    with opened_pages(database_url, home, **IN_NOBODYS_WAY) as pages:
        reviews = {}
        for position in (
            P.LCSPR_IN_PROGRESS,
            P.RAPID_REVIEW_SIGN_OFF,
            P.RAPID_REVIEW_GATHERING,
            P.CRITERIA_ASSESSMENT,
            P.REFERRED,
        ):
            review = stored_review(pages.context, pages.clock, position)
            ask_for_information(review)
            pages.clock.advance_to(max(pages.clock.now(), review.now))
            reviews[position.value] = review.reference
        cases = {}
        # A stage of the Essex ladder lasts 3, 5 and 10 working days.
        for name, days in (("lead_partners", 17), ("partners", 7), ("senior_managers", 7)):
            cases[name] = raised(pages.context)
            run_clock(pages.context, pages.clock, pages.clock.now() + timedelta(days=days), LEFT_ALONE)
        cases["closing"] = raised(pages.context)
        do(pages.context, cases["closing"], Withdraw(reason="It is done."), HEALTH_VISITOR)
        cases["considering"] = raised(pages.context)
        do(pages.context, cases["considering"], Answer(answer="An answer."), SOCIAL_WORKER)
        cases["practitioners"] = raised(pages.context)
        with writing(pages.context.engine) as connection:
            draft = save_draft(connection, HEALTH_VISITOR, {"about": "A beginning."}, pages.clock.now())
        assert draft is not None
        documents = {one: added(pages.context, one, HEALTH_VISITOR, TXT) for one in cases.values()}
        of_returns = {}
        for place, one in reviews.items():
            documents[one] = added(pages.context, one, BUSINESS_MANAGER, TXT, audience="group")
            if place in ASKED_FOR_RETURNS:
                of_returns[one] = added(pages.context, one, lead(HCRG), TXT, audience="group", of_own_return=True)
        yield World(pages, cases, reviews, draft, documents, of_returns)


def with_many(world: World) -> World:
    """The same store with enough cases for a second page, several reviews that ask the same agencies, and documents."""
    context, clock = world.pages.context, world.pages.clock
    for _ in range(30):
        raised(context)
    for _ in range(4):
        review = ask_for_information(stored_review(context, clock, P.RAPID_REVIEW_GATHERING))
        clock.advance_to(max(clock.now(), review.now))
    for number in range(12):
        added(context, world.cases["practitioners"], HEALTH_VISITOR, TXT + str(number).encode())
    return world


def ask_for_information(review: StoredReview) -> StoredReview:
    """Let a review ask the 0-19 service for information."""
    asked = RequestInformation(agency=HCRG, due_on=review.today + timedelta(days=5), what="Which visits were made?")
    review.act(BUSINESS_MANAGER, asked)
    return review


def operations_of(routers: Iterable[APIRouter]) -> set[str]:
    """Everything that can be asked of some routers, by method and path."""
    return {
        f"{method} {route.path}"  # type: ignore[attr-defined]  # every route of these routers has both
        for router in routers
        for route in router.routes
        for method in route.methods  # type: ignore[attr-defined]  # as above
    }
