"""The pictures of README.md, taken from the running product: `make pictures`.

A partnership's store is filled as the demonstration fills it, the pages are served, and Chromium looks at them.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from command_line.demonstrated_partnership import DemonstratedPartnership
from store.demonstration_mark import mark_as_demonstration
from store.directory_file import read_directory_file
from store.directory_import import import_directory
from store.migrations import upgrade
from store.sessions import writing
from tests.at_work import settings_for
from tests.browser.chromium import ROOT, choose_role, chromium, served, window
from workflows.clock import SystemClock
from workflows.context import open_context

PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1180, 1500

LOOKED_AT = {
    "case": ("service_manager_ecc", "/cases?q=", "senior manager"),
    "tracker": ("escb_business_manager", "/tracker", "business manager"),
}


def fill(home: Path) -> None:
    """The demonstration's partnership, up to this morning."""
    url = f"sqlite:///{home / 'goldenthread.db'}"
    upgrade(url)
    context = open_context(settings_for(url, home), SystemClock())
    now = datetime.now(UTC)
    with writing(context.engine) as connection:
        mark_as_demonstration(connection)
    partnership = DemonstratedPartnership(context, now.date())
    import_directory(context.engine, read_directory_file("essex"), partnership.begins_on)
    partnership.tell(now)


def take(page: Page, name: str) -> None:
    """Keep what the window shows."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def main() -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home)
        with chromium() as browser, served(home) as address:
            with window(browser, address, WIDTH, scripts=True) as page:
                choose_role(page, "service_manager_ecc")
                page.goto("/my-work")
                take(page, "my-work")
                page.goto("/cases/D-2026-0004")
                take(page, "case")
            with window(browser, address, WIDTH, scripts=True) as page:
                choose_role(page, "escb_business_manager")
                page.goto("/tracker")
                take(page, "tracker")
                page.goto("/agenda")
                take(page, "agenda")


if __name__ == "__main__":
    main()
