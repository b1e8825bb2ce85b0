"""The pictures of README.md, taken from the running product: `make pictures`.

A partnership's store is filled as the demonstration fills it, the pages are served, and Chromium looks at them.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from command_line.demonstrated_partnership import DemonstratedPartnership
from store.demonstration_mark import mark_as_demonstration
from store.migrations import upgrade
from store.readable_cases import list_cases
from store.readers import Operator
from store.recording import DISAGREEMENT
from store.sessions import reading, writing
from tests.at_work import settings_for
from tests.browser.chromium import ROOT, choose_role, chromium, window
from tests.browser.serving import served
from workflows.clock import SystemClock
from workflows.context import open_context

PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1180, 1640

LOOKED_AT = (
    ("case", "service_manager_ecc", "/cases/D-{year}-0004"),
    ("tracker", "escb_business_manager", "/tracker"),
)
"""Each picture with who looks and at what. The fourth disagreement of a year is with the senior managers."""


def fill(home: Path) -> int:
    """The demonstration's partnership, up to now. Returns the year in whose numbering its fourth disagreement is."""
    url = f"sqlite:///{home / 'goldenthread.db'}"
    upgrade(url)
    context = open_context(settings_for(url, home), SystemClock())
    now = datetime.now(UTC)
    with writing(context.engine) as connection:
        mark_as_demonstration(connection)
    partnership = DemonstratedPartnership(context, now.date())
    partnership.load_directory()
    partnership.tell(now)
    with reading(context.engine) as connection:
        lines = list_cases(connection, Operator(), kind=DISAGREEMENT, closed_too=True)
    return max(int(line.reference.split("-")[1]) for line in lines if line.reference.endswith("-0004"))


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        year = fill(home)
        with chromium() as browser, served(home) as address:
            for name, person, path in LOOKED_AT:
                with window(browser, address, WIDTH, scripts=True) as page:
                    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
                    choose_role(page, person)
                    page.goto(path.format(year=year))
                    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
