"""Every list of a partnership in which nothing has happened yet says so, and keeps nobody out."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.at_work import MONDAY
from tests.browser.chromium import PHONE, choose_role, looked_at, window
from tests.browser.homes import demonstration
from tests.browser.serving import served
from tests.partnership import BUSINESS_MANAGER, HCRG, SCRUTINEER, TEAM_MANAGER
from tests.states.review_line import lead
from workflows.clock import VirtualClock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTS = {
    TEAM_MANAGER: {
        "/my-work": "You owe nothing at present.",
        "/cases": "There is none that you may read.",
        "/cases?show=closed": "There is none that you may read.",
        "/team": "Nobody owes anything or waits for anything.",
    },
    lead(HCRG): {
        "/returns": "Your agency has been asked for no return.",
        "/asked": "No open review asks anything of your agency that is yours to answer.",
    },
    BUSINESS_MANAGER: {
        "/reviews": "There is none.",
        "/tracker": "There is no open review.",
        "/agenda": "Meeting on",
        "/directory?q=zz": "Nobody in the directory is so.",
        "/directory/changes": "Nothing has been changed since changes are kept.",
        "/notices": "Every notice has gone out.",
        "/engine": "Clocks have never run",
    },
    SCRUTINEER: {"/audits": "Draw a sample of cases by chance"},
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with demonstration(tmp_path):
        return tmp_path


def test_every_list_says_that_nothing_is_there(browser: Browser, home: Path) -> None:
    with served(home, VirtualClock(MONDAY)) as address, window(browser, address, PHONE, scripts=True) as page:
        for person, lists in LISTS.items():
            choose_role(page, person)
            for path, says in lists.items():
                page.goto(path)
                expect(page.get_by_text(says).first).to_be_visible()
                looked_at(page, f"empty-{path.strip('/').translate(str.maketrans('/?=', '---'))}-phone")
