"""The interface on a fresh store, for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.api.interface import Interface
from tests.web.pages import opened_pages


@pytest.fixture
def interface(sqlite_url: str, tmp_path: Path) -> Iterator[Interface]:
    with opened_pages(sqlite_url, tmp_path) as pages:
        yield Interface(pages)


@pytest.fixture
def interface_on_both(database_url: str, tmp_path: Path) -> Iterator[Interface]:
    with opened_pages(database_url, tmp_path) as pages:
        yield Interface(pages)
