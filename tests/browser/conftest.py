"""One browser and one demonstration for all journeys of a test process."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.at_work import MONDAY
from tests.browser.chromium import DESKTOP, PHONE, chromium, window
from tests.browser.homes import home_with_disagreement
from tests.browser.serving import served
from workflows.clock import VirtualClock


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a demonstration in which the health visitor has raised a disagreement with the social worker."""
    return home_with_disagreement(tmp_path)


@pytest.fixture
def now() -> datetime:
    """When the pages are looked at: a fortnight and a half after what is in them began."""
    return MONDAY + timedelta(days=18)


@pytest.fixture
def address(home: Path, now: datetime) -> Iterator[str]:
    with served(home, VirtualClock(now)) as running:
        yield running


@pytest.fixture(
    params=[(PHONE, True), (PHONE, False), (DESKTOP, True), (DESKTOP, False)],
    ids=["phone", "phone-without-scripts", "desktop", "desktop-without-scripts"],
)
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A window on the demonstration: of a phone and of a desk, with JavaScript and without."""
    width, scripts = request.param
    with window(browser, address, width, scripts=scripts) as opened:
        yield opened


@pytest.fixture
def where(request: pytest.FixtureRequest) -> str:
    """In what window the test looks, for the names of pictures."""
    return str(request.node.callspec.id)
