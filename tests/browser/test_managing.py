"""A senior manager holds a meeting, answers, and writes the outcome with the other side."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.at_work import MONDAY
from tests.browser import homes
from tests.browser.chromium import choose_role, looked_at
from tests.browser.homes import home_with_disagreement
from tests.browser.keyboard import follow, open_details, press, write, write_day
from tests.partnership import HEAD_OF_SERVICE, HEALTH_VISITOR, SERVICE_MANAGER

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = f"/cases/{homes.CASE}"
JUST_AFTER = MONDAY + timedelta(hours=1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A disagreement that has just come to senior managers."""
    return home_with_disagreement(tmp_path, HEALTH_VISITOR)


@pytest.fixture
def now() -> datetime:
    return JUST_AFTER


def test_a_manager_meets_answers_and_writes_the_outcome(page: Page, where: str) -> None:
    choose_role(page, SERVICE_MANAGER)
    meets(page, where)
    answers(page, where)
    choose_role(page, HEAD_OF_SERVICE)
    settles(page)
    choose_role(page, SERVICE_MANAGER)
    proposes(page, where)
    choose_role(page, HEAD_OF_SERVICE)
    agrees(page, where)


def act(page: Page, verb: str) -> None:
    """Go to the form of an action from the case's page."""
    link = page.locator(".gt-offers").get_by_text(verb, exact=True)
    if not link.is_visible():
        open_details(page, "More that you can do")
    follow(page, link)


def meets(page: Page, where: str) -> None:
    page.goto(CASE)
    looked_at(page, f"manager-case-{where}")
    act(page, "Record a meeting of the two sides")
    press(page, "Record a meeting of the two sides")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"manager-meeting-error-{where}")
    write_day(page, "held_on", MONDAY.day, MONDAY.month, MONDAY.year)
    write(page, "What do you agree on?", "That the child is to be seen this week.")
    press(page, "Record a meeting of the two sides")
    expect(page.get_by_text("You recorded a meeting of the two sides.")).to_be_visible()


def answers(page: Page, where: str) -> None:
    page.goto(CASE)
    act(page, "Write a note for your own side")
    write(page, "What do you want to note?", "Ask the team manager whether the visit is arranged.")
    looked_at(page, f"manager-note-{where}")
    press(page, "Write a note for your own side")
    expect(page.get_by_text("For the responding side alone, Essex County Council, and oversight")).to_be_visible()
    looked_at(page, f"manager-noted-{where}")
    act(page, "Answer the disagreement")
    write(page, "What is your answer?", "We visit on Friday.")
    press(page, "Answer the disagreement")
    expect(page.get_by_text("You answered.")).to_be_visible()


def settles(page: Page) -> None:
    page.goto(CASE)
    expect(page.get_by_text("Ask the team manager")).to_have_count(0)
    act(page, "Say that it is settled")
    write(page, "What settles it?", "A visit on Friday is what we asked for.")
    press(page, "Say that it is settled")
    expect(page.get_by_text("You said that it is settled.")).to_be_visible()


def proposes(page: Page, where: str) -> None:
    page.goto(CASE)
    act(page, "Propose the words of the joint outcome")
    press(page, "Propose the words of the joint outcome")
    looked_at(page, f"outcome-error-{where}")
    write(page, "What have both sides agreed?", "A joint visit on Friday.")
    press(page, "Propose the words of the joint outcome")
    expect(page.get_by_text("Proposed, not agreed yet")).to_be_visible()
    looked_at(page, f"outcome-proposed-{where}")


def agrees(page: Page, where: str) -> None:
    page.goto(CASE)
    act(page, "Agree the joint outcome as it is written")
    expect(page.locator(".gt-outcome").get_by_text("A joint visit on Friday.")).to_be_visible()
    looked_at(page, f"outcome-agree-{where}")
    press(page, "Agree the joint outcome as it is written")
    expect(page.get_by_text("Agreed by both sides")).to_be_visible()
    looked_at(page, f"outcome-agreed-{where}")
