"""States of pages that few journeys lead to: each keeps nobody out, and says what to do."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from procedures.catalogue import frozen_text, load, text_hash
from procedures.review_course import ReviewPosition as P
from states.actions import FinishDuty, Withdraw
from tests.at_work import MONDAY, do, raised
from tests.browser.chromium import DESKTOP, PHONE, choose_role, looked_at, window
from tests.browser.homes import CASE, demonstration
from tests.browser.keyboard import choose, follow, press, write
from tests.browser.serving import served
from tests.partnership import BUSINESS_MANAGER, COUNCIL, HCRG, HEALTH_VISITOR, SOCIAL_WORKER, TEAM_MANAGER
from tests.reviews_at_work import stored_review
from tests.states.review_line import COMMITTEE_CHAIR, lead
from tests.web.test_procedures import earlier_essex
from workflows import drafts
from workflows.clock import VirtualClock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLOSED = "D-2026-0032"
WHOLE = {
    "responding_agency": COUNCIL,
    "responding_practitioner": SOCIAL_WORKER,
    "category": load("essex").categories[0].id,
    "about": "What it is about.",
    "tried": "What was tried.",
    "would_settle": "What would settle it.",
}
"""A draft that is ready to be sent."""

LATER = MONDAY + timedelta(days=2)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A case on rules that have changed since, many others, a closed one, and a review."""
    with demonstration(tmp_path) as (context, clock):
        assert raised(context, rules=earlier_essex()) == CASE
        for _ in range(30):
            raised(context)
        case = do(context, raised(context), Withdraw(reason="It is done."), HEALTH_VISITOR)
        assert case.reference == CLOSED
        for clock_of_duty in case.clocks:
            do(context, CLOSED, FinishDuty(duty=clock_of_duty.clock, text="Done."), clock_of_duty.owner)
        drafts.save(context.engine, HEALTH_VISITOR, WHOLE, clock.now())
        clock.advance_to(stored_review(context, clock, P.RAPID_REVIEW_GATHERING).now)
    return tmp_path


def test_what_is_seldom_seen(browser: Browser, home: Path) -> None:
    with served(home, VirtualClock(LATER), documents_unscanned=True) as address:
        with window(browser, address, PHONE, scripts=True) as page:
            of_a_practitioner(page, "phone")
            of_an_agency(page, "phone")
        with window(browser, address, DESKTOP, scripts=True) as page:
            of_business_support(page, "desktop")


def test_whoever_has_read_too_much_is_told_when_to_go_on(browser: Browser, home: Path) -> None:
    with (
        served(home, VirtualClock(LATER), readings_an_hour=1) as address,
        window(browser, address, PHONE, scripts=True) as page,
    ):
        choose_role(page, HEALTH_VISITOR)
        page.goto(f"/cases/{CASE}")
        page.reload()
        expect(page.get_by_role("heading", name="Please wait a while")).to_be_visible()
        expect(page.get_by_text("Wait an hour, then go on.")).to_be_visible()
        looked_at(page, "too-often-phone")


def of_a_practitioner(page: Page, where: str) -> None:
    choose_role(page, HEALTH_VISITOR)
    page.goto("/")
    looked_at(page, f"start-signed-in-{where}")
    page.goto("/cases?page=2")
    looked_at(page, f"cases-page-2-{where}")
    page.goto("/cases?show=closed")
    looked_at(page, f"cases-closed-{where}")
    page.goto("/cases?from=yesterday")
    looked_at(page, f"cases-filter-error-{where}")
    page.goto(f"/cases/{CLOSED}")
    expect(page.get_by_text("Nobody owes anything: it is closed.")).to_be_visible()
    looked_at(page, f"case-closed-{where}")
    page.goto(f"/cases/{CASE}")
    expect(page.get_by_text("The rules have changed since this case was opened")).to_be_visible()
    looked_at(page, f"case-changed-rules-{where}")
    follow(page, page.get_by_role("link", name="What has changed"))
    looked_at(page, f"rules-changed-{where}")
    page.goto(f"/procedures/essex/{text_hash(frozen_text(earlier_essex()))[:12]}")
    looked_at(page, f"rules-earlier-{where}")
    page.goto(f"/cases/{CASE}/documents/add")
    expect(page.get_by_text("No virus scanner is set up here")).to_be_visible()
    looked_at(page, f"document-unscanned-{where}")
    page.goto(f"/cases/{CLOSED}/documents/add")
    looked_at(page, f"document-closed-{where}")
    writes_a_draft(page, where)


def writes_a_draft(page: Page, where: str) -> None:
    """A draft whose every question is left out or overdone, and which is deleted in the end."""
    page.goto("/raise/new")
    choose(page, page.get_by_label("Essex County Council", exact=True))
    press(page, "Save and continue")
    draft = page.url.rsplit("/", 2)[1]
    for step in ("person", "kind", "child", "about", "tried", "settle"):
        page.goto(f"/raise/{draft}/{step}")
        if step in ("child", "about"):
            write(page, page.get_by_role("textbox").first, "x" * 20_001)
        follow(page, page.locator("main form button").first)
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        looked_at(page, f"raise-{step}-error-{where}")
    page.goto(f"/raise/{draft}/delete")
    looked_at(page, f"raise-delete-{where}")
    press(page, "Delete the draft")
    expect(page.get_by_text("The draft is deleted.")).to_be_visible()
    page.goto("/raise/1/check")
    other = page.context.new_page()
    other.goto("/raise/1/delete")
    press(other, "Delete the draft")
    other.close()
    press(page, "Raise the disagreement")
    expect(page.get_by_role("heading", name="This draft was sent already, or deleted")).to_be_visible()
    looked_at(page, f"raise-sent-already-{where}")


def of_an_agency(page: Page, where: str) -> None:
    choose_role(page, lead(HCRG))
    page.goto("/returns/R-2026-0001/documents/add")
    looked_at(page, f"return-document-{where}")


def of_business_support(page: Page, where: str) -> None:
    choose_role(page, BUSINESS_MANAGER)
    page.goto("/directory/add")
    press(page, "Add the person")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"directory-add-error-{where}")
    page.goto(f"/directory/people/{TEAM_MANAGER}/absence")
    press(page, "Record the absence")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"directory-absence-error-{where}")
    page.goto(f"/directory/people/{SOCIAL_WORKER}/left")
    looked_at(page, f"directory-left-{where}")
    page.goto("/procedures/compare?first=essex&second=nowhere")
    looked_at(page, f"compare-error-{where}")
    page.goto("/procedures/practice_review_wt2023")
    looked_at(page, f"procedure-of-reviews-{where}")
    page.goto("/agenda?meeting=never")
    looked_at(page, f"agenda-error-{where}")
    choose_role(page, COMMITTEE_CHAIR)
    page.goto("/reviews/R-2026-0001")
    looked_at(page, f"review-gathering-{where}")
