"""What goes to a meeting on paper: nothing to press, nothing cut off, tables that can be read on A4."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from procedures.review_course import ReviewPosition as P
from tests.at_work import MONDAY, raised
from tests.browser.chromium import OUTPUT, choose_role, window
from tests.browser.homes import CASE, demonstration, review
from tests.browser.serving import served
from tests.partnership import BUSINESS_MANAGER, TEAM_MANAGER
from tests.reviews_at_work import stored_review
from workflows.clock import VirtualClock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

A4 = 688
"""Pixels between the margins of a sheet."""

PAPERS = {
    TEAM_MANAGER: {"team": "/team", "case": f"/cases/{CASE}"},
    BUSINESS_MANAGER: {
        "cases": "/cases",
        "review": f"/reviews/{review(1)}",
        "reviews": "/reviews",
        "tracker": "/tracker",
        "agenda": "/agenda",
        "procedure": "/procedures/essex",
    },
}
TO_PRESS = "nav, form, button, .govuk-button, .govuk-skip-link, .gt-safety, .gt-footer, a[download]"

NOT_ON_PAPER = """() => {
  const seen = one => one.checkVisibility() && one.getClientRects().length
  const out = [...document.querySelectorAll('main *')].filter(
    one => seen(one) && !one.closest('.govuk-visually-hidden') && one.getBoundingClientRect().right > innerWidth + 1)
  const rows = [...document.querySelectorAll('tbody tr')].filter(
    one => seen(one) && getComputedStyle(one).breakInside !== 'avoid')
  const heads = [...document.querySelectorAll('thead')].filter(
    one => seen(one) && getComputedStyle(one).display !== 'table-header-group')
  const folded = [...document.querySelectorAll('main details')].filter(
    one => seen(one) && !one.open && one.getBoundingClientRect().height <= one.firstElementChild.clientHeight + 12)
  return [...out, ...rows, ...heads, ...folded].map(one => one.outerHTML.slice(0, 120))
}"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with demonstration(tmp_path) as (context, clock):
        for _ in range(12):
            raised(context)
        clock.advance_to(stored_review(context, clock, P.RAPID_REVIEW_GATHERING).now)
    return tmp_path


def test_papers_are_whole(browser: Browser, home: Path) -> None:
    clock = VirtualClock(MONDAY + timedelta(days=4))
    with served(home, clock) as address, window(browser, address, A4, scripts=True) as page:
        for person, papers in PAPERS.items():
            choose_role(page, person)
            for name, path in papers.items():
                page.goto(path)
                page.emulate_media(media="print")
                is_whole(page, name)
                page.emulate_media(media="screen")


def is_whole(page: Page, name: str) -> None:
    page.pdf(path=OUTPUT / f"print-{name}.pdf", format="A4", prefer_css_page_size=True)
    expect(page.get_by_text("All of this is as it stood on Friday 6 November 2026")).to_be_visible()
    pressed = [one for one in page.locator(TO_PRESS).all() if one.is_visible()]
    assert pressed == [], f"{name}: {[one.inner_html() for one in pressed]}"
    assert page.evaluate(NOT_ON_PAPER) == [], name
