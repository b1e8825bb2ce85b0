"""Delegated Safeguarding Partners give their views, one steps aside, and the chair records what they decide."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.at_work import MONDAY
from tests.browser import homes
from tests.browser.chromium import choose_role, looked_at
from tests.browser.homes import home_with_disagreement
from tests.browser.keyboard import choose_value, press, write
from tests.browser.test_managing import act
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    HERTFORDSHIRE_DIRECTOR_OF_NURSING,
    MID_AND_SOUTH_CHIEF_NURSE,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = f"/cases/{homes.CASE}"
JUST_AFTER = MONDAY + timedelta(hours=1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A disagreement that has just come to the Delegated Safeguarding Partners."""
    return home_with_disagreement(tmp_path, HEALTH_VISITOR, HEAD_OF_SERVICE)


@pytest.fixture
def now() -> datetime:
    return JUST_AFTER


def test_partners_decide(page: Page, where: str) -> None:
    choose_role(page, HERTFORDSHIRE_DIRECTOR_OF_NURSING)
    page.goto(CASE)
    act(page, "Step aside from the decision")
    write(page, "Why do you step aside?", "I worked with one of the practitioners.")
    looked_at(page, f"partner-recusal-{where}")
    press(page, "Step aside from the decision")
    expect(page.get_by_text("You stepped aside from the decision.")).to_be_visible()
    expect(page.get_by_text("For the group, and oversight")).to_be_visible()

    choose_role(page, MID_AND_SOUTH_CHIEF_NURSE)
    gives_view(page)
    choose_role(page, ASSISTANT_CHIEF_CONSTABLE)
    page.goto(CASE)
    looked_at(page, f"partner-case-{where}")
    act(page, "Give your view")
    press(page, "Give your view")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"partner-view-error-{where}")
    gives_view(page)
    act(page, "Record the group's decision")
    choose_value(page, "view", "with_raising_side")
    write(page, "What is the decision in the group's words?", "An assessment is made by Friday.")
    looked_at(page, f"partner-decision-{where}")
    press(page, "Record the group's decision")
    expect(page.get_by_text("You recorded the group's decision.")).to_be_visible()
    looked_at(page, f"partner-decided-{where}")

    # What the members said to each other stays with them.
    choose_role(page, HEALTH_VISITOR)
    page.goto(CASE)
    expect(page.get_by_text("An assessment is made by Friday.")).to_be_visible()
    expect(page.get_by_text("I worked with one of the practitioners.")).to_have_count(0)


def gives_view(page: Page) -> None:
    page.goto(CASE)
    act(page, "Give your view")
    choose_value(page, "view", "with_raising_side")
    write(page, "What are your reasons?", "The threshold is met.")
    press(page, "Give your view")
    expect(page.get_by_text("You gave a view.")).to_be_visible()
