"""One browser and one demonstration for all journeys of a test process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from store.demonstration_mark import mark_as_demonstration
from store.migrations import upgrade
from store.sessions import writing
from tests.at_work import engine_at_work, raised, settings_for
from tests.browser.chromium import DESKTOP, PHONE, chromium, served, window


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a demonstration in which the health visitor has raised a disagreement with the social worker."""
    url = f"sqlite:///{tmp_path / 'goldenthread.db'}"
    upgrade(url)
    with engine_at_work(settings_for(url, tmp_path)) as (context, _):
        with writing(context.engine) as connection:
            mark_as_demonstration(connection)
        raised(context)
    return tmp_path


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    with served(home) as running:
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
