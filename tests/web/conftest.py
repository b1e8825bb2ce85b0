"""Pages on a fresh store, for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.pages import Pages, opened_pages


@pytest.fixture
def pages(sqlite_url: str, tmp_path: Path) -> Iterator[Pages]:
    with opened_pages(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def pages_on_both(database_url: str, tmp_path: Path) -> Iterator[Pages]:
    with opened_pages(database_url, tmp_path) as opened:
        yield opened
