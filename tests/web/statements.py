"""How many statements a page asks of the store: no page may ask more when there is more to show."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.statements import MOST_STATEMENTS, statements
from tests.web.pages import Pages


def asks_little(pages: Pages, browser: TestClient, path: str) -> None:
    """A page, once it was read, asks no more than it may."""
    assert browser.get(path).status_code == 200, path
    with statements(pages.context.engine) as seen:
        browser.get(path)
    assert 0 < len(seen) <= MOST_STATEMENTS, seen
